package knowledge

import (
	"regexp"

	"kigo/bot/knowledge/words"
)

// asks is what a question asks for, as its words say.
type asks int

const (
	asksOpen    asks = iota // nothing in particular: keywords
	asksDate                // "wann"
	asksPlace               // "wo"
	asksPerson              // "wer"
	asksNumber              // "wie viele"
	asksReason              // "warum"
	asksMeaning             // "was"
	asksWay                 // "wie"
	asksChoice              // "welche"
	asksYesNo               // "ist", "kann"
	asksKinds
)

var askNames = [asksKinds]string{"open", "date", "place", "person", "number", "reason", "meaning", "way", "choice", "yesno"}

// askWords are folded words that say what is asked for, wherever they stand.
var askWords = map[string]asks{
	"wann": asksDate, "when": asksDate, "datum": asksDate, "date": asksDate, "deadline": asksDate, "zeitpunkt": asksDate, "tag": asksDate, "uhrzeit": asksDate,
	"wo": asksPlace, "where": asksPlace, "ort": asksPlace, "raum": asksPlace, "room": asksPlace, "wohin": asksPlace, "link": asksPlace, "adresse": asksPlace, "address": asksPlace,
	"wer": asksPerson, "wen": asksPerson, "wem": asksPerson, "who": asksPerson, "whom": asksPerson, "wessen": asksPerson,
	"wieviel": asksNumber, "wieviele": asksNumber, "anzahl": asksNumber, "zahl": asksNumber, "many": asksNumber, "number": asksNumber, "much": asksNumber,
	"warum": asksReason, "wieso": asksReason, "weshalb": asksReason, "why": asksReason, "wozu": asksReason, "wofur": asksReason,
	"was": asksMeaning, "wat": asksMeaning, "what": asksMeaning, "definition": asksMeaning, "erklar": asksMeaning, "explain": asksMeaning, "worum": asksMeaning,
	"wie": asksWay, "how": asksWay, "woans": asksWay, "wi": asksWay, "wodurch": asksWay,
	"welche": asksChoice, "welcher": asksChoice, "welches": asksChoice, "welchen": asksChoice, "welchem": asksChoice, "which": asksChoice,
}

// openers are folded words that begin questions to be answered with yes or no.
var openers = map[string]bool{
	"ist": true, "sind": true, "kann": true, "kannst": true, "konnen": true, "hat": true, "habe": true, "hab": true, "haben": true, "war": true, "wird": true, "werden": true,
	"muss": true, "mussen": true, "darf": true, "soll": true, "bin": true, "bist": true, "gibt": true, "gab": true, "macht": true, "findet": true, "bekomme": true, "krieg": true, "bleibt": true,
	"is": true, "are": true, "can": true, "will": true, "do": true, "dos": true, "did": true, "has": true, "have": true, "am": true,
}

// counting are folded words that make "wie" ask for a number.
var counting = map[string]bool{"viel": true, "viele": true, "vielen": true, "many": true, "much": true}

// asksFor is what a text asks for: its first word that says so.
func asksFor(text []words.Token) asks {
	if len(text) > 1 && openers[text[0].Text] {
		return asksYesNo
	}
	for i, t := range text {
		a, ok := askWords[t.Text]
		if !ok {
			continue
		}
		if a == asksWay && i+1 < len(text) && counting[text[i+1].Text] {
			return asksNumber
		}
		return a
	}
	return asksOpen
}

var (
	dates   = regexp.MustCompile(`\b\d{1,2}\.\d{1,2}\.\d{4}\b|\b(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b|\b(?:ab|seit|bis|im Jahr)\s+(?:spätestens\s+)?\d{4}\b`)
	places  = regexp.MustCompile(`https?://|(?i)\b(?:raum|saal|ratssaal|intranet|infosystem|chat)\b`)
	numbers = regexp.MustCompile(`(?i)\b(?:\d{1,3}|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)\s+\pL`)
)

// holds says which of the things that are asked for an answer holds, as far as that shows.
func holds(answer string) (has [asksKinds]bool) {
	has[asksDate] = dates.MatchString(answer)
	has[asksPlace] = places.MatchString(answer)
	has[asksNumber] = numbers.MatchString(answer)
	return has
}

// shows reports whether it shows in an answer that it holds what is asked for.
func (a asks) shows() bool { return a == asksDate || a == asksPlace || a == asksNumber }
