package outbox_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/bot/audit"
	"kigo/bot/outbox"
)

// brake is a further one on the same store, as a replica or the command line has it. In
// production kigo's clock is the real one.
func (w *world) brake() *outbox.Brake {
	return &outbox.Brake{Store: w.pauses, Rows: w.rows, Audit: w.people.Audit, RealNow: w.Now, Log: slog.New(slog.NewTextHandler(&w.log, nil))}
}

// serve starts a replica: its dispatcher and its brake.
func (w *world) serve(t *testing.T) (*outbox.Dispatcher, *outbox.Brake) {
	t.Helper()
	b, d := w.brake(), w.dispatcher()
	if err := b.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.Held = b.Holds
	return d, b
}

func TestAStoreThatWasAtWorkLatelyIsNotPaused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 3 { // new, and twice within the time
		d, b := w.serve(t)
		w.enqueue(t, w.Now().String(), w.meet(t, "slack", "U1"))
		if w.drain(t, d); b.On() || len(w.list(t, outbox.Open)) > 0 {
			t.Fatal("paused")
		}
		w.pass(outbox.Stale)
	}
	if strings.Contains(w.log.String(), "PAUSED") {
		t.Errorf("%s", &w.log)
	}
}

// Whoever starts a copy first pauses it; a heartbeat afterwards, a restart or a replica ends
// nothing. Resuming sends everything once, in all replicas.
func TestACopyKeepsWhatItOwesUntilResumed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.serve(t)
	w.enqueue(t, "old", w.meet(t, "slack", "U1"))
	w.pass(outbox.Stale + time.Second)
	one, _ := w.serve(t)
	two, brake := w.serve(t) // after the first one's heartbeat
	w.enqueue(t, "new", w.meet(t, "slack", "U2"))
	for _, d := range []*outbox.Dispatcher{one, two} {
		w.drain(t, d)
	}
	if n := len(w.list(t, outbox.Open)); n != 2 || !brake.On() || !strings.Contains(w.log.String(), "THE OUTBOX IS PAUSED") {
		t.Fatalf("%d of 2 wait\n%s", n, &w.log)
	}
	for i, want := range []bool{true, false} {
		if paused, err := w.brake().Resume(t.Context(), audit.Terminal); err != nil || paused != want {
			t.Errorf("%d: %v, %v", i, paused, err)
		}
	}
	w.drain(t, two)
	w.wantDone(t, "greet/old", "greet/new")
	if brake.On() {
		t.Error("still paused")
	}
	entries, err := w.people.Audit.About(t.Context(), audit.Terminal)
	if err != nil || len(entries) != 1 || entries[0].Action != "outbox.resume" {
		t.Errorf("audited: %+v, %v", entries, err)
	}
}

func TestWhatWasDueBeforeThePauseIsDropped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.serve(t)
	p := w.meet(t, "slack", "U1")
	w.enqueue(t, "old", p)
	later := outbox.Row{ID: "greet/later", Kind: "greet", Person: p.ID, Data: map[string]string{}, Due: w.Now().Add(48 * time.Hour)}
	if err := w.Enqueue(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	w.pass(24 * time.Hour)
	d, _ := w.serve(t)
	w.pass(time.Second)
	w.enqueue(t, "new", p)
	dropped, paused, err := w.brake().Drop(t.Context(), audit.Terminal)
	if diff := cmp.Diff(map[string]int{"greet": 1}, dropped); err != nil || !paused || diff != "" {
		t.Errorf("%v, %v\n%s", paused, err, diff)
	}
	w.drain(t, d)
	if got := w.left(t, outbox.Open); got.ID != later.ID {
		t.Errorf("left is %+v", got)
	}
	for _, id := range []string{"greet/old", "greet/new"} {
		if over, err := w.rows.WasSent(t.Context(), id); err != nil || !over {
			t.Errorf("%s: %v", id, err)
		}
	}
	if n := len(w.slack.posts); n != 1 {
		t.Errorf("%d messages were sent, want the new one alone", n)
	}
	w.enqueue(t, "old", p) // the occasion is over
	if len(w.list(t, outbox.Open)) != 1 {
		t.Error("what was dropped comes back")
	}
	entries, err := w.people.Audit.About(t.Context(), audit.Terminal)
	if err != nil || len(entries) != 1 || entries[0].Detail["kinds"] != "greet 1" {
		t.Errorf("audited: %+v, %v", entries, err)
	}
	if again, paused, err := w.brake().Drop(t.Context(), audit.Terminal); err != nil || paused || len(again) > 0 {
		t.Errorf("dropped again: %v, %v, %v", again, paused, err)
	}
}

// A decision before kigo is started counts, too.
func TestACopyIsResumedBeforeItIsStarted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.serve(t)
	w.pass(24 * time.Hour)
	if paused, err := w.brake().Resume(t.Context(), audit.Terminal); err != nil || !paused {
		t.Fatal(paused, err)
	}
	if _, b := w.serve(t); b.On() {
		t.Error("paused again")
	}
}
