package mongotest

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/adapters/mongodb"
)

// dumped is one line of a dump: a document in MongoDB's extended JSON.
type dumped struct {
	Collection string `bson:"in"`
	Document   bson.D `bson:"doc"`
}

// Load puts the documents of a dump into an empty database, as an earlier kigo has left them.
func Load(t testing.TB, db *mongodb.DB, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(text) {
		var d dumped
		if err := bson.UnmarshalExtJSON(line, true, &d); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if _, err := db.Collection(d.Collection).InsertOne(t.Context(), d.Document); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
}

// mostDumped is how many documents of a collection are in a dump, which is to stay small.
const mostDumped = 12

// Dump writes a small database into a new file, all but what belongs to the machine that it was on.
func Dump(t testing.TB, db *mongodb.DB, file string) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(f)
	for _, c := range slices.Sorted(slices.Values(mongodb.Collections())) {
		cursor, err := db.Collection(c).Find(t.Context(), bson.D{{Key: "_id", Value: bson.D{{Key: "$nin", Value: bson.A{"secret", "keys"}}}}}, options.Find().SetLimit(mostDumped))
		if err != nil {
			t.Fatal(err)
		}
		var docs []bson.D
		if err := cursor.All(t.Context(), &docs); err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			line, err := bson.MarshalExtJSON(dumped{Collection: c, Document: d}, true, false)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(out, "%s\n", line)
		}
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
