package events_test

import (
	"fmt"
	"testing"

	"kigo/bot/events"
	"kigo/bot/people"
)

func TestTellingManyPeopleIsLeftToTheSweep(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := 0
	w.Later = func() { asked++ }
	orga := w.organiser(t, "Orga")
	e := w.event(t, "Vollversammlung", 0)
	const crowd = 101
	for i := range crowd {
		if _, _, err := w.Join(t.Context(), e, people.ID(fmt.Sprintf("p%07d", i))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Message(t.Context(), e, orga, w.NewID(), "Bitte seid pünktlich."); err != nil {
		t.Fatal(err)
	}
	if n := len(w.told(t, events.KindMessage)); asked != 1 || n != 0 {
		t.Fatalf("the sweep was asked for %d times, and %d people were told while the organiser waited", asked, n)
	}
	w.sweep(t)
	if n := len(w.told(t, events.KindMessage)); n != crowd {
		t.Errorf("%d people were told, want %d", n, crowd)
	}
}
