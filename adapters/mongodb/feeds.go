package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot/events"
	"kigo/bot/inventory"
	"kigo/bot/people"
)

// Feeds implements events.FeedStore.
type Feeds struct{ c *mongo.Collection }

// NewFeeds keeps calendar feeds in db.
func NewFeeds(db *DB) *Feeds { return &Feeds{c: db.Collection("feeds")} }

// AddFeed implements events.FeedStore.
func (s *Feeds) AddFeed(ctx context.Context, f events.Feed) error {
	_, err := insertNew(ctx, s.c, f)
	return err
}

// Feed implements events.FeedStore.
func (s *Feeds) Feed(ctx context.Context, id string) (events.Feed, bool, error) {
	return findByID[events.Feed](ctx, s.c, id)
}

// FeedsOf implements events.FeedStore.
func (s *Feeds) FeedsOf(ctx context.Context, p people.ID) ([]events.Feed, error) {
	return findAll[events.Feed](ctx, s.c, bson.D{{Key: "person", Value: p}})
}

// AllFeeds implements events.FeedStore.
func (s *Feeds) AllFeeds(ctx context.Context) ([]events.Feed, error) {
	return findAll[events.Feed](ctx, s.c, bson.D{})
}

// FeedBrings implements events.FeedStore.
func (s *Feeds) FeedBrings(ctx context.Context, id, tag string, at time.Time) error {
	_, err := s.c.UpdateOne(ctx, byID(id), set(bson.D{{Key: "tag", Value: tag}, {Key: "changed", Value: at}}))
	return err
}

// DropFeed implements events.FeedStore.
func (s *Feeds) DropFeed(ctx context.Context, id string) error {
	_, err := s.c.DeleteOne(ctx, byID(id))
	return err
}

func feedRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "feeds", Collection: "feeds", Doc: events.Feed{}, About: true, Held: "calendar feeds", Keep: inventory.Period{After: "feed_off"}, Told: true,
		Fields: inventory.Fields{inventory.Sealed: {"_id", "tag"}, inventory.Person: {"person"}, inventory.Time: {"made", "changed"}},
	}}
}
