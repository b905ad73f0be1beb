package mongotest_test

import (
	"os"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb/mongotest"
)

func TestMain(m *testing.M) { mongotest.Main(m) }

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	t.Parallel()
	var names sync.Map
	for range 6 {
		t.Run("one", func(t *testing.T) {
			t.Parallel()
			db := mongotest.Open(t)
			if _, taken := names.LoadOrStore(db.Name(), true); taken {
				t.Fatalf("%s given out twice", db.Name())
			}
			if fresh, err := db.IsNew(t.Context()); err != nil || fresh {
				t.Fatalf("IsNew = %v, %v; want a migrated database", fresh, err)
			}
			if _, err := db.Collection("events").InsertOne(t.Context(), bson.D{{Key: "_id", Value: "same everywhere"}}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestServerHasItsOwnFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := mongotest.ServerIn(t, dir)
	db := mongotest.Connect(t, s.URI(), "kigo")
	if err := db.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
		t.Fatalf("nothing in %s (%v)", dir, err)
	}
}
