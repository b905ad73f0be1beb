package broadcasts

import (
	"context"
	"errors"
	"fmt"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// Forget makes nobody of a person in every announcement: they get no copy any more, and their
// "Gelesen" does not count. What they wrote for all stays. It may be repeated.
func (s *Service) Forget(ctx context.Context, p people.ID) error {
	if err := s.forget(ctx, p); err != nil {
		return fmt.Errorf("forget a person in announcements: %w", err)
	}
	return nil
}

func (s *Service) forget(ctx context.Context, p people.ID) error {
	if err := s.Store.Strike(ctx, p); err != nil {
		return err
	}
	if err := s.Store.ForgetTopics(ctx, p); err != nil {
		return err
	}
	all, err := s.All(ctx)
	if err != nil {
		return err
	}
	for _, b := range all {
		if b.Salt != "" {
			if err := s.Store.DropReceipt(ctx, b.ID, s.mark(b, p)); err != nil {
				return err
			}
		}
		if err := s.forgetIn(ctx, b, p); err != nil {
			return err
		}
	}
	return s.forgetWish(ctx, p)
}

// forgetIn stores an announcement without the person; if somebody else changes it meanwhile,
// once more.
func (s *Service) forgetIn(ctx context.Context, b Broadcast, p people.ID) error {
	for range forgetTries {
		without, had := b.without(p)
		if !had {
			return nil
		}
		ok, err := s.Store.Save(ctx, without)
		if ok || err != nil {
			return err
		}
		if b, err = s.Store.Get(ctx, b.ID); errors.Is(err, ErrNotFound) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return fault.New("fault.busy")
}

// forgetTries bounds how often an announcement may change while somebody is taken out of it.
const forgetTries = 20

// without is the announcement with nobody in the person's place; had says that they were in it.
func (b Broadcast) without(p people.ID) (_ Broadcast, had bool) {
	blank := func(id *people.ID) {
		if *id == p {
			*id, had = people.Nobody, true
		}
	}
	blank(&b.Author)
	blank(&b.Approver)
	if b.Correction != nil {
		c := *b.Correction
		blank(&c.Author)
		b.Correction = &c
	}
	for _, pass := range []*Pass{&b.Send, &b.Edit} {
		pending := append([]people.ID{}, pass.Pending...)
		for i := range pending {
			blank(&pending[i])
		}
		pass.Pending = pending
	}
	return b, had
}

// forgetWish forgets that the person wanted two eyes.
func (s *Service) forgetWish(ctx context.Context, p people.ID) error {
	for range forgetTries {
		e, err := s.Eyes(ctx)
		if err != nil || e.AskedBy != p {
			return err
		}
		e.AskedBy = people.Nobody
		if ok, err := s.Store.SaveEyes(ctx, e); ok || err != nil {
			return err
		}
	}
	return fault.New("fault.busy")
}
