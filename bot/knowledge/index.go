package knowledge

import (
	"maps"
	"math"
	"slices"
	"sync"

	"kigo/bot/knowledge/words"
)

// Index is a knowledge base made ready for questions. It never changes, so it may be used
// by many at once; a changed knowledge base gets a new one.
type Index struct {
	model    Model
	lexicon  *words.Lexicon
	entries  []Entry
	docs     []doc // one an entry
	terms    map[string]int32
	rarity   []float64   // by term: 1 for the rarest, near 0 for what every entry says
	spread   []float64   // by term: share of all phrasings that hold it
	postings [][]posting // by term
	grams    gramTable
	scratch  sync.Pool // of *scratch
}

// posting says how surely an entry is about a term.
type posting struct {
	doc    int32
	weight float32
}

// NewIndex makes an index of a folder's entries, ranked by a model.
func NewIndex(f Folder, m Model) *Index {
	src := words.Source{Glossary: f.Glossary, Elsewhere: f.Elsewhere}
	for _, e := range f.Entries {
		src.Texts = append(append(src.Texts, e.Question, e.Answer), e.Tags...)
		src.Asides = append(src.Asides, e.Alternatives...)
	}
	x := &Index{model: m, entries: slices.Clone(f.Entries), terms: map[string]int32{}, lexicon: words.NewLexicon(src)}
	read := x.readAll()
	x.weigh(read)
	for _, r := range read {
		x.docs = append(x.docs, x.doc(r))
	}
	x.post()
	x.addGrams()
	x.scratch.New = func() any { return x.newScratch() }
	return x
}

// Entries are the entries that x answers from. They must not be changed.
func (x *Index) Entries() []Entry { return x.entries }

// reading is an entry as the lexicon reads it.
type reading struct {
	entry     *Entry
	phrasings [][]words.Token
	tags      [][]words.Token
	answer    []words.Token
}

func (x *Index) readAll() []reading {
	all := make([]reading, len(x.entries))
	for i := range x.entries {
		e := &x.entries[i]
		r := reading{entry: e, answer: x.lexicon.Read(e.Answer)}
		for _, p := range e.Phrasings() {
			r.phrasings = append(r.phrasings, x.lexicon.Read(p))
		}
		for _, t := range e.Tags {
			r.tags = append(r.tags, x.lexicon.Read(t))
		}
		all[i] = r
	}
	return all
}

// texts are all texts of an entry.
func (r reading) texts() [][]words.Token {
	return append(append(slices.Clip(r.phrasings), r.tags...), r.answer)
}

// weigh numbers the terms and says how rare each is among the entries.
func (x *Index) weigh(read []reading) {
	var count []int // of entries, by term
	for _, r := range read {
		here := map[int32]bool{}
		for _, text := range r.texts() {
			for _, t := range text {
				for _, term := range t.Terms {
					id, ok := x.terms[term.Text]
					if !ok {
						id = int32(len(x.terms))
						x.terms[term.Text] = id
						count = append(count, 0)
					}
					if !here[id] {
						here[id] = true
						count[id]++
					}
				}
			}
		}
	}
	x.rarity = make([]float64, len(count))
	n := float64(len(read))
	for id, c := range count {
		x.rarity[id] = math.Log(1+n/float64(c)) / math.Log(1+n)
	}
}

// post fills what depends on all entries: postings, and how common each term is.
func (x *Index) post() {
	x.postings = make([][]posting, len(x.terms))
	x.spread = make([]float64, len(x.terms))
	total := 0.0
	for i, d := range x.docs {
		total += float64(len(d.phrasings))
		for _, id := range slices.Sorted(maps.Keys(d.terms)) { // in order, so that sums are always the same
			x.postings[id] = append(x.postings[id], posting{int32(i), d.terms[id].best})
			x.spread[id] += float64(d.terms[id].count)
		}
	}
	for id := range x.spread {
		x.spread[id] = (x.spread[id] + 0.5) / (total + 1)
	}
}
