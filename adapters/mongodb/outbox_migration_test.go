package mongodb_test

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/outbox"
)

// A message that was under way when kigo was updated is looked for where it was sent, and
// rows from before go first, as those without a priority.
func TestRowsOfTheFirstSchema(t *testing.T) {
	t.Parallel()
	db := mongotest.OpenEmpty(t)
	if err := db.MigrateBy(t.Context(), mongodb.Migrations()[:1]); err != nil {
		t.Fatal(err)
	}
	before := func(id string, attempt any) bson.D {
		return bson.D{{Key: "_id", Value: id}, {Key: "state", Value: "open"}, {Key: "due", Value: noon}, {Key: "lease", Value: noon}, {Key: "attempt", Value: attempt}}
	}
	for _, doc := range []bson.D{before("a", nil), before("b", bson.D{{Key: "platform", Value: "slack"}, {Key: "channel", Value: "D1"}, {Key: "at", Value: noon}})} {
		if _, err := db.Collection("outbox").InsertOne(t.Context(), doc); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := db.Migrate(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	o := mongodb.NewOutbox(db)
	if _, err := o.Insert(t.Context(), outbox.Row{ID: "urgent", State: outbox.Open, Due: noon, Priority: outbox.Urgent}); err != nil {
		t.Fatal(err)
	}
	got, err := o.Claim(t.Context(), noon, noon, "me", 0, 3)
	if err != nil || len(got) != 3 || got[0].ID != "a" || got[1].ID != "b" || got[2].ID != "urgent" {
		t.Fatalf("claimed %+v, %v", got, err)
	}
	if a := got[1].Attempts["before"]; len(got[0].Attempts) != 0 || !got[1].Attempted || a.Platform != "slack" || a.Channel != "D1" || !a.At.Equal(noon) {
		t.Errorf("attempts: %+v, %+v", got[0], got[1])
	}
}
