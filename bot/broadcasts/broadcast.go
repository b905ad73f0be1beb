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
	File       *File     `bson:"file"`       // goes along; nil is nothing
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
	Total    int    `bson:"total"`    // how many they are, or how many channels
	Reach    int    `bson:"reach"`    // how many people that was at approval; the members of the channels
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

	// Of sending: how many pending ones do not want to be disturbed now, and until when.
	Waiting int       `bson:"waiting"`
	Until   time.Time `bson:"until"`
	// Of editing: how many copies there were when it began, and who turned out to have none.
	Copies int `bson:"copies"`
	None   int `bson:"none"`
}

// Over reports whether everybody is counted.
func (p Pass) Over() bool { return p.Next >= p.Upto && len(p.Pending) == p.Failed }

// Left is how many are still to come.
func (p Pass) Left() int { return p.Upto - p.Done - p.Skipped - p.Failed }

// ToEdit is how many copies are still to be edited: after a recall, all that got out, and
// otherwise those that there were.
func (b Broadcast) ToEdit() int {
	p := b.Edit
	if b.State == Recalled {
		p.Copies = b.Send.Done
	}
	return max(p.Copies-p.Done-p.Skipped-p.Failed, len(p.Pending)-p.Failed)
}

// absent reports whether all that is still to come waits for people who do not want to be
// disturbed.
func (b Broadcast) absent() bool {
	return b.State == Sending && b.Send.Next >= b.Send.Upto && b.Send.Waiting > 0 && b.Send.Waiting == b.Send.Left()
}

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

// readers are those who see the progress.
func (b Broadcast) readers() []people.ID {
	all := []people.ID{b.Author}
	if b.Approver != "" && !slices.Contains(all, b.Approver) {
		all = append(all, b.Approver)
	}
	return all
}
