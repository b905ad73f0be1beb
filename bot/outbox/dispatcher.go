package outbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
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
}

// DefaultLimits fit Mattermost and Slack with a time-out of 10 s; a message outlives a chat
// that is away for a night.
var DefaultLimits = Limits{Lease: 30 * time.Second, Settle: 5 * time.Second, Tries: 60, Back: 2 * time.Second}

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
	Log      *slog.Logger
	// Discreet are the kinds of rows that must not show what became of them.
	Discreet map[string]Discretion

	pace pace // of discreet rows
}

// Key is the delivery key that travels with the message of a row.
func (d *Dispatcher) Key(id string) string {
	mac := hmac.New(sha256.New, d.Secret)
	mac.Write([]byte("delivery\x00" + id))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Drain sends until nothing is due. What fails waits for its next try.
func (d *Dispatcher) Drain(ctx context.Context) error { return d.drain(ctx, ctx) }

// drain begins with no other message once ctx has ended, and sends in the context work.
func (d *Dispatcher) drain(ctx, work context.Context) error {
	for ctx.Err() == nil {
		claim := d.NewID()
		row, err := d.Store.Claim(work, d.Now(), d.RealNow(), claim, d.Limits.Lease)
		if err != nil {
			return fmt.Errorf("claim a message: %w", err)
		}
		if row == nil {
			return nil
		}
		if err := d.deliver(work, *row, claim); err != nil {
			return err
		}
	}
	return ctx.Err()
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
// message in hand, which otherwise would wait for its lease.
func (d *Dispatcher) Run(ctx context.Context, wake <-chan struct{}, interval time.Duration) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(d.Limits.Lease, cancel) })()
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		if err := d.drain(ctx, work); err != nil && ctx.Err() == nil {
			d.Log.Error("outbox", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-tick.C:
		}
	}
}

func (d *Dispatcher) deliver(ctx context.Context, row Row, claim string) error {
	sent, err := d.send(ctx, row, claim)
	if _, discreet := d.Discreet[row.Kind]; discreet {
		sent = sent.bare()
	}
	if errors.Is(err, errLost) {
		return nil // somebody else has the row now
	}
	if errors.Is(err, chat.ErrGone) {
		d.Log.Info("recipient is gone", "kind", row.Kind)
		err = nil
	}
	if err == nil {
		if err := d.Store.Finish(ctx, sent); err != nil {
			return fmt.Errorf("finish %s: %w", row.Kind, err)
		}
		return nil
	}
	state, pause := Open, d.Limits.Back<<min(row.Tries, 9)
	var retry *chat.RetryError
	if errors.As(err, &retry) {
		pause = max(pause, retry.After)
	}
	if row.Tries+1 >= d.Limits.Tries && retry == nil {
		state = Dead
	}
	level := slog.LevelWarn
	if retry != nil {
		level = slog.LevelInfo // it waits for its time, or for its person's first chat
	}
	d.Log.Log(ctx, level, "message not sent", "kind", row.Kind, "tries", row.Tries+1, "state", state, "error", err)
	if err := d.Store.Retry(ctx, row.ID, claim, state, err.Error(), d.RealNow().Add(pause)); err != nil {
		return fmt.Errorf("give back %s: %w", row.Kind, err)
	}
	return nil
}

var (
	errLost     = errors.New("lease lost")
	errSettling = errors.New("an attempt may still show up")
)

// send carries one row out and says what to remember of it. An outdated row is done, too.
// A panic costs this row a try, not the process.
func (d *Dispatcher) send(ctx context.Context, row Row, claim string) (_ Sent, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	if d.Discreet[row.Kind].Blind {
		return d.sendBlind(ctx, row, claim)
	}
	none := Sent{ID: row.ID, Person: row.Person, At: d.Now()}
	over, err := d.Store.WasSent(ctx, row.ID)
	if err != nil || over {
		return none, err
	}
	if row.Attempt != nil {
		if sent, err := d.lookBack(ctx, row); err != nil || sent.Ref != "" {
			return sent, err
		}
	}
	render, ok := d.Kinds[row.Kind]
	if !ok {
		return none, fmt.Errorf("nobody renders %q", row.Kind)
	}
	person, err := d.recipient(ctx, row)
	if err != nil {
		return none, err
	}
	m, holds, err := render(ctx, row, person, d.Printer(person))
	if err != nil || !holds {
		return none, err
	}
	to, adapter, err := d.route(row.Kind, person)
	if err != nil {
		return none, err
	}
	channel, err := adapter.Direct(ctx, to.UserID)
	if err != nil {
		return none, err
	}
	held, err := d.Store.Attempting(ctx, row.ID, claim, Attempt{Platform: to.Platform, Channel: channel, At: d.RealNow()})
	if err != nil {
		return none, err
	}
	if !held {
		return none, errLost
	}
	none.Platform, none.Channel = to.Platform, channel
	err = d.timed(func() error {
		none.Ref, err = adapter.Send(ctx, channel, m, d.Key(row.ID))
		return err
	})
	return none, err
}

// recipient is whom a row is for; chat.ErrGone if nobody is there any more.
func (d *Dispatcher) recipient(ctx context.Context, row Row) (people.Person, error) {
	person, err := d.People.Get(ctx, row.Person)
	var unknown *fault.Fault
	if errors.As(err, &unknown) || (err == nil && person.Gone) {
		return person, chat.ErrGone
	}
	return person, err
}

// lookBack asks the platform whether an earlier attempt got through, once the platform
// has had its time to show it.
func (d *Dispatcher) lookBack(ctx context.Context, row Row) (Sent, error) {
	a := row.Attempt
	s := Sent{ID: row.ID, Person: row.Person, Platform: a.Platform, Channel: a.Channel, At: d.Now()}
	adapter, ok := d.Adapters[a.Platform]
	if !ok {
		return s, fmt.Errorf("platform %q of the last attempt is not connected", a.Platform)
	}
	if wait := a.At.Add(d.Limits.Settle).Sub(d.RealNow()); wait > 0 {
		return s, &chat.RetryError{After: wait, Err: errSettling}
	}
	ref, err := adapter.Find(ctx, a.Channel, d.Key(row.ID), a.At.Add(-time.Minute))
	s.Ref = ref
	return s, err
}

// route is where a message of a kind for p goes. Somebody without an account may still get one, as
// long as what the message says holds.
func (d *Dispatcher) route(kind string, p people.Person) (people.Identity, chat.Adapter, error) {
	accounts := d.reachableBy(kind, p.Identities())
	if len(accounts) == 0 {
		return people.Identity{}, nil, &chat.RetryError{After: time.Hour, Err: errors.New("the person has no chat yet")}
	}
	reachable := accounts[:0:0]
	for _, a := range accounts {
		if d.Adapters[a.Platform] != nil {
			reachable = append(reachable, a)
		}
	}
	if to, ok := p.Address(reachable); ok {
		return to, d.Adapters[to.Platform], nil
	}
	return people.Identity{}, nil, &chat.RetryError{After: time.Minute, Err: errors.New("none of the person's chats is connected here")}
}
