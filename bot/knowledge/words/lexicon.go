package words

import (
	"slices"
	"strings"
)

// Source is what a lexicon is made of.
type Source struct {
	Texts     []string // of the knowledge base; their words are its vocabulary
	Asides    []string // texts whose words are known, unless they belong to other matters
	Glossary  Glossary
	Elsewhere []string // words that belong to other matters, or several that do so together
}

// Lexicon reads texts against the vocabulary of one knowledge base. It never changes, so
// it may be used by many at once.
type Lexicon struct {
	stems    map[string]role     // stems of all known words
	surfaces map[string]role     // the words themselves, folded
	meanings map[string][]Term   // by stem, from the glossary
	phrases  map[string][]phrase // by the first word
	parts    map[string][]Term   // of compounds in the vocabulary, by stem
	english  map[string]string   // stem of a known word by its English stem
	shapes   map[shape][]string  // known words that a typo may have come from
	forms    map[string]forms    // of the words that the knowledge base uses
	memo     map[string]string   // stems, while the lexicon is made
}

// role is what a known word is, as a set.
type role uint8

const (
	inBase      role = 1 << iota // the knowledge base uses it
	inGlossary                   // the glossary says what it means
	inAside                      // the knowledge base uses it in passing
	inElsewhere                  // it belongs to other matters
	inFiller                     // it says little
)

func (r role) about() bool {
	return r&(inBase|inGlossary) != 0 || r&(inAside|inElsewhere) == inAside
}

// How much a term counts that stands for a word, compared with the word itself.
const (
	weightSame   = 0.9 // same meaning, by the glossary
	weightAkin   = 0.5 // akin, by the glossary
	weightLemma  = 0.9 // another form of it
	weightPart   = 0.5 // part of a compound that has a meaning of its own
	weightInside = 0.4 // word of a phrase that the glossary knows as a whole
	weightRest   = 0.8 // known part of a compound whose other part is unknown
)

// NewLexicon makes a lexicon. It takes some ten milliseconds for a hundred entries.
func NewLexicon(src Source) *Lexicon {
	l := &Lexicon{
		stems: map[string]role{}, surfaces: map[string]role{}, meanings: map[string][]Term{},
		phrases: map[string][]phrase{}, parts: map[string][]Term{}, english: map[string]string{}, shapes: map[shape][]string{},
		forms: map[string]forms{}, memo: map[string]string{},
	}
	for w := range fillers() {
		l.surfaces[w] |= inFiller
	}
	for _, t := range src.Texts {
		for _, p := range pieces(t) {
			l.learn(p.text, inBase)
		}
	}
	for _, t := range src.Asides {
		for _, p := range pieces(t) {
			l.learn(p.text, inAside)
		}
	}
	for _, w := range src.Elsewhere {
		switch ws := l.texts(w); len(ws) {
		case 0:
		case 1:
			l.learn(ws[0], inElsewhere)
		default:
			l.phrase(ws, Term{Text: l.name(ws), Weight: 1}, Elsewhere)
		}
	}
	for _, m := range src.Glossary {
		l.mean(m)
	}
	l.finish()
	return l
}

// learn adds a word. Fillers stay fillers.
func (l *Lexicon) learn(w string, r role) {
	if l.surfaces[w]&r == r || l.surfaces[w]&inFiller != 0 {
		return
	}
	l.surfaces[w] |= r
	l.stems[l.stem(w)] |= r
}

// mean adds a line of the glossary.
func (l *Lexicon) mean(m Meaning) {
	weight := weightSame
	if m.Akin {
		weight = weightAkin
	}
	target := l.texts(m.Word)
	if len(target) == 0 {
		return
	}
	term := l.name(target)
	if len(target) > 1 {
		l.phrase(target, Term{Text: term, Weight: 1}, Known)
	}
	for _, other := range m.Other {
		words := l.texts(other)
		switch {
		case len(words) == 1:
			l.learn(words[0], inGlossary)
			s := l.stem(words[0])
			if s != term {
				l.meanings[s] = add(l.meanings[s], Term{Text: term, Weight: weight})
			}
		case len(words) > 1:
			l.phrase(words, Term{Text: term, Weight: weight}, Known)
		}
	}
	if len(target) == 1 {
		l.learn(target[0], inGlossary)
	}
}

func (l *Lexicon) texts(s string) []string {
	ps := pieces(s)
	all := make([]string, len(ps))
	for i, p := range ps {
		all[i] = p.text
	}
	return all
}

// stem is Stem, remembered while the lexicon is made.
func (l *Lexicon) stem(w string) string {
	if l.memo == nil {
		return Stem(w)
	}
	s, ok := l.memo[w]
	if !ok {
		s = Stem(w)
		l.memo[w] = s
	}
	return s
}

// formsOf are the forms of a word, which is known or not.
func (l *Lexicon) formsOf(w string) forms {
	if f, ok := l.forms[w]; ok {
		return f
	}
	return forms{Stem(w), lemmas(w)}
}

// name is the term for words that belong together.
func (l *Lexicon) name(words []string) string {
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = l.stem(w)
	}
	return strings.Join(stems, " ")
}

// finish derives what depends on the whole vocabulary.
func (l *Lexicon) finish() {
	known := make([]string, 0, len(l.surfaces))
	for w := range l.surfaces {
		known = append(known, w)
	}
	slices.Sort(known) // so that ties are always broken the same way
	for _, w := range known {
		r := l.surfaces[w]
		l.shapes[shapeOf(w)] = append(l.shapes[shapeOf(w)], w)
		if r&(inBase|inAside|inFiller) != 0 {
			l.forms[w] = forms{l.stem(w), lemmas(w)}
		}
		if !r.about() {
			continue
		}
		if e := englishStem(w); l.english[e] == "" {
			l.english[e] = l.stem(w)
		}
		if ps := l.split(w, false); len(ps) > 1 {
			s := l.stem(w)
			for _, p := range ps {
				for _, t := range l.terms(l.stem(p)) {
					l.parts[s] = add(l.parts[s], Term{Text: t.Text, Weight: t.Weight * weightPart})
				}
			}
		}
	}
	l.memo = nil
}

// add keeps one term of each text, with the highest weight.
func add(all []Term, t Term) []Term {
	for i := range all {
		if all[i].Text == t.Text {
			all[i].Weight = max(all[i].Weight, t.Weight)
			return all
		}
	}
	return append(all, t)
}
