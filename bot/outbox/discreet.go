package outbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/people"
)

// Discretion is how much the rows of a kind must not show: neither in the database, at any
// moment, nor in the log.
type Discretion struct {
	// Blind rows are sent to some of those for whom they exist, and nobody may learn to whom.
	// The attempt is stored before it is looked up whether the row holds, and whatever comes
	// of it leaves the same: after the attempt nothing is tried again. Others keep no reference of their message.
	Blind bool
	// On says on which platforms they may be sent; nil is on all.
	On func(platform string) bool
}

// bare is what is remembered of a discreet row.
func (s Sent) bare() Sent { return Sent{ID: s.ID, Person: s.Person, At: s.At} }

// reachableBy keeps those accounts on which rows of a kind may be sent.
func (d *Dispatcher) reachableBy(kind string, accounts []people.Identity) []people.Identity {
	on := d.Discreet[kind].On
	if on == nil {
		return accounts
	}
	var allowed []people.Identity
	for _, a := range accounts {
		if on(a.Platform) {
			allowed = append(allowed, a)
		}
	}
	return allowed
}

// recipient is whom a row is for, nobody where that is a channel; chat.ErrGone if nobody is
// there any more.
func (d *Dispatcher) recipient(ctx context.Context, row Row) (people.Person, error) {
	if row.To != (Address{}) {
		return people.Person{}, nil
	}
	person, err := d.People.Get(ctx, row.Person)
	var unknown *fault.Fault
	if errors.As(err, &unknown) || (err == nil && person.Gone) {
		return person, chat.ErrGone
	}
	return person, err
}

// deliverBlind is deliver for a row that is Blind.
func (d *Dispatcher) deliverBlind(ctx context.Context, row Row, claim string) error {
	held, err := d.sendBlind(ctx, row, claim)
	if err == nil && !held {
		return nil // somebody else has the row now
	}
	return d.conclude(ctx, row, claim, Sent{ID: row.ID, Person: row.Person, At: d.Now()}, err)
}

// sendBlind is send for a row that is Blind. It returns false if the lease was lost. Its errors
// are from before anything was looked up, so they say nothing of what would have been found.
func (d *Dispatcher) sendBlind(ctx context.Context, row Row, claim string) (held bool, err error) {
	over, err := d.Store.WasSent(ctx, row.ID)
	if err != nil || over || row.expired(d.Now()) {
		return true, err
	}
	render, ok := d.Kinds[row.Kind]
	if !ok {
		return true, fmt.Errorf("nobody renders %q", row.Kind)
	}
	person, err := d.recipient(ctx, row)
	if err != nil {
		return true, err
	}
	if until, ok := d.later(row, person); ok {
		return true, &putOff{until}
	}
	to, adapter, err := d.route(row.Kind, person)
	if err != nil {
		return true, err
	}
	for _, a := range row.Attempts {
		if wait := a.At.Add(d.Limits.Settle).Sub(d.RealNow()); wait > 0 {
			return true, &chat.RetryError{After: wait, Err: errSettling}
		}
	}
	channel, err := adapter.Direct(ctx, to.UserID)
	if err != nil {
		return true, err
	}
	attempt := Attempt{Platform: to.Platform, Channel: channel, At: d.RealNow()}
	mine, err := d.attempting(ctx, []part{{row: row}}, claim, attempt)
	if err != nil || len(mine) == 0 {
		return len(mine) > 0 || err != nil, err
	}
	d.carryBlind(ctx, row, render, person, adapter, channel)
	return true, nil
}

// carryBlind looks whether a blind row holds, and sends it. Nothing that happens here is
// stored or logged, not even a panic.
func (d *Dispatcher) carryBlind(ctx context.Context, row Row, render Renderer, to people.Person, adapter chat.Adapter, channel string) {
	defer func() { _ = recover() }()
	key := d.Key(row.ID)
	if len(row.Attempts) > 0 {
		if before, err := d.lookBack(ctx, row); err == nil && before.Ref != "" {
			return
		}
	}
	m, holds, err := render(ctx, row, to, d.Printer(to))
	if err != nil || !holds {
		if !d.pace.pretend(ctx) {
			_, _ = adapter.Find(ctx, channel, key, d.RealNow())
		}
		return
	}
	err = d.timed(func() error {
		_, err := adapter.Send(ctx, channel, m, key)
		return err
	})
	var busy *chat.RetryError
	if errors.As(err, &busy) { // once more, as long as the lease allows
		wait(ctx, min(busy.After, d.Limits.Lease/3))
		_, _ = adapter.Send(ctx, channel, m, key)
	}
}

// timed calls the platform, and notes how long it took.
func (d *Dispatcher) timed(call func() error) error {
	began := d.RealNow()
	err := call()
	d.pace.took(d.RealNow().Sub(began))
	return err
}

// pace makes a message that is not sent take as long as one that is: as long as one of
// those that were sent last.
type pace struct {
	mu   sync.Mutex
	last []time.Duration
}

const paceMemory = 64

func (p *pace) took(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = append(p.last, d)
	if len(p.last) > paceMemory {
		p.last = p.last[1:]
	}
}

// pretend waits; false says that nothing was sent yet from which to tell how long.
func (p *pace) pretend(ctx context.Context) bool {
	p.mu.Lock()
	known := len(p.last) > 0
	var d time.Duration
	if known {
		d = p.last[rand.IntN(len(p.last))]
	}
	p.mu.Unlock()
	wait(ctx, d)
	return known
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
