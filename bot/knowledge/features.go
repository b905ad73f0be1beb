package knowledge

import (
	"cmp"
	"math"
	"slices"

	"kigo/bot/knowledge/words"
)

// feature is one thing that speaks for an entry, or against it, as the answer to a question.
type feature int

const (
	fCover     feature = iota // share of the question that the entry knows
	fPhrase                   // likeness of the most alike phrasing, by words
	fBack                     // share of that phrasing that the question covers
	fNear                     // likeness of the three most alike phrasings
	fGrams                    // likeness of the most alike phrasing, by pieces of letters
	fGramsNear                // of the three most alike
	fLikely                   // how much likelier the words are in this entry than elsewhere
	fTags                     // share of the question that the tags know
	fAnswer                   // share of the question that the answer knows
	fExact                    // the question is one of the phrasings
	fAsks                     // how often the entry is asked for in this way
	fHolds                    // the answer holds what is asked for, such as a date
	fLacks                    // the answer does not hold it
	fMissing                  // words that are known, but not to this entry
	fCore                     // share of what the entry is about that the question covers
	features
)

var featureNames = [features]string{
	"cover", "phrase", "back", "near", "grams", "grams_near", "likely", "tags", "answer", "exact", "asks", "holds", "lacks", "missing", "core",
}

// signal is one thing that speaks for or against there being an answer at all.
type signal int

const (
	sBias        signal = iota // always 1
	sUnknown                   // share of the question that nobody knows
	sElsewhere                 // share of the question that belongs to other matters
	sAnyElse                   // 1 if any of it does
	sBare                      // 1 if no word says anything
	sLittle                    // how little the known words say
	sUnlike                    // how unlike the most alike phrasing is, by words
	sUnlikeGrams               // and by pieces of letters
	signals
)

var signalNames = [signals]string{"bias", "unknown", "elsewhere", "any_elsewhere", "bare", "little", "unlike", "unlike_grams"}

// candidate is an entry that may be the answer.
type candidate struct {
	doc int
	f   [features]float64
}

// asked is a question, read and compared.
type asked struct {
	words      []words.Token
	tokens     []token
	mass       float64
	grams      []gram
	folded     string
	asks       asks
	candidates []candidate
	signals    [signals]float64
}

// maxCandidates are looked at closely; the others share no word that says much.
const maxCandidates = 48

// scratch is room for one question's sums.
type scratch struct {
	quick, token []float32 // by entry
	touched      []int32
	question     []float32 // by term: how surely the question means it
	phrasing     []float32 // by term: how surely a phrasing means it
	grams        []float32 // by gram
}

func (x *Index) newScratch() *scratch {
	return &scratch{
		quick: make([]float32, len(x.docs)), token: make([]float32, len(x.docs)),
		question: make([]float32, len(x.terms)), phrasing: make([]float32, len(x.terms)),
		grams: make([]float32, len(x.grams.ids)),
	}
}

// read reads a question and compares it with all entries that share a word with it.
func (x *Index) read(question string) asked {
	q := asked{words: x.lexicon.Read(question)}
	q.tokens, q.folded, q.asks = x.tokens(q.words), folded(q.words), asksFor(q.words)
	for _, t := range q.tokens {
		q.mass += t.mass
	}
	q.grams = x.grams.of(q.words)
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	for _, t := range q.tokens {
		for _, term := range t.terms {
			s.question[term.id] = max(s.question[term.id], term.weight)
		}
	}
	for _, g := range q.grams {
		s.grams[g.id] = g.weight
	}
	for _, d := range x.nearest(q, s) {
		q.candidates = append(q.candidates, candidate{doc: d, f: x.features(q, x.docs[d], s)})
	}
	x.signals(&q)
	for _, t := range q.tokens {
		for _, term := range t.terms {
			s.question[term.id] = 0
		}
	}
	for _, g := range q.grams {
		s.grams[g.id] = 0
	}
	return q
}

// nearest are the entries that know most of the question.
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
			s.quick[d] += s.token[d]*float32(t.mass) + 1e-9
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

// features compares a question with an entry.
func (x *Index) features(q asked, d doc, s *scratch) (f [features]float64) {
	x.knows(q, d, &f)
	var near, grams [3]float64
	for _, p := range d.phrasings {
		there, back := x.compare(q, p, s)
		like := 0.0
		if there+back > 0 {
			like = 2 * there * back / (there + back)
		}
		if like > near[0] {
			f[fBack] = back
		}
		keep(&near, like)
		cos := 0.0
		for _, g := range p.grams {
			cos += float64(g.weight * s.grams[g.id])
		}
		keep(&grams, cos)
		if p.folded == q.folded {
			f[fExact] = 1
		}
	}
	n := float64(min(3, len(d.phrasings)))
	f[fPhrase], f[fNear] = near[0], (near[0]+near[1]+near[2])/n
	f[fGrams], f[fGramsNear] = grams[0], (grams[0]+grams[1]+grams[2])/n
	f[fAsks] = d.asks[q.asks]
	if q.asks == asksWhen || q.asks == asksWhere || q.asks == asksCount_ {
		if d.holds[q.asks] {
			f[fHolds] = 1
		} else {
			f[fLacks] = 1
		}
	}
	return f
}

// keep puts v among the three highest.
func keep(top *[3]float64, v float64) {
	for i := range top {
		if v > top[i] {
			v, top[i] = top[i], v
		}
	}
}

// knows fills what depends on the entry as a whole.
func (x *Index) knows(q asked, d doc, f *[features]float64) {
	const smooth = 3 // phrasings' worth of doubt
	n := float64(len(d.phrasings))
	core := 0.0
	for _, t := range q.tokens {
		var best, tag, answer, likely float64
		for _, term := range t.terms {
			at, ok := d.terms[term.id]
			w := float64(term.weight)
			best, tag, answer = max(best, w*float64(at.best)), max(tag, w*float64(at.tag)), max(answer, w*float64(at.answer))
			if ok {
				common := x.spread[term.id]
				likely = max(likely, w*math.Log((float64(at.count)+smooth*common)/((n+smooth)*common)))
				core += w * float64(at.count) * x.rarity[term.id]
			}
		}
		if q.mass > 0 {
			f[fCover] += t.mass * best / q.mass
			f[fTags] += t.mass * tag / q.mass
			f[fAnswer] += t.mass * answer / q.mass
		}
		if t.kind == words.Known {
			f[fMissing] += t.mass * (1 - best)
			f[fLikely] += likely / 4
		} else if t.kind == words.Filler {
			f[fLikely] += likely / 12
		}
	}
	if d.core > 0 {
		f[fCore] = core / d.core
	}
}

// compare says which share of the question a phrasing covers, and the other way round.
func (x *Index) compare(q asked, p phrasing, s *scratch) (there, back float64) {
	for _, t := range p.tokens {
		best := float32(0)
		for _, term := range t.terms {
			s.phrasing[term.id] = max(s.phrasing[term.id], term.weight)
			best = max(best, term.weight*s.question[term.id])
		}
		back += t.mass * float64(best)
	}
	for _, t := range q.tokens {
		best := float32(0)
		for _, term := range t.terms {
			best = max(best, term.weight*s.phrasing[term.id])
		}
		there += t.mass * float64(best)
	}
	for _, t := range p.tokens {
		for _, term := range t.terms {
			s.phrasing[term.id] = 0
		}
	}
	if q.mass > 0 {
		there /= q.mass
	}
	if p.mass > 0 {
		back /= p.mass
	}
	return there, back
}

// signals fills what speaks for or against there being an answer at all.
func (x *Index) signals(q *asked) {
	q.signals[sBias] = 1
	known := 0.0
	for _, t := range q.tokens {
		switch t.kind {
		case words.Unknown:
			q.signals[sUnknown] += t.mass
		case words.Elsewhere:
			q.signals[sElsewhere] += t.mass
			q.signals[sAnyElse] = 1
		case words.Known:
			known += t.mass
		}
	}
	if q.mass > 0 {
		q.signals[sUnknown] /= q.mass
		q.signals[sElsewhere] /= q.mass
	}
	if known == 0 {
		q.signals[sBare] = 1
	}
	q.signals[sLittle] = math.Exp(-known)
	q.signals[sUnlike], q.signals[sUnlikeGrams] = 1, 1
	for _, c := range q.candidates {
		q.signals[sUnlike] = min(q.signals[sUnlike], 1-c.f[fPhrase])
		q.signals[sUnlikeGrams] = min(q.signals[sUnlikeGrams], 1-c.f[fGrams])
	}
}
