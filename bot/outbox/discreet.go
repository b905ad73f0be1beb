package outbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"kigo/bot/chat"
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

// sendBlind is send for rows that are Blind. Its errors are from before anything was
// looked up, so they say nothing of what would have been found.
func (d *Dispatcher) sendBlind(ctx context.Context, row Row, claim string) (Sent, error) {
	done := Sent{ID: row.ID, Person: row.Person, At: d.Now()}
	over, err := d.Store.WasSent(ctx, row.ID)
	if err != nil || over {
		return done, err
	}
	render, ok := d.Kinds[row.Kind]
	if !ok {
		return done, fmt.Errorf("nobody renders %q", row.Kind)
	}
	person, err := d.recipient(ctx, row)
	if err != nil {
		return done, err
	}
	to, adapter, err := d.route(row.Kind, person)
	if err != nil {
		return done, err
	}
	if a := row.Attempt; a != nil {
		if wait := a.At.Add(d.Limits.Settle).Sub(d.RealNow()); wait > 0 {
			return done, &chat.RetryError{After: wait, Err: errSettling}
		}
	}
	channel, err := adapter.Direct(ctx, to.UserID)
	if err != nil {
		return done, err
	}
	held, err := d.Store.Attempting(ctx, row.ID, claim, Attempt{Platform: to.Platform, Channel: channel, At: d.RealNow()})
	if err != nil {
		return done, err
	}
	if !held {
		return done, errLost
	}
	d.carryBlind(ctx, row, render, person, adapter, channel)
	return done, nil
}

// carryBlind looks whether a blind row holds, and sends it. Nothing that happens here is
// stored or logged, not even a panic.
func (d *Dispatcher) carryBlind(ctx context.Context, row Row, render Renderer, to people.Person, adapter chat.Adapter, channel string) {
	defer func() { _ = recover() }()
	key := d.Key(row.ID)
	if row.Attempt != nil {
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
