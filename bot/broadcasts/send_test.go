package broadcasts_test

import (
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kigo/bot/broadcasts"
	"kigo/bot/people"
)

func want(t *testing.T, got, want map[string]int) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Errorf("people read %v, want %v", got, want)
	}
}

func TestEverybodyGetsItOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	crowd := w.crowd(5)
	b := w.approved(everybody("Hallo"))
	w.settle()
	w.settle()
	want(t, w.copies(crowd), map[string]int{"Hallo": 5})
	if b = w.read(b.ID); b.State != broadcasts.Done || b.Send.Done != 7 || b.Live {
		t.Errorf("it ends as %+v", b)
	}
}

func TestTheOutboxStaysSmall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Window = 10
	crowd := w.crowd(33)
	w.approved(everybody("Hallo"))
	for range 100 {
		w.sweep()
		if n := w.open(broadcasts.KindCopy); n > 10 {
			t.Fatalf("%d copies are in the outbox at once", n)
		}
		w.send(3)
	}
	want(t, w.copies(crowd), map[string]int{"Hallo": 33})
}

// A row that fails again and again, or waits for somebody's return, makes room for others.
func TestNobodyHoldsUpTheOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Window = 2
	crowd := w.crowd(6)
	for _, p := range crowd[:3] {
		w.fine(w.people.Store.Set(t.Context(), p.ID, people.Change{people.FieldQuiet: w.Now().Add(24 * time.Hour)}, false))
	}
	b := w.approved(everybody("Hallo"))
	w.settle()
	want(t, w.copies(crowd), map[string]int{"Hallo": 3})
	w.wantState(b.ID, broadcasts.Sending)
	w.clock.Pass(25 * time.Hour)
	w.settle()
	want(t, w.copies(crowd), map[string]int{"Hallo": 6})
	w.wantState(b.ID, broadcasts.Done)
}

func TestStopHaltsAndResumeGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b, crowd := w.amid(20, 5)
	_, err := w.Stop(t.Context(), b.ID, w.gitte)
	w.fine(err)
	w.send(5) // before any sweep: whoever claims a copy sees that it is stopped
	sent := w.copies(crowd)["Hallo"]
	if sent > 5 {
		t.Errorf("%d got it although it is stopped", sent)
	}
	w.settle()
	w.clock.Pass(2 * time.Second)
	w.settle()
	if n := w.open(broadcasts.KindCopy); n != 0 {
		t.Errorf("%d copies are left in the outbox", n)
	}
	want(t, w.copies(crowd), map[string]int{"Hallo": sent})
	w.wantState(b.ID, broadcasts.Stopped)
	for range 2 { // a second press changes nothing
		_, err = w.Resume(t.Context(), b.ID, w.anna)
		w.fine(err)
	}
	w.settle()
	want(t, w.copies(crowd), map[string]int{"Hallo": 20})
	w.wantState(b.ID, broadcasts.Done)
}

func TestTheAudienceIsFixedAndWhoHasLeftIsSkipped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	crowd := w.crowd(4)
	o := everybody("Hallo")
	o.At = w.Now().Add(time.Hour)
	b := w.approved(o)
	w.settle()
	want(t, w.copies(crowd), map[string]int{})
	w.meet("newcomer", "de")
	w.fine(w.people.Store.Set(t.Context(), crowd[0].ID, people.Change{people.FieldGone: true}, false))
	_, err := w.Choose(t.Context(), crowd[1].ID, "Allgemeines", true)
	w.fine(err)
	w.fine(w.people.Store.DropPerson(t.Context(), crowd[2].ID))
	w.clock.Pass(time.Hour)
	w.settle()
	want(t, w.copies(crowd), map[string]int{"Hallo": 1})
	if got := w.reads("newcomer"); len(got) != 0 {
		t.Errorf("somebody who came later reads %q", got)
	}
	if b = w.read(b.ID); b.State != broadcasts.Done || b.Send.Skipped != 3 || b.Send.Done != 3 {
		t.Errorf("it ends as %+v", b)
	}
}

func TestWhatCanWaitWaitsForWorkingHours(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	crowd := w.crowd(2)
	w.clock.Pass(10 * time.Hour) // 20:00
	urgent := everybody("Rohrbruch")
	urgent.Urgent = true
	w.approved(urgent)
	w.approved(everybody("Kantine"))
	w.settle()
	want(t, w.copies(crowd), map[string]int{"Dringend": 2})
	due, ok, err := w.NextDue(t.Context(), w.Now())
	w.fine(err)
	if morning := time.Date(2026, 11, 26, 7, 0, 0, 0, berlin); !ok || !due.Equal(morning) {
		t.Errorf("it goes on at %s, want %s", due, morning)
	}
	w.clock.Pass(due.Sub(w.Now()))
	w.settle()
	want(t, w.copies(crowd), map[string]int{"Dringend": 2, "Kantine": 2})
}

// Progress is one message to those in charge, which changes.
func TestProgressUpdatesItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Window = 5
	w.crowd(20)
	w.approved(everybody("Hallo"))
	for range 4 {
		w.sweep()
		w.fine(w.dispatcher.Drain(t.Context()))
		w.clock.Pass(6 * time.Second)
	}
	if got := w.progress("anna"); !strings.Contains(got, "wird verschickt") || !strings.Contains(got, "Dauert noch") {
		t.Errorf("amid sending: %q", got)
	}
	w.settle()
	for _, user := range []string{"anna", "gitte"} {
		if got := w.progress(user); !strings.Contains(got, "Hallo · verschickt\nVerschickt: 22 Personen\nNoch offen: 0 Personen") {
			t.Errorf("in the end: %q", got)
		}
	}
}

// TestWhateverHappensEachHasOneCopy lets two replicas sweep and send in any order while
// admins stop, resume and correct. In the end everybody has one copy, as it was to be.
func TestWhateverHappensEachHasOneCopy(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 7))
		w := newWorld(t)
		w.Window = 6
		crowd := w.crowd(25)
		b := w.approved(everybody("Fassung 0"))
		old := w.read(b.ID)
		text := "Fassung 0"
		for n := range 60 {
			switch r.IntN(10) {
			case 0:
				_, _ = w.Stop(t.Context(), b.ID, w.anna)
			case 1, 2:
				_, _ = w.Resume(t.Context(), b.ID, w.anna)
			case 3:
				text = "Fassung " + string(rune('a'+n))
				now := w.read(b.ID)
				c, err := w.Correct(t.Context(), b.ID, w.anna, now.Version, broadcasts.Content{Text: text})
				if err != nil { // it has not begun
					text = now.Text
					continue
				}
				_, err = w.Approve(t.Context(), b.ID, w.gitte, c.Version, "")
				w.fine(err)
			case 4: // a replica that looked long ago
				_, err := w.SweepAs(t.Context(), old)
				w.fine(err)
				old = w.read(b.ID)
			case 5, 6:
				w.sweep()
			default:
				w.send(1 + r.IntN(4))
			}
			w.clock.Pass(time.Duration(r.IntN(1500)) * time.Millisecond)
		}
		_, _ = w.Resume(t.Context(), b.ID, w.anna)
		w.settle()
		w.clock.Pass(time.Minute)
		w.settle()
		seen := w.copies(crowd)
		if n := seen[text] + seen["Korrigierte Fassung"]; n != 25 || len(seen) > 2 {
			t.Errorf("seed %d: %v, want %q", seed, seen, text)
		}
		for _, p := range crowd {
			if all := w.reads(p.Name); len(all) != 1 || !strings.Contains(all[0], text) {
				t.Errorf("seed %d: %s reads %q, want %q", seed, p.Name, all, text)
			}
		}
		if got := w.read(b.ID); got.State != broadcasts.Done || got.Send.Done != 27 || got.Live {
			t.Errorf("seed %d: it ends as %+v", seed, got)
		}
	}
}

// In a copy of a store an announcement that had begun may be with everybody.
func TestWhatHadBegunInACopyIsHalted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	crowd := w.crowd(3)
	begun := w.approved(everybody("Hallo"))
	o := everybody("Später")
	o.At = w.Now().Add(time.Hour)
	later := w.approved(o)
	w.sweep()
	w.sweep()
	n, err := w.Halt(t.Context(), "terminal", w.Now())
	if err != nil || n != 1 {
		t.Errorf("%d are stopped, %v", n, err)
	}
	w.settle()
	want(t, w.copies(crowd), map[string]int{})
	w.wantState(begun.ID, broadcasts.Stopped)
	w.wantState(later.ID, broadcasts.Approved)
	if n, err := w.Halt(t.Context(), "terminal", w.Now()); err != nil || n != 0 {
		t.Errorf("%d are stopped again, %v", n, err)
	}
}
