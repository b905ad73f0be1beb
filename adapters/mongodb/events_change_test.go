package mongodb_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/events"
	"kigo/bot/people"
)

func TestEventsChange(t *testing.T) {
	t.Parallel()
	s := mongodb.NewEvents(mongotest.Open(t))
	fewer := func(c *events.Change, seats int) { c.Details.Seats, c.SeatsLowered = seats, true }
	for name, tc := range map[string]struct {
		state  events.State
		change func(*events.Change)
		want   bool
	}{
		"as seen":                     {change: func(*events.Change) {}, want: true},
		"with seats to confirm":       {change: func(c *events.Change) { c.Details.Confirm = 4 }, want: true},
		"an older version":            {change: func(c *events.Change) { c.Version = 0 }},
		"a newer version":             {change: func(c *events.Change) { c.Version = 2 }},
		"a draft":                     {state: events.Draft, change: func(*events.Change) {}, want: true},
		"cancelled":                   {state: events.Cancelled, change: func(*events.Change) {}},
		"another event":               {change: func(c *events.Change) { c.Event = "other" }},
		"as many seats as are given":  {change: func(c *events.Change) { fewer(c, 2) }, want: true},
		"fewer seats than are given":  {change: func(c *events.Change) { fewer(c, 1) }},
		"more seats":                  {change: func(c *events.Change) { c.Details.Seats = 9 }, want: true},
		"unlimited":                   {change: func(c *events.Change) { c.Details.Seats = 0 }, want: true},
		"that people must be told of": {change: func(c *events.Change) { c.Notice, c.Nonce, c.Calendar = &events.Notice{Kind: "k"}, "x1", true }, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			e := forum(3)
			e.ID = events.ID(name)
			var queue []people.ID
			if tc.state == "" {
				queue = []people.ID{"p1", "p2"}
			} else {
				e.State = tc.state
			}
			add(t, s, e, queue...)
			before := getBy(t, s, e.ID)
			c := events.Change{Event: e.ID, Version: 1, State: events.Open, Details: e.Details, Organisers: []people.ID{"orga", "deputy"}}
			c.Details.Title, c.Details.Place, c.Details.Description = "Neu", "Kongresshaus", ""
			c.Details.Start, c.Details.End, c.Details.Deadline = e.Start.Add(time.Hour), e.End.Add(time.Hour), e.Deadline.Add(time.Hour)
			tc.change(&c)
			after, ok, err := s.Change(t.Context(), c)
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
			want.State, want.Details, want.Organisers, want.Version = c.State, c.Details, c.Organisers, 2
			if c.Calendar {
				want.Sequence, want.Notices = 1, map[string]events.Notice{"x1": {Kind: "k", Data: map[string]string{}}}
			}
			if diff := cmp.Diff(want, after, cmp.Comparer(time.Time.Equal)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestEventsTellAndCancelWhatIsOpen(t *testing.T) {
	t.Parallel()
	n := events.Notice{Kind: "k", Data: map[string]string{"reason": "r"}}
	for _, state := range []events.State{events.Draft, events.Cancelled} {
		e := forum(2)
		e.State = state
		s := newEvents(t, e)
		if _, ok, err := s.Tell(t.Context(), e.ID, "x1", n); ok || err != nil {
			t.Errorf("tell, %s: %v, %v", state, ok, err)
		}
		if _, ok, err := s.Cancel(t.Context(), e.ID, "r", "x1", n, noon); ok || err != nil {
			t.Errorf("cancel, %s: %v, %v", state, ok, err)
		}
		if got := get(t, s); got.State != state || len(got.Notices) > 0 {
			t.Errorf("%s changed: %+v", state, got)
		}
	}
	s := newEvents(t, forum(2), "p1")
	after, ok, err := s.Tell(t.Context(), "forum-k7m2", "x1", n)
	if err != nil || !ok || after.Version != 1 {
		t.Fatalf("tell: %v, %v, %+v", ok, err, after)
	}
	after, ok, err = s.Cancel(t.Context(), "forum-k7m2", "Saal überschwemmt", "cancel", n, noon)
	if err != nil || !ok || after.State != events.Cancelled || after.Reason != "Saal überschwemmt" || after.Version != 2 || after.Sequence != 1 || !after.CancelledAt.Equal(noon) {
		t.Errorf("cancel: %v, %v, %+v", ok, err, after)
	}
	if diff := cmp.Diff(map[string]events.Notice{"x1": n, "cancel": n}, after.Notices); diff != "" || len(after.Queue) != 1 {
		t.Errorf("queue %v, notices (-want +got):\n%s", after.Queue, diff)
	}
}

func TestEventsDiscardDraftsOnly(t *testing.T) {
	t.Parallel()
	for state, want := range map[events.State]bool{events.Draft: true, events.Open: false, events.Cancelled: false} {
		e := forum(2)
		e.State = state
		s := newEvents(t, e)
		for n := range 2 {
			if gone, err := s.Discard(t.Context(), e.ID); err != nil || gone != (want && n == 0) {
				t.Errorf("%s, time %d: %v, %v", state, n+1, gone, err)
			}
		}
	}
}
