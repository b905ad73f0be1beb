package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kigo/bot/audit"
	"kigo/bot/fault"
)

// Forgetter deletes what another domain holds about a person, under the name of its Exporter.
// It may be called again after it has broken off anywhere.
type Forgetter struct {
	Name   string
	Forget func(ctx context.Context, p Person) error
}

// Deletions is a list outside the database of who is deleted, so that a backup that is
// restored later brings nobody back.
type Deletions interface {
	// Append returns once the line is safe.
	Append(id ID, at time.Time) error
}

// ActionForget is what the audit calls a deletion.
const ActionForget = "forget"

// Self is who deletes themselves, in the audit.
const Self = string(Nobody)

// CanForget returns the fault that stands against deleting a person, if any: somebody who is
// needed has to be replaced first.
func (s *Service) CanForget(ctx context.Context, p Person) error {
	if s.Configured(p) {
		return fault.New("people.forget_configured", fault.Args{"Name": p.Shown()})
	}
	if p.Is(Admin) {
		others, err := s.otherAdmins(ctx, p.ID)
		if err != nil {
			return err
		}
		if !others {
			return lastAdmin(p)
		}
	}
	return nil
}

// Forget deletes a person from everywhere, or goes on with a deletion that broke off: id may
// be of somebody whose document is gone already. by is who does it, for the audit, in which
// nobody stands from then on wherever the person did.
//
// First of all it is noted outside the database, then that nobody makes them known again
// unasked, so that it holds until they write; then nothing leads from an account or an
// address to the person any more, so that who writes again is somebody new; then what the
// domains hold goes; last the person.
func (s *Service) Forget(ctx context.Context, id ID, by string) error {
	if err := s.forget(ctx, id, by); err != nil {
		return fmt.Errorf("delete person %s: %w", id, err)
	}
	return nil
}

func (s *Service) forget(ctx context.Context, id ID, by string) error {
	p, known, err := s.Store.Person(ctx, id)
	if err != nil {
		return err
	}
	if !known {
		p = newPerson(id, s.Now())
	}
	if s.Deletions != nil {
		if err := s.Deletions.Append(id, s.Now()); err != nil {
			return err
		}
	}
	if err := s.markForgotten(ctx, p, by); err != nil {
		return err
	}
	if known && p.Leaving.IsZero() {
		if err := s.Audit.Record(ctx, by, ActionForget, string(Nobody), nil); err != nil {
			return err
		}
		if err := s.Store.Set(ctx, id, Change{FieldLeaving: s.Now().UTC()}, false); err != nil {
			return err
		}
	}
	if err := s.cutOff(ctx, p); err != nil {
		return err
	}
	var errs []error
	for _, f := range s.Forgetters {
		if err := f.Forget(ctx, p); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", f.Name, err))
		}
	}
	words := []string{string(id), p.Email}
	for _, i := range p.Identities() {
		words = append(words, i.UserID)
	}
	if err := errors.Join(append(errs, s.Audit.Forget(ctx, words, string(Nobody)))...); err != nil {
		return err
	}
	if err := s.Store.DropPerson(ctx, id); err != nil {
		return err
	}
	if s.Gone != nil {
		s.Gone(ctx)
	}
	return nil
}

// cutOff takes away what leads to the person: accounts, addresses and codes.
func (s *Service) cutOff(ctx context.Context, p Person) error {
	if err := s.Store.DropIdentities(ctx, p.ID); err != nil {
		return err
	}
	emails, err := s.Store.EmailsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, email := range emails {
		if err := s.Store.ReleaseEmail(ctx, email, p.ID); err != nil {
			return err
		}
	}
	return errors.Join(s.Store.DropCodesOf(ctx, p.ID), s.Store.ForgetTries(ctx, p.ID))
}

// PruneGone deletes who has left KeepGone ago, and goes on with deletions that broke off. It
// returns how many people went.
func (s *Service) PruneGone(ctx context.Context, now time.Time) (gone int, err error) {
	all, err := s.Store.All(ctx)
	if err != nil {
		return 0, fmt.Errorf("look for people who left: %w", err)
	}
	for _, p := range all {
		switch {
		case p.Gone && p.Left.IsZero(): // noted by a kigo that kept no time
			err = s.Store.Set(ctx, p.ID, Change{FieldLeft: now.UTC()}, false)
		case !p.Leaving.IsZero(), p.Gone && p.Left.Before(now.Add(-KeepGone)):
			if err = s.Forget(ctx, p.ID, audit.Daily); err == nil {
				gone++
			}
		}
		if err != nil {
			return gone, err
		}
	}
	return gone, nil
}
