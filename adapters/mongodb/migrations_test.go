package mongodb_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
)

// steps are the real ones followed by more, each of which calls run with its number.
func steps(more int, run func(version int) error) []mongodb.Migration {
	all := mongodb.Migrations()
	for range more {
		version := len(all) + 1
		all = append(all, mongodb.Migration{Version: version, Name: "test", Run: func(context.Context, *mongodb.DB) error { return run(version) }})
	}
	return all
}

func version(t *testing.T, db *mongodb.DB) int {
	t.Helper()
	v, err := db.SchemaVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestMigrationsAreNumberedWithoutAGap(t *testing.T) {
	t.Parallel()
	for i, m := range mongodb.Migrations() {
		if m.Version != i+1 || m.Name == "" || m.Run == nil {
			t.Errorf("entry %d: version %d, name %q", i, m.Version, m.Name)
		}
	}
}

func TestMigrateNewDatabase(t *testing.T) {
	t.Parallel()
	db := mongotest.OpenEmpty(t)
	if fresh, err := db.IsNew(t.Context()); err != nil || !fresh {
		t.Fatalf("IsNew before = %v, %v", fresh, err)
	}
	calls := 0
	ensure := func(context.Context) error { calls++; return nil }
	for range 2 {
		if err := db.Migrate(t.Context(), ensure); err != nil {
			t.Fatal(err)
		}
	}
	if calls != 2 {
		t.Errorf("ensureIndexes called %d times, want once a Migrate", calls)
	}
	if fresh, err := db.IsNew(t.Context()); err != nil || fresh {
		t.Fatalf("IsNew after = %v, %v", fresh, err)
	}
	names, err := db.Collection("meta").Database().ListCollectionNames(t.Context(), bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range mongodb.Collections() {
		if !slices.Contains(names, c) {
			t.Errorf("collection %s is missing", c)
		}
	}
	specs, err := db.Collection("outbox").Indexes().ListSpecifications(t.Context())
	if err != nil || len(specs) != 3 {
		t.Errorf("outbox has %d indexes (%v), want _id and two more", len(specs), err)
	}
}

func TestMigrateReportsWhatEnsureIndexesReports(t *testing.T) {
	t.Parallel()
	db := mongotest.OpenEmpty(t)
	broken := errors.New("broken")
	if err := db.Migrate(t.Context(), func(context.Context) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("Migrate: %v", err)
	}
	if v := version(t, db); v != 0 {
		t.Errorf("version %d after a failure, want 0", v)
	}
}

func TestMigrationsRunOnceInOrder(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	first := version(t, db)
	var ran []int
	note := func(v int) error { ran = append(ran, v); return nil }
	for _, more := range []int{2, 2, 3} {
		if err := db.MigrateBy(t.Context(), steps(more, note)); err != nil {
			t.Fatal(err)
		}
	}
	if want := []int{first + 1, first + 2, first + 3}; !slices.Equal(ran, want) {
		t.Errorf("ran %v, want %v", ran, want)
	}
	if v := version(t, db); v != first+3 {
		t.Errorf("version %d, want %d", v, first+3)
	}
}

func TestMigrationsResumeWhereTheyBroke(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	first := version(t, db)
	broken := errors.New("broken")
	var ran []int
	err := db.MigrateBy(t.Context(), steps(3, func(v int) error {
		ran = append(ran, v)
		if v == first+2 {
			return broken
		}
		return nil
	}))
	if !errors.Is(err, broken) {
		t.Fatalf("Migrate: %v", err)
	}
	if v := version(t, db); v != first+1 {
		t.Errorf("version %d after the failure, want %d", v, first+1)
	}
	if err := db.MigrateBy(t.Context(), steps(3, func(v int) error { ran = append(ran, v); return nil })); err != nil {
		t.Fatal(err)
	}
	if want := []int{first + 1, first + 2, first + 2, first + 3}; !slices.Equal(ran, want) {
		t.Errorf("ran %v, want %v", ran, want)
	}
}

func TestNewerSchemaIsLeftAlone(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	first := version(t, db)
	if err := db.MigrateBy(t.Context(), steps(1, func(int) error { return nil })); err != nil {
		t.Fatal(err)
	}
	if err := db.Collection("jobs").Drop(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := db.Migrate(t.Context(), func(context.Context) error { t.Error("indexes touched"); return nil })
	var newer *mongodb.NewerSchemaError
	if !errors.As(err, &newer) || newer.Have != first+1 || newer.Known != first {
		t.Fatalf("older binary: %v", err)
	}
	names, err := db.Collection("jobs").Database().ListCollectionNames(t.Context(), bson.D{})
	if err != nil || slices.Contains(names, "jobs") {
		t.Errorf("older binary has created collections: %v, %v", names, err)
	}
}

func TestNewerSchemaMeanwhile(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	first := version(t, db)
	err := db.MigrateBy(t.Context(), steps(1, func(int) error { // a newer binary overtakes
		return db.MigrateBy(t.Context(), steps(2, func(int) error { return nil }))
	}))
	var newer *mongodb.NewerSchemaError
	if !errors.As(err, &newer) || newer.Have != first+2 {
		t.Errorf("overtaken: %v", err)
	}
	if v := version(t, db); v != first+2 {
		t.Errorf("version %d, want the newer binary's %d", v, first+2)
	}
}

func TestManyMigrateAtOnce(t *testing.T) {
	t.Parallel()
	db := mongotest.OpenEmpty(t)
	var wg sync.WaitGroup
	var ran atomic.Int64
	for range 6 {
		wg.Go(func() {
			if err := db.MigrateBy(t.Context(), steps(2, func(int) error { ran.Add(1); return nil })); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if v := version(t, db); v != len(steps(2, nil)) {
		t.Errorf("version %d, want %d", v, len(steps(2, nil)))
	}
	if n := ran.Load(); n < 2 || n > 12 {
		t.Errorf("steps ran %d times", n)
	}
}
