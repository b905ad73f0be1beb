package mongodb

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot/people"
)

// Disown implements knowledge.Store.
func (s *Knowledge) Disown(ctx context.Context, by people.ID, owners []string) error {
	replace := func(c *mongo.Collection, field string, from, to any) error {
		_, err := c.UpdateMany(ctx, bson.D{{Key: field, Value: from}}, set(bson.D{{Key: field, Value: to}}))
		return err
	}
	for _, at := range []struct {
		c     *mongo.Collection
		below string
	}{{s.records, ""}, {s.versions, ""}, {s.versions, "record."}, {s.drafts, ""}} {
		if err := replace(at.c, at.below+"by", by, people.Nobody); err != nil {
			return err
		}
		for _, o := range owners {
			if err := replace(at.c, at.below+"entry.owner", o, ""); err != nil {
				return err
			}
		}
	}
	return nil
}
