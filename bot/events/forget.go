package events

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kigo/bot/people"
)

// ForgetStore takes people out of events for good.
type ForgetStore interface {
	// Anonymise puts as in p's place in the queue, in one write, if p still stands there: the
	// order stays, and so does whether they were there.
	Anonymise(ctx context.Context, id ID, place int, p, as people.ID, present bool) (bool, error)
	// DropOrganiser makes p an organiser of the event no more.
	DropOrganiser(ctx context.Context, id ID, p people.ID) error
	// CountQueue forgets who organised an event and was in it, and keeps how many there were.
	CountQueue(ctx context.Context, id ID, seated, waited int) error
}

// Alone are the events that lie ahead and have p as their only organiser.
func (s *Service) Alone(ctx context.Context, p people.ID) ([]Event, error) {
	all, err := s.Store.Since(ctx, s.Now())
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	return keep(all, func(e Event) bool { return e.State == Open && len(e.Organisers) == 1 && e.Organisers[0] == p }), nil
}

// HandOver makes another person an organiser of everything that p organises alone.
func (s *Service) HandOver(ctx context.Context, p people.ID, to people.Person) error {
	alone, err := s.Alone(ctx, p)
	for _, e := range alone {
		if _, err := s.Edit(ctx, e, e.Version, e.Details, append(slices.Clone(e.Organisers), to.ID)); err != nil {
			return err
		}
	}
	return err
}

// Forget takes a person out of every event. Of what has not begun they sign off, and the
// next one moves up and is told; where they were, or would have been, nobody stands from now
// on, so that the order stays. It may be repeated.
func (s *Service) Forget(ctx context.Context, p people.ID) error {
	all, err := s.Store.Since(ctx, time.Time{})
	if err != nil {
		return fmt.Errorf("forget a person in events: %w", err)
	}
	var errs []error
	for _, e := range all {
		if err := s.forgetIn(ctx, e, p); err != nil {
			errs = append(errs, fmt.Errorf("forget a person in event %s: %w", e.ID, err))
		}
	}
	return errors.Join(errs...)
}

func (s *Service) forgetIn(ctx context.Context, e Event, p people.ID) error {
	if slices.Contains(e.Organisers, p) {
		if e.State == Draft && len(e.Organisers) == 1 {
			return s.Discard(ctx, e) // nobody else has seen it
		}
		if err := s.Store.DropOrganiser(ctx, e.ID, p); err != nil {
			return err
		}
	}
	if len(e.Notices) > 0 { // they may name the person; as rows they are found
		if err := s.reconcile(ctx, e); err != nil {
			return err
		}
	}
	return s.vacate(ctx, e, p)
}

// vacate takes p out of the queue, or puts nobody in their place.
func (s *Service) vacate(ctx context.Context, e Event, p people.ID) error {
	nobody := people.Nobody + "-" + people.ID(s.NewID())
	for range joinTries {
		place := slices.Index(e.Queue, p)
		if place < 0 {
			return nil
		}
		if e.State == Open && !e.Over(s.Now()) {
			after, ok, err := s.Store.Leave(ctx, e.ID, p, "", nil)
			if err != nil {
				return err
			}
			if ok {
				s.saw(after)
				s.settle(ctx, after)
				return nil
			}
		} else if ok, err := s.Store.Anonymise(ctx, e.ID, place, p, nobody, e.Present[p]); ok || err != nil {
			return err
		}
		var err error
		if e, err = s.Store.Get(ctx, e.ID); err != nil { // it has changed since it was read
			return err
		}
	}
	return errors.New("it changes too often")
}

// PruneQueues forgets who was in events that were over long ago, and who organised them; how
// many there were is kept, for planning. It returns of how many events.
func (s *Service) PruneQueues(ctx context.Context, now time.Time) (gone int, err error) {
	all, err := s.Store.Since(ctx, time.Time{})
	if err != nil {
		return 0, fmt.Errorf("list events: %w", err)
	}
	for _, e := range all {
		if e.State == Draft || e.End.After(now.Add(-KeepQueue)) || len(e.Queue)+len(e.Organisers) == 0 {
			continue
		}
		if err := s.Store.CountQueue(ctx, e.ID, e.CountSeated(), e.CountWaiting()); err != nil {
			return gone, fmt.Errorf("count who was in event %s: %w", e.ID, err)
		}
		gone++
	}
	return gone, nil
}
