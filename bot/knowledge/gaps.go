package knowledge

import (
	"context"
	"time"

	"kigo/bot/people"
)

// Asking is a question that is noted in a gap.
type Asking struct {
	Gap      GapID
	Wording  string // to be added if there is room; "" is none
	Disliked ID     // the entry that did not help; "" is none
	At       time.Time
}

// Closing ends a gap that still has that version.
type Closing struct {
	Gap     GapID
	Version int
	State   GapState
	Answer  string
	Source  string
	Entry   ID
	Reason  string
	By      people.ID
	At      time.Time
	Owed    *Owed
}

// GapStore keeps gaps. Each write is one atomic operation on one document and may be
// repeated, but for the counts; each that returns false has changed nothing.
type GapStore interface {
	// Gaps is every gap, in no order.
	Gaps(ctx context.Context) ([]Gap, error)
	// Gap returns false if there is none.
	Gap(ctx context.Context, id GapID) (Gap, bool, error)
	// InsertGap returns false if the id is taken.
	InsertGap(ctx context.Context, g Gap) (bool, error)
	// Ask counts a question in an open gap.
	Ask(ctx context.Context, a Asking) (Gap, bool, error)
	// Reopen opens a closed gap of that version, to which nothing is owed any more. Nobody
	// waits in it then.
	Reopen(ctx context.Context, id GapID, version int) (bool, error)
	// Wait makes p wait for the answer of an open gap.
	Wait(ctx context.Context, id GapID, p people.ID, a Asker) (Gap, bool, error)
	// Withdraw makes p wait no more.
	Withdraw(ctx context.Context, id GapID, p people.ID) error
	// ForgetIn takes p out of a gap, whatever its state.
	ForgetIn(ctx context.Context, id GapID, p people.ID) error
	// Close ends an open gap; nobody waits in it any more.
	Close(ctx context.Context, c Closing) (Gap, bool, error)
	// Settled notes that nothing is owed for that round any more.
	Settled(ctx context.Context, id GapID, round int) error
	// Owing are the gaps to which something is owed.
	Owing(ctx context.Context) ([]Gap, error)
	// PruneGaps forgets open gaps last asked before open in which nobody waits, and settled
	// ones closed before closed.
	PruneGaps(ctx context.Context, open, closed time.Time) (int, error)

	// Count adds one to a tally.
	Count(ctx context.Context, kind TallyKind, subject string, at time.Time) error
	// Tallies are those of a kind, in no order.
	Tallies(ctx context.Context, kind TallyKind) ([]Tally, error)

	// Subscribe makes p get the weekly digest, or not.
	Subscribe(ctx context.Context, p people.ID, wants bool) error
	// Subscribed reports whether p gets it.
	Subscribed(ctx context.Context, p people.ID) (bool, error)
	// Subscribers are all who get it, in no order.
	Subscribers(ctx context.Context) ([]people.ID, error)
}

// TallyKind is what a tally counts.
type TallyKind string

// The kinds of tallies. None knows who it was.
const (
	TallyHelped   TallyKind = "helped"   // by entry
	TallyDisliked TallyKind = "disliked" // by entry
	TallyInsult   TallyKind = "insult"   // by day
)

// Tally is a count.
type Tally struct {
	ID      string    `bson:"_id" json:"-"`
	Kind    TallyKind `bson:"kind" json:"kind"`
	Subject string    `bson:"subject" json:"subject"`
	Count   int       `bson:"count" json:"count"`
	At      time.Time `bson:"at" json:"at"` // when it last rose
}

// KeepTally is how long a tally is kept after it last rose.
const KeepTally = 180 * 24 * time.Hour
