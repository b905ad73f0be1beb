package knowledge

import (
	"math"

	"kigo/bot/knowledge/words"
)

// feature is one thing that speaks for an entry, or against it, as the answer to a question.
type feature int

// Shares and likenesses are between 0 and 1; rare words weigh more in them.
const (
	fCover     feature = iota // share of the question that the entry knows
	fAll                      // the entry knows every word that says something
	fBack                     // share of the most alike phrasing that the question covers
	fPhrase                   // likeness of that phrasing, by words
	fNear                     // likeness of the three most alike phrasings
	fNearest                  // the same, squared: close likeness says much more
	fGrams                    // likeness of the most alike phrasing, by pieces of letters
	fGramsNear                // of the three most alike
	fExact                    // the question is one of the phrasings
	fLikely                   // how much likelier the words are in this entry than elsewhere
	fCore                     // share of what the entry is about that the question covers
	fTags                     // share of the question that the tags know
	fAnswer                   // share of the question that the answer knows
	fAsks                     // how often the entry is asked for in this way
	fHolds                    // the answer holds what is asked for, such as a date
	fLacks                    // the answer does not hold it
	fMissing                  // words that are known, but not to this entry
	fForeign                  // it does not know a word that belongs to other matters
	fOther                    // it does not know a number or the like
	fMine                     // the question is about "my" things, the entry is not
	fYou                      // the question is about the bot, the entry is not
	features
)

var featureNames = [features]string{
	"cover", "all", "back", "phrase", "near", "nearest", "grams", "grams_near", "exact", "likely", "core", "tags", "answer",
	"asks", "holds", "lacks", "missing", "foreign", "other", "mine", "you",
}

// against are the features that speak against an entry; no other one may.
var against = [features]bool{fLacks: true, fMissing: true, fForeign: true, fOther: true, fMine: true, fYou: true}

const (
	closest   = 3    // phrasings that are looked at together
	knownFrom = 0.45 // from this certainty on an entry knows a word
	doubt     = 3    // phrasings' worth of what is common everywhere, added to each entry's own
)

// features compares a question with an entry.
func (x *Index) features(q asked, d doc, s *scratch) (f [features]float64) {
	x.known(q, d, &f)
	var near, grams [closest]float64
	for _, p := range d.phrasings {
		there, back := q.compare(p, s)
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
	n := float64(min(closest, len(d.phrasings)))
	f[fPhrase], f[fNear] = near[0], (near[0]+near[1]+near[2])/n
	f[fNearest] = f[fNear] * f[fNear]
	f[fGrams], f[fGramsNear] = grams[0], (grams[0]+grams[1]+grams[2])/n
	f[fAsks] = d.asks[q.asks]
	f[fHolds] = truth(q.asks.shows() && d.holds[q.asks])
	f[fLacks] = truth(q.asks.shows() && !d.holds[q.asks])
	f[fMine] = truth(q.persons[mine] && !d.persons[mine])
	f[fYou] = truth(q.persons[you] && !d.persons[you])
	return f
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// keep puts v among the highest.
func keep(top *[closest]float64, v float64) {
	for i := range top {
		if v > top[i] {
			v, top[i] = top[i], v
		}
	}
}

// known fills what depends on which words the entry knows, wherever they stand in it.
func (x *Index) known(q asked, d doc, f *[features]float64) {
	n := float64(len(d.phrasings))
	core := 0.0
	f[fAll] = 1
	for _, t := range q.tokens {
		var best, tag, answer, likely float64
		for _, term := range t.terms {
			at, ok := d.terms[term.id]
			if !ok {
				continue
			}
			w, common := float64(term.weight), x.spread[term.id]
			best, tag, answer = max(best, w*float64(at.best)), max(tag, w*float64(at.tag)), max(answer, w*float64(at.answer))
			likely = max(likely, w*math.Log((float64(at.count)+doubt*common)/((n+doubt)*common)))
			core += w * float64(at.count) * x.rarity[term.id]
		}
		f[fCover] += t.mass * best
		f[fTags] += t.mass * tag
		f[fAnswer] += t.mass * answer
		unknown := best < knownFrom
		if unknown && t.kind != words.Filler {
			f[fAll] = 0
		}
		if unknown && t.named {
			f[fOther] = 1
		}
		switch t.kind {
		case words.Known:
			f[fMissing] += t.mass * (1 - best)
			f[fLikely] += likely / 4 // so that it is about as large as the others
		case words.Filler:
			f[fLikely] += likely / 12
		case words.Elsewhere:
			f[fForeign] = max(f[fForeign], truth(unknown))
		case words.Unknown:
		}
	}
	if q.mass > 0 {
		f[fCover] /= q.mass
		f[fTags] /= q.mass
		f[fAnswer] /= q.mass
	}
	if d.core > 0 {
		f[fCore] = core / d.core
	}
}

// compare says which share of the question a phrasing covers, and the other way round.
func (q asked) compare(p phrasing, s *scratch) (there, back float64) {
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
