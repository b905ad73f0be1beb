package mongodb_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
)

// pilot is a database with something in it, of all types that kigo stores.
func pilot(t *testing.T) *mongodb.DB {
	t.Helper()
	db := mongotest.Connect(t, mongotest.Server(t).URI(), "kigo")
	var rows []any
	for n := range 1100 { // more than one batch
		rows = append(rows, bson.D{{Key: "_id", Value: fmt.Sprintf("row/%04d", n)}, {Key: "at", Value: noon}})
	}
	if _, err := db.Collection("sent").InsertMany(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	store(t, db, "events", bson.D{{Key: "_id", Value: "e"}, {Key: "queue", Value: bson.A{"c", "a", "b"}}, {Key: "seats", Value: int32(1)}, {Key: "none", Value: bson.A{}}, {Key: "n", Value: int64(1) << 40}})
	store(t, db, "outbox", bson.D{{Key: "_id", Value: "o"}, {Key: "due", Value: noon}, {Key: "nothing", Value: nil}, {Key: "yes", Value: true}})
	store(t, db, "pulse_answers", bson.D{{Key: "_id", Value: "x"}, {Key: "sealed", Value: []byte{0, 1, 255}}, {Key: "f", Value: 1.5}})
	return db
}

func store(t *testing.T, db *mongodb.DB, collection string, doc any) {
	t.Helper()
	if _, err := db.Collection(collection).InsertOne(t.Context(), doc); err != nil {
		t.Fatal(err)
	}
}

// holdings are all documents as they are read in natural order, by collection.
func holdings(t *testing.T, db *mongodb.DB) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, c := range mongodb.Collections() {
		cursor, err := db.Collection(c).Find(t.Context(), bson.D{{Key: "_id", Value: bson.D{{Key: "$nin", Value: bson.A{"moved", "arrived"}}}}})
		if err != nil {
			t.Fatal(err)
		}
		for cursor.Next(t.Context()) {
			all[c] = append(all[c], cursor.Current.String())
		}
		if err := cursor.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestAPilotIsMovedWhole(t *testing.T) {
	t.Parallel()
	from, to := pilot(t), mongotest.OpenEmpty(t)
	before := holdings(t, from)
	moved, err := from.MoveTo(t.Context(), to, "there/kigo", time.Now())
	if err != nil || len(moved) < len(mongodb.Collections()) {
		t.Fatalf("%v, %v", moved, err)
	}
	if diff := cmp.Diff(before, holdings(t, to)); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	var gone *mongodb.MovedError
	if err := from.Available(t.Context()); !errors.As(err, &gone) || gone.To != "there/kigo" {
		t.Errorf("the old place: %v", err)
	}
	if err := to.Available(t.Context()); err != nil {
		t.Errorf("the new place: %v", err)
	}
	if err := to.Migrate(t.Context(), nil); err != nil {
		t.Error(err)
	}
	store(t, to, "events", bson.D{{Key: "_id", Value: "new"}}) // it is served
	if again, err := from.MoveTo(t.Context(), to, "there/kigo", time.Now()); err != nil || again != nil {
		t.Errorf("moved again: %v, %v", again, err)
	}
	if len(holdings(t, to)["events"]) != 2 {
		t.Error("moving again has changed something")
	}
	if _, err := from.MoveTo(t.Context(), mongotest.OpenEmpty(t), "elsewhere/kigo", time.Now()); !errors.As(err, &gone) {
		t.Errorf("moved to a second place: %v", err)
	}
}

// Whatever a move left when it broke off, neither what is half there nor what changed at the old
// place since is lost, and until the end only the old place can be used.
func TestAMoveGoesOnWhereItBrokeOff(t *testing.T) {
	t.Parallel()
	from, to := pilot(t), mongotest.OpenEmpty(t)
	if _, err := from.MoveTo(t.Context(), to, "there/kigo", time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, end := range []struct {
		db *mongodb.DB
		id string
	}{{from, "moved"}, {to, "arrived"}} { // as if it had not come so far
		if _, err := end.db.Collection("meta").UpdateOne(t.Context(), bson.D{{Key: "_id", Value: end.id}}, bson.D{{Key: "$set", Value: bson.D{{Key: "done", Value: false}}}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := to.Collection("sent").DeleteOne(t.Context(), bson.D{{Key: "_id", Value: "row/0007"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := from.Collection("events").UpdateOne(t.Context(), bson.D{{Key: "_id", Value: "e"}}, bson.D{{Key: "$push", Value: bson.D{{Key: "queue", Value: "d"}}}}); err != nil {
		t.Fatal(err)
	}
	if err := to.Available(t.Context()); !errors.Is(err, mongodb.ErrHalfMoved) {
		t.Errorf("the new place: %v", err)
	}
	if err := from.Available(t.Context()); err != nil {
		t.Errorf("the old place: %v", err)
	}
	if _, err := pilot(t).MoveTo(t.Context(), to, "there/kigo", time.Now()); !errors.Is(err, mongodb.ErrNotEmpty) {
		t.Errorf("another one moves in: %v", err)
	}
	if _, err := from.MoveTo(t.Context(), to, "there/kigo", time.Now()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(holdings(t, from), holdings(t, to)); diff != "" {
		t.Errorf("(-from +to):\n%s", diff)
	}
}

func TestAMoveMeetsNoOtherData(t *testing.T) {
	t.Parallel()
	from, to := pilot(t), mongotest.OpenEmpty(t)
	store(t, to, "theirs", bson.D{{Key: "_id", Value: 1}})
	if _, err := from.MoveTo(t.Context(), to, "there/kigo", time.Now()); !errors.Is(err, mongodb.ErrNotEmpty) {
		t.Errorf("moved: %v", err)
	}
	if err := from.Available(t.Context()); err != nil {
		t.Error(err)
	}
}
