package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/inventory"
	"kigo/bot/people"
)

// Codes and counters of tries share the collection links, which holds few documents: those
// of the last hour. A counter's _id is no hash.

// tries counts the codes that a person has entered.
type tries struct {
	ID    string    `bson:"_id"` // "tries/<person>"
	Count int       `bson:"count"`
	Since time.Time `bson:"since"`
}

func triesID(id people.ID) string { return "tries/" + string(id) }

// AddCode implements people.Store.
func (s *People) AddCode(ctx context.Context, c people.Code) error {
	if err := s.DropCodesOf(ctx, c.Person); err != nil {
		return err
	}
	_, err := s.links.InsertOne(ctx, c)
	return err
}

// PruneCodes implements people.Store.
func (s *People) PruneCodes(ctx context.Context, now, old time.Time) error {
	_, err := s.links.DeleteMany(ctx, bson.D{{Key: "$or", Value: bson.A{
		bson.D{{Key: "until", Value: bson.D{{Key: "$lt", Value: now}}}},
		bson.D{{Key: "since", Value: bson.D{{Key: "$lt", Value: old}}}},
	}}})
	return err
}

// Code implements people.Store.
func (s *People) Code(ctx context.Context, hash string) (people.Code, bool, error) {
	return findByID[people.Code](ctx, s.links, hash)
}

// CodeOf implements people.Store.
func (s *People) CodeOf(ctx context.Context, id people.ID) (people.Code, bool, error) {
	list, err := findAll[people.Code](ctx, s.links, bson.D{{Key: "person", Value: id}})
	if err != nil || len(list) == 0 {
		return people.Code{}, false, err
	}
	return list[len(list)-1], true, nil
}

// Absorb implements people.Store.
func (s *People) Absorb(ctx context.Context, hash string, other people.ID) error {
	_, err := s.links.UpdateOne(ctx, byID(hash), set(bson.D{{Key: "absorbs", Value: other}}))
	return err
}

// DropCodesOf implements people.Store.
func (s *People) DropCodesOf(ctx context.Context, id people.ID) error {
	_, err := s.links.DeleteMany(ctx, bson.D{{Key: "person", Value: id}})
	return err
}

// DropCode implements people.Store.
func (s *People) DropCode(ctx context.Context, hash string) error {
	_, err := s.links.DeleteOne(ctx, byID(hash))
	return err
}

// Try implements people.Store.
func (s *People) Try(ctx context.Context, id people.ID, now time.Time, window time.Duration) (int, error) {
	key := triesID(id)
	first, err := insertNew(ctx, s.links, tries{ID: key, Count: 1, Since: now})
	if err != nil || first {
		return 1, err
	}
	expired := bson.D{{Key: "_id", Value: key}, {Key: "since", Value: bson.D{{Key: "$lt", Value: now.Add(-window)}}}}
	res, err := s.links.UpdateOne(ctx, expired, set(bson.D{{Key: "count", Value: 1}, {Key: "since", Value: now}}))
	if err != nil || res.MatchedCount == 1 {
		return 1, err
	}
	t, ok, err := modify[tries](ctx, s.links, byID(key), bson.D{{Key: "$inc", Value: bson.D{{Key: "count", Value: 1}}}})
	if err == nil && !ok { // forgotten meanwhile
		return 1, nil
	}
	return t.Count, err
}

// ForgetTries implements people.Store.
func (s *People) ForgetTries(ctx context.Context, id people.ID) error {
	_, err := s.links.DeleteOne(ctx, byID(triesID(id)))
	return err
}

func linkRecords() []inventory.Record {
	const links = "links"
	return []inventory.Record{
		{
			Name: "codes", Collection: links, Doc: people.Code{}, About: true, Held: "person",
			Keep:   inventory.Period{After: "code", Field: "until"},
			Fields: inventory.Fields{inventory.Sealed: {"_id"}, inventory.Person: {"person", "absorbs"}, inventory.Time: {"until"}},
		},
		{
			Name: "tries", Collection: links, Begins: "tries/", Doc: tries{}, About: true, Held: "person",
			Keep:   inventory.Period{For: people.TryWindow, After: "tries", Field: "since"},
			Fields: inventory.Fields{inventory.Linked: {"_id"}, inventory.Number: {"count"}, inventory.Time: {"since"}},
		},
	}
}
