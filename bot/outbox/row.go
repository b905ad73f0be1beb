// Package outbox holds the messages that are due to be sent: everything that is no
// direct reply. A row holds the occasion, not the text; whether it still applies and
// how it reads is decided when it is sent.
package outbox

import (
	"context"
	"time"

	"kigo/bot/people"
)

// Keep is how long what was sent is remembered, and what could not be sent is tried.
const Keep = 30 * 24 * time.Hour

// Row is one occasion to tell one person, or one channel, something.
type Row struct {
	// ID says which occasion it is, such as "moved-up/<event>/<person>/<nonce>": each exists once.
	ID     string            `bson:"_id" json:"id"`
	Kind   string            `bson:"kind" json:"kind"` // who renders it
	Person people.ID         `bson:"person" json:"person"`
	To     Address           `bson:"to" json:"to"`     // a channel, instead of a person; it comes bundled with nothing
	Data   map[string]string `bson:"data" json:"data"` // what the kind needs to know, never text to show but what people wrote
	Due    time.Time         `bson:"due" json:"due"`   // kigo's clock
	// Edits, if set, is the id of an earlier row whose message this one's takes the place of.
	Edits string `bson:"edits" json:"edits"`

	// Priority says what goes first of what is due.
	Priority Priority `bson:"priority" json:"priority"`
	// Waits says that the row may wait for working hours, and until its person wants to be
	// disturbed again. Rows that wait and have priority Normal may come bundled in one message.
	Waits bool `bson:"waits" json:"waits"`
	// Group, if set, are the only rows that the row comes bundled with. The texts of a group say
	// by themselves what they are: they stand below no headline.
	Group string `bson:"group" json:"group"`
	// By, if set, is when it would be too late: a row that waits is not put off to this moment
	// or beyond, but sent at once. The domain that owns the kind still decides whether it holds.
	By time.Time `bson:"by" json:"by"`
	// Until, if set, is when the row is outdated, whatever else holds: it is done unsent. It
	// is not put off beyond this either.
	Until time.Time `bson:"until" json:"until"`

	// Held says that the row has been put off, so that Due is later than it was at first.
	Held bool `bson:"held" json:"held"`

	State State     `bson:"state" json:"state"`
	Tries int       `bson:"tries" json:"tries"` // sends that failed
	Error string    `bson:"error" json:"error"` // of the last try
	Claim string    `bson:"claim" json:"claim"` // whose lease it is
	Lease time.Time `bson:"lease" json:"lease"` // real clock; nobody else touches the row before
	// Attempts are the calls to a platform of which it is not known yet whether they got
	// through, by the claim under which they were made.
	Attempts  map[string]Attempt `bson:"attempts,omitempty" json:"attempts,omitempty"`
	Attempted bool               `bson:"attempted" json:"attempted"` // was ever to be sent
	Enqueued  time.Time          `bson:"enqueued" json:"enqueued"`   // kigo's clock
}

// joins reports whether both rows may come in one message, if they go to the same person.
func (r Row) joins(o Row) bool { return r.bundles() && o.bundles() && r.Group == o.Group }

// bundles reports whether the row may come with others in one message. What may have got
// through already is sent by itself.
func (r Row) bundles() bool {
	return r.Waits && r.Priority == Normal && !r.Attempted && r.To == (Address{})
}

// Address is a channel that several people share.
type Address struct {
	Platform string `bson:"platform" json:"platform"`
	Channel  string `bson:"channel" json:"channel"`
}

// Priority orders what is due; the least goes first, and rows of a kigo that knew none before.
type Priority int

// The priorities.
const (
	Urgent Priority = -1 // people act on it at once: they have moved up, it is cancelled
	Normal Priority = 0
	Bulk   Priority = 1 // to everybody; it holds up nothing else
)

// State is where a row stands. A row that is done is gone.
type State string

// The states.
const (
	Open State = "open"
	Dead State = "dead" // given up; an operator decides
)

// Attempt is stored before the platform is called: if the process dies inside the call,
// the next one knows where to look whether the message is there.
type Attempt struct {
	Platform string    `bson:"platform" json:"platform"`
	Channel  string    `bson:"channel" json:"channel"`
	At       time.Time `bson:"at" json:"at"` // real clock
	// Bundle names the message if it held other rows, too; then the delivery key is made of
	// it. No other message is named so, not one that holds some of these rows later.
	Bundle string `bson:"bundle" json:"bundle"`
}

// Sent is what remains of a delivered row.
type Sent struct {
	ID       string    `bson:"_id" json:"id"`
	Person   people.ID `bson:"person" json:"person"`
	Platform string    `bson:"platform" json:"platform"`
	Channel  string    `bson:"channel" json:"channel"`
	Ref      string    `bson:"ref" json:"ref"` // the platform's reference of the post; "" if it was outdated
	At       time.Time `bson:"at" json:"at"`
}

// Store keeps rows. Every write may be repeated.
type Store interface {
	// Insert adds an open row. It returns false if the occasion is waiting already.
	Insert(ctx context.Context, r Row) (bool, error)
	// WasSent reports whether the occasion is over.
	WasSent(ctx context.Context, id string) (bool, error)
	// Claim takes open rows that are due and whose lease is over, by priority, then those due
	// first: at most limit, and none only if there is none. Each goes to one claim.
	Claim(ctx context.Context, due, now time.Time, claim string, lease time.Duration, limit int) ([]Row, error)
	// ClaimMore takes, for a claim that holds a row of the same person and group, what else is due
	// for them, bundles, was never attempted, and whose lease is over: at most limit rows.
	ClaimMore(ctx context.Context, p people.ID, group string, due, now time.Time, claim string, lease time.Duration, limit int) ([]Row, error)
	// Attempting stores a on the row as the claim's, in place of the attempts of earlier claims
	// that are settled, and renews the lease, which is to outlast the call to the platform. It
	// returns false if the claim has lost the row: then a was not made, and whoever looks for
	// it finds nothing.
	Attempting(ctx context.Context, id, claim string, a Attempt, lease time.Time, settled []string) (bool, error)
	// Retry gives the row back after a failed try, in that state: tries rises, and nobody
	// touches it before lease on the real clock.
	Retry(ctx context.Context, id, claim string, state State, cause string, lease time.Time) error
	// Return gives the row back as it is, if claim still holds it.
	Return(ctx context.Context, id, claim string) error
	// PutOff gives the row back until a later moment of kigo's clock, if claim still holds
	// it. That is no failed try.
	PutOff(ctx context.Context, id, claim string, due time.Time) error
	// Release makes due at now what was put off for a person, so that it is decided anew.
	Release(ctx context.Context, p people.ID, now time.Time) error
	// Finish remembers s, then deletes the row.
	Finish(ctx context.Context, s Sent) error
	// NextDue is the earliest due time after t of an open row; ok is false if there is none.
	NextDue(ctx context.Context, t time.Time) (due time.Time, ok bool, err error)
	// List is the rows in a state, the one due first first, at most limit.
	List(ctx context.Context, s State, limit int) ([]Row, error)
	// Sent is what remains of a row that is done; false if it is not.
	Sent(ctx context.Context, id string) (Sent, bool, error)
	// OfKinds is every row of these kinds, in no order.
	OfKinds(ctx context.Context, kinds ...string) ([]Row, error)
	// Withdraw deletes a row that is idle; false if it is not.
	Withdraw(ctx context.Context, id string) (bool, error)
	// Get is one row, in whatever state; false if there is none.
	Get(ctx context.Context, id string) (Row, bool, error)
	// Revive opens a dead row again. It returns false if there is no such row.
	Revive(ctx context.Context, id string) (bool, error)
}
