package events

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// SignOffGone takes people who have left out of all that is coming, so that the next ones
// move up and are told. Doing it again changes nothing.
func (s *Service) SignOffGone(ctx context.Context) error {
	now := s.Now()
	all, err := s.Store.Since(ctx, now)
	if err != nil {
		return fmt.Errorf("list events: %w", err)
	}
	for _, e := range keep(all, func(e Event) bool { return e.State == Open && !e.Over(now) }) {
		known, err := s.People.GetMany(ctx, e.Queue)
		if err != nil {
			return err
		}
		for _, p := range slices.DeleteFunc(slices.Clone(e.Queue), func(p people.ID) bool { return !known[p].Gone }) {
			var changed *fault.Fault // cancelled or begun meanwhile
			if _, err := s.remove(ctx, e, p, s.NewID(), nil, nil); err != nil && !errors.As(err, &changed) {
				return err
			}
		}
	}
	return nil
}
