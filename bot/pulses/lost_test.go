package pulses_test

import (
	"testing"
	"time"
)

func TestLostKeysAreSaidAndNothingIsPublished(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	e := newElection(t, w, p)
	if err := w.folder.Destroy(e.run.ID); err != nil {
		t.Fatal(err)
	}
	wantFault(t, deeds["first answer"].do(p, e), "pulse.keys_lost")
	rep := p.report(t, e.run.ID)
	if _, known := rep.N(); !rep.Lost || len(rep.Questions) > 0 || known {
		t.Errorf("published %+v", rep)
	}
	w.wantCleared(t, p, e.run.ID)
	wantFault(t, deeds["first answer"].do(p, e), "pulse.not_open")
}

// A replica with another folder takes no answers, but ends nothing: the keys may be in the
// right one. If that is lost, the run ends so, an hour after its time.
func TestKeysInAnotherFolderAreNotLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	right := w.process(t)
	e := newElection(t, w, right)
	stray := newWorldOn(t, w.uri, w.database)
	wrong := stray.process(t)
	wantFault(t, deeds["first answer"].do(wrong, e), "pulse.keys_away")
	stray.clock.Pass(7*24*time.Hour + time.Minute)
	if err := wrong.Tick(t.Context()); err == nil {
		t.Error("it says nothing of the keys")
	}
	if _, there, err := right.Store.Report(t.Context(), e.run.ID); err != nil || there {
		t.Fatalf("a report without keys (%v)", err)
	}
	stray.clock.Pass(2 * time.Hour)
	if err := wrong.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if rep := wrong.report(t, e.run.ID); !rep.Lost {
		t.Errorf("published %+v", rep)
	}
}
