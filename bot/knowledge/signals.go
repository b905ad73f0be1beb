package knowledge

import (
	"math"

	"kigo/bot/knowledge/words"
)

// signal is one thing that speaks for or against there being no answer at all.
type signal int

const (
	sBias        signal = iota // always 1
	sUnknown                   // share of the question that nobody knows
	sElsewhere                 // share of the question that belongs to other matters
	sNarrow                    // behind a preposition stands a word that is unknown, or belongs to other matters
	sBare                      // no word is known that says anything
	sLittle                    // how little the known words say
	sUnlike                    // how unlike the most alike phrasing is, by words
	sUnlikeGrams               // and by pieces of letters
	sSubject                   // the question names what most entries are about
	signals
)

var signalNames = [signals]string{
	"bias", "unknown", "elsewhere", "narrow", "bare", "little", "unlike", "unlike_grams", "subject",
}

// subjectRarity is how rare a term is at most that most entries are about.
const subjectRarity = 0.3

// signals says what speaks for or against there being no answer.
func (x *Index) signals(q asked) (g [signals]float64) {
	known := 0.0
	for _, t := range q.tokens {
		switch t.kind {
		case words.Unknown:
			g[sUnknown] += t.mass
		case words.Elsewhere:
			g[sElsewhere] += t.mass
		case words.Known:
			known += t.mass
			g[sSubject] = max(g[sSubject], truth(x.subject(t)))
		case words.Filler:
		}
	}
	if q.mass > 0 {
		g[sUnknown] /= q.mass
		g[sElsewhere] /= q.mass
	}
	g[sBias], g[sNarrow], g[sBare], g[sLittle] = 1, truth(narrows(q.words)), truth(known == 0), math.Exp(-known)
	g[sUnlike], g[sUnlikeGrams] = 1, 1
	for _, c := range q.candidates {
		g[sUnlike] = min(g[sUnlike], 1-c.f[fPhrase])
		g[sUnlikeGrams] = min(g[sUnlikeGrams], 1-c.f[fGrams])
	}
	return g
}

// subject reports whether a word is what most entries are about.
func (x *Index) subject(t token) bool {
	for _, term := range t.terms {
		if term.weight == 1 && x.rarity[term.id] < subjectRarity {
			return true
		}
	}
	return false
}
