package knowledge

import (
	"cmp"
	"math"
	"slices"

	"kigo/bot/knowledge/words"
)

// Explanation says why a question led to its result.
type Explanation struct {
	Result  Result
	Words   []Word // how the question was read
	Asks    string // what it asks for, such as "date"
	None    Weighed
	Entries []Weighed // the likeliest, best first
}

// Word is one word of a question as it was read.
type Word struct {
	Text  string
	Kind  words.Kind
	As    string   // the known word that was read instead of a misspelt one
	Means []string // what else it stands for: synonyms, parts, other forms
}

// Weighed is an entry, or none, with what speaks for and against it.
type Weighed struct {
	ID      ID // "" for none
	Likely  float64
	Reasons []Reason // the weightiest first
}

// Reason is one thing that speaks for something, or against it.
type Reason struct {
	Name   string // such as "cover"
	Value  float64
	Weight float64
}

// Points is what the reason counts: above 0 it speaks for, below against.
func (r Reason) Points() float64 { return r.Value * r.Weight }

const (
	explained   = 5    // entries in an explanation
	leastPoints = 0.05 // of a reason that is mentioned
)

// Explain says why a question leads to its result.
func (x *Index) Explain(question string) Explanation {
	q := x.read(question)
	likely, none := x.model.weigh(q)
	e := Explanation{Result: x.decide(x.model, q, likely, none), Asks: askNames[q.asks], None: Weighed{Likely: none}}
	for _, t := range q.words {
		w := Word{Text: t.Text, Kind: t.Kind, As: t.As}
		for _, term := range t.Terms {
			if _, ok := x.terms[term.Text]; ok {
				w.Means = append(w.Means, term.Text)
			}
		}
		e.Words = append(e.Words, w)
	}
	e.None.Reasons = reasons(signalNames[:], q.signals[:], x.model.None[:])
	for _, i := range ranked(likely)[:min(explained, len(likely))] {
		c := q.candidates[i]
		e.Entries = append(e.Entries, Weighed{x.entries[c.doc].ID, likely[i], reasons(featureNames[:], c.f[:], x.model.Entry[:])})
	}
	return e
}

func reasons(names []string, values, weights []float64) []Reason {
	var all []Reason
	for i, name := range names {
		if r := (Reason{name, values[i], weights[i]}); math.Abs(r.Points()) >= leastPoints {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Points()), math.Abs(a.Points())) })
	return all
}
