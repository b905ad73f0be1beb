package mongodb_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/events"
	"kigo/bot/people"
)

var _ events.Store = (*mongodb.Events)(nil)

// forum starts a week after noon, with sign-up until the day before.
func forum(seats int) events.Event {
	start := noon.AddDate(0, 0, 7)
	return events.Event{
		ID: "forum-k7m2", State: events.Open, Version: 1, Organisers: []people.ID{"orga"}, Created: noon,
		Details: events.Details{
			Title: "Forum", Place: "Ratssaal", Description: "d", Seats: seats,
			Start: start, End: start.Add(4 * time.Hour), Deadline: start.AddDate(0, 0, -1),
		},
	}
}

// newEvents keeps one event, with these people in it.
func newEvents(t *testing.T, e events.Event, queue ...people.ID) *mongodb.Events {
	t.Helper()
	s := mongodb.NewEvents(mongotest.Open(t))
	add(t, s, e, queue...)
	return s
}

func add(t *testing.T, s *mongodb.Events, e events.Event, queue ...people.ID) {
	t.Helper()
	if fresh, err := s.Insert(t.Context(), e); err != nil || !fresh {
		t.Fatal(fresh, err)
	}
	for n, p := range queue {
		waits := e.Seats > 0 && n >= e.Seats
		if _, ok, err := s.Join(t.Context(), events.Placement{Event: e.ID, Person: p, Seats: e.Seats, Waits: waits, Nonce: "n-" + string(p), Now: noon}); !ok || err != nil {
			t.Fatalf("join %s: %v, %v", p, ok, err)
		}
	}
}

func get(t *testing.T, s *mongodb.Events) events.Event {
	t.Helper()
	return getBy(t, s, "forum-k7m2")
}

func getBy(t *testing.T, s *mongodb.Events, id events.ID) events.Event {
	t.Helper()
	e, err := s.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEventsInsertAndGet(t *testing.T) {
	t.Parallel()
	e := forum(2)
	e.Queue = []people.ID{"smuggled"} // an event begins with nobody in it
	s := newEvents(t, e)
	if fresh, err := s.Insert(t.Context(), forum(9)); fresh || err != nil {
		t.Errorf("second insert: %v, %v", fresh, err)
	}
	want := forum(2)
	want.Queue, want.Waiting, want.Notices = []people.ID{}, map[people.ID]string{}, map[string]events.Notice{}
	want.Offers, want.Present = map[people.ID]time.Time{}, map[people.ID]bool{}
	want.Reminders, want.Reminded = events.DefaultReminders, map[events.Offset]time.Time{}
	if diff := cmp.Diff(want, get(t, s), cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := s.Get(t.Context(), "other"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("an event that is not there: %v", err)
	}
}

func TestEventsSince(t *testing.T) {
	t.Parallel()
	s := newEvents(t, forum(2))
	for id, start := range map[events.ID]time.Duration{"over": -5 * time.Hour, "ending": -4 * time.Hour, "running": -time.Hour, "b": time.Hour, "a": time.Hour} {
		e := forum(2)
		e.ID, e.Start, e.End = id, noon.Add(start), noon.Add(start+4*time.Hour)
		if id == "a" {
			e.State = events.Draft
		}
		if _, err := s.Insert(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Since(t.Context(), noon)
	if err != nil {
		t.Fatal(err)
	}
	var ids []events.ID
	for _, e := range all {
		ids = append(ids, e.ID)
	}
	if diff := cmp.Diff([]events.ID{"running", "a", "b", "forum-k7m2"}, ids); diff != "" {
		t.Errorf("whatever its state, by start (-want +got):\n%s", diff)
	}
	if all, err := s.Since(t.Context(), time.Time{}); err != nil || len(all) != 6 {
		t.Errorf("since ever: %d, %v", len(all), err)
	}
}

func TestEventsJoin(t *testing.T) {
	t.Parallel()
	s := mongodb.NewEvents(mongotest.Open(t))
	two := []people.ID{"p1", "p2"}
	for name, tc := range map[string]struct {
		seats  int
		state  events.State
		queue  []people.ID
		change func(*events.Placement)
		want   bool
	}{
		"free seat":                   {seats: 2, queue: two[:1], want: true},
		"free seat, but would wait":   {seats: 2, queue: two[:1], change: func(p *events.Placement) { p.Waits = true }},
		"full, waits":                 {seats: 2, queue: two, change: func(p *events.Placement) { p.Waits = true }, want: true},
		"full, but wants a seat":      {seats: 2, queue: two},
		"nobody in":                   {seats: 1, want: true},
		"unlimited":                   {seats: 0, queue: two, want: true},
		"seats changed meanwhile":     {seats: 3, queue: two, change: func(p *events.Placement) { p.Seats = 4 }},
		"unlimited meanwhile":         {seats: 0, queue: two, change: func(p *events.Placement) { p.Seats = 4 }},
		"limited meanwhile":           {seats: 4, queue: two, change: func(p *events.Placement) { p.Seats = 0 }},
		"in already, seated":          {seats: 3, queue: two, change: func(p *events.Placement) { p.Person = "p1" }},
		"in already, waiting":         {seats: 1, queue: two, change: func(p *events.Placement) { p.Person, p.Waits = "p2", true }},
		"just before the deadline":    {seats: 2, change: func(p *events.Placement) { p.Now = forum(2).Deadline.Add(-time.Millisecond) }, want: true},
		"at the deadline":             {seats: 2, change: func(p *events.Placement) { p.Now = forum(2).Deadline }},
		"late, by an organiser":       {seats: 2, change: func(p *events.Placement) { p.Now, p.Force = forum(2).Deadline, true }, want: true},
		"full, even by an organiser":  {seats: 2, queue: two, change: func(p *events.Placement) { p.Force = true }},
		"draft":                       {seats: 2, state: events.Draft},
		"cancelled":                   {seats: 2, state: events.Cancelled, change: func(p *events.Placement) { p.Force = true }},
		"another event":               {seats: 2, change: func(p *events.Placement) { p.Event = "other" }},
		"with a notice for the other": {seats: 2, change: func(p *events.Placement) { p.Notice = &events.Notice{Kind: "k", Person: "p9"} }, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			e := forum(tc.seats)
			e.ID = events.ID(name)
			if tc.state != "" {
				e.State = tc.state
			}
			add(t, s, e, tc.queue...)
			before := getBy(t, s, e.ID)
			p := events.Placement{Event: e.ID, Person: "p9", Seats: tc.seats, Nonce: "nonce", Now: noon}
			if tc.change != nil {
				tc.change(&p)
			}
			after, ok, err := s.Join(t.Context(), p)
			if err != nil || ok != tc.want {
				t.Fatalf("%v, %v", ok, err)
			}
			if !ok {
				if diff := cmp.Diff(before, getBy(t, s, e.ID)); diff != "" {
					t.Errorf("a condition was not met, and it changed (-want +got):\n%s", diff)
				}
				return
			}
			want := before
			want.Queue = append(want.Queue, p.Person) // at the end
			if p.Waits {
				want.Waiting[p.Person] = "nonce"
			}
			if p.Notice != nil {
				want.Notices["nonce"] = events.Notice{Kind: "k", Person: "p9", Data: map[string]string{}}
			}
			if diff := cmp.Diff(want, after); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(after, getBy(t, s, e.ID)); diff != "" {
				t.Errorf("what is returned is not what is stored (-returned +stored):\n%s", diff)
			}
		})
	}
}

func TestEventsGiveTheLastSeatToOne(t *testing.T) {
	t.Parallel()
	s := newEvents(t, forum(2), "p1")
	var mu sync.Mutex
	won := 0
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			_, ok, err := s.Join(t.Context(), events.Placement{Event: "forum-k7m2", Person: people.ID(fmt.Sprintf("q%d", n)), Seats: 2, Now: noon})
			if err != nil {
				t.Error(err)
			}
			if ok {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if e := get(t, s); won != 1 || len(e.Queue) != 2 {
		t.Errorf("%d were told yes, queue %v", won, e.Queue)
	}
}

func TestEventsLeave(t *testing.T) {
	t.Parallel()
	s := newEvents(t, forum(1), "p1", "p2", "p3")
	n := &events.Notice{Kind: "k", Person: "p2", Data: map[string]string{"from": "Orga"}}
	after, ok, err := s.Leave(t.Context(), "forum-k7m2", "p2", "x1", n)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if diff := cmp.Diff([]people.ID{"p1", "p3"}, after.Queue); diff != "" || len(after.Waiting) != 1 || after.Waiting["p3"] == "" {
		t.Errorf("queue %s, waiting %v", diff, after.Waiting)
	}
	if diff := cmp.Diff(map[string]events.Notice{"x1": *n}, after.Notices); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
	if _, ok, err := s.Leave(t.Context(), "forum-k7m2", "p2", "x2", n); ok || err != nil {
		t.Errorf("a second time: %v, %v", ok, err)
	}
	if after, ok, err = s.Leave(t.Context(), "forum-k7m2", "p1", "x3", nil); !ok || err != nil || len(after.Notices) != 1 || !after.Standing("p3").Seated {
		t.Errorf("without a notice: %v, %v, %+v", ok, err, after)
	}
	if _, _, err := s.Cancel(t.Context(), "forum-k7m2", "r", "c", events.Notice{}, noon); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.Leave(t.Context(), "forum-k7m2", "p3", "x4", nil); ok || err != nil {
		t.Errorf("a cancelled event: %v, %v", ok, err)
	}
}

func TestEventsForgetWhatWasTold(t *testing.T) {
	t.Parallel()
	s := newEvents(t, forum(1), "p1", "p2")
	if _, ok, err := s.Tell(t.Context(), "forum-k7m2", "x1", events.Notice{Kind: "k"}); !ok || err != nil {
		t.Fatal(ok, err)
	}
	for _, nonce := range []string{"another", ""} { // p2 has left and joined again meanwhile
		if _, ok, err := s.Accept(t.Context(), events.Offer{Event: "forum-k7m2", Person: "p2", Nonce: nonce}); ok || err != nil {
			t.Error(ok, err)
		}
	}
	if e := get(t, s); e.Waiting["p2"] != "n-p2" {
		t.Errorf("another answer's nonce took the mark: %v", e.Waiting)
	}
	for n := range 2 {
		if _, ok, err := s.Accept(t.Context(), events.Offer{Event: "forum-k7m2", Person: "p2", Nonce: "n-p2"}); ok != (n == 0) || err != nil {
			t.Error(ok, err)
		}
		if err := errors.Join(s.Noticed(t.Context(), "forum-k7m2", "x1"), s.Noticed(t.Context(), "forum-k7m2", "none")); err != nil {
			t.Error(err)
		}
	}
	if e := get(t, s); len(e.Waiting)+len(e.Notices) > 0 || len(e.Queue) != 2 {
		t.Errorf("marks stay: %v, %v", e.Waiting, e.Notices)
	}
}
