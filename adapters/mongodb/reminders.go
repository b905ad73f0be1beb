package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/inventory"
	"kigo/bot/people"
	"kigo/bot/reminders"
)

// Reminders implements reminders.Store.
type Reminders struct{ c *mongo.Collection }

// NewReminders keeps personal reminders in db.
func NewReminders(db *DB) *Reminders { return &Reminders{c: db.Collection("reminders")} }

// Insert implements reminders.Store.
func (s *Reminders) Insert(ctx context.Context, r reminders.Reminder) (bool, error) {
	return insertNew(ctx, s.c, r)
}

// Get implements reminders.Store.
func (s *Reminders) Get(ctx context.Context, id reminders.ID) (reminders.Reminder, bool, error) {
	return findByID[reminders.Reminder](ctx, s.c, id)
}

// Of implements reminders.Store.
func (s *Reminders) Of(ctx context.Context, p people.ID) ([]reminders.Reminder, error) {
	return findAll[reminders.Reminder](ctx, s.c, bson.D{{Key: "person", Value: p}}, options.Find().SetSort(oldestFirst))
}

// Open implements reminders.Store.
func (s *Reminders) Open(ctx context.Context, t time.Time) ([]reminders.Reminder, error) {
	filter := bson.D{{Key: "fired", Value: false}, {Key: "due", Value: bson.D{{Key: "$lte", Value: t}}}}
	return findAll[reminders.Reminder](ctx, s.c, filter, options.Find().SetSort(oldestFirst))
}

// NextDue implements reminders.Store.
func (s *Reminders) NextDue(ctx context.Context, t time.Time) (time.Time, bool, error) {
	filter := bson.D{{Key: "fired", Value: false}, {Key: "due", Value: bson.D{{Key: "$gt", Value: t}}}}
	r, ok, err := found[reminders.Reminder](s.c.FindOne(ctx, filter, options.FindOne().SetSort(oldestFirst)))
	return r.Due, ok, err
}

// Fire implements reminders.Store.
func (s *Reminders) Fire(ctx context.Context, id reminders.ID, due time.Time) error {
	_, err := s.c.UpdateOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "due", Value: due}}, set(bson.D{{Key: "fired", Value: true}}))
	return err
}

// PutOff implements reminders.Store.
func (s *Reminders) PutOff(ctx context.Context, id reminders.ID, p people.ID, due time.Time) (reminders.Reminder, bool, error) {
	change := set(bson.D{{Key: "due", Value: due}, {Key: "fired", Value: false}})
	return modify[reminders.Reminder](ctx, s.c, ofPerson(id, p), change)
}

// Drop implements reminders.Store.
func (s *Reminders) Drop(ctx context.Context, id reminders.ID, p people.ID) (reminders.Reminder, bool, error) {
	return found[reminders.Reminder](s.c.FindOneAndDelete(ctx, ofPerson(id, p)))
}

func ofPerson(id reminders.ID, p people.ID) bson.D {
	return bson.D{{Key: "_id", Value: id}, {Key: "person", Value: p}}
}

func reminderRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "reminders", Collection: "reminders", Doc: reminders.Reminder{}, About: true, Held: "reminders", Told: true,
		Keep: inventory.Period{For: reminders.Keep, After: "reminded", Field: "due", Only: map[string]any{"fired": true}},
		Fields: inventory.Fields{
			inventory.Key: {"_id"}, inventory.Person: {"person"}, inventory.Private: {"text"}, inventory.Time: {"due", "created"}, inventory.State: {"fired"},
		},
	}}
}
