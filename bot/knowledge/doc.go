package knowledge

import (
	"maps"
	"slices"
	"strings"

	"kigo/bot/knowledge/words"
)

// doc is an entry made ready.
type doc struct {
	phrasings []phrasing
	terms     map[int32]presence
	asks      [asksKinds]float64 // share of the phrasings that ask so
	holds     [asksKinds]bool    // what the answer holds, whether it is asked for or not
	persons   [persons]bool      // whose things the phrasings are about
	core      float64            // what the phrasings say, all together
}

// presence is where in an entry a term stands, and how surely it is meant there.
type presence struct {
	best   float32 // anywhere; in the answer it counts less
	tag    float32
	answer float32
	count  float32 // in how many phrasings
}

// phrasing is one way in which an entry's question is asked.
type phrasing struct {
	tokens []token
	mass   float64
	folded string
	grams  []gram
}

// token is a word with its terms as numbers; terms that no entry uses are left out.
type token struct {
	terms []termWeight
	kind  words.Kind
	mass  float64 // how much it says
	named bool    // it tells apart what is alike otherwise, see names
}

type termWeight struct {
	id     int32
	weight float32
}

const (
	fillerMass  = 0.15 // what a filler says, compared with another word
	strangeMass = 0.02 // what a filler says that no entry uses
	askMass     = 0.4  // what a word says that asks: "wann", "wer"
	answerShare = 0.6  // what a term counts that stands in the answer only
)

// departments are what those of the city are called.
var departments = map[string]bool{"ob": true, "i": true, "ii": true, "iii": true, "iv": true, "v": true, "vi": true, "vii": true}

// names reports whether a text tells apart what is alike otherwise: a number, or a department.
func names(text string) bool {
	last := text[strings.LastIndexByte(text, ' ')+1:]
	return departments[last] || strings.ContainsAny(text, "0123456789")
}

// tokens turns words into numbers and weighs them.
func (x *Index) tokens(all []words.Token) []token {
	out := make([]token, len(all))
	for i, t := range all {
		out[i] = token{kind: t.Kind, named: names(t.Text)}
		for _, term := range t.Terms {
			if id, ok := x.terms[term.Text]; ok {
				out[i].terms = append(out[i].terms, termWeight{id, float32(term.Weight)})
			}
		}
		out[i].mass = x.mass(out[i])
		_, asks := askWords[t.Text]
		switch {
		case t.Kind != words.Filler:
		case len(out[i].terms) == 0:
			out[i].mass *= strangeMass
		case asks:
			out[i].mass *= askMass
		default:
			out[i].mass *= fillerMass
		}
	}
	return out
}

// mass is how much a token says: the rarity of what it most surely means.
func (x *Index) mass(t token) float64 {
	m, sure := 1.0, float32(0)
	for _, term := range t.terms {
		if term.weight > sure {
			m, sure = x.rarity[term.id], term.weight
		}
	}
	return m
}

func (x *Index) doc(r reading) doc {
	d := doc{terms: map[int32]presence{}, holds: holds(r.entry.Answer)}
	for _, p := range r.phrasings {
		ph := phrasing{tokens: x.tokens(p), folded: folded(p)}
		seen := map[int32]float32{}
		for _, t := range ph.tokens {
			ph.mass += t.mass
			for _, term := range t.terms {
				seen[term.id] = max(seen[term.id], term.weight)
			}
		}
		for id, w := range seen {
			at := d.terms[id]
			at.best, at.count = max(at.best, w), at.count+w
			d.terms[id] = at
		}
		d.phrasings = append(d.phrasings, ph)
		d.asks[asksFor(p)] += 1 / float64(len(r.phrasings))
		for who, in := range personsIn(p) {
			d.persons[who] = d.persons[who] || in
		}
	}
	for _, t := range r.tags {
		d.note(x.tokens(t), func(p *presence, w float32) { p.best, p.tag = max(p.best, w), max(p.tag, w) })
	}
	d.note(x.tokens(r.answer), func(p *presence, w float32) { p.best, p.answer = max(p.best, w*answerShare), max(p.answer, w) })
	for _, id := range slices.Sorted(maps.Keys(d.terms)) { // in order, so that sums are always the same
		d.core += float64(d.terms[id].count) * x.rarity[id]
	}
	return d
}

// note notes where terms stand.
func (d *doc) note(text []token, where func(p *presence, weight float32)) {
	for _, t := range text {
		for _, term := range t.terms {
			at := d.terms[term.id]
			where(&at, term.weight)
			d.terms[term.id] = at
		}
	}
}

// folded is a text as one string of folded words.
func folded(all []words.Token) string {
	parts := make([]string, len(all))
	for i, t := range all {
		parts[i] = t.Text
	}
	return strings.Join(parts, " ")
}
