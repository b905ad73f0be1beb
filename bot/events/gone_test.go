package events_test

import (
	"slices"
	"testing"

	"kigo/bot/events"
	"kigo/bot/people"
)

func TestWhoHasLeftLosesFutureSeats(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna, bert, carla := w.person(t, "anna"), w.person(t, "bert"), w.person(t, "carla")
	small, old := w.event(t, "Werkstatt", 1), w.event(t, "Gestern", 5)
	called := w.event(t, "Abgesagt", 5)
	w.join(t, small.ID, anna, bert, carla)
	w.join(t, old.ID, anna, bert)
	w.join(t, called.ID, anna)
	if _, err := w.Cancel(t.Context(), w.read(t, called.ID), w.organiser(t, "deniz"), "Sturm"); err != nil {
		t.Fatal(err)
	}
	if err := w.people.Store.Set(t.Context(), anna.ID, people.Change{people.FieldGone: true}, false); err != nil {
		t.Fatal(err)
	}
	for range 2 { // again changes nothing
		if err := w.SignOffGone(t.Context()); err != nil {
			t.Fatal(err)
		}
		if q := w.read(t, small.ID).Queue; !slices.Equal(q, []people.ID{bert.ID, carla.ID}) {
			t.Errorf("in the queue are %v", q)
		}
		if told := w.told(t, events.KindMovedUp); len(told) != 1 || len(toldOf(told, small.ID, bert.ID)) != 1 {
			t.Errorf("told: %v", told)
		}
	}
	if q := w.read(t, called.ID).Queue; len(q) != 1 {
		t.Errorf("of what was cancelled %v are left", q)
	}
	w.set(old.Start)
	if err := w.people.Store.Set(t.Context(), bert.ID, people.Change{people.FieldGone: true}, false); err != nil {
		t.Fatal(err)
	}
	if err := w.SignOffGone(t.Context()); err != nil {
		t.Fatal(err)
	}
	if q := w.read(t, old.ID).Queue; !slices.Equal(q, []people.ID{bert.ID}) {
		t.Errorf("what has begun is not as it was: %v", q)
	}
}
