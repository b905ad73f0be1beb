package broadcasts

import (
	"context"
	"fmt"
	"time"

	"kigo/bot/people"
)

// Halt stops what had begun, or was to have begun, by a moment, for actor, and returns how
// many announcements that were. Where the store is a copy, they may have reached everybody
// since: an admin decides whether they go on.
func (s *Service) Halt(ctx context.Context, actor string, since time.Time) (n int, err error) {
	live, err := s.Store.Live(ctx)
	if err != nil {
		return 0, fmt.Errorf("stop announcements: %w", err)
	}
	for _, b := range live {
		if b.State != Sending && (b.State != Approved || !b.begun(since)) {
			continue
		}
		after, err := s.Stop(ctx, b.ID, people.Person{ID: people.ID(actor)})
		if err != nil {
			return n, err
		}
		if after.State == Stopped {
			n++
		}
	}
	return n, nil
}
