package embedded_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/adapters/mongodb/embedded"
)

// plans asks SQLite how it would look up a document by _id, for every collection of
// the database "kigo".
func plans(t *testing.T, dir string) map[string]string {
	t.Helper()
	db, err := embedded.OpenFile(embedded.File(dir, "kigo"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tables, err := embedded.Column(t.Context(), db, "SELECT table_name FROM _ferretdb_collections")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, table := range tables {
		// The engine's own query.
		rows, err := db.QueryContext(t.Context(), fmt.Sprintf(`EXPLAIN QUERY PLAN SELECT _ferretdb_sjson FROM %q WHERE _ferretdb_sjson->'$._id' = ?`, table), `"x"`)
		if err != nil {
			t.Fatal(err)
		}
		var id, parent, unused int
		var detail string
		for rows.Next() {
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			found[table] += detail
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func checkPlans(t *testing.T, dir string, collections int) {
	t.Helper()
	found := plans(t, dir)
	if len(found) != collections {
		t.Errorf("%d collections, want %d", len(found), collections)
	}
	for table, plan := range found {
		if !strings.HasPrefix(plan, "SEARCH") || !strings.Contains(plan, table+"__kigo_id") {
			t.Errorf("look-up by _id in %s: %s", table, plan)
		}
	}
}

func TestLookUpsUseTheIndex(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	db := connect(t, s.URI())
	if err := db.Migrate(t.Context(), s.EnsureIndexes); err != nil {
		t.Fatal(err)
	}
	collections := len(plans(t, dir))
	checkPlans(t, dir, collections)

	// What the engine itself says about its query.
	var answer bson.M
	err := db.Collection("events").Database().RunCommand(t.Context(), bson.D{{Key: "explain", Value: bson.D{
		{Key: "find", Value: "events"}, {Key: "filter", Value: bson.D{{Key: "_id", Value: "x"}}},
	}}}).Decode(&answer)
	if err != nil {
		t.Fatal(err)
	}
	if said := fmt.Sprint(answer["queryPlanner"]); !strings.Contains(said, "__kigo_id") {
		t.Errorf("the engine plans %s", said)
	}

	// Collections that appear by an insert, by an index, and again after a drop.
	ctx := t.Context()
	if _, err := db.Collection("late").InsertOne(ctx, bson.D{{Key: "_id", Value: "x"}}); err != nil {
		t.Fatal(err)
	}
	if err := db.Collection("late").Drop(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Collection("unknown").UpdateOne(ctx, bson.D{{Key: "_id", Value: "x"}}, bson.D{{Key: "$set", Value: bson.D{{Key: "a", Value: 1}}}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{"late", "unknown"} {
		if _, err := db.Collection(c).InsertOne(ctx, bson.D{{Key: "_id", Value: "y"}}); err != nil {
			t.Fatal(err)
		}
	}
	checkPlans(t, dir, collections+2)
}

func TestEnsureIndexesAddsWhatIsMissing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	if err := insert(t.Context(), connect(t, s.URI()), "x"); err != nil {
		t.Fatal(err)
	}
	forget := func() {
		t.Helper()
		events := table(t, dir, "events")
		alter(t, dir, `DROP INDEX "`+events+`__kigo_id"`)
		if plan := plans(t, dir)[events]; !strings.HasPrefix(plan, "SCAN") {
			t.Fatalf("without the index the plan is %q", plan)
		}
	}
	forget()
	if err := s.EnsureIndexes(t.Context()); err != nil {
		t.Fatal(err)
	}
	checkPlans(t, dir, 1)

	forget()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	checkPlans(t, dir, 1)
}

// table is the SQL table of a collection.
func table(t *testing.T, dir, collection string) string {
	t.Helper()
	db, err := embedded.OpenFile(embedded.File(dir, "kigo"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	names, err := embedded.Column(t.Context(), db, "SELECT table_name FROM _ferretdb_collections WHERE name = ?", collection)
	if err != nil || len(names) != 1 {
		t.Fatalf("table of %s: %v, %v", collection, names, err)
	}
	return names[0]
}

// alter changes the SQLite file of the database "kigo" behind the engine's back.
func alter(t *testing.T, dir string, statements ...string) {
	t.Helper()
	db, err := embedded.OpenFile(embedded.File(dir, "kigo"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// onDisk says in which files of the folder the text can be read.
func onDisk(t *testing.T, dir, text string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) {
			found = append(found, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestCheckpointLeavesNoTraceOfWhatIsDeleted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	db := connect(t, s.URI())
	ctx := t.Context()
	const secret, kept = "Salz-der-Umfrage", "bleibt-stehen"
	for i := range 100 { // with and without overflow pages
		text := strings.Repeat(secret+" ", 1+i*i)
		_, err := db.Collection("events").InsertOne(ctx, bson.D{{Key: "_id", Value: fmt.Sprint(secret, i)}, {Key: "text", Value: text}, {Key: "kept", Value: kept}})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range 100 {
		id := bson.D{{Key: "_id", Value: fmt.Sprint(secret, i)}}
		var err error
		if i%2 == 0 {
			_, err = db.Collection("events").UpdateOne(ctx, id, bson.D{{Key: "$unset", Value: bson.D{{Key: "text", Value: ""}}}})
		}
		if err == nil {
			_, err = db.Collection("events").DeleteOne(ctx, id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := insert(ctx, db, kept); err != nil {
		t.Fatal(err)
	}
	if len(onDisk(t, dir, secret)) == 0 {
		t.Fatal("nothing to be seen before the checkpoint: the test sees nothing")
	}
	if err := s.Checkpoint(ctx, "kigo"); err != nil {
		t.Fatal(err)
	}
	if found := onDisk(t, dir, secret); len(found) > 0 {
		t.Errorf("deleted text can be read in %v", found)
	}
	if len(onDisk(t, dir, kept)) == 0 || count(t, db) != 1 {
		t.Error("what was not deleted is gone")
	}
}

func TestCheckpointAndReaders(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	db := connect(t, s.URI())
	for i := range 50 {
		if err := insert(t.Context(), db, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	cursor, err := db.Collection("events").Find(t.Context(), bson.D{}, smallBatches())
	if err != nil {
		t.Fatal(err)
	}
	if err := insert(t.Context(), db, "later"); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := s.Checkpoint(short, "kigo"); err == nil {
		t.Error("checkpoint under a reader: no error though the log can't be emptied")
	}
	done := make(chan error, 1)
	go func() { done <- s.Checkpoint(t.Context(), "kigo") }()
	for cursor.Next(t.Context()) {
	}
	if err := cursor.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Errorf("after the reader: %v", err)
	}
	for _, name := range []string{"missing", ""} {
		if err := s.Checkpoint(t.Context(), name); err != nil {
			t.Errorf("database %q: %v", name, err)
		}
	}
	if err := s.Checkpoint(t.Context(), "../kigo"); err == nil {
		t.Error("a path is taken for a name")
	}
}

// smallBatches keep a cursor open on the server.
func smallBatches() *options.FindOptionsBuilder { return options.Find().SetBatchSize(2) }

func TestKilledReaderDoesNotHoldTheLog(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	db := connect(t, s.URI())
	for i := range 50 {
		if err := insert(t.Context(), db, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	c := start(t, "read", dir)
	c.line()
	c.kill()
	if err := s.Checkpoint(t.Context(), "kigo"); err != nil {
		t.Error(err)
	}
}
