package mongodb

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot/inventory"
)

// Directs remember in which channel kigo and an account are alone, where asking for it is slow.
type Directs struct{ c *mongo.Collection }

// NewDirects keeps direct channels in db.
func NewDirects(db *DB) *Directs { return &Directs{c: db.Collection("directs")} }

type direct struct {
	ID      string `bson:"_id"` // <platform>/<user id>
	Channel string `bson:"channel"`
}

// Channel returns the stored channel, or "" if none is known.
func (s *Directs) Channel(ctx context.Context, platform, user string) (string, error) {
	d, _, err := findByID[direct](ctx, s.c, platform+"/"+user)
	if err != nil {
		return "", fmt.Errorf("read direct channel: %w", err)
	}
	return d.Channel, nil
}

// SetChannel stores the channel, which takes the place of an older one.
func (s *Directs) SetChannel(ctx context.Context, platform, user, channel string) error {
	id := platform + "/" + user
	if err := insertOrSet(ctx, s.c, direct{ID: id, Channel: channel}, byID(id), bson.D{{Key: "channel", Value: channel}}); err != nil {
		return fmt.Errorf("store direct channel: %w", err)
	}
	return nil
}

func directRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "directs", Collection: "directs", Doc: direct{}, About: true, Held: "direct channels", Keep: theirs,
		Fields: inventory.Fields{inventory.Account: {"_id"}, inventory.Post: {"channel"}},
	}}
}
