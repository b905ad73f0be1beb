package mongodb

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/events"
	"kigo/bot/people"
)

// The fields of an event that hold something about one person.
func waitingOf(p people.ID) string { return "waiting." + string(p) }
func offerTo(p people.ID) string   { return "offers." + string(p) }
func presentIs(p people.ID) string { return "present." + string(p) }

// unset removes fields.
func unset(names ...string) bson.E {
	fields := bson.D{}
	for _, n := range names {
		fields = append(fields, bson.E{Key: n, Value: ""})
	}
	return bson.E{Key: "$unset", Value: fields}
}

// outOfQueue takes p out of an event, with everything that it holds about them.
func outOfQueue(p people.ID) bson.D {
	return bson.D{
		{Key: "$pull", Value: bson.D{{Key: "queue", Value: p}}},
		unset(waitingOf(p), offerTo(p), presentIs(p)),
	}
}

// unchanged is an open event that organisers have not changed since that version.
func unchanged(o events.Offer) bson.D {
	return append(openEvent(o.Event), bson.E{Key: "version", Value: o.Version})
}

// Offer implements events.OfferStore.
func (s *Events) Offer(ctx context.Context, o events.Offer) (events.Event, bool, error) {
	filter := append(unchanged(o), bson.E{Key: waitingOf(o.Person), Value: o.Nonce})
	fields := append(noticeOf(o), bson.E{Key: offerTo(o.Person), Value: o.Until})
	return s.modify(ctx, filter, append(set(fields), unset(waitingOf(o.Person))))
}

// Lapse implements events.OfferStore.
func (s *Events) Lapse(ctx context.Context, o events.Offer) (events.Event, bool, error) {
	filter := append(unchanged(o), bson.E{Key: offerTo(o.Person), Value: o.Until})
	return s.modify(ctx, filter, append(outOfQueue(o.Person), set(noticeOf(o))...))
}

// Accept implements events.OfferStore.
func (s *Events) Accept(ctx context.Context, o events.Offer) (events.Event, bool, error) {
	holds := bson.E{Key: waitingOf(o.Person), Value: o.Nonce}
	if !o.Until.IsZero() {
		holds = bson.E{Key: offerTo(o.Person), Value: o.Until}
	}
	change := bson.D{unset(waitingOf(o.Person), offerTo(o.Person))}
	if o.Notice != nil {
		change = append(change, set(noticeOf(o))...)
	}
	return s.modify(ctx, append(openEvent(o.Event), holds), change)
}

func noticeOf(o events.Offer) bson.D {
	return bson.D{{Key: "notices." + o.Key, Value: o.Notice}}
}

// Attend implements events.CheckinStore.
func (s *Events) Attend(ctx context.Context, id events.ID, p people.ID, present bool) (events.Event, bool, error) {
	change := bson.D{unset(presentIs(p))}
	if present {
		change = set(bson.D{{Key: presentIs(p), Value: true}})
	}
	return s.modify(ctx, append(openEvent(id), bson.E{Key: "queue", Value: p}), change)
}

// CountNoShows implements events.CheckinStore.
func (s *Events) CountNoShows(ctx context.Context, id events.ID, n int) error {
	_, err := s.c.UpdateOne(ctx, byID(id), set(bson.D{{Key: "noShows", Value: n}, {Key: "present", Value: bson.D{}}}))
	return err
}
