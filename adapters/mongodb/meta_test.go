package mongodb_test

import (
	"bytes"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
)

func TestSecretIsTheFirstOne(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	first, second := bytes.Repeat([]byte("a"), 32), bytes.Repeat([]byte("b"), 32)
	if err := db.CheckSecret(t.Context(), nil); err == nil || errors.Is(err, mongodb.ErrOtherSecret) {
		t.Errorf("empty secret: %v", err)
	}
	for range 2 {
		if err := db.CheckSecret(t.Context(), first); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.CheckSecret(t.Context(), second); !errors.Is(err, mongodb.ErrOtherSecret) {
		t.Errorf("other secret: %v", err)
	}
	if err := db.CheckSecret(t.Context(), first); err != nil {
		t.Errorf("first secret after the other one: %v", err)
	}
	raw, err := db.Collection("meta").FindOne(t.Context(), bson.D{{Key: "_id", Value: "secret"}}).Raw()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, first[:8]) {
		t.Error("the secret itself is stored")
	}
}

func TestOneOfManySecretsWins(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	var wg sync.WaitGroup
	var won atomic.Int64
	for i := range 8 {
		wg.Go(func() {
			err := db.CheckSecret(t.Context(), bytes.Repeat([]byte{byte('a' + i)}, 32))
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, mongodb.ErrOtherSecret):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d secrets accepted, want 1", won.Load())
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	for _, want := range []bool{false, true, true} {
		got, err := db.Marked(t.Context(), "demo")
		if err != nil || got != want {
			t.Errorf("Marked = %v, %v; want %v", got, err, want)
		}
		if err := db.Mark(t.Context(), "demo"); err != nil {
			t.Error(err)
		}
	}
	if other, err := db.Marked(t.Context(), "schema"); err != nil || other {
		t.Errorf("Marked(schema) = %v, %v; marks must not meet meta's other documents", other, err)
	}
}
