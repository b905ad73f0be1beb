package mongodb

import (
	"context"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/people"
	"kigo/bot/pulses"
)

// sealed is an answer: nothing in it says whose it is, when it came, or what it holds.
type sealed struct {
	ID     string `bson:"_id"` // answer/<run>/<pseudonym>
	Sealed []byte `bson:"sealed"`
}

func answersOf(run pulses.ID) string { return "answer/" + string(run) + "/" }

func answerID(run pulses.ID, name string) string { return answersOf(run) + name }

// AddAnswer implements pulses.Answers.
func (s *Pulses) AddAnswer(ctx context.Context, run pulses.ID, name string, b []byte) (bool, error) {
	return insertNew(ctx, s.answers, sealed{ID: answerID(run, name), Sealed: b})
}

// ReplaceAnswer implements pulses.Answers.
func (s *Pulses) ReplaceAnswer(ctx context.Context, run pulses.ID, name string, b []byte) ([]byte, bool, error) {
	return before(s.answers.FindOneAndUpdate(ctx, byID(answerID(run, name)), set(bson.D{{Key: "sealed", Value: b}}),
		options.FindOneAndUpdate().SetReturnDocument(options.Before)))
}

// TakeAnswer implements pulses.Answers.
func (s *Pulses) TakeAnswer(ctx context.Context, run pulses.ID, name string) ([]byte, bool, error) {
	return before(s.answers.FindOneAndDelete(ctx, byID(answerID(run, name))))
}

// before is what an answer was before a change; false if there was none.
func before(res *mongo.SingleResult) ([]byte, bool, error) {
	a, ok, err := found[sealed](res)
	return a.Sealed, ok, err
}

// SwapAnswer implements pulses.Answers.
func (s *Pulses) SwapAnswer(ctx context.Context, run pulses.ID, name string, from, to []byte) error {
	id := answerID(run, name)
	is := bson.D{{Key: "_id", Value: id}, {Key: "sealed", Value: from}}
	var err error
	switch {
	case from == nil:
		_, err = insertNew(ctx, s.answers, sealed{ID: id, Sealed: to})
	case to == nil:
		_, err = s.answers.DeleteOne(ctx, is)
	default:
		_, err = s.answers.UpdateOne(ctx, is, set(bson.D{{Key: "sealed", Value: to}}))
	}
	return err
}

// HasAnswer implements pulses.Answers.
func (s *Pulses) HasAnswer(ctx context.Context, run pulses.ID, name string) (bool, error) {
	return exists(ctx, s.answers, answerID(run, name))
}

// Answers implements pulses.Answers.
func (s *Pulses) Answers(ctx context.Context, run pulses.ID) (map[string][]byte, error) {
	list, err := findAll[sealed](ctx, s.answers, beginning(answersOf(run)))
	all := make(map[string][]byte, len(list))
	for _, a := range list {
		all[strings.TrimPrefix(a.ID, answersOf(run))] = a.Sealed
	}
	return all, err
}

// WipeAnswers implements pulses.Answers.
func (s *Pulses) WipeAnswers(ctx context.Context, run pulses.ID) error {
	_, err := s.answers.DeleteMany(ctx, beginning(answersOf(run)))
	return err
}

// elector is pulses.Member under the name that makes it unique.
type elector struct {
	ID            string    `bson:"_id"` // <run>/<person>
	Run           pulses.ID `bson:"run"`
	pulses.Member `bson:",inline"`
}

func electorID(run pulses.ID, p people.ID) string { return string(run) + "/" + string(p) }

// Enrol implements pulses.Electorate.
func (s *Pulses) Enrol(ctx context.Context, run pulses.ID, members []pulses.Member) error {
	docs := make([]any, len(members))
	for i, m := range members {
		docs[i] = elector{ID: electorID(run, m.Person), Run: run, Member: m}
	}
	return insertMissing(ctx, s.electorate, docs)
}

// insertMissing inserts those whose _id is not taken.
func insertMissing(ctx context.Context, c *mongo.Collection, docs []any) error {
	if len(docs) == 0 {
		return nil
	}
	_, err := c.InsertMany(ctx, docs, options.InsertMany().SetOrdered(false))
	if mongo.IsDuplicateKeyError(err) {
		return nil
	}
	return err
}

// Member implements pulses.Electorate.
func (s *Pulses) Member(ctx context.Context, run pulses.ID, p people.ID) (pulses.Member, bool, error) {
	e, ok, err := findByID[elector](ctx, s.electorate, electorID(run, p))
	return e.Member, ok, err
}

// Members implements pulses.Electorate.
func (s *Pulses) Members(ctx context.Context, run pulses.ID) ([]pulses.Member, error) {
	list, err := findAll[elector](ctx, s.electorate, beginning(string(run)+"/"), options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}))
	members := make([]pulses.Member, len(list))
	for i, e := range list {
		members[i] = e.Member
	}
	return members, err
}

// Strike implements pulses.Electorate.
func (s *Pulses) Strike(ctx context.Context, run pulses.ID, p people.ID) error {
	_, err := s.electorate.DeleteOne(ctx, byID(electorID(run, p)))
	return err
}

// StrikeAll implements pulses.Electorate.
func (s *Pulses) StrikeAll(ctx context.Context, run pulses.ID) error {
	_, err := s.electorate.DeleteMany(ctx, beginning(string(run)+"/"))
	return err
}

// Elections implements pulses.Electorate.
func (s *Pulses) Elections(ctx context.Context, p people.ID) (map[pulses.ID]pulses.Member, error) {
	list, err := findAll[elector](ctx, s.electorate, bson.D{{Key: "person", Value: p}})
	in := make(map[pulses.ID]pulses.Member, len(list))
	for _, e := range list {
		in[e.Run] = e.Member
	}
	return in, err
}
