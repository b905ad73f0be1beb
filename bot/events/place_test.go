package events_test

import (
	"errors"
	"strings"
	"testing"

	"kigo/bot/events"
	"kigo/bot/fault"
)

func TestJoinSaysWhyNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.person(t, "Anna")
	e := w.event(t, "Forum", 2)
	d := e.Details
	d.Deadline = e.Start.AddDate(0, 0, -7)
	e, err := w.Edit(t.Context(), e, e.Version, d, e.Organisers)
	if err != nil {
		t.Fatal(err)
	}
	w.clock.Set(e.Deadline)
	_, _, err = w.Join(t.Context(), e, a.ID)
	wantFault(t, err, "event.closed")
	var f *fault.Fault
	if errors.As(err, &f) && f.Args["Deadline"] != e.Deadline {
		t.Errorf("the sentence names %v", f.Args)
	}
	w.clock.Set(e.Start)
	_, _, err = w.Join(t.Context(), e, a.ID)
	wantFault(t, err, "event.past")
	_, err = w.Leave(t.Context(), e, a.ID)
	wantFault(t, err, "event.past")
}

func TestASecondClickChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.person(t, "Anna"), w.person(t, "Bert")
	e := w.event(t, "Forum", 1)
	w.join(t, e.ID, a, b)
	before := w.read(t, e.ID)
	for _, seen := range []events.Event{e, before} { // the event as it was, and as it is
		after, already, err := w.Join(t.Context(), seen, b.ID)
		if st := after.Standing(b.ID); err != nil || !already || !st.Waiting || st.Rank != 1 {
			t.Errorf("already %v, standing %+v, %v", already, st, err)
		}
	}
	if got := w.read(t, e.ID); got.Waiting[b.ID] != before.Waiting[b.ID] || len(got.Queue) != 2 {
		t.Errorf("the second click changed the event: %+v", got)
	}
	if _, err := w.Leave(t.Context(), before, b.ID); err != nil {
		t.Fatal(err)
	}
	_, err := w.Leave(t.Context(), before, b.ID)
	wantFault(t, err, "event.not_in")
}

func TestOrganisersEnterAndRemoveColleagues(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	orga, a, b := w.organiser(t, "Orga"), w.person(t, "Anna"), w.person(t, "Bert")
	e := w.event(t, "Forum", 1)
	d := e.Details
	d.Deadline = w.Now().AddDate(0, 0, 1)
	e, err := w.Edit(t.Context(), e, e.Version, d, e.Organisers)
	if err != nil {
		t.Fatal(err)
	}
	w.clock.Set(d.Deadline.AddDate(0, 0, 1)) // sign-up is closed: that does not bind organisers
	after, already, err := w.Enter(t.Context(), e, orga, a)
	if err != nil || already || !after.Standing(a.ID).Seated {
		t.Fatalf("enter Anna: already %v, %v", already, err)
	}
	if after, _, err = w.Enter(t.Context(), e, orga, b); err != nil || !after.Standing(b.ID).Waiting { // but seats do
		t.Fatalf("enter Bert: %+v, %v", after.Standing(b.ID), err)
	}
	if _, already, err := w.Enter(t.Context(), after, orga, a); err != nil || !already {
		t.Errorf("enter Anna again: already %v, %v", already, err)
	}
	rows := w.told(t, events.KindEntered)
	if len(rows) != 2 {
		t.Fatalf("entered: %v", rows)
	}
	row := w.rowsFor(t, events.KindEntered, e.ID, b)[0]
	if got := w.render(t, row, b); !strings.Contains(got, "Orga hat dich für Forum angemeldet") || !strings.Contains(got, "Warteliste, Platz 1 von 1") {
		t.Errorf("Bert reads %q", got)
	}
	if _, err := w.Remove(t.Context(), after, orga, a); err != nil {
		t.Fatal(err)
	}
	_, err = w.Remove(t.Context(), after, orga, a)
	wantFault(t, err, "event.remove.not_in")
	removed := w.rowsFor(t, events.KindRemoved, e.ID, a)
	if len(removed) != 1 || !strings.Contains(w.render(t, removed[0], a), "Orga hat dich von Forum abgemeldet") {
		t.Errorf("Anna is told of %v", removed)
	}
	if got := w.render(t, w.rowsFor(t, events.KindEntered, e.ID, a)[0], a); got != "" {
		t.Errorf("Anna, removed, is told of having been entered: %q", got)
	}
	if n := len(w.rowsFor(t, events.KindMovedUp, e.ID, b)); n != 1 {
		t.Errorf("Bert is told %d times of moving up", n)
	}
	entries, err := w.people.Audit.About(t.Context(), string(a.ID))
	if err != nil || len(entries) < 3 || entries[0].Actor != string(orga.ID) || entries[0].Detail["event"] != string(e.ID) {
		t.Errorf("the audit about Anna: %+v, %v", entries, err)
	}
}

func TestWhatIsListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	orga, a := w.organiser(t, "Orga"), w.person(t, "Anna")
	first, second, gone := w.event(t, "Erstes", 1), w.event(t, "Zweites", 1), w.event(t, "Abgesagtes", 1)
	for _, e := range []events.Event{first, gone} {
		w.join(t, e.ID, a)
	}
	if _, err := w.Cancel(t.Context(), gone, orga, "Grund"); err != nil {
		t.Fatal(err)
	}
	ids := func(all []events.Event, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		var s []string
		for _, e := range all {
			s = append(s, e.Title)
		}
		return strings.Join(s, " ")
	}
	check := func(when, coming, recent, mine string) {
		t.Helper()
		if got := ids(w.Coming(t.Context())); got != coming {
			t.Errorf("%s coming: %q, want %q", when, got, coming)
		}
		if got := ids(w.Recent(t.Context())); got != recent {
			t.Errorf("%s recent: %q, want %q", when, got, recent)
		}
		if got := ids(w.Mine(t.Context(), a.ID)); got != mine {
			t.Errorf("%s mine: %q, want %q", when, got, mine)
		}
	}
	check("before", "Erstes Zweites", "Erstes Zweites Abgesagtes", "Erstes Abgesagtes")
	w.clock.Set(second.End.Add(-1))
	check("during", "Erstes Zweites", "Erstes Zweites Abgesagtes", "Erstes Abgesagtes")
	w.clock.Set(second.End)
	check("after", "", "Erstes Zweites Abgesagtes", "")
	w.clock.Set(second.End.AddDate(0, 0, 31))
	check("a month later", "", "", "")
}
