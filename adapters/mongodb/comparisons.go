package mongodb

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/inventory"
	"kigo/bot/people"
)

// Compared implements people.Store.
func (s *People) Compared(ctx context.Context, c people.Comparison) error {
	return insertOrSet(ctx, s.comparisons, c, byID(c.Platform), bson.D{
		{Key: "at", Value: c.At}, {Key: "members", Value: c.Members}, {Key: "known", Value: c.Known}, {Key: "joined", Value: c.Joined},
		{Key: "left", Value: c.Left}, {Key: "back", Value: c.Back}, {Key: "halt", Value: c.Halt}, {Key: "allowed", Value: c.Allowed},
	})
}

// Comparison implements people.Store.
func (s *People) Comparison(ctx context.Context, platform string) (people.Comparison, bool, error) {
	return findByID[people.Comparison](ctx, s.comparisons, platform)
}

// AllComparisons implements people.Store.
func (s *People) AllComparisons(ctx context.Context) ([]people.Comparison, error) {
	return findAll[people.Comparison](ctx, s.comparisons, bson.D{}, options.Find().SetSort(byID(1)))
}

// AllowLeaving implements people.Store.
func (s *People) AllowLeaving(ctx context.Context, platform string, most int) error {
	_, err := s.comparisons.UpdateOne(ctx, byID(platform), set(bson.D{{Key: "allowed", Value: most}}))
	return err
}

func comparisonRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "comparisons", Collection: "comparisons", Doc: people.Comparison{}, Keep: inventory.Period{After: "stays"},
		Fields: inventory.Fields{
			inventory.Key: {"_id"}, inventory.Time: {"at"}, inventory.State: {"halt"},
			inventory.Number: {"members", "known", "joined", "left", "back", "allowed"},
		},
	}}
}
