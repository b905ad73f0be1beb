package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot/inventory"
	"kigo/scheduler"
)

// Jobs implements scheduler.Store.
type Jobs struct{ c *mongo.Collection }

// NewJobs keeps due instants in db.
func NewJobs(db *DB) *Jobs { return &Jobs{c: db.Collection("jobs")} }

type job struct {
	ID    string    `bson:"_id"`
	Due   time.Time `bson:"due"`
	Lease time.Time `bson:"lease"` // real clock; until then its run is somebody's
	// Skipped is how many of its runs came too late to be made up, LastSkipped the latest.
	Skipped     int       `bson:"skipped"`
	LastSkipped time.Time `bson:"lastSkipped"`
}

// NextDue implements scheduler.Store.
func (j *Jobs) NextDue(ctx context.Context, name string) (time.Time, bool, error) {
	doc, ok, err := findByID[job](ctx, j.c, name)
	return doc.Due, ok, err
}

// Start implements scheduler.Store.
func (j *Jobs) Start(ctx context.Context, name string, due time.Time) error {
	_, err := insertNew(ctx, j.c, job{ID: name, Due: due})
	return err
}

// Claim implements scheduler.Store. Jobs of an older version have no lease yet.
func (j *Jobs) Claim(ctx context.Context, name string, due, now, until time.Time) (bool, error) {
	free := bson.A{
		bson.D{{Key: "lease", Value: bson.D{{Key: "$lte", Value: now}}}},
		bson.D{{Key: "lease", Value: bson.D{{Key: "$exists", Value: false}}}},
	}
	filter := bson.D{{Key: "_id", Value: name}, {Key: "due", Value: due}, {Key: "$or", Value: free}}
	res, err := j.c.UpdateOne(ctx, filter, set(bson.D{{Key: "lease", Value: until}}))
	if err != nil {
		return false, err
	}
	return res.MatchedCount == 1, nil
}

// Move implements scheduler.Store.
func (j *Jobs) Move(ctx context.Context, name string, from, to time.Time, skipped scheduler.Skipped) (bool, error) {
	filter := bson.D{{Key: "_id", Value: name}, {Key: "due", Value: from}}
	fields := bson.D{{Key: "due", Value: to}, {Key: "lease", Value: time.Time{}}}
	change := bson.D{}
	if skipped.Times > 0 {
		fields = append(fields, bson.E{Key: "lastSkipped", Value: skipped.Last})
		change = append(change, bson.E{Key: "$inc", Value: bson.D{{Key: "skipped", Value: skipped.Times}}})
	}
	res, err := j.c.UpdateOne(ctx, filter, append(change, set(fields)...))
	if err != nil {
		return false, err
	}
	return res.MatchedCount == 1, nil
}

// Skipped implements scheduler.Store.
func (j *Jobs) Skipped(ctx context.Context, name string) (scheduler.Skipped, error) {
	doc, _, err := findByID[job](ctx, j.c, name)
	return scheduler.Skipped{Times: doc.Skipped, Last: doc.LastSkipped}, err
}

func jobRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "jobs", Collection: "jobs", Doc: job{}, Keep: inventory.Period{After: "stays"},
		Fields: inventory.Fields{inventory.Key: {"_id"}, inventory.Time: {"due", "lease", "lastSkipped"}, inventory.Number: {"skipped"}},
	}}
}
