package knowledge

import (
	"cmp"
	"slices"

	"kigo/bot/knowledge/words"
)

// asked is a question, read and compared with the entries that may answer it.
type asked struct {
	words      []words.Token
	tokens     []token
	mass       float64
	folded     string
	grams      []gram
	asks       asks
	persons    [persons]bool
	candidates []candidate
	signals    [signals]float64
}

// candidate is an entry that may be the answer.
type candidate struct {
	doc int
	f   [features]float64
}

// maxCandidates are compared closely; the others share no word that says much.
const maxCandidates = 48

// scratch is room for one question's sums. All are zero between questions.
type scratch struct {
	quick, token []float32 // by entry
	touched      []int32
	question     []float32 // by term: how surely the question means it
	phrasing     []float32 // by term: how surely a phrasing means it
	grams        []float32 // by gram of the question
}

func (x *Index) newScratch() *scratch {
	return &scratch{
		quick: make([]float32, len(x.docs)), token: make([]float32, len(x.docs)),
		question: make([]float32, len(x.terms)), phrasing: make([]float32, len(x.terms)),
		grams: make([]float32, len(x.grams.ids)),
	}
}

// read reads a question and compares it with the entries that share most with it.
func (x *Index) read(question string) asked {
	q := asked{words: x.lexicon.Read(question)}
	q.tokens, q.folded = x.tokens(q.words), folded(q.words)
	q.grams = x.grams.of(q.folded)
	q.asks, q.persons = asksFor(q.words), personsIn(q.words)
	for _, t := range q.tokens {
		q.mass += t.mass
	}
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	s.spread(q)
	for _, d := range x.nearest(q, s) {
		q.candidates = append(q.candidates, candidate{doc: d, f: x.features(q, x.docs[d], s)})
	}
	s.clear(q)
	q.signals = x.signals(q)
	return q
}

// spread lays the question's terms and grams out.
func (s *scratch) spread(q asked) {
	for _, t := range q.tokens {
		for _, term := range t.terms {
			s.question[term.id] = max(s.question[term.id], term.weight)
		}
	}
	for _, g := range q.grams {
		s.grams[g.id] = g.weight
	}
}

// clear takes them away.
func (s *scratch) clear(q asked) {
	for _, t := range q.tokens {
		for _, term := range t.terms {
			s.question[term.id] = 0
		}
	}
	for _, g := range q.grams {
		s.grams[g.id] = 0
	}
}

// nearest are the entries that know most of the question, the nearest first.
func (x *Index) nearest(q asked, s *scratch) []int {
	var seen []int32
	for _, t := range q.tokens {
		s.touched = s.touched[:0]
		for _, term := range t.terms {
			for _, p := range x.postings[term.id] {
				if s.token[p.doc] == 0 {
					s.touched = append(s.touched, p.doc)
				}
				s.token[p.doc] = max(s.token[p.doc], p.weight*term.weight)
			}
		}
		for _, d := range s.touched {
			if s.quick[d] == 0 {
				seen = append(seen, d)
			}
			s.quick[d] += s.token[d]*float32(t.mass) + 1e-9 // never 0, which says "not seen"
			s.token[d] = 0
		}
	}
	slices.SortFunc(seen, func(a, b int32) int {
		return cmp.Or(cmp.Compare(s.quick[b], s.quick[a]), cmp.Compare(a, b))
	})
	best := make([]int, 0, maxCandidates)
	for i, d := range seen {
		if i < maxCandidates {
			best = append(best, int(d))
		}
		s.quick[d] = 0
	}
	return best
}
