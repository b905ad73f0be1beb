package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/inventory"
	"kigo/bot/people"
)

// AddForgotten implements people.Store.
func (s *People) AddForgotten(ctx context.Context, f people.Forgotten) error {
	_, err := insertNew(ctx, s.forgotten, f)
	return err
}

// Forgotten implements people.Store.
func (s *People) Forgotten(ctx context.Context, mark string) (people.Forgotten, bool, error) {
	return findByID[people.Forgotten](ctx, s.forgotten, mark)
}

// SetForgotten implements people.Store.
func (s *People) SetForgotten(ctx context.Context, mark string, gone bool, left time.Time) error {
	_, err := s.forgotten.UpdateOne(ctx, byID(mark), set(bson.D{{Key: "gone", Value: gone}, {Key: "left", Value: left}}))
	return err
}

// DropForgotten implements people.Store.
func (s *People) DropForgotten(ctx context.Context, whose string) error {
	_, err := s.forgotten.DeleteMany(ctx, bson.D{{Key: "whose", Value: whose}})
	return err
}

// AllForgotten implements people.Store.
func (s *People) AllForgotten(ctx context.Context) ([]people.Forgotten, error) {
	return findAll[people.Forgotten](ctx, s.forgotten, bson.D{})
}

func forgottenRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "forgotten", Collection: "forgotten", Doc: people.Forgotten{},
		Keep: inventory.Period{For: people.KeepGone, After: "forgotten", Field: "left", Only: map[string]any{"gone": true}},
		Fields: inventory.Fields{
			inventory.Sealed: {"_id", "whose"}, inventory.Key: {"platform"}, inventory.State: {"gone"}, inventory.Time: {"left"},
		},
	}}
}
