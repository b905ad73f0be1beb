package events

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Notice is something that people in an event must be told. It is stored in the very
// write that is its reason, and fanned out into the outbox afterwards, as often as it
// takes: nothing is lost if kigo stops in between, and each is told once.
type Notice struct {
	Kind   string            `bson:"kind"`
	Person people.ID         `bson:"person"` // only this one; "" is everybody in the queue
	Data   map[string]string `bson:"data"`
}

// The kinds of messages that events send; see Renderers.
const (
	KindMovedUp   = "event.moved_up"
	KindOffer     = "event.offer"
	KindOfferOver = "event.offer_over"
	KindEntered   = "event.entered"
	KindRemoved   = "event.removed"
	KindChanged   = "event.changed"
	KindCancelled = "event.cancelled"
	KindMessage   = "event.message"
)

// settle puts into the outbox whatever the event owes to people. Failing is no harm to
// the write that it follows: Sweep makes up for it within the minute.
func (s *Service) settle(ctx context.Context, e Event) {
	const atOnce = 100 // people
	if s.Later != nil && len(e.Notices) > 0 && len(e.Queue) > atOnce {
		s.Later()
		return
	}
	if err := s.reconcile(ctx, e); err != nil {
		s.Log.Error("people of an event not told yet", "event", e.ID, "error", err)
	}
}

func (s *Service) reconcile(ctx context.Context, e Event) error {
	var err error
	switch {
	case e.State != Open:
	case e.Confirm > 0:
		if e, err = s.offer(ctx, e); err != nil {
			return err
		}
	default:
		if err := s.promote(ctx, e); err != nil {
			return err
		}
	}
	for nonce, n := range e.Notices {
		to := e.Queue
		if n.Person != "" {
			to = []people.ID{n.Person}
		}
		var before map[people.ID]map[string]string
		if n.Kind == KindChanged {
			if before, err = s.untold(ctx, e); err != nil {
				return err
			}
		}
		for _, p := range to {
			data := maps.Clone(n.Data)
			maps.Copy(data, before[p])
			if err := s.Outbox.Enqueue(ctx, e.row(n.Kind, p, nonce, data)); err != nil {
				return err
			}
		}
		if err := s.Store.Noticed(ctx, e.ID, nonce); err != nil {
			return fmt.Errorf("note who was told in event %s: %w", e.ID, err)
		}
	}
	return nil
}

// promote tells those who have moved up, and those whose offer needs no answer any more
// because the organisers have stopped asking for one, that their seat is certain.
func (s *Service) promote(ctx context.Context, e Event) error {
	for _, p := range e.Queue[:e.CountSeated()] {
		nonce, until := e.Waiting[p], e.Offers[p]
		if nonce == "" && until.IsZero() {
			continue
		}
		key := nonce
		if !until.IsZero() {
			key = stamp(until)
		}
		if err := s.Outbox.Enqueue(ctx, e.row(KindMovedUp, p, key, nil)); err != nil {
			return err
		}
		if _, _, err := s.Store.Accept(ctx, Offer{Event: e.ID, Person: p, Nonce: nonce, Until: until}); err != nil {
			return fmt.Errorf("note who was told in event %s: %w", e.ID, err)
		}
	}
	return nil
}

// row is the occasion to tell p something about e: one for each nonce. It waits for working
// hours unless the event would have begun before.
func (e Event) row(kind string, p people.ID, nonce string, data map[string]string) outbox.Row {
	all := map[string]string{"event": string(e.ID)}
	for k, v := range data {
		all[k] = v
	}
	r := outbox.Row{
		ID: fmt.Sprintf("%s/%s/%s/%s", kind, e.ID, p, nonce), Kind: kind, Person: p, Data: all,
		Waits: true, By: e.Start,
	}
	switch kind {
	case KindMovedUp: // after the cut-off nobody is told any more
		r.Priority, r.By = outbox.Urgent, e.Start.Add(-Cutoff)
	case KindOffer: // while it runs; it was made so that it runs in working hours if it can
		r.Priority, r.By = outbox.Urgent, unstamp(data["until"])
	case KindCancelled:
		r.Priority = outbox.Urgent
	case KindChanged: // nobody stands at the door of what was moved to a later day
		old := was(data)
		if k, ok := knew(data); ok {
			old = k
		}
		if old.Start.Before(e.Start) {
			r.By = old.Start
		}
	}
	return r
}

// Sweep tells everybody who has not been told yet. It runs every minute and may run at
// any time, on any replica.
func (s *Service) Sweep(ctx context.Context) error {
	all, err := s.Store.Since(ctx, s.Now())
	if err != nil {
		return fmt.Errorf("sweep events: %w", err)
	}
	var errs []error
	for _, e := range all {
		errs = append(errs, s.reconcile(ctx, e))
	}
	return errors.Join(errs...)
}
