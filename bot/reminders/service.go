package reminders

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"kigo/bot/fault"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Store keeps reminders. Every write may be repeated.
type Store interface {
	// Insert adds a reminder; false if its id is taken.
	Insert(ctx context.Context, r Reminder) (bool, error)
	// Get returns false if there is no such reminder.
	Get(ctx context.Context, id ID) (Reminder, bool, error)
	// Of are a person's reminders, fired ones included, the one due first first.
	Of(ctx context.Context, p people.ID) ([]Reminder, error)
	// Open are those that are due at t or before and have not fired.
	Open(ctx context.Context, t time.Time) ([]Reminder, error)
	// NextDue is when the first reminder that is due after t is due; ok is false if there is none.
	NextDue(ctx context.Context, t time.Time) (due time.Time, ok bool, err error)
	// Fire marks a reminder that is still due at due.
	Fire(ctx context.Context, id ID, due time.Time) error
	// PutOff gives a reminder of p another moment, fired or not; false if there is none.
	PutOff(ctx context.Context, id ID, p people.ID, due time.Time) (Reminder, bool, error)
	// Drop forgets a reminder of p; false if there is none.
	Drop(ctx context.Context, id ID, p people.ID) (Reminder, bool, error)
}

// Outbox takes the messages.
type Outbox interface {
	Enqueue(ctx context.Context, r outbox.Row) error
}

// Service is what can be done with personal reminders.
type Service struct {
	Store  Store
	Outbox Outbox
	Now    func() time.Time
	NewID  func() string
	Log    *slog.Logger
}

// Add stores a reminder. The same text for the same moment is the same reminder.
func (s *Service) Add(ctx context.Context, p people.ID, due time.Time, text string) (Reminder, error) {
	open, err := s.List(ctx, p)
	if err != nil {
		return Reminder{}, err
	}
	if i := slices.IndexFunc(open, func(r Reminder) bool { return r.Text == text && r.Due.Equal(due) }); i >= 0 {
		return open[i], nil
	}
	if len(open) >= MaxOpen {
		return Reminder{}, fault.New("reminder.too_many", fault.Args{"Max": MaxOpen})
	}
	r := Reminder{ID: ID(s.NewID()), Person: p, Text: text, Due: due.UTC(), Created: s.Now()}
	switch fresh, err := s.Store.Insert(ctx, r); {
	case err != nil:
		return r, fmt.Errorf("store reminder: %w", err)
	case !fresh:
		return r, fault.New("fault.busy")
	}
	return r, nil
}

// List are the reminders that a person has before them, the next one first.
func (s *Service) List(ctx context.Context, p people.ID) ([]Reminder, error) {
	all, err := s.Store.Of(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("list reminders: %w", err)
	}
	return slices.DeleteFunc(all, func(r Reminder) bool { return r.Fired }), nil
}

// Cancel forgets a reminder.
func (s *Service) Cancel(ctx context.Context, p people.ID, id ID) (Reminder, error) {
	r, ok, err := s.Store.Drop(ctx, id, p)
	if err != nil {
		return r, fmt.Errorf("cancel reminder: %w", err)
	}
	if !ok {
		return r, fault.Missing("reminder.gone", nil)
	}
	return r, nil
}

// Snooze has a reminder come once more, at due.
func (s *Service) Snooze(ctx context.Context, p people.ID, id ID, due time.Time) (Reminder, error) {
	r, ok, err := s.Store.PutOff(ctx, id, p, due.UTC())
	if err != nil {
		return r, fmt.Errorf("put reminder off: %w", err)
	}
	if !ok {
		return r, fault.Missing("reminder.gone", nil)
	}
	return r, nil
}

// Send puts into the outbox whatever is due. It runs every minute and may run at any time,
// on any replica: each occasion, a reminder and its moment, is one row.
func (s *Service) Send(ctx context.Context) error {
	now := s.Now()
	due, err := s.Store.Open(ctx, now)
	if err != nil {
		return fmt.Errorf("look for due reminders: %w", err)
	}
	var errs []error
	for _, r := range due {
		errs = append(errs, s.send(ctx, r, now))
	}
	return errors.Join(errs...)
}

func (s *Service) send(ctx context.Context, r Reminder, now time.Time) error {
	if late := now.Sub(r.Due); late >= Grace {
		s.Log.Warn("reminder skipped", "reminder", r.ID, "due", r.Due, "late", late)
	} else if err := s.Outbox.Enqueue(ctx, r.row()); err != nil {
		return err
	}
	if err := s.Store.Fire(ctx, r.ID, r.Due); err != nil {
		return fmt.Errorf("note that a reminder is sent: %w", err)
	}
	return nil
}

// NextDue is when the first reminder after t is due.
func (s *Service) NextDue(ctx context.Context, t time.Time) (time.Time, bool, error) {
	due, ok, err := s.Store.NextDue(ctx, t)
	if err != nil {
		return due, false, fmt.Errorf("look for the next reminder: %w", err)
	}
	return due, ok, nil
}

// Export is every reminder of a person.
func (s *Service) Export(ctx context.Context, p people.ID) (any, error) {
	return s.Store.Of(ctx, p)
}

// InUse reports whether a person has reminders before them.
func (s *Service) InUse(ctx context.Context, p people.ID) (bool, error) {
	open, err := s.List(ctx, p)
	return len(open) > 0, err
}

// Forget deletes every reminder of a person. It may be repeated.
func (s *Service) Forget(ctx context.Context, p people.ID) error {
	all, err := s.Store.Of(ctx, p)
	if err != nil {
		return fmt.Errorf("list reminders: %w", err)
	}
	for _, r := range all {
		if _, _, err := s.Store.Drop(ctx, r.ID, p); err != nil {
			return fmt.Errorf("forget reminder: %w", err)
		}
	}
	return nil
}
