package main

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kigo/adapters/deletions"
)

// TestKilledAmidADeletion kills -9 what deletes somebody, at random moments: saying it again
// finishes it, whatever it had come to, and nothing of them is left.
func TestKilledAmidADeletion(t *testing.T) {
	t.Parallel()
	rounds := 1
	if long() {
		rounds = 30
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 5))
	for range rounds {
		dir := t.TempDir()
		c := openConsole(t, dir)
		for _, line := range []string{
			":as gitte", "/kigo anmelden workshop", "/kigo erinnern morgen 9 Uhr Flipchart mitnehmen", "/kigo puls 4",
			"/kigo frage trotzdem Wo steht das Fahrrad", ":as bert", "/kigo anmelden workshop", ":as anna", "/kigo rechte geben Gitte Wissensredaktion",
		} {
			c.do(line)
		}
		c.stop()
		for range 3 {
			cmd := kigoCommand("delete", "person", "Gitte Gosch", "--data", dir)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(time.Duration(dice.IntN(300))*time.Millisecond, func() { _ = cmd.Process.Kill() })
			_ = cmd.Wait()
		}
		noted, err := deletions.In(dir).Read()
		if err != nil {
			t.Fatal(err)
		}
		who := "Gitte Gosch"
		if len(noted) > 0 { // perhaps nobody is found by name any more
			who = string(noted[0].Person)
		}
		if said := kigoSays(t, 0, "delete", "person", who, "--data", dir); !strings.Contains(said, "stehen nirgends mehr") {
			t.Errorf("it says: %s", said)
		}
		kigoSays(t, 0, "inventory", "--check", "--data", dir)
		for _, trace := range filesWith(t, dir, "Gitte Gosch") {
			t.Errorf("%s names them", trace)
		}
		if after, err := deletions.In(dir).Read(); err != nil || len(after) != 1 {
			t.Errorf("noted are %v, %v", after, err)
		}
		c = openConsole(t, dir)
		if have := roster(t, c, &workshop); len(have) != 1 || have[0] != "bert" {
			t.Errorf("in the workshop are %v", have)
		}
		c.stop()
	}
}

// filesWith are the files of a folder in which a word stands.
func filesWith(t *testing.T, dir, word string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(word)) {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
