package mongodb

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/events"
	"kigo/bot/people"
)

// Anonymise implements events.ForgetStore.
func (s *Events) Anonymise(ctx context.Context, id events.ID, place int, p, as people.ID, present bool) (bool, error) {
	at := fmt.Sprintf("queue.%d", place)
	fields := bson.D{{Key: at, Value: as}}
	if present {
		fields = append(fields, bson.E{Key: presentIs(as), Value: true})
	}
	res, err := s.c.UpdateOne(ctx, append(byID(id), bson.E{Key: at, Value: p}), append(set(fields), unset(waitingOf(p), offerTo(p), presentIs(p))))
	if err != nil {
		return false, err
	}
	return res.MatchedCount == 1, nil
}

// DropOrganiser implements events.ForgetStore. The version rises, so that a form that is still
// open can't bring the person back.
func (s *Events) DropOrganiser(ctx context.Context, id events.ID, p people.ID) error {
	_, err := s.c.UpdateOne(ctx, append(byID(id), bson.E{Key: "organisers", Value: p}), bson.D{
		{Key: "$pull", Value: bson.D{{Key: "organisers", Value: p}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	})
	return err
}

// CountQueue implements events.ForgetStore.
func (s *Events) CountQueue(ctx context.Context, id events.ID, seated, waited int) error {
	none, nobody := bson.A{}, bson.D{}
	_, err := s.c.UpdateOne(ctx, byID(id), set(bson.D{
		{Key: "queue", Value: none}, {Key: "organisers", Value: none}, {Key: "seated", Value: seated}, {Key: "waited", Value: waited},
		{Key: "waiting", Value: nobody}, {Key: "offers", Value: nobody}, {Key: "present", Value: nobody},
	}))
	return err
}
