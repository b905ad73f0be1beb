package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot/inventory"
)

// Cursors remember up to when a chat platform's posts have been answered.
type Cursors struct{ c *mongo.Collection }

// NewCursors keeps cursors in db.
func NewCursors(db *DB) *Cursors { return &Cursors{c: db.Collection("cursors")} }

type cursor struct {
	Platform string    `bson:"_id"`
	At       time.Time `bson:"at"` // the platform's clock
}

// Load returns the stored time, or false if there is none yet.
func (s *Cursors) Load(ctx context.Context, platform string) (time.Time, bool, error) {
	c, ok, err := findByID[cursor](ctx, s.c, platform)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("read cursor of %s: %w", platform, err)
	}
	return c.At, ok, nil
}

// Save moves the stored time on; it never moves it back.
func (s *Cursors) Save(ctx context.Context, platform string, t time.Time) error {
	older := bson.D{{Key: "_id", Value: platform}, {Key: "at", Value: bson.D{{Key: "$lt", Value: t}}}}
	if err := insertOrSet(ctx, s.c, cursor{Platform: platform, At: t}, older, bson.D{{Key: "at", Value: t}}); err != nil {
		return fmt.Errorf("move cursor of %s: %w", platform, err)
	}
	return nil
}

func cursorRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "cursors", Collection: "cursors", Doc: cursor{}, Keep: inventory.Period{After: "stays"},
		Fields: inventory.Fields{inventory.Key: {"_id"}, inventory.Time: {"at"}},
	}}
}
