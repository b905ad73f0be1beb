package knowledge

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"

	"kigo/bot/knowledge/words"
)

// sameFrom is how alike two questions must be to count as one in other words. It is high:
// who asked something else would get a wrong answer, and asking twice costs an editor a minute.
const sameFrom = 0.79

// How much words and pieces of letters count in the likeness of two questions.
const (
	shareWords = 0.75
	shareGrams = 1 - shareWords
	// spelt is how alike the letters of two words must be to count as one, written otherwise.
	spelt = 0.6
	// swapped is what remains if each has a word that the other lacks: "im Sommer", "im Winter".
	swapped = 0.85
)

// Alike says how surely two questions ask the same in other words, from 0 to 1.
func (x *Index) Alike(a, b string) float64 { return x.hear(a).alike(x.hear(b)) }

// heard is a question made ready to be compared with another, whether the knowledge base
// knows its words or not.
type heard struct {
	words    []heardWord // those that say something
	folded   string
	spelling spelling
	asks     asks
	person   string // "wer", "wen" or "wem"
	persons  [persons]bool
	denied   bool
}

type heardWord struct {
	words.Token
	spelling spelling
	mass     float64
}

// denials are folded words that turn a question around.
var denials = map[string]bool{
	"nicht": true, "kein": true, "keine": true, "keinen": true, "keinem": true, "keiner": true, "nie": true, "ohne": true,
	"not": true, "no": true, "never": true, "without": true, "nich": true, "net": true,
}

// hear reads a question.
func (x *Index) hear(question string) heard {
	all := x.lexicon.Read(question)
	h := heard{folded: folded(all), asks: asksFor(all), persons: personsIn(all)}
	h.spelling = spellingOf(h.folded)
	for _, t := range all {
		h.denied = h.denied || denials[t.Text]
		if h.person == "" && h.asks == asksPerson && askWords[t.Text] == asksPerson {
			h.person = t.Text
		}
		if t.Kind == words.Filler || askWords[t.Text] != asksOpen {
			continue
		}
		w := heardWord{Token: t, spelling: spellingOf(t.Text), mass: 1}
		if t.Kind == words.Known {
			w.mass = 0.5 + x.rarityOf(t)/2 // what every entry says tells little apart
		}
		h.words = append(h.words, w)
	}
	return h
}

// rarityOf is how rare the word itself is among the entries; 1 if none has it.
func (x *Index) rarityOf(t words.Token) float64 {
	if len(t.Terms) == 0 {
		return 1
	}
	if id, ok := x.terms[t.Terms[0].Text]; ok {
		return x.rarity[id]
	}
	return 1
}

func (h heard) alike(o heard) float64 {
	switch {
	case h.folded == o.folded:
		return 1
	case len(h.words) == 0 || len(o.words) == 0:
		return 0
	case h.denied != o.denied || h.persons != o.persons && h.asks != asksOpen && o.asks != asksOpen:
		return 0
	case !h.asks.mayBe(o.asks) || h.asks == o.asks && h.person != o.person:
		return 0
	}
	there, back := h.covered(o), o.covered(h)
	if there.other || back.other || there.share+back.share == 0 {
		return 0
	}
	like := shareWords*2*(there.share*back.share)/(there.share+back.share) + shareGrams*h.spelling.cosine(o.spelling)
	if there.lacks && back.lacks {
		like *= swapped
	}
	return like
}

// covering is what a question shares with another.
type covering struct {
	share float64 // of what it says
	lacks bool    // the other lacks one of its words
	other bool    // the other lacks what tells apart what is alike otherwise, such as a number
}

func (h heard) covered(o heard) (c covering) {
	total := 0.0
	for _, w := range h.words {
		best := 0.0
		for _, v := range o.words {
			best = max(best, w.match(v))
		}
		lacks := best < knownFrom
		c.lacks = c.lacks || lacks
		c.other = c.other || lacks && names(w.Text)
		c.share += w.mass * best
		total += w.mass
	}
	c.share /= total
	return c
}

// match says how surely two words mean the same.
func (w heardWord) match(v heardWord) float64 {
	best := 0.0
	for _, a := range w.Terms {
		for _, b := range v.Terms {
			if a.Text == b.Text {
				best = max(best, a.Weight*b.Weight)
			}
		}
	}
	if c := w.spelling.cosine(v.spelling); c >= spelt && !names(w.Text) {
		best = max(best, c)
	}
	return best
}

// mayBe reports whether two ways of asking may ask for the same: keywords for anything,
// "wie bekomme ich" and "kann ich bekommen", "was" and "welche".
func (a asks) mayBe(b asks) bool {
	if a == b || a == asksOpen || b == asksOpen {
		return true
	}
	pair := func(x, y asks) bool { return a == x && b == y || a == y && b == x }
	return pair(asksYesNo, asksWay) || pair(asksMeaning, asksChoice) || pair(asksMeaning, asksWay)
}

// spelling counts the pieces of letters of a text.
type spelling struct {
	pieces []uint32 // hashes in order, as often as they occur
	length float64  // of the counts as a vector
}

func spellingOf(s string) spelling {
	var sp spelling
	for g := range gramsOf(s) {
		h := fnv.New32a()
		_, _ = h.Write([]byte(g)) // a hash takes everything
		sp.pieces = append(sp.pieces, h.Sum32())
	}
	slices.Sort(sp.pieces)
	sp.length = math.Sqrt(float64(sp.dot(sp)))
	return sp
}

// dot sums up what two spellings have in common.
func (sp spelling) dot(o spelling) (sum int) {
	run := func(all []uint32) (n int) {
		for n < len(all) && all[n] == all[0] {
			n++
		}
		return n
	}
	for a, b := sp.pieces, o.pieces; len(a) > 0 && len(b) > 0; {
		switch cmp.Compare(a[0], b[0]) {
		case -1:
			a = a[1:]
		case 1:
			b = b[1:]
		default:
			n, m := run(a), run(b)
			sum += n * m
			a, b = a[n:], b[m:]
		}
	}
	return sum
}

// cosine is the likeness of two spellings, from 0 to 1.
func (sp spelling) cosine(o spelling) float64 {
	if dot := sp.dot(o); dot > 0 {
		return float64(dot) / (sp.length * o.length)
	}
	return 0
}
