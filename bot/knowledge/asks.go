package knowledge

import (
	"regexp"

	"kigo/bot/knowledge/words"
)

// asks is what a question asks for, as its words say.
type asks int

const (
	asksOpen  asks = iota // nothing in particular: keywords
	asksWhen              // a date
	asksWhere             // a place
	asksWho               // a person
	asksCount_            // a number
	asksWhy               // a reason
	asksWhat              // what it is
	asksHow               // how it is done
	asksWhich             // a choice
	asksYesNo             // yes or no
	asksCount = int(asksYesNo) + 1
)

// askWords are folded words that say what is asked for, wherever they stand.
var askWords = map[string]asks{
	"wann": asksWhen, "when": asksWhen, "datum": asksWhen, "date": asksWhen, "deadline": asksWhen, "zeitpunkt": asksWhen, "tag": asksWhen, "uhrzeit": asksWhen,
	"wo": asksWhere, "where": asksWhere, "woanders": asksWhere, "ort": asksWhere, "raum": asksWhere, "room": asksWhere, "wohin": asksWhere, "link": asksWhere, "adresse": asksWhere, "address": asksWhere,
	"wer": asksWho, "wen": asksWho, "wem": asksWho, "who": asksWho, "whom": asksWho, "wessen": asksWho,
	"wieviel": asksCount_, "wieviele": asksCount_, "anzahl": asksCount_, "zahl": asksCount_, "many": asksCount_, "number": asksCount_, "much": asksCount_,
	"warum": asksWhy, "wieso": asksWhy, "weshalb": asksWhy, "why": asksWhy, "wozu": asksWhy, "wofur": asksWhy,
	"was": asksWhat, "wat": asksWhat, "what": asksWhat, "definition": asksWhat, "erklar": asksWhat, "explain": asksWhat, "worum": asksWhat,
	"wie": asksHow, "how": asksHow, "woans": asksHow, "wi": asksHow, "wodurch": asksHow,
	"welche": asksWhich, "welcher": asksWhich, "welches": asksWhich, "welchen": asksWhich, "welchem": asksWhich, "which": asksWhich,
}

// openers begin questions to be answered with yes or no.
var openers = map[string]bool{
	"ist": true, "sind": true, "kann": true, "kannst": true, "konnen": true, "hat": true, "habe": true, "hab": true, "haben": true, "war": true, "wird": true, "werden": true,
	"muss": true, "mussen": true, "darf": true, "soll": true, "bin": true, "bist": true, "gibt": true, "gab": true, "macht": true, "findet": true, "bekomme": true, "krieg": true, "bleibt": true,
	"is": true, "are": true, "can": true, "will": true, "do": true, "dos": true, "did": true, "has": true, "have": true, "am": true, "was": false,
}

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
		if a == asksHow && i+1 < len(text) && (text[i+1].Text == "viel" || text[i+1].Text == "viele" || text[i+1].Text == "many" || text[i+1].Text == "much") {
			return asksCount_
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

// holds says what an entry's answer holds.
func holds(e Entry) (has [asksCount]bool) {
	has[asksWhen] = dates.MatchString(e.Answer)
	has[asksWhere] = places.MatchString(e.Answer)
	has[asksCount_] = numbers.MatchString(e.Answer)
	return has
}
