package embedded_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/embedded"
)

// Two writes that follow each other are in a snapshot both, or the first, or neither: it is of
// one moment, also where they go to two databases.
func TestASnapshotIsOfOneMoment(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	db := connect(t, s.URI())
	other, err := mongodb.Open(t.Context(), s.URI(), "other")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = other.Close(context.Background()) })
	insert := func(db *mongodb.DB, n int) {
		if _, err := db.Collection("events").InsertOne(t.Context(), bson.D{{Key: "_id", Value: n}}); err != nil {
			t.Error(err)
		}
	}
	insert(db, -1)
	insert(other, -1)
	var writing sync.WaitGroup
	stop := make(chan struct{})
	writing.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			insert(db, n)
			insert(other, n)
		}
	})
	for range 10 {
		snap, err := embedded.Take(t.Context(), dir, db.Run)
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int64{}
		for name, f := range snap.Files {
			c, err := embedded.Look(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			count[name] = c.Documents["events"]
		}
		if d := count[db.Name()] - count["other"]; len(count) != 2 || d < 0 || d > 1 {
			t.Errorf("not one moment: %v", count)
		}
		if err := snap.Remove(); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	writing.Wait()
	if left, _ := filepath.Glob(filepath.Join(dir, "backup-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// What was deleted lies in the store's free pages and log, but in no copy of it.
func TestASnapshotHoldsNothingDeleted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := connect(t, open(t, dir).URI())
	const secret = "Geheimnis-4711"
	events := db.Collection("events")
	if _, err := events.InsertOne(t.Context(), bson.D{{Key: "_id", Value: secret}}); err != nil {
		t.Fatal(err)
	}
	if _, err := events.DeleteOne(t.Context(), bson.D{{Key: "_id", Value: secret}}); err != nil {
		t.Fatal(err)
	}
	snap, err := embedded.Take(t.Context(), dir, db.Run)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range snap.Files {
		b, err := os.ReadFile(f)
		if err != nil || strings.Contains(string(b), secret) {
			t.Errorf("%s: %v", f, err)
		}
	}
	if err := snap.Remove(); err != nil {
		t.Error(err)
	}
}

// A copy that a killed process left is removed by the next owner, one that is in use is not.
func TestLeftSnapshotsAreRemoved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	db := connect(t, s.URI())
	if _, err := db.Collection("events").InsertOne(t.Context(), bson.D{{Key: "_id", Value: 1}}); err != nil {
		t.Fatal(err)
	}
	snap, err := embedded.Take(t.Context(), dir, db.Run)
	if err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(dir, "backup-left")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	disconnect(db)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("still there: %v", err)
	}
	if _, err := embedded.Look(t.Context(), snap.Files[db.Name()]); err != nil {
		t.Errorf("one in use: %v", err)
	}
	if err := snap.Remove(); err != nil {
		t.Error(err)
	}
}
