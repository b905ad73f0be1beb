package events_test

import (
	"testing"
	"time"

	"kigo/bot/events"
	"kigo/bot/people"
)

func TestDraftsThatNobodyPublishesAreForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	start := w.Now()
	for id, e := range map[events.ID]events.Event{
		"old-draft":   {State: events.Draft, Changed: start},
		"young-draft": {State: events.Draft, Changed: start.Add(time.Millisecond)},
		"published":   {State: events.Open, Created: start.AddDate(-1, 0, 0)},
		"cancelled":   {State: events.Cancelled, Created: start.AddDate(-1, 0, 0)},
	} {
		e.ID, e.Details = id, events.Details{Title: string(id), Start: start, End: start.Add(time.Hour)} // whether over or not
		if _, err := w.Store.Insert(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	left := func(now time.Time) int {
		t.Helper()
		if _, err := w.PruneDrafts(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		all, err := w.Store.Since(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	month := start.Add(30 * 24 * time.Hour)
	if n := left(month); n != 4 {
		t.Errorf("after a month %d of 4 are left", n)
	}
	if n := left(month.Add(time.Millisecond)); n != 3 {
		t.Errorf("after more than a month %d are left, want all but the old draft", n)
	}
	if _, err := w.Get(t.Context(), "old-draft", people.Person{Roles: map[people.Role]bool{people.Admin: true}}); err == nil {
		t.Error("the old draft is still there")
	}
}

func TestNamedIsOneEventByItsID(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.event(t, "Forum", 2)
	draft := e
	draft.ID, draft.State = "draft-k7m2", events.Draft
	if _, err := w.Store.Insert(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	named := func(text string) bool {
		t.Helper()
		got, ok, err := w.Named(t.Context(), text)
		if err != nil || (ok && got.ID != e.ID) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
		return ok
	}
	for text, want := range map[string]bool{
		string(e.ID): true, " E-" + string(e.ID[2:]) + " ": true, "draft-k7m2": false, "none-k7m2": false,
		"Forum": false, "": false, "-": false, "e-": false, string(e.ID) + " ja": false, "$where-x": false, "a.b-c": false,
	} {
		if got := named(text); got != want {
			t.Errorf("%q names the event: %v", text, got)
		}
	}
	w.clock.Set(e.End.AddDate(0, 0, 31))
	if named(string(e.ID)) {
		t.Error("what is long over can still be spoken about")
	}
}
