package events

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kigo/bot/people"
)

// Held is what an event holds about a person.
type Held struct {
	Event     ID        `json:"event"`
	Title     string    `json:"title"`
	Start     time.Time `json:"start"`
	Seated    bool      `json:"seated"`
	Offered   bool      `json:"offered,omitempty"` // a seat to confirm
	Until     time.Time `json:"until,omitzero"`    // the end of the offer
	Rank      int       `json:"rank,omitempty"`    // on the waiting list
	Present   bool      `json:"present,omitempty"` // at the event, as its organisers noted
	Organises bool      `json:"organises"`
}

// Export is everything that events hold about a person.
func (s *Service) Export(ctx context.Context, p people.ID) (any, error) {
	all, err := s.Store.Since(ctx, time.Time{})
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	held := []Held{}
	for _, e := range all {
		st, organises := e.Standing(p), slices.Contains(e.Organisers, p)
		if st.In() || organises {
			held = append(held, Held{
				Event: e.ID, Title: e.Title, Start: e.Start, Seated: st.Seated, Offered: st.Offered, Until: st.Until,
				Rank: st.Rank, Present: e.Present[p], Organises: organises,
			})
		}
	}
	return held, nil
}

// InUse reports whether any event holds something about the person.
func (s *Service) InUse(ctx context.Context, p people.ID) (bool, error) {
	held, err := s.Export(ctx, p)
	if err != nil {
		return false, err
	}
	return len(held.([]Held)) > 0, nil
}
