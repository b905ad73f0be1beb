package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/events"
	"kigo/bot/people"
)

// Events implements events.Store.
type Events struct{ c *mongo.Collection }

// NewEvents keeps events in db.
func NewEvents(db *DB) *Events { return &Events{c: db.Collection("events")} }

// Insert implements events.Store.
func (s *Events) Insert(ctx context.Context, e events.Event) (bool, error) {
	// Never null: writes go below them.
	e.Queue, e.Waiting, e.Notices, e.Reminded = []people.ID{}, map[people.ID]string{}, map[string]events.Notice{}, map[events.Offset]time.Time{}
	e.Offers, e.Present = map[people.ID]time.Time{}, map[people.ID]bool{}
	e.Reminders = e.Rhythm() // no reminders are something else than those of an older kigo
	return insertNew(ctx, s.c, e)
}

// Get implements events.Store.
func (s *Events) Get(ctx context.Context, id events.ID) (events.Event, error) {
	e, ok, err := findByID[events.Event](ctx, s.c, id)
	if err == nil && !ok {
		err = events.ErrNotFound
	}
	return e, err
}

// Since implements events.Store.
func (s *Events) Since(ctx context.Context, t time.Time) ([]events.Event, error) {
	sort := options.Find().SetSort(bson.D{{Key: "start", Value: 1}, {Key: "_id", Value: 1}})
	return findAll[events.Event](ctx, s.c, bson.D{{Key: "end", Value: bson.D{{Key: "$gt", Value: t}}}}, sort)
}

// Join implements events.Store. The place in the queue that decides is named in the
// filter, so the check and the push are one operation.
func (s *Events) Join(ctx context.Context, p events.Placement) (events.Event, bool, error) {
	filter := bson.D{
		{Key: "_id", Value: p.Event},
		{Key: "state", Value: events.Open},
		{Key: "seats", Value: p.Seats},
		{Key: "queue", Value: bson.D{{Key: "$ne", Value: p.Person}}},
	}
	if !p.Force {
		filter = append(filter, bson.E{Key: "deadline", Value: bson.D{{Key: "$gt", Value: p.Now}}})
	}
	if p.Seats > 0 {
		filter = append(filter, placeTaken(p.Seats-1, p.Waits))
	}
	fields := bson.D{}
	if p.Waits {
		fields = append(fields, bson.E{Key: waitingOf(p.Person), Value: p.Nonce})
	}
	if p.Notice != nil {
		fields = append(fields, bson.E{Key: "notices." + p.Nonce, Value: p.Notice})
	}
	change := bson.D{{Key: "$push", Value: bson.D{{Key: "queue", Value: p.Person}}}}
	if len(fields) > 0 {
		change = append(change, bson.E{Key: "$set", Value: fields})
	}
	return s.modify(ctx, filter, change)
}

// placeTaken asks whether somebody stands at index i of the queue.
func placeTaken(i int, taken bool) bson.E {
	return bson.E{Key: fmt.Sprintf("queue.%d", i), Value: bson.D{{Key: "$exists", Value: taken}}}
}

// Leave implements events.Store.
func (s *Events) Leave(ctx context.Context, id events.ID, p people.ID, nonce string, n *events.Notice) (events.Event, bool, error) {
	change := outOfQueue(p)
	if n != nil {
		change = append(change, bson.E{Key: "$set", Value: bson.D{{Key: "notices." + nonce, Value: n}}})
	}
	filter := append(openEvent(id), bson.E{Key: "queue", Value: p})
	return s.modify(ctx, filter, change)
}

// Noticed implements events.Store.
func (s *Events) Noticed(ctx context.Context, id events.ID, nonce string) error {
	_, err := s.c.UpdateOne(ctx, byID(id), bson.D{unset("notices." + nonce)})
	return err
}

// Reminded implements events.Store.
func (s *Events) Reminded(ctx context.Context, id events.ID, o events.Offset, start time.Time) error {
	_, err := s.c.UpdateOne(ctx, byID(id), set(bson.D{{Key: "reminded." + string(o), Value: start}}))
	return err
}

// Change implements events.Store.
func (s *Events) Change(ctx context.Context, c events.Change) (events.Event, bool, error) {
	filter := bson.D{
		{Key: "_id", Value: c.Event}, {Key: "version", Value: c.Version},
		{Key: "state", Value: bson.D{{Key: "$ne", Value: events.Cancelled}}},
	}
	if c.SeatsLowered {
		filter = append(filter, placeTaken(c.Details.Seats, false))
	}
	d := c.Details
	fields := bson.D{
		{Key: "state", Value: c.State},
		{Key: "title", Value: d.Title}, {Key: "description", Value: d.Description}, {Key: "place", Value: d.Place},
		{Key: "start", Value: d.Start}, {Key: "end", Value: d.End},
		{Key: "seats", Value: d.Seats}, {Key: "deadline", Value: d.Deadline}, {Key: "confirm", Value: d.Confirm},
		{Key: "organisers", Value: c.Organisers}, {Key: "changed", Value: c.At},
		{Key: "reminders", Value: d.Rhythm()},
	}
	if c.Scheduled {
		fields = append(fields, bson.E{Key: "scheduled", Value: c.At})
	}
	if c.Notice != nil {
		fields = append(fields, bson.E{Key: "notices." + c.Nonce, Value: c.Notice})
	}
	steps := bson.D{{Key: "version", Value: 1}}
	if c.Calendar {
		steps = append(steps, bson.E{Key: "sequence", Value: 1})
	}
	return s.modify(ctx, filter, bson.D{{Key: "$set", Value: fields}, {Key: "$inc", Value: steps}})
}

// Tell implements events.Store.
func (s *Events) Tell(ctx context.Context, id events.ID, nonce string, n events.Notice) (events.Event, bool, error) {
	return s.modify(ctx, openEvent(id), set(bson.D{{Key: "notices." + nonce, Value: n}}))
}

// Cancel implements events.Store.
func (s *Events) Cancel(ctx context.Context, id events.ID, reason, nonce string, n events.Notice, at time.Time) (events.Event, bool, error) {
	return s.modify(ctx, openEvent(id), bson.D{
		{Key: "$set", Value: bson.D{
			{Key: "state", Value: events.Cancelled}, {Key: "reason", Value: reason},
			{Key: "cancelledAt", Value: at}, {Key: "notices." + nonce, Value: n},
		}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}, {Key: "sequence", Value: 1}}},
	})
}

// Discard implements events.Store.
func (s *Events) Discard(ctx context.Context, id events.ID) (bool, error) {
	res, err := s.c.DeleteOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "state", Value: events.Draft}})
	if err != nil {
		return false, err
	}
	return res.DeletedCount == 1, nil
}

func openEvent(id events.ID) bson.D {
	return bson.D{{Key: "_id", Value: id}, {Key: "state", Value: events.Open}}
}

// modify changes one document and returns it as it then stands; false if none fits.
func (s *Events) modify(ctx context.Context, filter, change bson.D) (events.Event, bool, error) {
	return modify[events.Event](ctx, s.c, filter, change)
}
