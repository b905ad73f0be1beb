package knowledge

import (
	"maps"
	"math"
	"slices"
	"strings"
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

// posting says how much an entry is about a term.
type posting struct {
	doc    int32
	weight float32
}

// doc is an entry made ready.
type doc struct {
	phrasings []phrasing
	terms     map[int32]presence
	asks      [asksCount]float64 // share of the phrasings that ask so
	holds     [asksCount]bool    // what the answer holds, whether it is asked for or not
	core      float64            // mass of the phrasings' terms, see core
}

// presence is where in an entry a term stands.
type presence struct {
	best   float32 // in phrasings and tags 1, in the answer less
	tag    float32
	answer float32
	count  float32 // in how many phrasings
}

// phrasing is one way in which an entry's question is asked.
type phrasing struct {
	tokens []token
	mass   float64
	grams  []gram
	folded string
}

// token is a word with its terms as numbers; terms that no entry uses are left out.
type token struct {
	terms []termWeight
	kind  words.Kind
	mass  float64 // how much it says
}

type termWeight struct {
	id     int32
	weight float32
}

const (
	fillerMass  = 0.15 // of a filler, compared with a word that says something
	answerShare = 0.6  // what a term counts that stands in the answer only
)

// NewIndex makes an index of a folder's entries, ranked by a model.
func NewIndex(f Folder, m Model) *Index {
	texts := make([]string, 0, len(f.Entries)*8)
	for _, e := range f.Entries {
		texts = append(append(append(texts, e.Phrasings()...), e.Tags...), e.Answer)
	}
	x := &Index{
		model: m, entries: slices.Clone(f.Entries), terms: map[string]int32{},
		lexicon: words.NewLexicon(words.Source{Texts: texts, Glossary: f.Glossary, Elsewhere: f.Elsewhere}),
	}
	read := x.readAll()
	x.weigh(read)
	for _, r := range read {
		x.docs = append(x.docs, x.doc(r))
	}
	x.spreadTerms()
	x.addGrams(read)
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

// weigh numbers the terms and says how rare each is among the entries.
func (x *Index) weigh(read []reading) {
	var count []int
	for _, r := range read {
		here := map[int32]bool{}
		note := func(tokens []words.Token) {
			for _, t := range tokens {
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
		for _, p := range r.phrasings {
			note(p)
		}
		for _, t := range r.tags {
			note(t)
		}
		note(r.answer)
	}
	x.rarity = make([]float64, len(count))
	n := float64(len(read))
	for id, c := range count {
		x.rarity[id] = math.Log(1+n/float64(c)) / math.Log(1+n)
	}
}

// tokens turns words into numbers and weighs them.
func (x *Index) tokens(all []words.Token) []token {
	out := make([]token, len(all))
	for i, t := range all {
		out[i].kind = t.Kind
		for _, term := range t.Terms {
			if id, ok := x.terms[term.Text]; ok {
				out[i].terms = append(out[i].terms, termWeight{id, float32(term.Weight)})
			}
		}
		out[i].mass = x.mass(out[i])
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
	if t.kind == words.Filler {
		m *= fillerMass
	}
	return m
}

func (x *Index) doc(r reading) doc {
	d := doc{terms: map[int32]presence{}}
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
	}
	d.field(x, r.tags, 1, func(p *presence, w float32) { p.tag = max(p.tag, w) })
	d.field(x, [][]words.Token{r.answer}, answerShare, func(p *presence, w float32) { p.answer = max(p.answer, w) })
	d.holds = holds(*r.entry)
	for _, id := range slices.Sorted(maps.Keys(d.terms)) { // in order, so that sums are always the same
		d.core += float64(d.terms[id].count) * x.rarity[id]
	}
	return d
}

// field notes the terms of tags or of the answer.
func (d *doc) field(x *Index, texts [][]words.Token, share float32, note func(*presence, float32)) {
	for _, text := range texts {
		for _, t := range x.tokens(text) {
			for _, term := range t.terms {
				at := d.terms[term.id]
				at.best = max(at.best, term.weight*share)
				note(&at, term.weight)
				d.terms[term.id] = at
			}
		}
	}
}

// spreadTerms fills what depends on all entries: postings, and how common each term is.
func (x *Index) spreadTerms() {
	x.postings = make([][]posting, len(x.terms))
	x.spread = make([]float64, len(x.terms))
	total := 0.0
	for i, d := range x.docs {
		total += float64(len(d.phrasings))
		for _, id := range slices.Sorted(maps.Keys(d.terms)) {
			at := d.terms[id]
			x.postings[id] = append(x.postings[id], posting{int32(i), at.best})
			x.spread[id] += float64(at.count)
		}
	}
	for id := range x.spread {
		x.spread[id] = (x.spread[id] + 0.5) / (total + 1)
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
