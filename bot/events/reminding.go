package events

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// KindRemind is the kind of rows that carry reminders of events.
const KindRemind = "event.remind"

// snoozed stands in the place of an offset where somebody has put a reminder off.
const snoozed = "later"

func (s *Service) timetable() Timetable { return Timetable{Hours: s.Sending, Zone: s.Zone} }

// Remind puts into the outbox the reminders of all events that are due. It runs every
// minute and may run at any time, on any replica: who is reminded is decided by who has a
// seat then, and each occasion is one row.
func (s *Service) Remind(ctx context.Context) error {
	now := s.Now()
	all, err := s.Store.Since(ctx, now)
	if err != nil {
		return fmt.Errorf("look for due reminders: %w", err)
	}
	var errs []error
	for _, e := range all {
		if err := s.remind(ctx, e, now); err != nil {
			errs = append(errs, fmt.Errorf("remind people of event %s: %w", e.ID, err))
		}
	}
	return errors.Join(errs...)
}

func (s *Service) remind(ctx context.Context, e Event, now time.Time) error {
	due, missed := s.timetable().Due(e, now)
	if len(due)+len(missed) == 0 {
		return nil
	}
	choices, err := s.Choices.ChoicesFor(ctx, e.ID)
	if err != nil {
		return err
	}
	wishes, skipped := byPerson(choices), 0
	for _, p := range e.Queue[:e.CountSeated()] {
		wanted := e.Offsets(wishes[p].For(e.ID))
		if slices.ContainsFunc(missed, func(o Offset) bool { return slices.Contains(wanted, o) }) {
			skipped++
		}
		if err := s.handOut(ctx, e, p, due, wanted, now); err != nil {
			return err
		}
	}
	if skipped > 0 {
		s.Log.Warn("reminders skipped", "event", e.ID, "offsets", missed, "people", skipped)
	}
	for _, o := range append(due, missed...) {
		if err := s.Store.Reminded(ctx, e.ID, o, e.Start); err != nil {
			return err
		}
	}
	return nil
}

// handOut puts those of the due reminders into the outbox that p gets.
func (s *Service) handOut(ctx context.Context, e Event, p people.ID, due, wanted []Offset, now time.Time) error {
	t := s.timetable()
	for _, o := range due {
		if !t.Gets(wanted, o, e.Start, now) {
			continue
		}
		r := e.reminder(p, string(o))
		r.Until, r.Waits, r.Group = t.Until(e.Start, o), true, KindRemind
		if err := s.Outbox.Enqueue(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// reminder is the occasion to remind p of e at an offset.
func (e Event) reminder(p people.ID, offset string) outbox.Row {
	start := strconv.FormatInt(e.Start.Unix(), 10)
	return outbox.Row{
		ID:   fmt.Sprintf("remind/%s/%s/%s/%s", e.ID, start, offset, p),
		Kind: KindRemind, Person: p, Until: e.Start,
		Data: map[string]string{"event": string(e.ID), "start": start},
	}
}

// NextReminder is the first moment after t at which a reminder of any event is due.
func (s *Service) NextReminder(ctx context.Context, t time.Time) (next time.Time, ok bool, err error) {
	all, err := s.Store.Since(ctx, t)
	if err != nil {
		return next, false, fmt.Errorf("look for the next reminder: %w", err)
	}
	for _, e := range all {
		if at, found := s.timetable().Next(e, t); found && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	return next, ok, nil
}

// Snooze reminds p of an event once more, at the moment that they chose.
func (s *Service) Snooze(ctx context.Context, e Event, p people.ID, at time.Time) error {
	switch {
	case e.State == Cancelled:
		return e.isCancelled()
	case e.Over(s.Now()):
		return fault.New("event.past", fault.Args{"Title": e.Title})
	case !e.Standing(p).Seated:
		return fault.New("event.remind.no_seat", fault.Args{"Title": e.Title})
	case !at.Before(e.Start):
		return fault.New("event.remind.too_late", fault.Args{"Title": e.Title, "Start": e.Start})
	}
	r := e.reminder(p, snoozed+"-"+strconv.FormatInt(at.Unix(), 10))
	r.Due = at
	if err := s.Outbox.Enqueue(ctx, r); err != nil {
		return fmt.Errorf("put off a reminder of event %s: %w", e.ID, err)
	}
	return nil
}

// reminding renders a reminder if its person has a seat, the event starts when it was to,
// and they have not asked to be left alone since.
func (s *Service) reminding(ctx context.Context, r outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error) {
	wishes, err := s.WishesOf(ctx, to.ID)
	if err != nil || wishes.For(ID(r.Data["event"])) == Never {
		return chat.Message{}, false, err
	}
	now := s.Now()
	return s.told(func(e Event, st Standing, data map[string]string) bool {
		return e.State == Open && st.Seated && !e.Over(now) && strconv.FormatInt(e.Start.Unix(), 10) == data["start"]
	}, func(p i18n.Printer, e Event, _ Standing, _ map[string]string) chat.Message {
		return RemindView(p, e, now)
	})(ctx, r, to, p)
}
