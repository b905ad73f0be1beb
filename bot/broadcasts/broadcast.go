// Package broadcasts is announcements: what one admin writes and another approves reaches
// each person of an audience that is fixed then, once, and can be stopped, corrected and
// recalled while it does and afterwards.
package broadcasts

import (
	"slices"
	"time"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// ID names an announcement for good.
type ID string

// State is where an announcement is in its life.
type State string

// The states. Recalled is final; stopped goes on where it was.
const (
	Draft    State = "draft"
	Approved State = "approved" // waits for its time
	Sending  State = "sending"
	Stopped  State = "stopped"
	Done     State = "done"
	Recalled State = "recalled"
)

// Content is what people read.
type Content struct {
	Title  string `bson:"title"`  // may be empty
	Text   string `bson:"text"`   // German, Markdown
	TextEN string `bson:"textEn"` // English; "" is: everybody reads the German one
}

// Order is everything that an admin fills in.
type Order struct {
	Content    `bson:",inline"`
	Target     Target    `bson:"target"`
	At         time.Time `bson:"start"`      // zero is at once
	Urgent     bool      `bson:"urgent"`     // not held back by quiet time, if two admins agree
	Compulsory bool      `bson:"compulsory"` // reaches also those who have left its topic
	Receipt    bool      `bson:"receipt"`    // asks people to say that they have read it
}

// Correction is another text that waits for approval, while the old one stands.
type Correction struct {
	Content `bson:",inline"`
	Author  people.ID `bson:"author"`
}

// Broadcast is one document. Every change of it is one compare-and-set on Rev.
type Broadcast struct {
	ID    ID    `bson:"_id"`
	Rev   int   `bson:"rev"` // rises with every write
	State State `bson:"state"`
	Order `bson:",inline"`

	Version    int         `bson:"version"`    // of what is, or was, to be approved; rises with every change by admins
	Author     people.ID   `bson:"author"`     // who wrote the order as it stands
	Approver   people.ID   `bson:"approver"`   // who approved it: another admin, or the author by typing a number
	Correction *Correction `bson:"correction"` // waits for approval as Version
	Edition    int         `bson:"edition"`    // rises with every correction and the recall: what copies are to become

	Audience string `bson:"audience"` // under which the people are stored, fixed at approval
	Total    int    `bson:"total"`    // how many they are
	Seconds  int    `bson:"seconds"`  // how long sending to all of them takes, as estimated at approval
	Send     Pass   `bson:"send"`
	Edit     Pass   `bson:"edit"` // brings copies to the current edition

	Started time.Time `bson:"started"` // first sending
	Turn    int       `bson:"turn"`    // rises with every change that those in charge are shown at once
	Shown   string    `bson:"shown"`   // what the progress message was last asked to show
	ShownAt time.Time `bson:"shownAt"` // and when

	Salt      string    `bson:"salt"`     // of receipts; see receipt.go
	Receipts  int       `bson:"receipts"` // their number, once they are forgotten
	Forgotten bool      `bson:"forgotten"`
	Live      bool      `bson:"live"` // Sweep has, or may get, something to do
	Created   time.Time `bson:"created"`
	Changed   time.Time `bson:"changed"` // last change of state, or by an admin
}

// Pass goes once through the audience, in a window of rows that are in the outbox.
type Pass struct {
	Next    int         `bson:"next"`    // first person who has had no row yet
	Upto    int         `bson:"upto"`    // where it ends
	Pending []people.ID `bson:"pending"` // had a row, and what became of it is not counted yet
	Done    int         `bson:"done"`    // delivered or edited
	Skipped int         `bson:"skipped"` // had left, deleted their copy, or were cancelled
	Failed  int         `bson:"failed"`  // given up; they stay pending
}

// Over reports whether everybody is counted.
func (p Pass) Over() bool { return p.Next >= p.Upto && len(p.Pending) == p.Failed }

// Left is how many are still to come.
func (p Pass) Left() int { return p.Upto - p.Done - p.Skipped - p.Failed }

// begun reports whether its time has come.
func (b Broadcast) begun(now time.Time) bool { return !now.Before(b.At) }

// hurries reports whether quiet time does not hold the announcement back: two admins agreed.
func (b Broadcast) hurries() bool { return b.Urgent && b.Approver != b.Author }

// proposer is who wrote what waits for approval.
func (b Broadcast) proposer() people.ID {
	if b.Correction != nil {
		return b.Correction.Author
	}
	return b.Author
}

// proposed is the announcement as it would be once approved.
func (b Broadcast) proposed() Broadcast {
	if b.Correction != nil {
		b.Content = b.Correction.Content
	}
	return b
}

// Undecided reports whether something waits for approval.
func (b Broadcast) Undecided() bool { return b.State == Draft || b.Correction != nil }

// In reports whether an announcement is in one of the states and not forgotten.
func In(states ...State) func(Broadcast) bool {
	return func(b Broadcast) bool { return !b.Forgotten && slices.Contains(states, b.State) }
}

// is says why something can't be done in this state.
func (b Broadcast) is() error { return fault.New("broadcast.is." + string(b.State)) }

func changedMeanwhile() error { return fault.New("broadcast.changed") }

// CanRevise says why the order can't be changed any more; nil if it can.
func (b Broadcast) CanRevise() error {
	if b.State != Draft && b.State != Approved {
		return b.is()
	}
	return nil
}

// CanCorrect says why the text of copies can't be replaced; nil if it can.
func (b Broadcast) CanCorrect() error {
	switch {
	case b.State != Sending && b.State != Stopped && b.State != Done:
		return b.is()
	case b.Forgotten:
		return fault.New("broadcast.old")
	}
	return nil
}

// revised is the announcement with another order, which has to be approved anew.
func (b Broadcast) revised(by people.ID, seen int, o Order) (Broadcast, error) {
	if err := b.CanRevise(); err != nil {
		return b, err
	}
	switch {
	case b.Version == seen+1 && b.Author == by && b.Order.equal(o):
		return b, nil // the same form a second time
	case b.Version != seen:
		return b, changedMeanwhile()
	}
	b.State, b.Order, b.Author, b.Approver = Draft, o, by, ""
	b.Version++
	b.Turn++
	return b, nil
}

func (o Order) equal(other Order) bool {
	return o.Content == other.Content && o.Target.equal(other.Target) && o.At.Equal(other.At) &&
		o.Urgent == other.Urgent && o.Compulsory == other.Compulsory && o.Receipt == other.Receipt
}

// corrected is the announcement with another text to be approved.
func (b Broadcast) corrected(by people.ID, seen int, c Content) (Broadcast, error) {
	if err := b.CanCorrect(); err != nil {
		return b, err
	}
	switch {
	case b.Version == seen+1 && b.Correction != nil && *b.Correction == Correction{Content: c, Author: by}:
		return b, nil // the same form a second time
	case b.Version != seen:
		return b, changedMeanwhile()
	case b.Content == c:
		return b, fault.New("broadcast.same")
	}
	b.Correction = &Correction{Content: c, Author: by}
	b.Version++
	return b, nil
}

// fixed is an audience, as stored.
type fixed struct {
	key     string
	total   int
	seconds int
}

// approved is the announcement after by has agreed to a version: ready for its time, or
// with its correction on the way.
func (b Broadcast) approved(by people.ID, version int, to fixed) (Broadcast, error) {
	switch {
	case !b.Undecided() && b.Version == version && b.Approver == by:
		return b, nil // a second press
	case !b.Undecided():
		return b, b.is()
	case b.Version != version:
		return b, changedMeanwhile()
	}
	b.Turn++
	if c := b.Correction; c != nil {
		b.Content, b.Correction = c.Content, nil
		b.Edition++
		b.Edit = Pass{Upto: b.Send.Next}
		return b, nil
	}
	b.State, b.Approver = Approved, by
	b.Audience, b.Total, b.Seconds = to.key, to.total, to.seconds
	b.Send = Pass{Upto: to.total}
	return b, nil
}

func (b Broadcast) stopped() (Broadcast, error) {
	switch {
	case b.Forgotten:
		return b, fault.New("broadcast.old")
	case b.State == Stopped:
		return b, nil
	case b.State == Approved, b.State == Sending:
		b.State = Stopped
		b.Turn++
		return b, nil
	}
	return b, b.is()
}

func (b Broadcast) resumed() (Broadcast, error) {
	switch {
	case b.Forgotten:
		return b, fault.New("broadcast.old")
	case b.State == Approved, b.State == Sending:
		return b, nil
	case b.State == Stopped:
		b.State = Sending
		if b.Started.IsZero() {
			b.State = Approved
		}
		b.Turn++
		return b, nil
	}
	return b, b.is()
}

// CanRecall says why it can't be recalled; nil if it can.
func (b Broadcast) CanRecall() error {
	switch {
	case b.State == Draft, b.State == Recalled:
		return b.is()
	case b.Forgotten:
		return fault.New("broadcast.old")
	}
	return nil
}

func (b Broadcast) recalled() (Broadcast, error) {
	if b.State == Recalled {
		return b, nil
	}
	if err := b.CanRecall(); err != nil {
		return b, err
	}
	b.State, b.Correction = Recalled, nil
	b.Edition++
	b.Edit = Pass{Upto: b.Send.Next}
	b.Turn++
	return b, nil
}

// settled is the announcement with what follows from the rest of it.
func (b Broadcast) settled() Broadcast {
	if b.State == Sending && b.Send.Over() {
		b.State = Done
		b.Turn++
	}
	untold := b.figures() != b.Shown && (b.State != Draft || b.Shown != "") // of a new draft nobody is told
	b.Live = b.State == Approved || b.State == Sending || b.State == Stopped || !b.Send.Over() || !b.Edit.Over() || untold
	return b
}

// readers are those who see the progress.
func (b Broadcast) readers() []people.ID {
	all := []people.ID{b.Author}
	if b.Approver != "" && !slices.Contains(all, b.Approver) {
		all = append(all, b.Approver)
	}
	return all
}
