package bot

import (
	"context"
	"time"
)

// Taken says whose a delivery is.
type Taken int

// The answers of Inbox.Take.
const (
	Mine   Taken = iota // claimed: handle it
	Theirs              // somebody else's lease on it still runs
	Done                // it has been answered
	Again               // claimed after somebody's lease on it has run out: handle it again
)

// Ours reports whether the delivery is to be handled.
func (t Taken) Ours() bool { return t == Mine || t == Again }

// KeepInbox is how long it is remembered what came in.
const KeepInbox = 24 * time.Hour

// Inbox remembers which deliveries of the platforms have been handled, so that a retry,
// another connection or another replica does not answer them again.
type Inbox interface {
	// Take claims a delivery until now+lease.
	Take(ctx context.Context, platform, id string, now time.Time, lease time.Duration) (Taken, error)
	// Done says that the delivery has been answered.
	Done(ctx context.Context, platform, id string) error
}
