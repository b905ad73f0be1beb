package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kigo/adapters/mongodb"
)

// background does what is due until ctx ends, and returns once all of it has stopped.
func (a *app) background(ctx context.Context) {
	const interval = time.Second
	var group sync.WaitGroup
	group.Go(func() { a.scheduler.Run(ctx, interval) })
	group.Go(func() { a.dispatcher.Run(ctx, a.wake, interval) })
	group.Go(func() { a.followLibrary(ctx) })
	for _, listen := range a.listeners {
		group.Go(func() { listen(ctx) })
	}
	group.Go(func() { a.spreading(ctx, interval) })
	group.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-a.sweep:
			}
			if err := a.sweepAll(ctx); err != nil && ctx.Err() == nil {
				a.log.Error("sweep", "error", err) // made up for within the minute
			}
		}
	})
	group.Wait()
}

// sweepAll tells everybody who has not been told yet.
func (a *app) sweepAll(ctx context.Context) error {
	return errors.Join(a.events.Sweep(ctx), a.inbox.Sweep(ctx))
}

// settle runs everything that is due now and delivers it.
func (a *app) settle(ctx context.Context) error {
	if err := a.scheduler.RunDue(ctx, a.now()); err != nil {
		return err
	}
	select {
	case <-a.sweep:
		if err := a.sweepAll(ctx); err != nil {
			return err
		}
	default:
	}
	if err := a.library.Refresh(ctx); err != nil {
		return err
	}
	for {
		moved, err := a.broadcasts.Sweep(ctx)
		if err != nil {
			return err
		}
		if err := a.dispatcher.Flush(ctx); err != nil || !moved {
			return err
		}
	}
}

// advance moves the demo clock on by d, from due instant to due instant. What falls due
// while it works is not jumped over: it looks on from the instant that it has settled.
func (a *app) advance(ctx context.Context, d time.Duration) error {
	at := a.now()
	target := at.Add(d)
	for {
		next, ok, err := a.nextDue(ctx, at)
		if err != nil {
			return err
		}
		if !ok || next.After(target) {
			next = target
		}
		if next.After(a.now()) {
			if err := a.clock.Set(next); err != nil {
				return err
			}
		}
		if err := a.settle(ctx); err != nil {
			return err
		}
		if at = next; at.Equal(target) {
			return nil
		}
	}
}

func (a *app) nextDue(ctx context.Context, t time.Time) (time.Time, bool, error) {
	next, ok, err := a.scheduler.NextDue(ctx, t)
	if err != nil {
		return next, false, err
	}
	for _, look := range []func(context.Context, time.Time) (time.Time, bool, error){a.outbox.NextDue, a.broadcasts.NextDue} {
		due, found, err := look(ctx, t)
		if err != nil {
			return next, false, err
		}
		if found && (!ok || due.Before(next)) {
			next, ok = due, true
		}
	}
	return next, ok, nil
}

// nudge asks for something to be done soon; asking twice is asking once.
func nudge(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// How long things are kept; see DESIGN.md.
const (
	keepInbox  = 24 * time.Hour
	keepOutbox = 30 * 24 * time.Hour
	keepMenus  = 90 * 24 * time.Hour
)

// prune forgets what has been kept long enough. The inbox counts by the real clock.
func (a *app) prune(ctx context.Context, now time.Time) error {
	steps := []func() error{
		func() error { return mongodb.NewInbox(a.store.DB).Prune(ctx, time.Now().Add(-keepInbox)) },
		func() error { return a.outbox.PruneSent(ctx, now.Add(-keepOutbox)) },
		func() error { return a.mailbox.Prune(ctx, now.Add(-keepOutbox)) },
		func() error { return a.people.Audit.Prune(ctx) },
		func() error { return a.people.PruneCodes(ctx) },
		func() error { return a.events.PruneDrafts(ctx, now) },
		func() error { return a.feeds.Prune(ctx) },
		func() error { return a.events.PrunePresence(ctx, now) },
		func() error { return a.broadcasts.Prune(ctx, now) },
		func() error { return a.events.PruneChoices(ctx, now) },
		func() error { return a.reminders.Prune(ctx, now) },
		func() error { return a.inbox.Prune(ctx) },
		func() error { return a.library.Prune(ctx, now) },
		func() error { return a.pulses.Prune(ctx, now) },
		func() error { return mongodb.NewMenus(a.store.DB, a.now).Prune(ctx, now.Add(-keepMenus)) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("prune: %w", err)
		}
	}
	if a.store.server == nil {
		return nil
	}
	// Deleted data leaves the disk, too; while somebody reads, it has to wait for tomorrow.
	if err := a.store.server.Checkpoint(ctx, a.store.Name()); err != nil {
		a.log.Warn("deleted data is still in the embedded store's log", "error", err)
	}
	return nil
}
