package knowledge

import "kigo/bot/knowledge/words"

// person is whose things a question is about.
type person int

const (
	mine person = iota // "Wann ist mein Workshop?"
	you                // the bot's: "Woher weißt du das?"
	persons
)

// personWords are folded words that say whose things a question is about.
var personWords = map[string]person{
	"mein": mine, "meine": mine, "meiner": mine, "meinen": mine, "meinem": mine, "meines": mine, "my": mine,
	"du": you, "dich": you, "dir": you, "dein": you, "deine": you, "deiner": you, "deinen": you, "deinem": you, "deines": you, "you": you, "your": you,
}

// personsIn says whose things a text is about.
func personsIn(text []words.Token) (in [persons]bool) {
	for _, t := range text {
		if p, ok := personWords[t.Text]; ok {
			in[p] = true
		}
	}
	return in
}

// narrowing are folded words behind which stands what a question is about in particular.
var narrowing = map[string]bool{
	"fur": true, "zum": true, "zur": true, "bei": true, "beim": true, "von": true, "vom": true, "des": true, "der": true, "gegen": true, "uber": true,
	"im": true, "in": true, "am": true, "an": true, "auf": true, "mit": true, "for": true, "of": true, "about": true, "to": true, "at": true,
}

// narrows reports whether a word that is unknown, or belongs to other matters, stands
// behind a word that narrows what is asked about: "Konzept für den Radverkehr".
func narrows(text []words.Token) bool {
	narrow := false
	for _, t := range text {
		switch {
		case narrowing[t.Text]:
			narrow = true
		case narrow && (t.Kind == words.Unknown || t.Kind == words.Elsewhere):
			return true
		case t.Kind == words.Known:
			narrow = false
		}
	}
	return false
}
