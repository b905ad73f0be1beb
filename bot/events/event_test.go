package events_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kigo/bot/events"
	"kigo/bot/people"
)

// queue is that many people: p1, p2, …
func queue(n int) []people.ID {
	var q []people.ID
	for i := range n {
		q = append(q, people.ID(fmt.Sprintf("p%d", i+1)))
	}
	return q
}

func TestStanding(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		seats, queue int
		who          people.ID
		want         events.Standing
	}{
		"nobody is in":                      {2, 0, "p1", events.Standing{}},
		"first of two seats":                {2, 1, "p1", events.Standing{Seated: true}},
		"last seat":                         {2, 2, "p2", events.Standing{Seated: true}},
		"first to wait":                     {2, 3, "p3", events.Standing{Waiting: true, Rank: 1, Of: 1}},
		"second of three who wait":          {2, 5, "p4", events.Standing{Waiting: true, Rank: 2, Of: 3}},
		"in a full event, somebody else":    {2, 5, "p9", events.Standing{}},
		"everybody has a seat if unlimited": {0, 500, "p500", events.Standing{Seated: true}},
	} {
		e := events.Event{Details: events.Details{Seats: tc.seats}, Queue: queue(tc.queue)}
		if got := e.Standing(tc.who); got != tc.want {
			t.Errorf("%s: %+v, want %+v", name, got, tc.want)
		}
		if got := e.Standing(tc.who); got.In() != (tc.want != events.Standing{}) {
			t.Errorf("%s: In is %v", name, got.In())
		}
	}
}

func TestSeats(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		seats, queue          int
		full                  bool
		seated, waiting, free int
	}{
		"empty":             {2, 0, false, 0, 0, 2},
		"one left":          {2, 1, false, 1, 0, 1},
		"just full":         {2, 2, true, 2, 0, 0},
		"with waiting list": {2, 5, true, 2, 3, 0},
		"unlimited":         {0, 5, false, 5, 0, -5}, // free means nothing there
	} {
		e := events.Event{Details: events.Details{Seats: tc.seats}, Queue: queue(tc.queue)}
		if e.Full() != tc.full || e.CountSeated() != tc.seated || e.CountWaiting() != tc.waiting || e.Free() != tc.free {
			t.Errorf("%s: full %v, seated %d, waiting %d, free %d", name, e.Full(), e.CountSeated(), e.CountWaiting(), e.Free())
		}
	}
}

func TestMovedUpAreThoseWhoWaitedAndHaveASeat(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		seats   int
		waiting map[people.ID]string
		want    []people.ID
	}{
		"nobody waited":            {2, nil, nil},
		"still waiting":            {2, map[people.ID]string{"p3": "n"}, nil},
		"one has a seat now":       {3, map[people.ID]string{"p3": "n", "p4": "m"}, []people.ID{"p3"}},
		"all, in order":            {0, map[people.ID]string{"p4": "m", "p3": "n"}, []people.ID{"p3", "p4"}},
		"mark without a nonce":     {3, map[people.ID]string{"p3": ""}, nil},
		"mark of somebody not in":  {3, map[people.ID]string{"p9": "n"}, nil},
		"more seats than people":   {9, map[people.ID]string{"p4": "m"}, []people.ID{"p4"}},
		"mark of somebody at once": {2, map[people.ID]string{"p1": "n"}, []people.ID{"p1"}},
	} {
		e := events.Event{Details: events.Details{Seats: tc.seats}, Queue: queue(4), Waiting: tc.waiting}
		if got := e.MovedUp(); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func TestWhatTheClockAllows(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 12, 15, 9, 0, 0, 0, berlin)
	e := events.Event{State: events.Open, Details: events.Details{
		Start: start, End: start.Add(4 * time.Hour), Deadline: start.Add(-24 * time.Hour),
	}}
	for name, tc := range map[string]struct {
		at                                  time.Time
		late, over, ended, listed, joinable bool
	}{
		"long before":            {start.AddDate(0, 0, -20), false, false, false, true, true},
		"just before deadline":   {e.Deadline.Add(-1), false, false, false, true, true},
		"at the deadline":        {e.Deadline, false, false, false, true, false},
		"just before cut-off":    {start.Add(-events.Cutoff - 1), false, false, false, true, false},
		"at the cut-off":         {start.Add(-events.Cutoff), true, false, false, true, false},
		"just before the start":  {start.Add(-1), true, false, false, true, false},
		"at the start":           {start, true, true, false, true, false},
		"just before the end":    {e.End.Add(-1), true, true, false, true, false},
		"at the end":             {e.End, true, true, true, false, false},
		"the same in other zone": {e.Deadline.UTC(), false, false, false, true, false},
	} {
		if e.Late(tc.at) != tc.late || e.Over(tc.at) != tc.over || e.Ended(tc.at) != tc.ended || e.Listed(tc.at) != tc.listed || e.Joinable(tc.at) != tc.joinable {
			t.Errorf("%s: late %v, over %v, ended %v, listed %v, joinable %v", name,
				e.Late(tc.at), e.Over(tc.at), e.Ended(tc.at), e.Listed(tc.at), e.Joinable(tc.at))
		}
	}
	for _, s := range []events.State{events.Draft, events.Cancelled} {
		e.State = s
		if at := start.AddDate(0, 0, -20); e.Joinable(at) || e.Listed(at) {
			t.Errorf("a %s event is listed or joinable", s)
		}
	}
	e.State, e.Deadline = events.Open, start.Add(time.Hour) // should not happen
	if e.Joinable(start) {
		t.Error("an event that has begun is joinable until its deadline")
	}
}

func TestManagedByOrganisersAndAdmins(t *testing.T) {
	t.Parallel()
	e := events.Event{Organisers: []people.ID{"orga", "deputy"}}
	role := func(r people.Role) map[people.Role]bool { return map[people.Role]bool{r: true} }
	for name, tc := range map[string]struct {
		who  people.Person
		want bool
	}{
		"who made it":       {people.Person{ID: "orga"}, true},
		"deputy":            {people.Person{ID: "deputy"}, true},
		"admin":             {people.Person{ID: "x", Roles: role(people.Admin)}, true},
		"another organiser": {people.Person{ID: "x", Roles: role(people.Organiser)}, false},
		"works council":     {people.Person{ID: "x", Roles: role(people.Council)}, false},
		"staff":             {people.Person{ID: "x"}, false},
		"nobody":            {people.Person{}, false},
	} {
		if got := e.Managed(tc.who); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCopyKeepsEverythingButTheDates(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 12, 15, 9, 0, 0, 0, berlin)
	e := events.Event{ID: "e1", State: events.Open, Queue: queue(2), Organisers: queue(2), Details: events.Details{
		Title: "Forum", Place: "Ratssaal", Description: "d", Seats: 3, Start: start, End: start, Deadline: start,
	}}
	c := e.Copy()
	if !c.Details.Equal(events.Details{Title: "Forum", Place: "Ratssaal", Description: "d", Seats: 3}) || !slices.Equal(c.Organisers, e.Organisers) {
		t.Errorf("the copy is %+v", c)
	}
	if c.ID != "" || len(c.Queue) > 0 || c.State != "" {
		t.Errorf("the copy took over what is the first one's own: %+v", c)
	}
}
