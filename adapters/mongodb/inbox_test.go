package mongodb_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot"
)

var _ bot.Inbox = (*mongodb.Inbox)(nil)

func TestInboxGivesADeliveryToOneHandler(t *testing.T) {
	t.Parallel()
	i := mongodb.NewInbox(mongotest.Open(t))
	take := func(platform, id string, now time.Time) bot.Taken {
		t.Helper()
		taken, err := i.Take(t.Context(), platform, id, now, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		return taken
	}
	if take("slack", "1", noon) != bot.Mine || take("slack", "1", noon) != bot.Theirs || take("slack", "1", noon.Add(time.Minute-time.Millisecond)) != bot.Theirs {
		t.Error("a delivery is one handler's until its lease is over")
	}
	if take("mattermost", "1", noon) != bot.Mine || take("slack", "2", noon) != bot.Mine {
		t.Error("another platform's or another delivery is its own")
	}
	if take("slack", "1", noon.Add(time.Minute)) != bot.Again || take("slack", "1", noon.Add(2*time.Minute-time.Millisecond)) != bot.Theirs {
		t.Error("an expired one is handled again, by one")
	}
	if err := i.Done(t.Context(), "slack", "1"); err != nil {
		t.Fatal(err)
	}
	if take("slack", "1", noon.Add(24*time.Hour)) != bot.Done {
		t.Error("what is done is not said to be done")
	}
	if err := i.Done(t.Context(), "slack", "never seen"); err != nil {
		t.Error(err)
	}
}

func TestInboxGivesAnExpiredDeliveryToOneOfMany(t *testing.T) {
	t.Parallel()
	i := mongodb.NewInbox(mongotest.Open(t))
	for _, now := range []time.Time{noon, noon.Add(time.Hour)} { // new, and expired
		var winners atomic.Int32
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				taken, err := i.Take(t.Context(), "slack", "1", now, time.Minute)
				if err != nil {
					t.Error(err)
				}
				if taken.Ours() {
					winners.Add(1)
				}
			})
		}
		group.Wait()
		if n := winners.Load(); n != 1 {
			t.Errorf("%d handlers have it", n)
		}
	}
}

func TestInboxForgetsAndNamesNobody(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	i := mongodb.NewInbox(db)
	for id, at := range map[string]time.Time{"old": noon.Add(-time.Millisecond), "new": noon} {
		if _, err := i.Take(t.Context(), "slack", id, at, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Prune(t.Context(), noon, noon.Add(bot.KeepInbox)); err != nil {
		t.Fatal(err)
	}
	cursor, err := db.Collection("inbox").Find(t.Context(), bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	var docs []bson.M
	if err := cursor.All(t.Context(), &docs); err != nil || len(docs) != 1 || docs[0]["_id"] != "slack/new" {
		t.Fatalf("%v, %v", docs, err)
	}
	for field := range docs[0] {
		if field != "_id" && field != "at" && field != "lease" && field != "done" {
			t.Errorf("the inbox keeps %q", field)
		}
	}
}
