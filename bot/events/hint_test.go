package events_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kigo/bot/events"
	"kigo/bot/people"
)

func TestWhatJoinAtOnceLeavesToACloserLook(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna, bert, carla := people.ID("annaanna"), people.ID("bertbert"), people.ID("carlacar")
	e := w.event(t, "Forum", 1)
	w.event(t, "Werkstatt", 1)
	try := func(text string, p people.ID) bool {
		t.Helper()
		before := w.read(t, e.ID)
		after, ok, err := w.JoinAtOnce(t.Context(), text, p)
		if err != nil {
			t.Fatal(err)
		}
		if st := after.Standing(p); ok != st.In() || ok == (len(w.read(t, e.ID).Queue) == len(before.Queue)) {
			t.Errorf("joined at once: %v, standing %+v, %d people before", ok, st, len(before.Queue))
		}
		return ok
	}
	id := string(e.ID)
	if try(id, anna) || try("", anna) || try("forum", anna) {
		t.Error("joined what nobody has seen")
	}
	w.join(t, e.ID, people.Person{ID: anna})
	if try(id, anna) {
		t.Error("joined twice")
	}
	if !try(" "+id+" ", bert) || w.read(t, e.ID).Waiting[bert] == "" {
		t.Error("the second of one seat does not wait")
	}
	if _, err := w.Leave(t.Context(), e, anna); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Leave(t.Context(), e, bert); err != nil {
		t.Fatal(err)
	}
	if !try(id, carla) || !w.read(t, e.ID).Standing(carla).Seated {
		t.Error("a seat that is free again is not given at once")
	}
	w.clock.Set(e.Deadline)
	if try(id, anna) {
		t.Error("joined after the deadline")
	}
}

// TestHintsAgainstModel: two replicas, each of which knows only what it did itself.
func TestHintsAgainstModel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	replicas := []*events.Service{w.Service, {
		Store: w.Store, People: w.People, Outbox: w.Outbox, Audit: w.Audit, Now: w.Now, NewID: w.NewID, Zone: w.Zone, Log: w.Log,
	}}
	everybody := []people.ID{"aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd", "eeeeeeee"}
	rapid.Check(t, func(rt *rapid.T) {
		seats := rapid.IntRange(0, 3).Draw(rt, "seats")
		id := w.event(t, "Modell", seats).ID
		var queue []people.ID
		at := func() *events.Service { return rapid.SampledFrom(replicas).Draw(rt, "replica") }
		who := func() people.ID { return rapid.SampledFrom(everybody).Draw(rt, "who") }
		rt.Repeat(map[string]func(*rapid.T){
			"join at once": func(rt *rapid.T) {
				p := who()
				after, ok, err := at().JoinAtOnce(t.Context(), string(id), p)
				if err != nil || (ok && slices.Contains(queue, p)) {
					rt.Fatalf("joined %v, %v", ok, err)
				}
				if !ok {
					return
				}
				queue = append(queue, p)
				seated := seats == 0 || len(queue) <= seats
				if st := after.Standing(p); st.Seated != seated || (after.Waiting[p] == "") != seated {
					rt.Fatalf("place %d of %d seats is %+v, mark %q", len(queue), seats, st, after.Waiting[p])
				}
			},
			"join": func(rt *rapid.T) {
				p := who()
				_, already, err := at().Join(t.Context(), w.read(t, id), p)
				if err != nil || already != slices.Contains(queue, p) {
					rt.Fatalf("already %v, %v", already, err)
				}
				if !already {
					queue = append(queue, p)
				}
			},
			"leave": func(*rapid.T) {
				p := who()
				if _, err := at().Leave(t.Context(), w.read(t, id), p); err == nil {
					queue = slices.DeleteFunc(queue, func(q people.ID) bool { return q == p })
				}
			},
			"more seats": func(rt *rapid.T) {
				if seats == 0 || seats > 4 {
					rt.Skip()
				}
				e := w.read(t, id)
				d := e.Details
				d.Seats++
				if _, err := at().Edit(t.Context(), e, e.Version, d, e.Organisers); err != nil {
					rt.Fatal(err)
				}
				seats++
			},
			"": func(rt *rapid.T) {
				if e := w.read(t, id); !slices.Equal(e.Queue, queue) {
					rt.Fatalf("queue %v, model %v", e.Queue, queue)
				}
			},
		})
	})
}
