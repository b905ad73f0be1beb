package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

const (
	// Patience is for how long an answer is tried again while the store is away.
	Patience = 2 * time.Minute
	// storePause is the pause between two attempts.
	storePause = 500 * time.Millisecond
)

// errHurry ends the waiting for a store: kigo stops.
var errHurry = errors.New("kigo stops")

// Hurry ends all waiting for a store that is away: whoever still waits is told that it did
// not work, rather than nothing. Call it when kigo stops.
func (b *Bot) Hurry() { b.stop() }

// attempts makes a reply, for as long as it takes while the store is away.
type attempts struct {
	*Bot
	ev     chat.Event
	p      i18n.Printer
	did    *Handled
	mine   bool      // the delivery was claimed, and the store said so
	since  time.Time // when
	unsure time.Time // when it may have been claimed, without an answer of the store
	let    bool      // the person may ask so often
}

// outcome is what becomes of an event.
type outcome struct {
	reply   chat.Reply
	greeted people.ID // who sees the notice of Art. 13 DSGVO in it
	taken   Taken     // there is a reply only if it is Mine
	claimed bool      // in the inbox
}

// persist makes the reply. While the store is away it waits so long at most, and keeps to
// the lease.
func (b *Bot) persist(ctx context.Context, ev chat.Event, p i18n.Printer, patience time.Duration, did *Handled) (o outcome) {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	a := &attempts{Bot: b, ev: ev, p: p, did: did}
	for {
		var err error
		if o.taken, err = a.claim(ctx, waiting); err == nil && o.taken != Mine {
			return o
		}
		if err == nil {
			o.claimed = a.mine
			if o.reply, o.greeted, err = a.once(ctx); err == nil {
				return o
			}
		}
		if !b.away(err) || b.pause(waiting, storePause) != nil {
			o.reply, o.greeted = b.explain(ev, p, err, did), ""
			return o
		}
	}
}

// away reports whether an error says that the store is away, rather than that it said no.
func (b *Bot) away(err error) bool { return b.Away != nil && b.Away(err) }

// pause waits for d, but not beyond ctx, nor once kigo stops.
func (b *Bot) pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-b.hurry:
		return errHurry
	}
}

// held reports whether the lease leaves time for an attempt.
func (a *attempts) held() bool {
	return a.mine && a.RealNow().Before(a.since.Add(a.Lease-a.Lease/6))
}

// claim makes sure that the delivery is ours. Where an earlier claim of ours may still run,
// without the store having said so, its end is waited for.
func (a *attempts) claim(ctx, waiting context.Context) (Taken, error) {
	if a.ev.ID == "" || a.held() {
		return Mine, nil
	}
	if a.mine { // by now another replica may have it
		if err := a.pause(waiting, a.since.Add(a.Lease).Sub(a.RealNow())); err != nil {
			return Mine, err
		}
		a.mine = false
	}
	for {
		taken, at, err := a.take(ctx)
		switch {
		case err != nil:
			a.unsure = at
			return Mine, fmt.Errorf("take delivery: %w", err)
		case taken == Mine:
			a.mine, a.since = true, at
			return Mine, nil
		case taken == Done || a.unsure.IsZero():
			return taken, nil
		}
		if a.pause(waiting, a.unsure.Add(a.Lease).Sub(a.RealNow())) != nil {
			return taken, nil
		}
		a.unsure = time.Time{}
	}
}

func (a *attempts) take(ctx context.Context) (Taken, time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, HandlerTimeout)
	defer cancel()
	at := a.RealNow()
	taken, err := a.Inbox.Take(ctx, a.ev.Platform, a.ev.ID, at, a.Lease)
	if taken == Again {
		taken, a.did.Taken = Mine, Again
	}
	return taken, at, err
}

// once makes the reply, or fails because the store is away.
func (a *attempts) once(ctx context.Context) (chat.Reply, people.ID, error) {
	most := HandlerTimeout
	if a.mine {
		most = min(most, a.since.Add(a.Lease).Sub(a.RealNow()))
	}
	if !a.let {
		ok, tell := a.Rate.allow(a.ev)
		switch {
		case ok:
			a.let = true
		case tell:
			return a.explain(a.ev, a.p, fault.New("bot.often", nil), a.did), "", nil
		default:
			a.did.Outcome = Refused
			return chat.Reply{}, "", nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	return a.answer(ctx, a.ev, a.p, a.did)
}
