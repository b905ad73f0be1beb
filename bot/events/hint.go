package events

import (
	"context"
	"fmt"

	"kigo/bot/people"
)

// hint is how this process last saw an event. It decides nothing: a write that goes by it
// has the same conditions as any other, and if they no longer hold, nothing happens.
type hint struct {
	seats int
	waits bool // whoever came next would have to wait
}

// saw keeps how e stands.
func (s *Service) saw(e Event) { s.hints.Store(e.ID, hint{seats: e.Seats, waits: e.Full()}) }

// JoinAtOnce signs p up for the event with the id text without reading it first, which is
// most of what the store has to do for a click while many sign up. It returns false, and
// has changed nothing, where it takes a closer look: at p being in it already, a full or
// closed event, one that this process has not seen yet, or text that is no id.
func (s *Service) JoinAtOnce(ctx context.Context, text string, p people.ID) (Event, bool, error) {
	id := asID(text)
	last, ok := s.hints.Load(id)
	if !ok {
		return Event{}, false, nil
	}
	h := last.(hint)
	after, ok, err := s.Store.Join(ctx, Placement{
		Event: id, Person: p, Seats: h.seats, Waits: h.waits, Nonce: s.NewID(), Now: s.Now(),
	})
	if err != nil {
		return Event{}, false, fmt.Errorf("join event %s: %w", id, err)
	}
	if ok {
		s.saw(after)
	}
	return after, ok, nil
}
