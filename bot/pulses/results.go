package pulses

import (
	"context"
	"errors"
	"fmt"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// Report is the report of a run, for p: at once for those who were asked, for everybody
// else once it is out to all of those. Until then it is the fault pulse.no_report, or
// pulse.report_soon.
func (s *Service) Report(ctx context.Context, id ID, p people.Person) (Run, Report, error) {
	r, err := s.Get(ctx, id, p)
	if err != nil {
		return r, Report{}, err
	}
	rep, there, err := s.Store.Report(ctx, id)
	if err != nil {
		return r, rep, fmt.Errorf("read report of pulse %s: %w", id, err)
	}
	if !there || r.State != Published {
		return r, Report{}, fault.New("pulse.no_report", fault.Args{"Title": r.Survey.Title.DE, "Closes": r.Closes})
	}
	_, asked, err := s.Store.Member(ctx, id, p.ID)
	if err != nil {
		return r, Report{}, fmt.Errorf("look who is asked in pulse %s: %w", id, err)
	}
	if asked {
		return r, rep, nil
	}
	told, err := s.AllTold(ctx, r)
	if err != nil {
		return r, Report{}, err
	}
	if !told {
		return r, Report{}, fault.New("pulse.report_soon", r.args())
	}
	return r, rep, nil
}

// AllTold reports whether the report has gone out to everybody who was asked, as far as
// they can be reached.
func (s *Service) AllTold(ctx context.Context, r Run) (bool, error) {
	if r.State != Published || !r.Told {
		return false, nil
	}
	pending, err := s.Rows.Pending(ctx, rowPrefix(KindResult, r.ID))
	if err != nil {
		return false, fmt.Errorf("look whether pulse %s was told: %w", r.ID, err)
	}
	return !pending, nil
}

// Unread is every text of a run that waits for a moderator: the works council, or an
// admin. It comes in an order that says nothing.
func (s *Service) Unread(ctx context.Context, by people.Person, id ID) ([]Unread, error) {
	r, err := s.moderating(ctx, by, id)
	if err != nil {
		return nil, err
	}
	texts, err := s.Store.Unread(ctx, r.ID)
	return texts, wrap(err, "list texts of pulse", id)
}

// Moderate lets an unread text through into the report, or not, and deletes it. A text
// that somebody has dealt with already is the fault pulse.text_read.
func (s *Service) Moderate(ctx context.Context, by people.Person, id ID, key string, publish bool) error {
	texts, err := s.Unread(ctx, by, id)
	if err != nil {
		return err
	}
	for _, t := range texts {
		if t.Key != key {
			continue
		}
		if publish {
			if err := s.Store.AddText(ctx, id, t.Question, t.Key, t.Text); err != nil {
				return wrap(err, "publish a text of pulse", id)
			}
		}
		if err := s.Store.DropUnread(ctx, id, key); err != nil {
			return wrap(err, "delete a text of pulse", id)
		}
		if err := s.scrub(ctx); err != nil && !errors.Is(err, ErrLater) {
			return wrap(err, "delete a text of pulse", id)
		}
		return nil
	}
	return fault.New("pulse.text_read")
}

func (s *Service) moderating(ctx context.Context, by people.Person, id ID) (Run, error) {
	if !by.Is(people.Council) && !by.Is(people.Admin) {
		return Run{}, fault.New("pulse.moderators_only")
	}
	r, err := s.Get(ctx, id, by)
	if err == nil && r.State != Published {
		err = fault.New("pulse.no_report", fault.Args{"Title": r.Survey.Title.DE, "Closes": r.Closes})
	}
	return r, err
}
