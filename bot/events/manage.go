package events

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// Change is an edit by an organiser, bound to the version that they saw.
type Change struct {
	Event        ID
	Version      int
	State        State // Draft or Open
	Details      Details
	Organisers   []people.ID
	SeatsLowered bool    // the write fails if that would take somebody's seat
	Calendar     bool    // calendars must learn of it
	Scheduled    bool    // people learn now when it starts
	Notice       *Notice // for everybody in the event, under Nonce
	Nonce        string
	At           time.Time
}

// Edit stores new details under the version that the organiser saw. Who is in the event
// is told of a new date or place; more seats let people move up at once.
func (s *Service) Edit(ctx context.Context, e Event, version int, d Details, team []people.ID) (Event, error) {
	if e.State == Cancelled {
		return e, e.isCancelled()
	}
	if e.Details.Equal(d) && slices.Equal(e.Organisers, team) {
		return e, nil // the same form a second time
	}
	if version != e.Version {
		return e, fault.New("event.changed_meanwhile", fault.Args{"Title": e.Title})
	}
	if e.Over(s.Now()) && e.State == Open {
		return e, fault.New("event.past", fault.Args{"Title": e.Title})
	}
	c := Change{Event: e.ID, Version: version, State: e.State, Details: d, Organisers: team, Nonce: s.NewID()}
	c.Scheduled = e.State == Open && !e.Start.Equal(d.Start)
	c.SeatsLowered = d.Seats > 0 && (e.Seats == 0 || d.Seats < e.Seats)
	if e.State == Open && !e.sameAppointment(d) {
		c.Calendar = true
		if e.movedTo(d) {
			c.Notice = &Notice{Kind: KindChanged, Data: e.move(d)}
		}
	}
	return s.change(ctx, e, c)
}

func (s *Service) change(ctx context.Context, e Event, c Change) (Event, error) {
	c.At = s.Now()
	after, ok, err := s.Store.Change(ctx, c)
	if err != nil {
		return e, fmt.Errorf("change event %s: %w", e.ID, err)
	}
	if ok {
		s.settle(ctx, after)
		return after, nil
	}
	now, err := s.Store.Get(ctx, e.ID)
	if err != nil {
		return e, fmt.Errorf("change event %s: %w", e.ID, err)
	}
	if now.State == c.State && now.Details.Equal(c.Details) && slices.Equal(now.Organisers, c.Organisers) {
		return now, nil // a second press of the same button was faster
	}
	if c.SeatsLowered && now.Version == c.Version && now.CountSeated() > c.Details.Seats {
		return e, fault.Form(map[string]*fault.Fault{"seats": fault.New("event.seats_given",
			fault.Args{"Seats": c.Details.Seats, "Given": now.CountSeated()})})
	}
	return e, fault.New("event.changed_meanwhile", fault.Args{"Title": e.Title})
}

// Cancel ends an event for good; everybody in it is told once.
func (s *Service) Cancel(ctx context.Context, e Event, by people.Person, reason string) (Event, error) {
	if err := s.running(e); err != nil {
		return e, err
	}
	if err := s.record(ctx, by, "event.cancel", e, nil); err != nil {
		return e, err
	}
	n := Notice{Kind: KindCancelled, Data: map[string]string{"reason": reason}}
	after, ok, err := s.Store.Cancel(ctx, e.ID, reason, "cancel", n, s.Now())
	if err != nil {
		return e, fmt.Errorf("cancel event %s: %w", e.ID, err)
	}
	if !ok { // it was open a moment ago, so somebody was faster with the same
		if after, err = s.Store.Get(ctx, e.ID); err != nil {
			return e, fmt.Errorf("cancel event %s: %w", e.ID, err)
		}
		return after, s.running(after)
	}
	s.settle(ctx, after)
	return after, nil
}

// running says why nobody can be told anything about an event that does not go ahead.
func (s *Service) running(e Event) error {
	switch {
	case e.State == Cancelled:
		return e.isCancelled()
	case e.State == Draft:
		return e.isDraft()
	case e.Ended(s.Now()):
		return fault.New("event.past", fault.Args{"Title": e.Title})
	}
	return nil
}

// Message tells everybody in the event something; the nonce of its form keeps a second
// press from telling it twice.
func (s *Service) Message(ctx context.Context, e Event, by people.Person, nonce, text string) (Event, error) {
	if err := s.running(e); err != nil {
		return e, err
	}
	if !isNonce(nonce) {
		return e, errNonce
	}
	if err := s.record(ctx, by, "event.message", e, nil); err != nil {
		return e, err
	}
	n := Notice{Kind: KindMessage, Data: map[string]string{"text": text, "from": by.Shown()}}
	after, ok, err := s.Store.Tell(ctx, e.ID, nonce, n)
	if err != nil {
		return e, fmt.Errorf("tell people of event %s: %w", e.ID, err)
	}
	if !ok {
		return e, fault.New("event.changed_meanwhile", fault.Args{"Title": e.Title})
	}
	s.settle(ctx, after)
	return after, nil
}

// Enter signs a colleague up, or confirms the seat that they were offered; they are told.
// Deadlines don't bind organisers, seats do.
func (s *Service) Enter(ctx context.Context, e Event, by, who people.Person) (after Event, already bool, err error) {
	if err := s.record(ctx, by, "event.enter", e, &who); err != nil {
		return e, false, err
	}
	n := &Notice{Kind: KindEntered, Person: who.ID, Data: map[string]string{"from": by.Shown()}}
	after, already, err = s.place(ctx, e, Placement{
		Event: e.ID, Person: who.ID, Nonce: s.NewID(), Now: s.Now(), Force: true, Notice: n,
	})
	if err == nil && after.Standing(who.ID).Offered { // confirmed for somebody who does not read it
		after, already, err = s.accept(ctx, after, who.ID, n)
	}
	if err != nil || already {
		return after, already, err
	}
	s.settle(ctx, after)
	return after, false, nil
}

// Remove signs a colleague off, who is told.
func (s *Service) Remove(ctx context.Context, e Event, by, who people.Person) (Event, error) {
	if err := s.record(ctx, by, "event.remove", e, &who); err != nil {
		return e, err
	}
	n := &Notice{Kind: KindRemoved, Person: who.ID, Data: map[string]string{"from": by.Shown()}}
	notIn := fault.New("event.remove.not_in", fault.Args{"Name": who.Shown(), "Title": e.Title})
	return s.remove(ctx, e, who.ID, s.NewID(), n, notIn)
}

// record notes what an organiser is about to do; see audit.Log.
func (s *Service) record(ctx context.Context, by people.Person, action string, e Event, who *people.Person) error {
	subject := ""
	if who != nil {
		subject = string(who.ID)
	}
	return s.Audit.Record(ctx, string(by.ID), action, subject, map[string]string{"event": string(e.ID)})
}

// Equal reports whether nothing differs.
func (d Details) Equal(o Details) bool {
	return d.Title == o.Title && d.Description == o.Description && d.Place == o.Place && d.Seats == o.Seats && d.Confirm == o.Confirm &&
		d.Start.Equal(o.Start) && d.End.Equal(o.End) && d.Deadline.Equal(o.Deadline) && equalRhythm(d, o)
}

// sameAppointment reports whether a calendar would show the same.
func (d Details) sameAppointment(o Details) bool {
	return !d.movedTo(o) && d.Title == o.Title && d.Description == o.Description
}

// movedTo reports whether people would come at the wrong time or to the wrong place.
func (d Details) movedTo(o Details) bool {
	return !d.Start.Equal(o.Start) || !d.End.Equal(o.End) || d.Place != o.Place
}

func stamp(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

func unstamp(s string) time.Time {
	ms, _ := strconv.ParseInt(s, 10, 64)
	return time.UnixMilli(ms).UTC()
}
