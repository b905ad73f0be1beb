package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/embedded"
)

// usable checks that the store takes collections, indexes and documents, and refuses duplicates.
func usable(t *testing.T, dir string) {
	t.Helper()
	s := open(t, dir)
	db := connect(t, s.URI())
	ctx := t.Context()
	err := db.Collection("events").Database().CreateCollection(ctx, "events")
	var exists mongo.CommandError
	if err != nil && (!errors.As(err, &exists) || exists.Code != 48) {
		t.Fatalf("create collection: %v", err)
	}
	if _, err := db.Collection("events").Indexes().CreateOne(ctx, mongo.IndexModel{Keys: bson.D{{Key: "state", Value: 1}}}); err != nil {
		t.Fatalf("create index: %v", err)
	}
	if err := insert(ctx, db, "new"); err != nil {
		t.Fatal(err)
	}
	if err := insert(ctx, db, "new"); !mongodb.IsDuplicateKey(err) {
		t.Errorf("second insert of one _id: %v, want a duplicate key", err)
	}
	if err := s.EnsureIndexes(ctx); err != nil {
		t.Error(err)
	}
	checkPlans(t, dir, 1)
}

func TestHalfMadeThingsAreMended(t *testing.T) {
	t.Parallel()
	const list = `CREATE TABLE _ferretdb_collections (name TEXT NOT NULL UNIQUE, table_name TEXT NOT NULL UNIQUE, settings TEXT NOT NULL) STRICT`
	const events = `CREATE TABLE "events_12d8e384" (_ferretdb_sjson TEXT NOT NULL CHECK(_ferretdb_sjson != '')) STRICT`
	const listed = `INSERT INTO _ferretdb_collections VALUES ('events', 'events_12d8e384', '{}')`
	const unique = `CREATE UNIQUE INDEX "events_12d8e384__id_" ON "events_12d8e384" (_ferretdb_sjson->"_id")`
	for name, statements := range map[string][]string{
		"empty file":                             {},
		"list of collections only":               {list},
		"table not listed":                       {list, events},
		"listed without its index":               {list, events, listed},
		"index made, not listed":                 {list, events, listed, unique},
		"collection unlisted, table still there": {list, events, unique, `INSERT INTO "events_12d8e384" VALUES ('{"_id":"old"}')`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			newFolder(t, dir)
			if err := os.WriteFile(embedded.File(dir, "kigo"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			alter(t, dir, statements...)
			usable(t, dir)
		})
	}
	t.Run("second index made, not listed", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		s := open(t, dir)
		db := connect(t, s.URI())
		if err := insert(t.Context(), db, "old"); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		name := table(t, dir, "events")
		alter(t, dir, fmt.Sprintf(`CREATE INDEX "%s_state_1" ON %q (_ferretdb_sjson->"state")`, name, name))
		usable(t, dir)
	})
}

func TestStrangeFilesAreRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	newFolder(t, dir)
	if err := os.WriteFile(embedded.File(dir, "kigo"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	alter(t, dir, `CREATE TABLE addresses (name TEXT)`, `INSERT INTO addresses VALUES ('anna')`)
	for range 2 { // the folder is free again after a failure
		if _, err := embedded.Open(t.Context(), dir, nil); err == nil || errors.As(err, new(*embedded.OwnedError)) {
			t.Fatalf("Open: %v", err)
		}
	}
	if found := onDisk(t, dir, "anna"); len(found) == 0 {
		t.Error("the stranger's data are gone")
	}
	if err := os.Remove(embedded.File(dir, "kigo")); err != nil {
		t.Fatal(err)
	}
	usable(t, dir)
}

// partCreate creates collections and indexes for ever.
func partCreate(ctx context.Context, args []string) error {
	s, err := embedded.Open(ctx, args[0], nil)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		db, err := mongodb.Open(ctx, s.URI(), fmt.Sprintf("round-%d", i))
		if err != nil {
			return err
		}
		if i == 0 {
			fmt.Println("ready")
		}
		if err := db.Migrate(ctx, s.EnsureIndexes); err != nil {
			return err
		}
		if err := db.Drop(ctx); err != nil {
			return err
		}
		disconnect(db)
	}
}

func TestKilledWhileCreating(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for round := range pick(6, 100) {
		c := start(t, "create", dir)
		c.line()
		time.Sleep(time.Duration(round*7%60) * time.Millisecond) // any moment is a good one
		c.kill()
		s := open(t, dir)
		for i := range 3 {
			db, err := mongodb.Open(t.Context(), s.URI(), fmt.Sprintf("round-%d", i))
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Migrate(t.Context(), s.EnsureIndexes); err != nil {
				t.Errorf("round %d: %v", round, err)
			}
			for range 2 {
				_, err = db.Collection("events").InsertOne(t.Context(), bson.D{{Key: "_id", Value: "x"}})
			}
			if !mongodb.IsDuplicateKey(err) {
				t.Errorf("round %d: second insert of one _id: %v", round, err)
			}
			if err := db.Drop(t.Context()); err != nil {
				t.Error(err)
			}
			disconnect(db)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// partRead opens a cursor and holds it.
func partRead(ctx context.Context, args []string) error {
	uri, err := embedded.Attach(args[0])
	if err != nil {
		return err
	}
	db, err := mongodb.Open(ctx, uri, "kigo")
	if err != nil {
		return err
	}
	cursor, err := db.Collection("events").Find(ctx, bson.D{}, smallBatches())
	if err != nil {
		return err
	}
	cursor.Next(ctx)
	fmt.Println("reading")
	select {}
}

// newFolder prepares an empty data folder.
func newFolder(t *testing.T, dir string) {
	t.Helper()
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
}
