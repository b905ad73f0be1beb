package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// Jobs implements scheduler.Store.
type Jobs struct{ c *mongo.Collection }

// NewJobs keeps due instants in db.
func NewJobs(db *DB) *Jobs { return &Jobs{c: db.Collection("jobs")} }

type job struct {
	ID  string    `bson:"_id"`
	Due time.Time `bson:"due"`
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

// Move implements scheduler.Store.
func (j *Jobs) Move(ctx context.Context, name string, from, to time.Time) (bool, error) {
	filter := bson.D{{Key: "_id", Value: name}, {Key: "due", Value: from}}
	res, err := j.c.UpdateOne(ctx, filter, set(bson.D{{Key: "due", Value: to}}))
	if err != nil {
		return false, err
	}
	return res.MatchedCount == 1, nil
}
