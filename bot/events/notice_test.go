package events_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/bot/events"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// sweep runs the job that makes up for what was not told.
func (w *world) sweep(t testing.TB) {
	t.Helper()
	if err := w.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// rowsFor are the ids of the messages of a kind for a person.
func (w *world) rowsFor(t testing.TB, kind string, e events.ID, p people.Person) []string {
	t.Helper()
	return toldOf(w.told(t, kind), e, p.ID)
}

func TestPeopleAreToldOnceIfKigoStopsBeforeTellingThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.person(t, "Anna"), w.person(t, "Bert")
	e := w.event(t, "Forum", 1)
	w.join(t, e.ID, a, b)
	// The write of each use case, without what follows it.
	if _, ok, err := w.Store.Tell(t.Context(), e.ID, "n1", events.Notice{Kind: events.KindMessage, Data: map[string]string{"text": "Bitte Stift mitbringen.", "from": "Anna"}}); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if _, ok, err := w.Store.Leave(t.Context(), e.ID, a.ID, "n2", &events.Notice{Kind: events.KindRemoved, Person: a.ID}); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if n := len(w.told(t, events.KindMessage)); n != 0 {
		t.Fatalf("%d messages before anybody made up for it", n)
	}
	for range 2 {
		w.sweep(t)
	}
	for kind, want := range map[string]int{events.KindMessage: 1, events.KindMovedUp: 1, events.KindRemoved: 1} {
		if n := len(w.told(t, kind)); n != want {
			t.Errorf("%s: %d rows, want %d", kind, n, want)
		}
	}
	if got := w.read(t, e.ID); len(got.Notices)+len(got.Waiting) > 0 {
		t.Errorf("marks stay: notices %v, waiting %v", got.Notices, got.Waiting)
	}
	// The rows go out; nothing brings them back.
	for _, kind := range []string{events.KindMessage, events.KindMovedUp, events.KindRemoved} {
		for _, id := range w.told(t, kind) {
			if err := w.rows.Finish(t.Context(), outbox.Sent{ID: id}); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.sweep(t)
	if rows, err := w.rows.List(t.Context(), outbox.Open, 10); err != nil || len(rows) > 0 {
		t.Errorf("told again: %v, %v", rows, err)
	}
}

// Stopping in the middle of telling, after some rows: the sweep adds the others only.
func TestFanOutGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.event(t, "Forum", 0)
	var all []people.Person
	for _, name := range []string{"a", "b", "c"} {
		all = append(all, w.person(t, name))
	}
	w.join(t, e.ID, all...)
	if _, _, err := w.Store.Tell(t.Context(), e.ID, "n1", events.Notice{Kind: events.KindMessage}); err != nil {
		t.Fatal(err)
	}
	already := outbox.Row{ID: events.KindMessage + "/" + string(e.ID) + "/" + string(all[1].ID) + "/n1", Kind: events.KindMessage, Person: all[1].ID}
	if err := w.Outbox.Enqueue(t.Context(), already); err != nil {
		t.Fatal(err)
	}
	w.sweep(t)
	for _, p := range all {
		if n := len(w.rowsFor(t, events.KindMessage, e.ID, p)); n != 1 {
			t.Errorf("%s is told %d times", p.Name, n)
		}
	}
}

func TestMovingUpIsToldOnceAndNotAtTheLastMinute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b, c := w.person(t, "Anna"), w.person(t, "Bert"), w.person(t, "Carla")
	e := w.event(t, "Forum", 1)
	w.join(t, e.ID, a, b, c)
	if _, err := w.Leave(t.Context(), w.read(t, e.ID), a.ID); err != nil {
		t.Fatal(err)
	}
	rows := w.rowsFor(t, events.KindMovedUp, e.ID, b)
	if len(rows) != 1 || len(w.told(t, events.KindMovedUp)) != 1 {
		t.Fatalf("moved up: %v", w.told(t, events.KindMovedUp))
	}
	if got := w.render(t, rows[0], b); !strings.Contains(got, "nachgerückt") || !strings.Contains(got, "Platz sicher: Forum") || !strings.Contains(got, "/kigo abmelden "+string(e.ID)) {
		t.Errorf("the message reads %q", got)
	}
	w.clock.Set(e.Start.Add(-events.Cutoff - time.Millisecond))
	if w.render(t, rows[0], b) == "" {
		t.Error("just before the cut-off it is told")
	}
	w.clock.Set(e.Start.Add(-events.Cutoff))
	if got := w.render(t, rows[0], b); got != "" {
		t.Errorf("after the cut-off somebody is alarmed: %q", got)
	}
	// Who leaves again, or is overtaken by the end of the event, is not told either.
	w.clock.Set(e.Start.Add(-24 * time.Hour))
	if _, err := w.Leave(t.Context(), w.read(t, e.ID), b.ID); err != nil {
		t.Fatal(err)
	}
	if got := w.render(t, rows[0], b); got != "" {
		t.Errorf("somebody who has left is told of a seat: %q", got)
	}
	if n := len(w.rowsFor(t, events.KindMovedUp, e.ID, c)); n != 1 {
		t.Errorf("the next one is told %d times", n)
	}
}

func TestCancellingTellsEverybodyOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	orga, a, b := w.organiser(t, "Orga"), w.person(t, "Anna"), w.person(t, "Bert")
	e := w.event(t, "Forum", 1)
	w.join(t, e.ID, a, b)
	after, err := w.Cancel(t.Context(), w.read(t, e.ID), orga, "Der Saal ist überschwemmt.")
	if err != nil || after.State != events.Cancelled || after.Sequence != 1 {
		t.Fatalf("%+v, %v", after, err)
	}
	_, err = w.Cancel(t.Context(), after, orga, "noch einmal")
	wantFault(t, err, "event.cancelled")
	_, err = w.Cancel(t.Context(), e, orga, "wie eben gesehen") // read before
	wantFault(t, err, "event.cancelled")
	w.sweep(t)
	for _, p := range []people.Person{a, b} { // who waits is told, too
		rows := w.rowsFor(t, events.KindCancelled, e.ID, p)
		if len(rows) != 1 {
			t.Fatalf("%s is told %d times", p.Name, len(rows))
		}
		if got := w.render(t, rows[0], p); !strings.Contains(got, "abgesagt") || !strings.Contains(got, "Der Saal ist überschwemmt.") {
			t.Errorf("%s reads %q", p.Name, got)
		}
	}
	if n := len(w.told(t, events.KindCancelled)); n != 2 {
		t.Errorf("%d messages for 2 people", n)
	}
	_, _, err = w.Join(t.Context(), after, orga.ID)
	wantFault(t, err, "event.cancelled")
	_, _, err = w.Join(t.Context(), e, orga.ID) // read before
	wantFault(t, err, "event.cancelled")
	_, err = w.Leave(t.Context(), e, a.ID) // read before
	wantFault(t, err, "event.cancelled")
	_, err = w.Edit(t.Context(), after, after.Version, e.Details, nil)
	wantFault(t, err, "event.cancelled")
}

func TestANewDateIsToldWithTheOldOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.person(t, "Anna"), w.person(t, "Bert")
	e := w.event(t, "Forum", 1) // Wed, 2026-12-16, 10:00
	w.join(t, e.ID, a, b)
	edit := func(e events.Event, change func(*events.Details)) events.Event {
		t.Helper()
		d := e.Details
		change(&d)
		after, err := w.Edit(t.Context(), e, e.Version, d, e.Organisers)
		if err != nil {
			t.Fatal(err)
		}
		return after
	}
	named := edit(w.read(t, e.ID), func(d *events.Details) { d.Title, d.Description, d.Seats = "Forum II", "neu", 1 })
	if n := len(w.told(t, events.KindChanged)); n != 0 || named.Sequence != 1 {
		t.Errorf("a new title: %d messages, sequence %d; calendars must learn it, people need not be written to", n, named.Sequence)
	}
	moved := edit(named, func(d *events.Details) {
		d.Start, d.End, d.Deadline = d.Start.Add(26*time.Hour), d.End.Add(26*time.Hour), d.Start.Add(26*time.Hour)
	})
	rows := w.told(t, events.KindChanged)
	if len(rows) != 2 || moved.Sequence != 2 {
		t.Fatalf("%d messages, sequence %d", len(rows), moved.Sequence)
	}
	row := w.rowsFor(t, events.KindChanged, e.ID, b)[0]
	if got := w.render(t, row, b); !strings.Contains(got, "Bisher: Mi, 16.12.2026, 10:00 bis 12:00 Uhr, Ratssaal") || !strings.Contains(got, "Jetzt: Do, 17.12.2026, 12:00 bis 14:00 Uhr, Ratssaal") {
		t.Errorf("the message reads %q", got)
	}
	// Moved back before the message went out: there is nothing left to say about the first change.
	edit(moved, func(d *events.Details) { d.Start, d.End, d.Deadline = e.Start, e.End, e.Deadline })
	if got := w.render(t, row, b); got != "" {
		t.Errorf("an outdated change is told: %q", got)
	}
	seats := edit(w.read(t, e.ID), func(d *events.Details) { d.Seats = 7 })
	if seats.Sequence != 3 || len(w.told(t, events.KindChanged)) != 4 || len(w.rowsFor(t, events.KindMovedUp, e.ID, b)) != 1 {
		t.Errorf("more seats: sequence %d, changes %d, Bert moved up %d times", seats.Sequence, len(w.told(t, events.KindChanged)), len(w.rowsFor(t, events.KindMovedUp, e.ID, b)))
	}
}

func TestAMessageIsSentOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	orga, a := w.organiser(t, "Orga"), w.person(t, "Anna")
	e := w.event(t, "Forum", 1)
	w.join(t, e.ID, a)
	e = w.read(t, e.ID)
	for range 2 { // the form, sent twice
		if _, err := w.Message(t.Context(), e, orga, "nonce001", "**Hallo** @all <b>"); err != nil {
			t.Fatal(err)
		}
	}
	rows := w.told(t, events.KindMessage)
	if len(rows) != 1 {
		t.Fatalf("rows %v", rows)
	}
	if got := w.render(t, rows[0], a); !strings.Contains(got, "Nachricht von Orga zu Forum:\n**Hallo** @all <b>") {
		t.Errorf("the message reads %q", got)
	}
	for _, nonce := range []string{"", "a.b.c.d", "$inc", "ab", "A B C D"} {
		if _, err := w.Message(t.Context(), e, orga, nonce, "Hallo"); err == nil {
			t.Errorf("the nonce %q is none of kigo's and was taken", nonce)
		}
	}
	w.clock.Set(e.End)
	_, err := w.Message(t.Context(), e, orga, "nonce002", "zu spät")
	wantFault(t, err, "event.past")
	if got := w.render(t, rows[0], a); got != "" {
		t.Errorf("a message about an event that is over: %q", got)
	}
	if got := w.read(t, e.ID); len(got.Notices) > 0 || !slices.Equal(got.Queue, e.Queue) {
		t.Errorf("marks stay: %v", got.Notices)
	}
}
