package mongodb

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot/events"
	"kigo/bot/inventory"
	"kigo/bot/people"
)

// Choices implements events.Choices.
type Choices struct{ c *mongo.Collection }

// NewChoices keeps when people want to be reminded in db.
func NewChoices(db *DB) *Choices { return &Choices{c: db.Collection("reminder_choices")} }

// Choose implements events.Choices.
func (s *Choices) Choose(ctx context.Context, c events.Choice) error {
	return insertOrSet(ctx, s.c, c, byID(c.ID), bson.D{{Key: "wish", Value: c.Wish}})
}

// Unchoose implements events.Choices.
func (s *Choices) Unchoose(ctx context.Context, id string) error {
	_, err := s.c.DeleteOne(ctx, byID(id))
	return err
}

// ChoicesFor implements events.Choices.
func (s *Choices) ChoicesFor(ctx context.Context, event events.ID) ([]events.Choice, error) {
	return findAll[events.Choice](ctx, s.c, bson.D{{Key: "event", Value: bson.D{{Key: "$in", Value: []events.ID{event, ""}}}}})
}

// ChoicesOf implements events.Choices.
func (s *Choices) ChoicesOf(ctx context.Context, p people.ID) ([]events.Choice, error) {
	return findAll[events.Choice](ctx, s.c, bson.D{{Key: "person", Value: p}})
}

// AllChoices implements events.Choices.
func (s *Choices) AllChoices(ctx context.Context) ([]events.Choice, error) {
	return findAll[events.Choice](ctx, s.c, bson.D{})
}

func choiceRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "choices", Collection: "reminder_choices", Doc: events.Choice{}, About: true, Held: "reminder choices",
		Keep:   inventory.Period{After: "event_over"},
		Fields: inventory.Fields{inventory.Linked: {"_id"}, inventory.Person: {"person"}, inventory.Key: {"event"}, inventory.Wish: {"wish"}},
	}}
}
