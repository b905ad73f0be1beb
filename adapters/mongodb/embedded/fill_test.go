package embedded_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb/embedded"
)

// made puts a store with one event into a data folder.
func made(t *testing.T) func(dir string) error {
	return func(dir string) error {
		s, err := embedded.Open(t.Context(), dir, nil)
		if err != nil {
			return err
		}
		db := connect(t, s.URI())
		_, err = db.Collection("events").InsertOne(t.Context(), bson.D{{Key: "_id", Value: "e"}})
		disconnect(db)
		return errors.Join(err, s.Close())
	}
}

func TestAFolderIsFilledWhollyOrNotAtAll(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	broken := errors.New("broken")
	err := embedded.Fill(t.Context(), dir, nil, nil, func(work string) error { return errors.Join(made(t)(work), broken) })
	if !errors.Is(err, broken) {
		t.Fatalf("filled: %v", err)
	}
	if names, err := embedded.Databases(dir); err != nil || len(names) > 0 {
		t.Fatalf("left are %v, %v", names, err)
	}
	for _, left := range []string{"restoring-1/store", "backup-1", "keys"} { // of killed processes, and what may stay
		if err := os.MkdirAll(filepath.Join(dir, left), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	var full *embedded.NotEmptyError
	if err := embedded.Fill(t.Context(), dir, nil, nil, made(t)); !errors.As(err, &full) || full.Name != "keys" {
		t.Fatalf("beside keys: %v", err)
	}
	if err := embedded.Fill(t.Context(), dir, nil, []string{"keys"}, made(t)); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*-1")); len(left) > 0 {
		t.Errorf("left are %v", left)
	}
	if err := embedded.Fill(t.Context(), dir, nil, []string{"keys"}, made(t)); !errors.As(err, &full) || full.Name != "store" {
		t.Errorf("filled twice: %v", err)
	}
	s := open(t, dir)
	if n, err := connect(t, s.URI()).Collection("events").CountDocuments(t.Context(), bson.D{}); err != nil || n != 1 {
		t.Errorf("%d events, %v", n, err)
	}
	var owned *embedded.OwnedError
	if err := embedded.Fill(t.Context(), dir, nil, []string{"keys"}, made(t)); !errors.As(err, &owned) {
		t.Errorf("beside an owner: %v", err)
	}
}
