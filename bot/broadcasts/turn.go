package broadcasts

import (
	"kigo/bot/fault"
	"kigo/bot/people"
)

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
		o.Urgent == other.Urgent && o.Compulsory == other.Compulsory && o.Receipt == other.Receipt &&
		(o.File == other.File || o.File != nil && other.File != nil && *o.File == *other.File)
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
	reach   int
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
		b.Edit = Pass{Upto: b.Send.Next, Copies: b.Send.Done}
		return b, nil
	}
	b.State, b.Approver = Approved, by
	b.Audience, b.Total, b.Reach, b.Seconds = to.key, to.total, to.reach, to.seconds
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
