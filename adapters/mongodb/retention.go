package mongodb

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/inventory"
)

// pruneStep is how many documents go in one command: on the embedded server everybody else
// waits for it.
const pruneStep = 250

// Prune deletes what has been kept for as long as its declaration says, where that says it
// all; what needs to be looked at more closely, its domain prunes. It returns how many
// documents went, by record. It may be broken off anywhere and called again.
func (d *DB) Prune(ctx context.Context, now, real time.Time) (map[string]int, error) {
	gone := map[string]int{}
	for _, r := range Records() {
		if r.Keep.Field == "" {
			continue
		}
		n, err := pruneRecord(ctx, d.Collection(r.Collection), r.Keep, r.Keep.Before(now, real))
		gone[r.Name] += n
		if err != nil {
			return gone, fmt.Errorf("prune %s: %w", r.Name, err)
		}
	}
	return gone, nil
}

func pruneRecord(ctx context.Context, c *mongo.Collection, p inventory.Period, before time.Time) (gone int, err error) {
	oldest := options.Find().SetSort(bson.D{{Key: p.Field, Value: 1}}).SetLimit(pruneStep)
	for {
		docs, err := findAll[bson.Raw](ctx, c, older(p, before), oldest)
		if err != nil || len(docs) == 0 {
			return gone, err
		}
		last, ok := docs[len(docs)-1].Lookup(p.Field).TimeOK()
		if !ok {
			return gone, fmt.Errorf("%s is no time", p.Field)
		}
		// What has the same time goes with them; what has been given another meanwhile stays.
		res, err := c.DeleteMany(ctx, older(p, last.Add(time.Millisecond)))
		if err != nil {
			return gone, err
		}
		gone += int(res.DeletedCount)
		if len(docs) < pruneStep || res.DeletedCount == 0 {
			return gone, nil
		}
	}
}

// older finds what has its time before t, and what else the period asks for.
func older(p inventory.Period, t time.Time) bson.D {
	filter := bson.D{{Key: p.Field, Value: bson.D{{Key: "$lt", Value: t}}}}
	for name, value := range p.Only {
		filter = append(filter, bson.E{Key: name, Value: value})
	}
	return filter
}

// Orphans deletes what is remembered of messages to people who are no more: one that was on
// its way while its person was deleted is noted after all. It returns how many went.
func (d *DB) Orphans(ctx context.Context) (gone int, err error) {
	everybody, err := NewPeople(d).All(ctx)
	if err != nil {
		return 0, err
	}
	known := []string{""}
	for _, p := range everybody {
		known = append(known, string(p.ID))
	}
	slices.Sort(known)
	for _, name := range []string{"sent", "outbox"} {
		c := d.Collection(name)
		cursor, err := c.Aggregate(ctx, mongo.Pipeline{{{Key: "$group", Value: bson.D{{Key: "_id", Value: "$person"}}}}})
		if err != nil {
			return gone, err
		}
		var to []struct {
			Person string `bson:"_id"`
		}
		if err := cursor.All(ctx, &to); err != nil {
			return gone, err
		}
		for _, t := range to {
			if _, ok := slices.BinarySearch(known, t.Person); ok {
				continue
			}
			res, err := c.DeleteMany(ctx, bson.D{{Key: "person", Value: t.Person}})
			if err != nil {
				return gone, err
			}
			gone += int(res.DeletedCount)
		}
	}
	return gone, nil
}
