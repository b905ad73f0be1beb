package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot"
	"kigo/bot/inventory"
)

// Inbox implements bot.Inbox.
type Inbox struct{ c *mongo.Collection }

// NewInbox keeps the inbox in db.
func NewInbox(db *DB) *Inbox { return &Inbox{c: db.Collection("inbox")} }

// delivery names no person: who wrote is nobody's business afterwards.
type delivery struct {
	ID    string    `bson:"_id"`
	At    time.Time `bson:"at"`    // real clock
	Lease time.Time `bson:"lease"` // real clock; handled again after it unless done
	Done  bool      `bson:"done"`
}

func deliveryID(platform, id string) string { return platform + "/" + id }

// Take implements bot.Inbox. Most deliveries that come again are being handled or done; a
// look by _id says so at once, while the condition below reads the whole inbox on the
// embedded server.
func (i *Inbox) Take(ctx context.Context, platform, id string, now time.Time, lease time.Duration) (bot.Taken, error) {
	key := deliveryID(platform, id)
	fresh, err := insertNew(ctx, i.c, delivery{ID: key, At: now, Lease: now.Add(lease)})
	if err != nil || fresh {
		return bot.Mine, err
	}
	seen, ok, err := findByID[delivery](ctx, i.c, key)
	switch {
	case err != nil:
		return bot.Theirs, err
	case ok && seen.Done:
		return bot.Done, nil
	case ok && seen.Lease.After(now):
		return bot.Theirs, nil
	}
	expired := bson.D{
		{Key: "_id", Value: key}, {Key: "done", Value: false}, {Key: "lease", Value: bson.D{{Key: "$lte", Value: now}}},
	}
	res, err := i.c.UpdateOne(ctx, expired, set(bson.D{{Key: "lease", Value: now.Add(lease)}}))
	if err != nil || res.MatchedCount != 1 {
		return bot.Theirs, err
	}
	return bot.Again, nil
}

// Done implements bot.Inbox.
func (i *Inbox) Done(ctx context.Context, platform, id string) error {
	_, err := i.c.UpdateOne(ctx, byID(deliveryID(platform, id)), set(bson.D{{Key: "done", Value: true}}))
	return err
}

// Unanswered is how many deliveries somebody took and did not answer within the lease.
func (i *Inbox) Unanswered(ctx context.Context, now time.Time) (int, error) {
	n, err := i.c.CountDocuments(ctx, bson.D{{Key: "done", Value: false}, {Key: "lease", Value: bson.D{{Key: "$lte", Value: now}}}})
	return int(n), err
}

func inboxRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "inbox", Collection: "inbox", Doc: delivery{},
		Keep:   inventory.Period{For: bot.KeepInbox, After: "received", Field: "at", Real: true},
		Fields: inventory.Fields{inventory.Key: {"_id"}, inventory.Time: {"at", "lease"}, inventory.State: {"done"}},
	}}
}
