package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mongodb"
)

// A store that nobody was at work on for a weekend is served, but owes nothing to anybody
// until an operator says so: log, metrics and doctor tell, and another process decides.
func TestACopyWaitsForItsOperator(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	t.Run("weekend", func(t *testing.T) { // its end closes the store
		db := connectTo(t, dir)
		if err := db.Migrate(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if err := mongodb.NewPauses(db).Beat(t.Context(), time.Now().Add(-60*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
	secret := "KIGO_SECRET=" + strings.Repeat("s", 32)
	serve := kigoCommand("serve", "--data", dir, "--listen", "127.0.0.1:0")
	serve.Env = append(serve.Env, secret)
	d, err := startDaemon(serve)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.kill)
	if log := d.errOut.String(); !strings.Contains(log, "THE OUTBOX IS PAUSED") || !strings.Contains(log, "kigo outbox resume") {
		t.Errorf("log: %s", log)
	}
	paused := func(want string) bool {
		text, status, err := get(d.url + "/metrics")
		if err != nil || status != http.StatusOK {
			t.Fatal(status, err)
		}
		return strings.Contains(text, "\nkigo_outbox_paused "+want+"\n")
	}
	if !paused("1") {
		t.Error("the metrics don't say so")
	}
	doctor := kigoCommand("doctor", "--data", dir)
	doctor.Env = append(doctor.Env, secret)
	if said, _ := doctor.CombinedOutput(); !strings.Contains(string(said), "outbox: paused since") {
		t.Errorf("doctor: %s", said)
	}
	if said := kigoSays(t, 0, "outbox", "drop", "--data", dir); !strings.Contains(said, "0 messages that were due are discarded") {
		t.Errorf("dropped: %s", said)
	}
	for late := time.Now().Add(patience); !paused("0"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("still paused")
		}
	}
	if err := d.stop(); err != nil {
		t.Error(err)
	}
}
