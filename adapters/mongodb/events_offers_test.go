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

// moved is an event of one seat whose people have to confirm: p2 has moved up, p3 waits.
func moved(t *testing.T, s *mongodb.Events, id events.ID) events.Event {
	t.Helper()
	e := forum(1)
	e.ID, e.Confirm = id, 4
	add(t, s, e, "p1", "p2", "p3")
	after, ok, err := s.Leave(t.Context(), id, "p1", "x", nil)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	return after
}

func offer(e events.Event) events.Offer {
	return events.Offer{
		Event: e.ID, Version: 1, Person: "p2", Nonce: "n-p2", Until: noon.Add(4 * time.Hour),
		Notice: &events.Notice{Kind: "k", Person: "p2", Data: map[string]string{"until": "1"}}, Key: "key1",
	}
}

type offerCase struct {
	change func(*events.Offer)
	fits   bool
}

type offering func(*mongodb.Events, events.Offer) (events.Event, bool, error)

// tryAll runs a write against a fresh event for each case and compares what comes of it.
func tryAll(t *testing.T, do offering, begin func(*testing.T, *mongodb.Events, events.ID) events.Event, want func(*events.Event), cases map[string]offerCase) {
	t.Helper()
	s := mongodb.NewEvents(mongotest.Open(t))
	for name, tc := range cases {
		before := begin(t, s, events.ID(name))
		o := offer(before)
		if tc.change != nil {
			tc.change(&o)
		}
		after, ok, err := do(s, o)
		if err != nil || ok != tc.fits {
			t.Errorf("%s: %v, %v", name, ok, err)
			continue
		}
		wanted := getBy(t, s, events.ID(name))
		if ok {
			wanted = before
			want(&wanted)
			if diff := cmp.Diff(after, getBy(t, s, events.ID(name))); diff != "" {
				t.Errorf("%s: what is returned is not what is stored (-returned +stored):\n%s", name, diff)
			}
			if _, again, err := do(s, o); again || err != nil {
				t.Errorf("%s, a second time: %v, %v", name, again, err)
			}
		} else {
			after, wanted = wanted, before
		}
		if diff := cmp.Diff(wanted, after, cmp.Comparer(time.Time.Equal)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestEventsOffer(t *testing.T) {
	t.Parallel()
	do := func(s *mongodb.Events, o events.Offer) (events.Event, bool, error) { return s.Offer(t.Context(), o) }
	tryAll(t, do, moved, func(e *events.Event) {
		delete(e.Waiting, "p2")
		e.Offers["p2"] = noon.Add(4 * time.Hour)
		e.Notices["key1"] = *offer(*e).Notice
	}, map[string]offerCase{
		"as seen":                    {nil, true},
		"left and joined meanwhile":  {func(o *events.Offer) { o.Nonce = "another" }, false},
		"not in it":                  {func(o *events.Offer) { o.Person = "p9" }, false},
		"changed by organisers":      {func(o *events.Offer) { o.Version = 0 }, false},
		"another event":              {func(o *events.Offer) { o.Event = "other" }, false},
		"who has left is not marked": {func(o *events.Offer) { o.Person, o.Nonce = "p1", "" }, false},
	})
}

// offeredTo is the event in which p2 holds an offer.
func offeredTo(t *testing.T, s *mongodb.Events, id events.ID) events.Event {
	t.Helper()
	o := offer(moved(t, s, id))
	o.Key = "made"
	after, ok, err := s.Offer(t.Context(), o)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	return after
}

func TestEventsLapse(t *testing.T) {
	t.Parallel()
	do := func(s *mongodb.Events, o events.Offer) (events.Event, bool, error) { return s.Lapse(t.Context(), o) }
	tryAll(t, do, offeredTo, func(e *events.Event) {
		e.Queue = []people.ID{"p3"}
		delete(e.Offers, "p2")
		e.Notices["key1"] = *offer(*e).Notice
	}, map[string]offerCase{
		"as seen":               {nil, true},
		"another offer":         {func(o *events.Offer) { o.Until = o.Until.Add(time.Millisecond) }, false},
		"somebody else":         {func(o *events.Offer) { o.Person = "p3" }, false},
		"changed by organisers": {func(o *events.Offer) { o.Version = 2 }, false},
	})
}

func TestEventsAcceptAnOffer(t *testing.T) {
	t.Parallel()
	do := func(s *mongodb.Events, o events.Offer) (events.Event, bool, error) { return s.Accept(t.Context(), o) }
	tryAll(t, do, offeredTo, func(e *events.Event) {
		delete(e.Offers, "p2")
		e.Notices["key1"] = *offer(*e).Notice
	}, map[string]offerCase{
		"as seen":                 {nil, true},
		"whatever was changed":    {func(o *events.Offer) { o.Version = 7 }, true},
		"another offer":           {func(o *events.Offer) { o.Until = o.Until.Add(-time.Hour) }, false},
		"somebody else":           {func(o *events.Offer) { o.Person = "p3" }, false},
		"as if nobody had asked":  {func(o *events.Offer) { o.Until = time.Time{} }, false},
		"of an event not offered": {func(o *events.Offer) { o.Event = "other" }, false},
	})
	tryAll(t, do, moved, func(e *events.Event) {
		delete(e.Waiting, "p2")
	}, map[string]offerCase{
		"before being asked":      {func(o *events.Offer) { o.Until, o.Notice = time.Time{}, nil }, true},
		"with another answer":     {func(o *events.Offer) { o.Until, o.Nonce = time.Time{}, "x" }, false},
		"an offer that is no one": {nil, false},
	})
}

func TestEventsOfACancelledEventStayAsTheyAre(t *testing.T) {
	t.Parallel()
	s := mongodb.NewEvents(mongotest.Open(t))
	o := offer(offeredTo(t, s, "gone"))
	before, ok, err := s.Cancel(t.Context(), "gone", "r", "c", events.Notice{}, noon)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	o.Version = before.Version
	for name, do := range map[string]func() (events.Event, bool, error){
		"offer": func() (events.Event, bool, error) { return s.Offer(t.Context(), o) }, "lapse": func() (events.Event, bool, error) { return s.Lapse(t.Context(), o) },
		"accept": func() (events.Event, bool, error) { return s.Accept(t.Context(), o) }, "attend": func() (events.Event, bool, error) { return s.Attend(t.Context(), "gone", "p2", true) },
	} {
		if _, ok, err := do(); ok || err != nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}
	if diff := cmp.Diff(before, getBy(t, s, "gone")); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestEventsLeaveTakesTheOfferAlong(t *testing.T) {
	t.Parallel()
	s := mongodb.NewEvents(mongotest.Open(t))
	offeredTo(t, s, "e-1")
	after, ok, err := s.Leave(t.Context(), "e-1", "p2", "x", nil)
	if err != nil || !ok || len(after.Offers) > 0 || !after.Standing("p3").Offered {
		t.Errorf("%+v, %v, %v", after, ok, err)
	}
}

// Events of a kigo that knew neither offers nor check-in have none of their fields.
func TestEventsWithoutTheFieldsOfOffers(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	s := mongodb.NewEvents(db)
	add(t, s, forum(2), "p1", "p2", "p3")
	fields := map[string]string{"offers": "", "present": "", "noShows": "", "confirm": ""}
	if _, err := db.Collection("events").UpdateOne(t.Context(), map[string]any{"_id": "forum-k7m2"}, map[string]any{"$unset": fields}); err != nil {
		t.Fatal(err)
	}
	o := offer(forum(2))
	o.Person, o.Nonce = "p3", "n-p3"
	if _, ok, err := s.Leave(t.Context(), "forum-k7m2", "p1", "x", nil); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if after, ok, err := s.Offer(t.Context(), o); !ok || err != nil || len(after.Offers) != 1 {
		t.Errorf("%+v, %v, %v", after, ok, err)
	}
	if after, ok, err := s.Attend(t.Context(), "forum-k7m2", "p2", true); !ok || err != nil || !after.Present["p2"] {
		t.Errorf("%+v, %v, %v", after, ok, err)
	}
}

func TestEventsAttend(t *testing.T) {
	t.Parallel()
	s := newEvents(t, forum(1), "p1", "p2")
	for n, step := range []struct {
		who     people.ID
		present bool
		ok      bool
		count   int
	}{{"p1", true, true, 1}, {"p1", true, true, 1}, {"p2", true, true, 2}, {"p9", true, false, 2}, {"p1", false, true, 1}, {"p1", false, true, 1}, {"p9", false, false, 1}} {
		_, ok, err := s.Attend(t.Context(), "forum-k7m2", step.who, step.present)
		if got := get(t, s); err != nil || ok != step.ok || len(got.Present) != step.count || got.Version != 1 {
			t.Errorf("step %d: %v, %v, present %v", n+1, ok, err, got.Present)
		}
	}
	for range 2 {
		if err := s.CountNoShows(t.Context(), "forum-k7m2", 7); err != nil {
			t.Fatal(err)
		}
	}
	if got := get(t, s); got.NoShows != 7 || len(got.Present) != 0 || len(got.Queue) != 2 {
		t.Errorf("%+v", got)
	}
	if _, ok, err := s.Leave(t.Context(), "forum-k7m2", "p2", "x", nil); !ok || err != nil {
		t.Error(ok, err)
	}
}
