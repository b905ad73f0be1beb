package broadcasts

import "context"

// SweepAs is a step of a replica that has read the announcement as b.
func (s *Service) SweepAs(ctx context.Context, b Broadcast) (bool, error) {
	rows, err := s.inOutbox(ctx)
	if err != nil {
		return false, err
	}
	return s.step(ctx, b, rows)
}
