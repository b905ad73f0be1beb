package outbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"kigo/bot/chat"
	"kigo/bot/hours"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// Renderer belongs to the domain that owns a kind of row. It returns false if what the
// row says no longer holds; then nothing is sent.
type Renderer func(ctx context.Context, r Row, to people.Person, p i18n.Printer) (chat.Message, bool, error)

// People is what the dispatcher needs of the people service.
type People interface {
	Get(ctx context.Context, id people.ID) (people.Person, error)
}

// Limits are how long and how often; see DESIGN.md.
type Limits struct {
	Lease  time.Duration // longer than twice the HTTP time-out
	Settle time.Duration // how long a platform may take to show a post
	Tries  int           // then the row is dead; a platform that says when to come back never kills one
	Back   time.Duration // pause after the first failure; doubles up to 512 times as much
	// Workers is how many messages one process sends at once, to different people; 0 is one.
	Workers int
}

// DefaultLimits fit Mattermost and Slack with a time-out of 10 s; a message outlives a chat
// that is away for a night.
var DefaultLimits = Limits{Lease: 30 * time.Second, Settle: 5 * time.Second, Tries: 60, Back: 2 * time.Second, Workers: 8}

// Dispatcher sends what is due. Several may run on one store.
type Dispatcher struct {
	Store    Store
	People   People
	Adapters map[string]chat.Adapter // by platform
	Kinds    map[string]Renderer
	Printer  func(people.Person) i18n.Printer
	Now      func() time.Time // kigo's clock: what is due
	RealNow  func() time.Time // leases
	NewID    func() string
	Secret   []byte // of the delivery key
	Limits   Limits
	Hours    *hours.Hours // when rows that may wait are sent; nil is always
	Log      *slog.Logger
	// Discreet are the kinds of rows that must not show what became of them.
	Discreet map[string]Discretion
	// Observer, if set, is told how sending goes.
	Observer Observer
	// Held, if set, says that nothing may be sent now.
	Held func(context.Context) (bool, error)

	pace pace // of the messages that were sent last
}

// Key is the delivery key that travels with the message of a row.
func (d *Dispatcher) Key(id string) string {
	mac := hmac.New(sha256.New, d.Secret)
	mac.Write([]byte("delivery\x00" + id))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Drain sends until nothing is due. What fails waits for its next try.
func (d *Dispatcher) Drain(ctx context.Context) error {
	c := d.newCrew()
	err := c.work(ctx, ctx)
	if failed := c.wait(); failed != nil {
		return failed
	}
	return err
}

// Flush drains and waits, too, for rows that somebody else's lease holds; not for those
// that failed and wait for their next try.
func (d *Dispatcher) Flush(ctx context.Context) error {
	for {
		if err := d.Drain(ctx); err != nil {
			return err
		}
		const enough = 200 // rows that failed before the first that did not
		rows, err := d.Store.List(ctx, Open, enough)
		if err != nil {
			return fmt.Errorf("look for open messages: %w", err)
		}
		if !slices.ContainsFunc(rows, func(r Row) bool { return r.Tries == 0 && !r.Due.After(d.Now()) }) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Run drains whenever wake says so, and every interval, until ctx ends. It finishes the
// messages in hand, which otherwise would wait for their leases.
func (d *Dispatcher) Run(ctx context.Context, wake <-chan struct{}, interval time.Duration) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(d.Limits.Lease, cancel) })()
	tick := time.NewTicker(interval)
	defer tick.Stop()
	c := d.newCrew()
	defer func() { d.complain(ctx, c.wait()) }()
	for {
		d.complain(ctx, c.work(ctx, work))
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-tick.C:
		}
	}
}

// complain logs trouble with the store, unless it is that everything ends.
func (d *Dispatcher) complain(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		d.Log.Error("outbox", "error", err)
	}
}
