package people

import (
	"context"
	"fmt"
)

// Topics are what somebody has left: the ids of topics of which they want no announcements.
type Topics map[string]bool

// Left reports whether the topic was left.
func (t Topics) Left(id string) bool { return id != "" && t[id] }

// SetTopic notes that the person leaves a topic, or comes back to it. The id must be fit
// for a key.
func (s *Service) SetTopic(ctx context.Context, id ID, topic string, leave bool) error {
	if err := s.Store.SetTopic(ctx, id, topic, leave); err != nil {
		return fmt.Errorf("set topic of %s: %w", id, err)
	}
	return nil
}

// Everybody is everybody whom kigo knows, also those who have left, in no order.
func (s *Service) Everybody(ctx context.Context) ([]Person, error) {
	all, err := s.Store.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return all, nil
}
