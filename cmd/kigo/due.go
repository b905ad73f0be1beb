package main

import (
	"context"
	"errors"
	"sync"
	"time"
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
	return errors.Join(a.events.Sweep(ctx), a.inbox.Sweep(ctx), a.scrubMarked(ctx))
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
