package main

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kigo/adapters/mongodb/mongotest"
)

// TestKilledAmidBackups kills -9 what makes, restores and moves copies, at random moments. A file
// with its name is whole, a folder has a store or can be filled, a move goes on; never half.
func TestKilledAmidBackups(t *testing.T) {
	t.Parallel()
	rounds := 1
	if long() {
		rounds = 30
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 4))
	dir := t.TempDir()
	c := openConsole(t, dir)
	queue := []string{"gitte", "anna", "farah"}
	for _, who := range queue {
		c.do(":as " + who)
		c.do("/kigo anmelden workshop")
	}
	c.stop()
	killed := func(args ...string) {
		cmd := kigoCommand(args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(dice.IntN(400))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
	}
	for range rounds {
		files := filepath.Join(t.TempDir(), "copy.kigo")
		killed("backup", files, "--data", dir)
		if found, _ := filepath.Glob(files); len(found) == 0 {
			kigoSays(t, 0, "backup", files, "--data", dir)
		}
		elsewhere := filepath.Join(t.TempDir(), "new")
		killed("restore", files, "--data", elsewhere)
		if found, _ := filepath.Glob(filepath.Join(elsewhere, "store")); len(found) == 0 {
			kigoSays(t, 0, "restore", files, "--data", elsewhere)
		}
		after := openConsole(t, elsewhere)
		if have := roster(t, after, &workshop); !slices.Equal(have, queue) {
			t.Errorf("in it are %v, want %v", have, queue)
		}
		after.stop()
		db := mongotest.OpenEmpty(t)
		migrate := []string{"migrate", "embedded-to", mongotest.URI(t), "--mongodb-database", db.Name(), "--data", elsewhere}
		killed(migrate...)
		kigoSays(t, 0, migrate...) // it compares all of it
		if err := db.Available(t.Context()); err != nil {
			t.Error(err)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, "backup-*"))
	c = openConsole(t, dir) // its owner cleans up
	c.stop()
	if after, _ := filepath.Glob(filepath.Join(dir, "backup-*")); err != nil || len(after) > 0 {
		t.Errorf("left were %v, and are %v", left, after)
	}
}
