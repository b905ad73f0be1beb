package events_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"kigo/bot/events"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// TestQueueAgainstModel does random things to an event and to a simple model of its queue.
func TestQueueAgainstModel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	everybody := []people.ID{"aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd", "eeeeeeee"}
	rapid.Check(t, func(rt *rapid.T) {
		seats := rapid.IntRange(0, 3).Draw(rt, "seats")
		id := w.event(t, "Modell", seats).ID
		var queue []people.ID           // the model: who is in, in order
		waiting := map[people.ID]bool{} // who was told to wait and not since that they moved up
		promoted := map[people.ID]int{} // how often each was told that they moved up
		seated := func(i int) bool { return seats == 0 || i < seats }
		settle := func() {
			for i, p := range queue {
				if seated(i) && waiting[p] {
					delete(waiting, p)
					promoted[p]++
				}
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"join": func(rt *rapid.T) {
				p := rapid.SampledFrom(everybody).Draw(rt, "who")
				_, already, err := w.Join(t.Context(), w.read(t, id), p)
				if in := slices.Contains(queue, p); err != nil || already != in {
					rt.Fatalf("join: already %v, %v; the model has them in: %v", already, err, in)
				}
				if !already {
					queue = append(queue, p)
					waiting[p] = !seated(len(queue) - 1)
				}
			},
			"leave": func(rt *rapid.T) {
				p := rapid.SampledFrom(everybody).Draw(rt, "who")
				_, err := w.Leave(t.Context(), w.read(t, id), p)
				if in := slices.Contains(queue, p); (err == nil) != in {
					rt.Fatalf("leave: %v; the model has them in: %v", err, in)
				}
				queue = slices.DeleteFunc(queue, func(q people.ID) bool { return q == p })
				delete(waiting, p)
				settle()
			},
			"more seats": func(rt *rapid.T) {
				if seats == 0 || seats > 4 {
					rt.Skip()
				}
				e := w.read(t, id)
				d := e.Details
				d.Seats++
				if _, err := w.Edit(t.Context(), e, e.Version, d, e.Organisers); err != nil {
					rt.Fatal(err)
				}
				seats++
				settle()
			},
			"fewer seats": func(rt *rapid.T) {
				e := w.read(t, id)
				if e.Seats < 2 {
					rt.Skip()
				}
				d := e.Details
				d.Seats--
				_, err := w.Edit(t.Context(), e, e.Version, d, e.Organisers)
				if possible := len(queue) <= d.Seats; (err == nil) != possible {
					rt.Fatalf("%d people, %d to %d seats: %v", len(queue), e.Seats, d.Seats, err)
				}
				if err == nil {
					seats--
				}
			},
			"sweep": func(*rapid.T) {
				if err := w.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
			},
			"": func(rt *rapid.T) {
				e := w.read(t, id)
				if !slices.Equal(e.Queue, queue) {
					rt.Fatalf("queue %v, model %v", e.Queue, queue)
				}
				for i, p := range everybody {
					st, at := e.Standing(p), slices.Index(queue, p)
					want := events.Standing{}
					switch {
					case at >= 0 && seated(at):
						want.Seated = true
					case at >= 0:
						want = events.Standing{Waiting: true, Rank: at - seats + 1, Of: len(queue) - seats}
					}
					if st != want {
						rt.Fatalf("person %d stands %+v, want %+v", i, st, want)
					}
					if (e.Waiting[p] != "") != waiting[p] {
						rt.Fatalf("person %d has the mark %q, the model %v", i, e.Waiting[p], waiting[p])
					}
				}
			},
		})
		told := w.told(t, events.KindMovedUp)
		for _, p := range everybody {
			if got := len(toldOf(told, id, p)); got != promoted[p] {
				rt.Fatalf("%s was told %d times of moving up, want %d", p, got, promoted[p])
			}
		}
		for _, row := range told { // keep the collection small
			if err := w.rows.Finish(t.Context(), outbox.Sent{ID: row}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func toldOf(ids []string, e events.ID, p people.ID) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		return !strings.Contains(id, fmt.Sprintf("/%s/%s/", e, p))
	})
}

// TestRush is the day on which sign-up opens: many at once, with double clicks, and a
// tenth leaving meanwhile. The long form (KIGO_LONG=1) has 1,000 people, or 10,000 on a
// server of its own.
func TestRush(t *testing.T) {
	t.Parallel()
	crowd, seats, atOnce := 150, 33, 64
	if os.Getenv("KIGO_LONG") != "" {
		crowd, seats = 1000, 220
		if os.Getenv("KIGO_TEST_MONGODB_URI") != "" {
			crowd = 10_000
		}
	}
	w := newWorld(t)
	id := w.event(t, "Ansturm", seats).ID
	waits := make([]bool, crowd) // who was told to wait
	gone := make([]bool, crowd)
	var group sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, i := range rand.Perm(crowd) {
		group.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; group.Done() }()
			p := people.ID(fmt.Sprintf("p%07d", i))
			clicks := 1 + i%3/2 // every third clicks twice
			for range clicks {
				after, already, err := w.Join(t.Context(), w.read(t, id), p)
				if err != nil {
					t.Errorf("person %d: %v", i, err)
					return
				}
				if st := after.Standing(p); !st.In() {
					t.Errorf("person %d was told yes and is not in", i)
				} else if !already {
					waits[i] = st.Waiting
				}
			}
			if i%10 == 0 {
				if _, err := w.Leave(t.Context(), w.read(t, id), p); err != nil {
					t.Errorf("person %d can't leave: %v", i, err)
				}
				gone[i] = true
			}
		}()
	}
	group.Wait()
	if err := w.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	e := w.read(t, id)
	if want := crowd - (crowd+9)/10; len(e.Queue) != want || e.CountSeated() != min(seats, want) {
		t.Errorf("%d in the queue, %d seated, want %d and %d", len(e.Queue), e.CountSeated(), want, seats)
	}
	told := w.told(t, events.KindMovedUp)
	for i := range crowd {
		p := people.ID(fmt.Sprintf("p%07d", i))
		if n := count(e.Queue, p); (n == 1) == gone[i] || n > 1 {
			t.Errorf("person %d stands %d times in the queue; left: %v", i, n, gone[i])
		}
		messages := len(toldOf(told, id, p))
		if moved := waits[i] && e.Standing(p).Seated; moved != (messages == 1) && !gone[i] {
			t.Errorf("person %d was told %d times of moving up; did so: %v", i, messages, moved)
		}
		if messages > 1 || e.Waiting[p] != "" && e.Standing(p).Seated {
			t.Errorf("person %d: %d messages, mark %q", i, messages, e.Waiting[p])
		}
	}
}

func count(queue []people.ID, p people.ID) (n int) {
	for _, q := range queue {
		if q == p {
			n++
		}
	}
	return n
}
