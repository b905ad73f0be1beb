package events_test

import (
	"strings"
	"testing"
	"time"

	"kigo/bot/events"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// move edits an event so that it begins so much later.
func (w *world) move(t testing.TB, e events.Event, by time.Duration) events.Event {
	t.Helper()
	d := e.Details
	d.Start, d.End, d.Deadline = d.Start.Add(by), d.End.Add(by), d.Deadline.Add(by)
	after, err := w.Edit(t.Context(), e, e.Version, d, e.Organisers)
	if err != nil {
		t.Fatal(err)
	}
	return after
}

// Two moves are one to somebody who heard of neither: from what they knew to what holds.
func TestOnlyTheLastOfTwoMovesIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.person(t, "Anna"), w.person(t, "Bert")
	e := w.event(t, "Forum", 2) // Wed, 2026-12-16, 10:00
	w.join(t, e.ID, a)
	once := w.move(t, w.read(t, e.ID), 24*time.Hour)
	first := w.rowsFor(t, events.KindChanged, e.ID, a)[0]
	if got := w.render(t, first, a); !strings.Contains(got, "Jetzt: Do, 17.12.2026") {
		t.Errorf("before the second move: %q", got)
	}
	w.join(t, e.ID, b) // knows of Thursday
	w.move(t, once, 24*time.Hour)
	var said []string
	for _, row := range w.rowsFor(t, events.KindChanged, e.ID, a) {
		if got := w.render(t, row, a); got != "" {
			said = append(said, got)
		}
	}
	if len(said) != 1 || !strings.Contains(said[0], "Bisher: Mi, 16.12.2026") || !strings.Contains(said[0], "Jetzt: Fr, 18.12.2026") || w.render(t, first, a) != "" {
		t.Errorf("told is %q", said)
	}
	if got := w.render(t, w.rowsFor(t, events.KindChanged, e.ID, b)[0], b); !strings.Contains(got, "Bisher: Do, 17.12.2026") {
		t.Errorf("Bert is told %q", got)
	}
}

// What people are told waits for working hours, but not beyond the moment at which it would
// be too late.
func TestMessagesWaitUntilTheEventBegins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	orga := w.organiser(t, "Orga")
	start := func(e events.Event) time.Time { return e.Start }
	for kind, tc := range map[string]struct {
		happens  func(e events.Event, a, b people.Person) error // a has the seat, b waits
		priority outbox.Priority
		by       func(e events.Event) time.Time
	}{
		events.KindMovedUp: {func(e events.Event, a, _ people.Person) error { _, err := w.Leave(t.Context(), e, a.ID); return err },
			outbox.Urgent, func(e events.Event) time.Time { return e.Start.Add(-events.Cutoff) }},
		events.KindOffer: {func(e events.Event, a, _ people.Person) error {
			d := e.Details
			d.Confirm = 4
			after, err := w.Edit(t.Context(), e, e.Version, d, e.Organisers)
			if err == nil {
				_, err = w.Leave(t.Context(), after, a.ID)
			}
			return err
		},
			outbox.Urgent, func(events.Event) time.Time { return day(11, 25, 14) }}, // while the offer stands
		events.KindCancelled: {func(e events.Event, _, _ people.Person) error {
			_, err := w.Cancel(t.Context(), e, orga, "Sturm")
			return err
		},
			outbox.Urgent, start},
		events.KindRemoved: {func(e events.Event, _, b people.Person) error {
			_, err := w.Remove(t.Context(), e, orga, b)
			return err
		},
			outbox.Normal, start},
		events.KindMessage: {func(e events.Event, _, _ people.Person) error {
			_, err := w.Message(t.Context(), e, orga, "nonce001", "Hallo")
			return err
		}, outbox.Normal, start},
		events.KindChanged: {func(e events.Event, _, _ people.Person) error { w.move(t, e, 24*time.Hour); return nil },
			outbox.Normal, start}, // the old one: nobody stands at the door
	} {
		a, b := w.person(t, "Anna "+kind), w.person(t, "Bert "+kind)
		e := w.event(t, "Forum "+kind, 1)
		w.join(t, e.ID, a, b)
		before := w.read(t, e.ID)
		if err := tc.happens(before, a, b); err != nil {
			t.Fatal(kind, err)
		}
		row, ok, err := w.rows.Get(t.Context(), w.rowsFor(t, kind, e.ID, b)[0])
		if err != nil || !ok || !row.Waits || row.Priority != tc.priority || !row.By.Equal(tc.by(before)) {
			t.Errorf("%s: %+v, %v", kind, row, err)
		}
	}
}
