package pulses

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kigo/bot/outbox"
	"kigo/bot/people"
)

// The kinds of rows that pulses put into the outbox. Their ids are <kind>/<run>/<person>.
const (
	KindInvite = "pulse.invite"
	KindRemind = "pulse.remind" // for everybody; whether it is needed is looked up only once its attempt is stored
	KindResult = "pulse.result" // the report is there, or the keys were lost
	KindMissed = "pulse.missed" // to who made it: a run does not take place
)

func rowPrefix(kind string, id ID) string { return fmt.Sprintf("%s/%s/", kind, id) }

// Tick does what is due in every run: open, invite, remind, close, count, tell. It runs
// every minute, on any replica, and makes up for whatever was interrupted.
func (s *Service) Tick(ctx context.Context) error {
	all, err := s.Store.All(ctx)
	if err != nil {
		return fmt.Errorf("look after pulses: %w", err)
	}
	var errs []error
	for _, r := range all {
		errs = append(errs, s.look(ctx, r))
	}
	return errors.Join(errs...)
}

// look brings one run on as far as it goes now.
func (s *Service) look(ctx context.Context, r Run) error {
	now := s.Now()
	if r.State == Recurring {
		return s.repeat(ctx, r)
	}
	if r.State == Released && !r.Opens.IsZero() && !now.Before(r.Opens) && now.Before(r.Closes) {
		after, err := s.start(ctx, r)
		if n, small := tooFew(err); small {
			return s.drop(ctx, r, n)
		}
		if err != nil {
			return err
		}
		r = after
	}
	if r.Due(now) {
		after, ok, err := s.Store.Close(ctx, r.ID, now)
		if err != nil {
			return wrap(err, "close pulse", r.ID)
		}
		if !ok {
			return nil // somebody else is on it
		}
		r = after
	}
	if r.State == Open {
		return s.ask(ctx, r)
	}
	if r.State == Closed {
		if err := s.count(ctx, r); err != nil {
			if errors.Is(err, ErrLater) {
				return nil
			}
			return err
		}
		var err error
		if r, err = s.Store.Get(ctx, r.ID); err != nil {
			return wrap(err, "read pulse", r.ID)
		}
	}
	if r.State == Published {
		return s.after(ctx, r)
	}
	return nil
}

// NextDue is the earliest instant after t at which something is due in a run; ok is false
// if there is none.
func (s *Service) NextDue(ctx context.Context, t time.Time) (next time.Time, ok bool, err error) {
	all, err := s.Store.All(ctx)
	if err != nil {
		return next, false, fmt.Errorf("look after pulses: %w", err)
	}
	for _, r := range all {
		var at []time.Time
		switch r.State {
		case Released:
			at = []time.Time{r.Opens}
		case Open:
			at = []time.Time{r.Remind, r.Closes}
		case Recurring:
			at = []time.Time{s.nextRun(r, t)}
		}
		for _, due := range at {
			if due.After(t) && (!ok || due.Before(next)) {
				next, ok = due, true
			}
		}
	}
	return next, ok, nil
}

// ask invites, and reminds once that is due.
func (s *Service) ask(ctx context.Context, r Run) error {
	if !r.Asked && !r.Silent {
		if err := s.write(ctx, r, KindInvite, MarkAsked); err != nil {
			return err
		}
	}
	if !r.Reminded && !r.Remind.IsZero() && !s.Now().Before(r.Remind) {
		return s.write(ctx, r, KindRemind, MarkReminded)
	}
	return nil
}

// after tells everybody who was asked that the report is there, and keeps late writers
// from leaving anything.
func (s *Service) after(ctx context.Context, r Run) error {
	if !r.Told {
		if err := s.write(ctx, r, KindResult, MarkTold); err != nil {
			return err
		}
	}
	if r.Feedback.Sent && !r.FedBack {
		if err := s.write(ctx, r, KindFeedback, MarkFedBack); err != nil {
			return err
		}
	}
	if s.Now().Before(r.ClosedAt.Add(lingering)) {
		return wrap(errors.Join(s.wipe(ctx, r.ID), s.Keys.Destroy(r.ID)), "clear pulse", r.ID)
	}
	if len(r.Frozen) == 0 || s.Now().Before(r.ClosedAt.Add(keepFrozen)) {
		return nil
	}
	return wrap(s.Store.Thaw(ctx, r.ID), "clear pulse", r.ID)
}

// write puts a row for everybody who was asked into the outbox, then notes it.
func (s *Service) write(ctx context.Context, r Run, kind string, m Mark) error {
	members, err := s.Store.Members(ctx, r.ID)
	if err != nil {
		return wrap(err, "list who is asked in pulse", r.ID)
	}
	for _, who := range members {
		row := outbox.Row{
			ID: rowPrefix(kind, r.ID) + string(who.Person), Kind: kind, Person: who.Person,
			Data: map[string]string{"pulse": string(r.ID)}, Priority: outbox.Bulk,
		}
		switch kind {
		case KindResult:
		case KindFeedback:
			row.Waits = true
		default:
			row.Waits, row.Until = true, r.Closes
		}
		if err := s.Outbox.Enqueue(ctx, row); err != nil {
			return wrap(err, "tell of pulse", r.ID)
		}
	}
	return wrap(s.Store.Note(ctx, r.ID, m), "note in pulse", r.ID)
}

// Participation is how many percent of those who were asked have taken part: rounded to 5,
// counted once a day while the run is open. counted is false if it was not counted yet.
func (r Run) Participation() (percent int, counted bool) { return r.Rate.Percent, r.Rate.Day != "" }

// CountParticipation counts it for every open run, once a day at due.
func (s *Service) CountParticipation(ctx context.Context, due time.Time) error {
	all, err := s.Store.All(ctx)
	if err != nil {
		return fmt.Errorf("count participation: %w", err)
	}
	var errs []error
	for _, r := range all {
		if r.State == Open {
			errs = append(errs, wrap(s.rate(ctx, r, due), "count participation in pulse", r.ID))
		}
	}
	return errors.Join(errs...)
}

func (s *Service) rate(ctx context.Context, r Run, due time.Time) error {
	day := due.In(s.Zone).Format(time.DateOnly)
	if r.Rate.Day == day || r.Invited == 0 {
		return nil
	}
	keys, err := s.Keys.Get(r.ID)
	if errors.Is(err, ErrNoKeys) {
		return nil // the next answer ends the run
	}
	if err != nil {
		return err
	}
	sealed, err := s.Store.Answers(ctx, r.ID)
	if err != nil {
		return err
	}
	taken := 0
	for _, b := range sealed {
		if p, err := open(keys, b); err == nil && !p.Declined {
			taken++
		}
	}
	const step = 5
	percent := min((200*taken+step*r.Invited)/(2*step*r.Invited)*step, 100)
	return s.Store.SetRate(ctx, r.ID, Rate{Day: day, Percent: percent})
}

// hasAnswered reports whether p has answered an open run or declined.
func (s *Service) hasAnswered(ctx context.Context, id ID, p people.ID) (bool, error) {
	keys, err := s.Keys.Get(id)
	if err != nil {
		return false, err
	}
	return s.Store.HasAnswer(ctx, id, keys.name(p))
}
