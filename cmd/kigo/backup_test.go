package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kigo/adapters/mongodb/mongotest"
)

// kigoSays runs kigo to its end, which must come with that exit code, and returns what it said.
func kigoSays(t *testing.T, code int, args ...string) string {
	t.Helper()
	cmd := kigoCommand(args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if cmd.ProcessState.ExitCode() != code {
		t.Fatalf("%v: %v, want %d\n%s", args, err, code, &out)
	}
	return out.String()
}

// workshop has its seats given and a queue behind them.
var workshop = line{title: "Workshop Digitale Werkzeuge", seats: 2}

// TestABackupAmidSignUps backs up, restores and looks while a demo owns the store and people
// come and go: a copy holds at least what was acknowledged before it was asked for, and
// nothing that nobody had asked for yet, in the right order.
func TestABackupAmidSignUps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	demo := openDaemon(t, "demo", "--data", dir, "--listen", "127.0.0.1:0")
	c := openConsole(t, dir)
	stop := make(chan struct{})
	states := [][]string{{}} // the queue after so many sign-ups and sign-offs
	var acked atomic.Int64
	ended := make(chan error, 1)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	go func() {
		dice := rand.New(rand.NewPCG(seed, 3))
		for {
			select {
			case <-stop:
				ended <- nil
				return
			default:
			}
			e := workshop
			e.queue = slices.Clone(states[len(states)-1])
			o := op{who: personas[dice.IntN(len(personas))].User, event: &e}
			o.leave = slices.Contains(e.queue, o.who)
			(&killing{told: map[string]int{}, owed: map[string]int{}}).apply(o)
			states = append(states, e.queue)
			for _, say := range []string{":as " + o.who, o.typed()} {
				if _, err := c.say(say); err != nil {
					ended <- err
					return
				}
			}
			acked.Add(1)
		}
	}()
	type copied struct {
		file     string
		from, to int64
	}
	var copies []copied
	for n := range 2 {
		for before := acked.Load(); acked.Load() < before+5; {
			time.Sleep(time.Millisecond)
		}
		f := copied{file: filepath.Join(t.TempDir(), strconv.Itoa(n)+".kigo"), from: acked.Load()}
		kigoSays(t, 0, "backup", f.file, "--data", dir)
		f.to = acked.Load() + 1 // one is under way
		copies = append(copies, f)
	}
	close(stop)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	for _, f := range copies {
		elsewhere := filepath.Join(t.TempDir(), "new")
		kigoSays(t, 0, "restore", f.file, "--data", elsewhere)
		have := roster(t, openConsole(t, elsewhere), &workshop)
		if !slices.ContainsFunc(states[f.from:min(f.to+1, int64(len(states)))], func(q []string) bool { return slices.Equal(q, have) }) {
			t.Errorf("the copy has %v, want one of %v", have, states[f.from:f.to])
		}
	}
	c.stop()
	if err := demo.stop(); err != nil || demo.errOut.String() != "" {
		t.Errorf("%v\n%s", err, demo.errOut)
	}
}

// TestAPilotIsMoved moves a pilot to another server: everybody stands where they stood, and
// the old place refuses to be used.
func TestAPilotIsMoved(t *testing.T) {
	t.Parallel()
	dir, db := t.TempDir(), mongotest.OpenEmpty(t)
	c := openConsole(t, dir)
	for _, who := range []string{"emil", "bert", "gitte", "carla"} {
		c.do(":as " + who)
		c.do("/kigo anmelden workshop")
	}
	migrate := []string{"migrate", "embedded-to", mongotest.URI(t), "--mongodb-database", db.Name(), "--data", dir}
	if said := kigoSays(t, 1, migrate...); !strings.Contains(said, "in use by process") {
		t.Errorf("beside a running kigo: %s", said)
	}
	c.stop()
	if said := kigoSays(t, 0, migrate...); !strings.Contains(said, "counts and hashes agree") || !strings.Contains(said, "events: 2 documents") {
		t.Errorf("moved: %s", said)
	}
	if said := kigoSays(t, 0, migrate...); !strings.Contains(said, "already") {
		t.Errorf("moved again: %s", said)
	}
	if said := kigoSays(t, 1, "console", "--data", dir); !strings.Contains(said, "has been moved to ") || !strings.Contains(said, "set KIGO_MONGODB_URI") {
		t.Errorf("the old place: %s", said)
	}
	if said := kigoSays(t, 1, "doctor", "--data", dir); !strings.Contains(said, "has been moved to ") {
		t.Errorf("doctor on the old place: %s", said)
	}
	after := openConsole(t, dir, "--mongodb-uri", mongotest.URI(t), "--mongodb-database", db.Name())
	if have := roster(t, after, &workshop); !slices.Equal(have, []string{"emil", "bert", "gitte", "carla"}) {
		t.Errorf("in it are %v", have)
	}
	after.do(":as bert")
	after.do("/kigo abmelden workshop ja")
	after.do(":as gitte")
	if mail := after.do(":inbox"); len(mail) != 1 || !strings.HasPrefix(mail[0].Text, "Gute Nachricht") {
		t.Errorf("who moves up reads %+v", mail)
	}
	after.stop()
	if _, err := os.Stat(filepath.Join(dir, "keys")); err != nil {
		t.Errorf("the folder of keys: %v", err)
	}
}
