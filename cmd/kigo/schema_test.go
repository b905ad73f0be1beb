package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
)

var dumpFrom = flag.String("dump", "", "data folder of which to write the dump of its schema version, for TestEveryEarlierSchemaIsServed")

// dumpOf is a small database as the kigo of that schema version has left it. Whoever adds a
// migration first writes one of the version before it: the dialogue in testdata/schema/README.md
// led with `kigo console` on a new folder, then
//
//	go test ./cmd/kigo -run TestEveryEarlierSchemaIsServed -dump FOLDER
func dumpOf(version int) string { return fmt.Sprintf("testdata/schema/%d.jsonl", version) }

// TestEveryEarlierSchemaIsServed starts kigo on what every earlier version has left: everybody
// stands where they stood, what was sent is read, and people come and go.
func TestEveryEarlierSchemaIsServed(t *testing.T) {
	t.Parallel()
	if *dumpFrom != "" {
		db := connectTo(t, *dumpFrom)
		v, err := db.SchemaVersion(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		mongotest.Dump(t, db, dumpOf(v))
	}
	for version := range mongodb.KnownSchema() + 1 {
		if version == 0 {
			continue
		}
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			t.Parallel()
			if _, err := os.Stat(dumpOf(version)); err != nil {
				t.Fatalf("%v: the comment at dumpOf says how to make it", err)
			}
			served(t, version)
		})
	}
}

// connectTo is the unmigrated database in a data folder, which the test owns.
func connectTo(t *testing.T, dir string) *mongodb.DB {
	t.Helper()
	db, err := mongodb.Open(t.Context(), mongotest.ServerIn(t, dir).URI(), "kigo")
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func served(t *testing.T, version int) {
	dir := filepath.Join(t.TempDir(), "data")
	t.Run("load", func(t *testing.T) { // its end closes the store
		db := connectTo(t, dir)
		mongotest.Load(t, db, dumpOf(version))
		if v, err := db.SchemaVersion(t.Context()); err != nil || v != version {
			t.Fatalf("version %d, %v", v, err)
		}
		if err := db.Close(t.Context()); err != nil {
			t.Error(err)
		}
		clock, err := openClock(dir, berlin(t))
		if err != nil {
			t.Fatal(err)
		}
		// Soon after the dialogue.
		if err := clock.Set(time.Date(2026, 11, 30, 12, 0, 0, 0, clock.zone)); err != nil {
			t.Fatal(err)
		}
	})
	c := openConsole(t, dir)
	probe := line{title: "Probe", seats: 1}
	stands := func(e *line, want ...string) {
		t.Helper()
		c.do(":as anna")
		if have := roster(t, c, e); !slices.Equal(have, want) {
			t.Errorf("%s: in it are %v, want %v", e.title, have, want)
		}
	}
	stands(&workshop, "anna", "carla", "deniz")
	stands(&probe, "bert", "carla")
	c.do(":as carla")
	if mail := c.do(":inbox"); len(mail) != 1 || !strings.HasPrefix(mail[0].Text, "Gute Nachricht: Du bist nachgerückt. Platz sicher: Workshop") {
		t.Errorf("what was sent: %+v", mail)
	}
	c.do(":as bert")
	c.do("/kigo abmelden Probe ja")
	c.do("/kigo anmelden Workshop")
	stands(&workshop, "anna", "carla", "deniz", "bert")
	stands(&probe, "carla")
	c.do(":as carla")
	if mail := c.do(":inbox"); len(mail) != 1 || !strings.Contains(mail[0].Text, "Platz sicher: Probe") {
		t.Errorf("who moves up reads %+v", mail)
	}
	c.do(":as deniz")
	if text := c.text("/kigo status"); !strings.Contains(text, "Waiting list") {
		t.Errorf("deniz speaks English and reads %s", text)
	}
	c.stop()
	db := connectTo(t, dir)
	if v, err := db.SchemaVersion(t.Context()); err != nil || v != mongodb.KnownSchema() {
		t.Errorf("version %d, %v", v, err)
	}
	if err := db.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
