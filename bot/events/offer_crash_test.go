package events_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"kigo/bot/events"
	"kigo/bot/people"
)

// A process may be killed before or after any write. Whoever comes next completes what it
// began: each offer is made once, ends once, and is told once.
func TestOffersSurviveBeingKilledBetweenAnyTwoWrites(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	died := true
	for n := 0; died; n++ {
		died = false
		for _, done := range []bool{false, true} {
			e, a, b, c := queued(t, w, day(12, 16, 14))
			first := &fate{at: n, done: done}
			w.clock.Set(day(11, 25, 10))
			_, err := w.replica(0, first).Leave(t.Context(), e, a.ID)
			if first.at == 0 && !done { // it did not even leave
				if err == nil {
					t.Fatal("Anna was told that she has left")
				}
				w.leave(t, e.ID, a)
			}
			died = died || first.died()
			told := w.sendAll(t, e.ID) // what went out before anybody made up for it
			w.sweep(t)
			w.sweep(t)
			addTold(told, w.sendAll(t, e.ID))
			wantToldOnce(t, n, done, told, events.KindOffer, e.ID, b)
			if st := w.read(t, e.ID).Standing(b.ID); !st.Offered || !st.Until.Equal(day(11, 25, 14)) {
				t.Fatalf("killed at write %d (done: %v): Bert stands %+v", n, done, st)
			}

			w.clock.Set(day(11, 25, 14))
			second := &fate{at: n, done: done}
			_ = w.replica(0, second).Sweep(t.Context())
			died = died || second.died()
			told = w.sendAll(t, e.ID)
			w.sweep(t)
			w.sweep(t)
			addTold(told, w.sendAll(t, e.ID))
			wantToldOnce(t, n, done, told, events.KindOffer, e.ID, c)
			wantToldOnce(t, n, done, told, events.KindOfferOver, e.ID, b)
			if got := w.read(t, e.ID); !slices.Equal(got.Queue, []people.ID{c.ID}) || !got.Standing(c.ID).Offered || len(got.Notices)+len(got.Waiting) > 0 {
				t.Fatalf("killed at write %d (done: %v): %+v", n, done, got)
			}
			if err := callOff(t, w, e.ID); err != nil { // the next sweep has this one event
				t.Fatal(err)
			}
		}
		if n > 50 {
			t.Fatal("it never lives")
		}
	}
}

// callOff ends an event for good, and tells nobody.
func callOff(t *testing.T, w *world, id events.ID) error {
	t.Helper()
	_, _, err := w.Store.Cancel(t.Context(), id, "", "x", events.Notice{Kind: events.KindCancelled, Person: "nobody00"}, w.Now())
	if err == nil {
		err = w.Store.Noticed(t.Context(), id, "x")
	}
	return err
}

func addTold(told, more map[string][]string) {
	for kind, ids := range more {
		told[kind] = append(told[kind], ids...)
	}
}

func wantToldOnce(t *testing.T, n int, done bool, told map[string][]string, kind string, e events.ID, p people.Person) {
	t.Helper()
	if len(told[kind]) != 1 || len(toldOf(told[kind], e, p.ID)) != 1 {
		t.Fatalf("killed at write %d (done: %v): %s told to %v, want %s once", n, done, kind, told[kind], p.Name)
	}
}

// At the moment at which an offer ends, its person presses both buttons, twice, and two
// replicas whose clocks differ end it: one of them wins, and everybody agrees who.
func TestAcceptingGivingUpAndEndingAtTheSameMoment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const rounds = 12
	outcomes := map[string]int{}
	for round := range rounds {
		w.clock.Set(day(11, 25, 10))
		e, a, b, c := queued(t, w, day(12, 16, 14))
		w.leave(t, e.ID, a)
		e = w.read(t, e.ID)
		w.sendAll(t, e.ID)
		w.clock.Set(day(11, 25, 14).Add(-10 * time.Second)) // one clock is past the end, one is not
		var mu sync.Mutex
		got := map[string]int{}
		note := func(what string, err error) {
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				got[what]++
			}
		}
		hesitate := func() { // so that each comes first at times
			for range rand.IntN(5) {
				w.read(t, e.ID)
			}
		}
		var group sync.WaitGroup
		for i := range 2 {
			replica := w.replica(time.Duration(i)*20*time.Second, nil)
			group.Go(func() {
				if err := replica.Sweep(t.Context()); err != nil {
					t.Error(err)
				}
			})
			group.Go(func() {
				hesitate()
				_, already, err := replica.Accept(t.Context(), e, b.ID)
				if !already {
					note("accepted", err)
				}
			})
			if round%2 == 0 {
				continue
			}
			group.Go(func() {
				hesitate()
				_, err := replica.Leave(t.Context(), e, b.ID)
				note("left", err)
			})
		}
		group.Wait()
		w.sweep(t)
		told := w.sendAll(t, e.ID)
		over := len(told[events.KindOfferOver])
		after := w.read(t, e.ID)
		switch {
		case got["accepted"] > 1 || got["left"] > 1 || over > 1:
			t.Errorf("more than once: %v, ended %d times", got, over)
		case got["accepted"]+got["left"] > 0 && over > 0:
			t.Errorf("%v, and it ended unanswered", got)
		case got["accepted"]+got["left"]+over == 0:
			t.Error("it never ended, though one clock is past its end")
		}
		if out := got["left"]+over > 0; after.Standing(b.ID).In() == out || after.Standing(c.ID).Offered != out || (len(toldOf(told[events.KindOffer], e.ID, c.ID)) == 1) != out {
			t.Errorf("%v, ended %d times: Bert stands %+v, Carla %+v, told %v", got, over, after.Standing(b.ID), after.Standing(c.ID), told)
		}
		outcomes[fmt.Sprint(got, over)]++
		if err := callOff(t, w, e.ID); err != nil {
			t.Fatal(err)
		}
	}
	t.Log(outcomes)
}

// Two replicas make the same offers at once: each person gets one.
func TestTwoReplicasOfferTheSameSeats(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const seats, waiting = 8, 12
	e := w.confirming(t, seats, day(12, 16, 14))
	for i := range seats + waiting {
		if _, _, err := w.Join(t.Context(), w.read(t, e.ID), people.ID(fmt.Sprintf("p%07d", i))); err != nil {
			t.Fatal(err)
		}
	}
	for i := range seats {
		if _, ok, err := w.Store.Leave(t.Context(), e.ID, people.ID(fmt.Sprintf("p%07d", i)), w.NewID(), nil); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	var group sync.WaitGroup
	for i := range 6 {
		group.Go(func() {
			if err := w.replica(time.Duration(i)*time.Minute, nil).Sweep(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	after := w.read(t, e.ID)
	told := w.told(t, events.KindOffer)
	if len(after.Offers) != seats || len(told) != seats {
		t.Fatalf("%d offers, %d messages, want %d", len(after.Offers), len(told), seats)
	}
	for i := range seats + waiting {
		p := people.ID(fmt.Sprintf("p%07d", i))
		if offered := i >= seats && i < 2*seats; after.Standing(p).Offered != offered || (len(toldOf(told, e.ID, p)) == 1) != offered {
			t.Errorf("person %d stands %+v", i, after.Standing(p))
		}
	}
}
