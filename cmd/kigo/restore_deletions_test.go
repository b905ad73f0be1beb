package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Who was deleted after a back-up was made does not come back with it; the others stand in
// their order, and the list goes along for the next time.
func TestWhoWasDeletedDoesNotComeBack(t *testing.T) {
	t.Parallel()
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "copy.kigo")
	c := openConsole(t, dir)
	for _, who := range []string{"emil", "bert", "gitte", "carla"} {
		c.do(":as " + who)
		c.do("/kigo anmelden workshop")
	}
	c.stop()
	kigoSays(t, 0, "backup", file, "--data", dir)
	kigoSays(t, 0, "delete", "person", "Bert Brodersen", "--data", dir)
	old := filepath.Join(dir, "deletions.jsonl")
	if said := kigoSays(t, 1, "restore", file, "--deletions", old+".none", "--data", filepath.Join(dir, "new")); !strings.Contains(said, "--deletions") {
		t.Errorf("a list that is not there: %s", said)
	}
	elsewhere := filepath.Join(t.TempDir(), "new")
	if said := kigoSays(t, 0, "restore", file, "--deletions", old, "--data", elsewhere); !strings.Contains(said, "deleted (1)") {
		t.Errorf("restored: %s", said)
	}
	if have := roster(t, openConsole(t, elsewhere), &workshop); !slices.Equal(have, []string{"emil", "gitte", "carla"}) {
		t.Errorf("in it are %v", have)
	}
	want, err := os.ReadFile(old)
	if have, failed := os.ReadFile(filepath.Join(elsewhere, "deletions.jsonl")); err != nil || failed != nil || string(have) != string(want) {
		t.Errorf("the list is %s, want %s: %v, %v", have, want, err, failed)
	}
}
