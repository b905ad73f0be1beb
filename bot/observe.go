package bot

import (
	"context"
	"time"
)

// Observer is told how events are handled, for metrics. It learns nothing of a person, and
// nothing at all of discreet commands: a figure that moves when somebody answers a survey
// would tell when.
type Observer interface {
	Handled(Handled)
}

// Handled is how one event was handled.
type Handled struct {
	Platform string
	Command  string // its name, or question, or unknown
	Outcome  Outcome
	Took     time.Duration // until the reply was delivered
	Taken    Taken         // what the inbox said; unless it is Ours, nothing was done
}

// Outcome is what came of an event.
type Outcome string

// The outcomes.
const (
	Answered    Outcome = "answered"
	Refused     Outcome = "refused" // a sentence that says what the person can put right
	Failed      Outcome = "failed"  // a reference number
	Undelivered Outcome = "undelivered"
)

// What stands in Handled.Command for what is no command. No command has such a name.
const (
	aQuestion  = "(question)"
	notCommand = "(unknown)"
)

// unobserved is the mark of a context.
type unobserved struct{}

// Unobserved reports whether ctx belongs to a discreet command. Whoever measures what is done
// under it must not count it, not even nameless.
func Unobserved(ctx context.Context) bool { return ctx.Value(unobserved{}) != nil }

// observe tells the observer of an event that was begun then.
func (b *Bot) observe(ctx context.Context, did *Handled, began time.Time) {
	if b.Observer == nil || Unobserved(ctx) {
		return
	}
	did.Took = b.RealNow().Sub(began)
	b.Observer.Handled(*did)
}
