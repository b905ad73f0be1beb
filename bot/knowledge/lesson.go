package knowledge

import (
	"hash/fnv"
	"slices"

	"kigo/bot/knowledge/words"
)

// lesson is a question that training learns from.
type lesson struct {
	asked
	right  int // index into candidates; -1 for none of them
	weight float64
}

// Trainer holds what a model for one knowledge base learns from.
//
// The writers of glossary and questions are the same people, so a question of theirs finds
// its words in the glossary more often than a stranger's does. Therefore it is learnt from
// three times, each time by an index that lacks a third of the glossary and of the words
// of other matters. And every phrasing of every entry is a question, too, for an index
// that lacks this phrasing.
type Trainer struct {
	folder    Folder
	index     *Index
	thin      []*Index // each lacks some words of the glossary and of other matters
	phrasings []lesson
}

const (
	thinned        = 3    // indexes, each of which lacks one word in three
	leftOut        = 6    // a phrasing is left out together with one in six of the others
	phrasingWeight = 0.25 // of a phrasing, compared with a question
)

// NewTrainer prepares training for a folder's entries.
func NewTrainer(f Folder) *Trainer {
	t := &Trainer{folder: f, index: NewIndex(f, Model{})}
	for n := range thinned {
		t.thin = append(t.thin, NewIndex(f.thin(n), Model{}))
	}
	for n := range leftOut {
		less, out := f.without(n)
		x := NewIndex(less, Model{})
		for _, c := range out {
			if l, ok := x.lesson(c, phrasingWeight); ok {
				t.phrasings = append(t.phrasings, l)
			}
		}
	}
	return t
}

// thin is the folder without every third word of the glossary and of other matters.
func (f Folder) thin(n int) Folder {
	keep := func(w string) bool {
		h := fnv.New32a()
		_, _ = h.Write([]byte(w)) // never fails
		return int(h.Sum32()%thinned) != n
	}
	thin := Folder{Entries: f.Entries}
	for _, m := range f.Glossary {
		less := words.Meaning{Word: m.Word, Akin: m.Akin}
		for _, o := range m.Other {
			if keep(o) {
				less.Other = append(less.Other, o)
			}
		}
		thin.Glossary = append(thin.Glossary, less)
	}
	for _, w := range f.Elsewhere {
		if keep(w) {
			thin.Elsewhere = append(thin.Elsewhere, w)
		}
	}
	return thin
}

// without is the folder without every sixth phrasing, beginning with the n-th, and those
// phrasings as questions. An entry keeps one phrasing at least.
func (f Folder) without(n int) (Folder, []Case) {
	f.Entries = slices.Clone(f.Entries)
	var out []Case
	k := 0
	for i, e := range f.Entries {
		var kept []string
		for _, p := range e.Phrasings() {
			if k%leftOut == n && len(e.Alternatives) > 0 {
				out = append(out, Case{ID: e.ID, Question: p})
			} else {
				kept = append(kept, p)
			}
			k++
		}
		if len(kept) == 0 {
			kept = e.Phrasings()[:1]
		}
		f.Entries[i].Question, f.Entries[i].Alternatives = kept[0], kept[1:]
	}
	return f, out
}

// lesson reads a question; false if the right entry shares no word with it, so that
// nothing can be learnt.
func (x *Index) lesson(c Case, weight float64) (lesson, bool) {
	l := lesson{asked: x.read(c.Question), right: -1, weight: weight}
	if c.ID == NoAnswer {
		return l, true
	}
	l.right = slices.IndexFunc(l.candidates, func(cand candidate) bool { return x.entries[cand.doc].ID == c.ID })
	return l, l.right >= 0
}

// lessons reads a question by every thin index.
func (t *Trainer) lessons(c Case) []lesson {
	var all []lesson
	for _, x := range t.thin {
		if l, ok := x.lesson(c, 1.0/thinned); ok {
			all = append(all, l)
		}
	}
	return all
}

// Train makes a model that has learnt from questions and from the phrasings.
func (t *Trainer) Train(cases []Case) Model {
	all := slices.Clone(t.phrasings)
	for _, c := range cases {
		all = append(all, t.lessons(c)...)
	}
	return trained(fit(all, row{}))
}
