package events

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// Check-in is open from a little before the start until a week after the end.
const (
	checkinBefore = time.Hour
	checkinAfter  = 7 * 24 * time.Hour
)

// CheckinStore keeps who was there.
type CheckinStore interface {
	// Attend notes whether somebody in the queue of an open event is there.
	Attend(ctx context.Context, id ID, p people.ID, present bool) (Event, bool, error)
	// CountNoShows forgets who was there and keeps how many stayed away.
	CountNoShows(ctx context.Context, id ID, n int) error
}

// Checkin reports whether organisers note at t who is there.
func (e Event) Checkin(t time.Time) bool {
	return e.State == Open && e.checkinBegun(t) && t.Before(e.End.Add(checkinAfter))
}

func (e Event) checkinBegun(t time.Time) bool { return !t.Before(e.Start.Add(-checkinBefore)) }

// expected reports whether p is on the list at the door: everybody with a seat, and
// whoever came all the same.
func (e Event) expected(p people.ID) bool {
	st := e.Standing(p)
	return st.Seated || st.Offered || e.Present[p]
}

// CountExpected is how many are on the list at the door.
func (e Event) CountExpected() int { return len(keepPeople(e.Queue, e.expected)) }

// CountPresent is how many of them are there.
func (e Event) CountPresent() int {
	return len(keepPeople(e.Queue, func(p people.ID) bool { return e.Present[p] }))
}

// CountNoShows is how many had a certain seat and did not come. Where nobody noted who was
// there, nobody stayed away.
func (e Event) CountNoShows() int {
	if len(e.Present) == 0 {
		return e.NoShows
	}
	return len(keepPeople(e.Queue, func(p people.ID) bool { return e.Standing(p).Seated && !e.Present[p] }))
}

// Expected are the people on the list at the door, by name.
func (s *Service) Expected(ctx context.Context, e Event) ([]people.Person, error) {
	list, err := s.Roster(ctx, e)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(p people.Person) bool { return !e.expected(p.ID) })
	slices.SortStableFunc(list, func(a, b people.Person) int {
		return cmp.Or(cmp.Compare(people.Fold(a.Shown()), people.Fold(b.Shown())), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// Attend notes whether who is there. Saying it twice changes nothing.
func (s *Service) Attend(ctx context.Context, e Event, who people.Person, present bool) (Event, error) {
	if err := s.CheckinOpen(e); err != nil {
		return e, err
	}
	after, ok, err := s.Store.Attend(ctx, e.ID, who.ID, present)
	if err != nil {
		return e, fmt.Errorf("check in for event %s: %w", e.ID, err)
	}
	if !ok {
		return e, fault.New("event.checkin.not_in", fault.Args{"Title": e.Title, "Name": who.Shown()})
	}
	return after, nil
}

// CheckinOpen says why nobody can be checked in; nil if it is open.
func (s *Service) CheckinOpen(e Event) error {
	now := s.Now()
	args := fault.Args{"Title": e.Title, "From": e.Start.Add(-checkinBefore), "Until": e.End.Add(checkinAfter)}
	switch {
	case e.State == Cancelled:
		return e.isCancelled()
	case e.State == Draft:
		return e.isDraft()
	case !e.checkinBegun(now):
		return fault.New("event.checkin.early", args)
	case !e.Checkin(now):
		return fault.New("event.checkin.late", args)
	}
	return nil
}

// PrunePresence forgets, of events that nobody looks into any more, who was there; how many
// stayed away is kept, for planning. It returns of how many events.
func (s *Service) PrunePresence(ctx context.Context, now time.Time) (gone int, err error) {
	all, err := s.Store.Since(ctx, time.Time{})
	if err != nil {
		return 0, fmt.Errorf("list events: %w", err)
	}
	for _, e := range all {
		if len(e.Present) == 0 || e.End.After(now.Add(-KeepPresence)) {
			continue
		}
		if err := s.Store.CountNoShows(ctx, e.ID, e.CountNoShows()); err != nil {
			return gone, fmt.Errorf("count who stayed away from event %s: %w", e.ID, err)
		}
		gone++
	}
	return gone, nil
}
