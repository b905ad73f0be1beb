package knowledge

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"kigo/bot/knowledge/words"
	"kigo/bot/people"
)

// GapID names a gap. It is made of what the question means, so that the same question,
// asked twice in one moment, is one gap.
type GapID string

// Gap is a question that no entry answers, or none well, in all the words in which it
// was asked. It holds nobody but those who want to hear the answer.
type Gap struct {
	ID       GapID     `bson:"_id" json:"id"`
	State    GapState  `bson:"state" json:"state"`
	Version  int       `bson:"version" json:"-"` // counts what changes the state or who waits
	Round    int       `bson:"round" json:"-"`   // counts how often it was opened, from 1
	Wordings []string  `bson:"wordings" json:"wordings"`
	Asked    int       `bson:"asked" json:"asked"` // times
	First    time.Time `bson:"first" json:"first"`
	Last     time.Time `bson:"last" json:"last"`
	Disliked ID        `bson:"disliked" json:"disliked,omitempty"` // the entry that did not help; may be empty
	// Askers wait for the answer: they passed the question on.
	Askers map[people.ID]Asker `bson:"askers" json:"-"`

	Answer string    `bson:"answer" json:"answer,omitempty"` // Markdown
	Source string    `bson:"source" json:"source,omitempty"`
	Entry  ID        `bson:"entry" json:"entry,omitempty"`   // that answers it from now on; may be empty
	Reason string    `bson:"reason" json:"reason,omitempty"` // why it was dismissed; may be empty
	By     people.ID `bson:"by" json:"-"`                    // who answered or dismissed it
	Closed time.Time `bson:"closed" json:"closed"`
	// Owed is what still has to be done about the answer; nil is nothing.
	Owed *Owed `bson:"owed,omitempty" json:"-"`
}

// GapState is where a gap stands.
type GapState string

// The states.
const (
	GapOpen      GapState = "open"
	GapAnswered  GapState = "answered"
	GapDismissed GapState = "dismissed" // closed without an answer
	GapLapsed    GapState = "lapsed"    // closed because nobody answered it for KeepOpenGap
)

// Asker is how somebody wants to hear the answer.
type Asker struct {
	Named bool      `bson:"named" json:"named"` // editors may see the name
	At    time.Time `bson:"at" json:"at"`
}

// Owed is what the closing of a gap promises. It is stored in the very write that closes
// the gap and done afterwards, as often as it takes.
type Owed struct {
	People []people.ID `bson:"people"`          // to be told
	Entry  *Entry      `bson:"entry,omitempty"` // to be made
	Adds   []string    `bson:"adds"`            // wordings to be added to the entry that answers
}

// MaxWordings is how many wordings of a question are kept.
const MaxWordings = 20

// How long gaps are kept: open ones after they were last asked, others after they were closed.
const (
	KeepOpenGap   = 180 * 24 * time.Hour
	KeepClosedGap = 30 * 24 * time.Hour
)

// Question is the gap's first wording, as editors see it.
func (g Gap) Question() string {
	if len(g.Wordings) == 0 {
		return ""
	}
	return g.Wordings[0]
}

// Told is the question as it is shown to everybody who asked it: the first wording that
// holds nobody's personal data, "" if there is none.
func (g Gap) Told() string {
	if all := g.Publishable(); len(all) > 0 {
		return all[0]
	}
	return ""
}

// Knows reports whether the gap has a wording already, whatever its case and signs.
func (g Gap) Knows(wording string) bool {
	folded := strings.Join(foldedWords(wording), " ")
	return slices.ContainsFunc(g.Wordings, func(w string) bool { return strings.Join(foldedWords(w), " ") == folded })
}

// Publishable are the wordings without personal data, which may stand in an entry.
func (g Gap) Publishable() []string {
	var all []string
	for _, w := range g.Wordings {
		if len(Personal(w)) == 0 {
			all = append(all, w)
		}
	}
	return all
}

// Waiting are the people to be told, in order.
func (g Gap) Waiting() []people.ID {
	all := make([]people.ID, 0, len(g.Askers))
	for p := range g.Askers {
		all = append(all, p)
	}
	slices.Sort(all)
	return all
}

// Named are those of the waiting whose names editors may see.
func (g Gap) Named() []people.ID {
	return slices.DeleteFunc(g.Waiting(), func(p people.ID) bool { return !g.Askers[p].Named })
}

// owes reports whether p is still to be told the answer.
func (g Gap) owes(p people.ID) bool { return g.Owed != nil && slices.Contains(g.Owed.People, p) }

// openGaps are those that wait for an editor, most asked first, then the newest.
func openGaps(all []Gap) []Gap {
	open := slices.DeleteFunc(slices.Clone(all), func(g Gap) bool { return g.State != GapOpen })
	slices.SortFunc(open, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.Asked, a.Asked), b.Last.Compare(a.Last), cmp.Compare(a.ID, b.ID))
	})
	return open
}

// GapID is the id of the gap that a question would make.
func (x *Index) GapID(question string) GapID {
	h := x.hear(question)
	parts := []string{askNames[h.asks], h.person}
	if h.denied {
		parts = append(parts, "not")
	}
	var said []string
	for _, w := range h.words {
		said = append(said, term(w.Token))
	}
	if len(said) == 0 {
		said = []string{h.folded}
	}
	slices.Sort(said)
	sum := sha256.Sum256([]byte(strings.Join(append(parts, said...), "\n")))
	return GapID("g" + hex.EncodeToString(sum[:5]))
}

// term is the word itself, as it is compared.
func term(t words.Token) string {
	if len(t.Terms) == 0 {
		return t.Text
	}
	return t.Terms[0].Text
}

// closest is the gap that asks the same as a question, if there is one: the most alike,
// an open one before others.
func (x *Index) closest(all []Gap, question string, hear func(string) heard) (Gap, bool) {
	h := x.hear(question)
	var best Gap
	most := 0.0
	for _, g := range all {
		for _, w := range g.Wordings {
			like := h.alike(hear(w))
			if like >= sameFrom && (like > most || like == most && g.State == GapOpen && best.State != GapOpen) {
				best, most = g, like
			}
		}
	}
	return best, most > 0
}
