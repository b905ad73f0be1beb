package mongodb

import (
	"context"
	"errors"
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot/knowledge"
	"kigo/bot/people"
)

// Gaps implements knowledge.GapStore.
type Gaps struct{ gaps, tallies, digests *mongo.Collection }

// NewGaps keeps gaps in db.
func NewGaps(db *DB) *Gaps {
	return &Gaps{gaps: db.Collection("gaps"), tallies: db.Collection("tallies"), digests: db.Collection("digests")}
}

// Gaps implements knowledge.GapStore.
func (s *Gaps) Gaps(ctx context.Context) ([]knowledge.Gap, error) {
	return findAll[knowledge.Gap](ctx, s.gaps, bson.D{})
}

// Gap implements knowledge.GapStore.
func (s *Gaps) Gap(ctx context.Context, id knowledge.GapID) (knowledge.Gap, bool, error) {
	return findByID[knowledge.Gap](ctx, s.gaps, id)
}

// InsertGap implements knowledge.GapStore.
func (s *Gaps) InsertGap(ctx context.Context, g knowledge.Gap) (bool, error) {
	if g.Askers == nil {
		g.Askers = map[people.ID]knowledge.Asker{} // never null: writes go below it
	}
	return insertNew(ctx, s.gaps, g)
}

// Ask implements knowledge.GapStore. A wording that came in meanwhile, or finds no room
// any more, is counted all the same.
func (s *Gaps) Ask(ctx context.Context, a knowledge.Asking) (knowledge.Gap, bool, error) {
	fields := bson.D{{Key: "last", Value: a.At}}
	if a.Disliked != "" {
		fields = append(fields, bson.E{Key: "disliked", Value: a.Disliked})
	}
	change := bson.D{{Key: "$set", Value: fields}, {Key: "$inc", Value: bson.D{{Key: "asked", Value: 1}}}}
	if a.Wording != "" {
		room := append(openGap(a.Gap), bson.E{Key: "wordings", Value: bson.D{{Key: "$ne", Value: a.Wording}}},
			bson.E{Key: "wordings." + lastWording, Value: bson.D{{Key: "$exists", Value: false}}})
		g, ok, err := s.modify(ctx, room, append(change[:2:2], bson.E{Key: "$push", Value: bson.D{{Key: "wordings", Value: a.Wording}}}))
		if ok || err != nil {
			return g, ok, err
		}
	}
	return s.modify(ctx, openGap(a.Gap), change)
}

// lastWording is the index of the last wording that is kept.
var lastWording = strconv.Itoa(knowledge.MaxWordings - 1)

// Reopen implements knowledge.GapStore.
func (s *Gaps) Reopen(ctx context.Context, id knowledge.GapID, version int) (bool, error) {
	_, ok, err := s.modify(ctx, bson.D{
		{Key: "_id", Value: id}, {Key: "version", Value: version},
		{Key: "state", Value: bson.D{{Key: "$ne", Value: knowledge.GapOpen}}},
		{Key: "owed", Value: bson.D{{Key: "$exists", Value: false}}},
	}, bson.D{
		{Key: "$set", Value: bson.D{{Key: "state", Value: knowledge.GapOpen}, {Key: "askers", Value: bson.D{}}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}, {Key: "round", Value: 1}}},
	})
	return ok, err
}

// Wait implements knowledge.GapStore.
func (s *Gaps) Wait(ctx context.Context, id knowledge.GapID, p people.ID, a knowledge.Asker) (knowledge.Gap, bool, error) {
	return s.modify(ctx, openGap(id), bson.D{
		{Key: "$set", Value: bson.D{{Key: "askers." + string(p), Value: a}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	})
}

// Withdraw implements knowledge.GapStore.
func (s *Gaps) Withdraw(ctx context.Context, id knowledge.GapID, p people.ID) error {
	_, _, err := s.modify(ctx, openGap(id), bson.D{
		{Key: "$unset", Value: bson.D{{Key: "askers." + string(p), Value: ""}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	})
	return err
}

// ForgetIn implements knowledge.GapStore.
func (s *Gaps) ForgetIn(ctx context.Context, id knowledge.GapID, p people.ID) error {
	_, waits := s.gaps.UpdateOne(ctx, byID(id), bson.D{
		{Key: "$unset", Value: bson.D{{Key: "askers." + string(p), Value: ""}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	})
	_, owed := s.gaps.UpdateOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "owed.people", Value: p}},
		bson.D{{Key: "$pull", Value: bson.D{{Key: "owed.people", Value: p}}}})
	_, closed := s.gaps.UpdateOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "by", Value: p}}, set(bson.D{{Key: "by", Value: ""}}))
	return errors.Join(waits, owed, closed)
}

// Close implements knowledge.GapStore.
func (s *Gaps) Close(ctx context.Context, c knowledge.Closing) (knowledge.Gap, bool, error) {
	fields := bson.D{
		{Key: "state", Value: c.State}, {Key: "answer", Value: c.Answer}, {Key: "source", Value: c.Source}, {Key: "entry", Value: c.Entry},
		{Key: "reason", Value: c.Reason}, {Key: "by", Value: c.By}, {Key: "closed", Value: c.At}, {Key: "askers", Value: bson.D{}},
	}
	if c.Owed != nil {
		fields = append(fields, bson.E{Key: "owed", Value: c.Owed})
	}
	filter := append(openGap(c.Gap), bson.E{Key: "version", Value: c.Version})
	return s.modify(ctx, filter, bson.D{
		{Key: "$set", Value: fields},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	})
}

// Settled implements knowledge.GapStore.
func (s *Gaps) Settled(ctx context.Context, id knowledge.GapID, round int) error {
	_, err := s.gaps.UpdateOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "round", Value: round}},
		bson.D{{Key: "$unset", Value: bson.D{{Key: "owed", Value: ""}}}})
	return err
}

// Owing implements knowledge.GapStore.
func (s *Gaps) Owing(ctx context.Context) ([]knowledge.Gap, error) {
	return findAll[knowledge.Gap](ctx, s.gaps, bson.D{{Key: "owed", Value: bson.D{{Key: "$exists", Value: true}}}})
}

// PruneGaps implements knowledge.GapStore.
func (s *Gaps) PruneGaps(ctx context.Context, open, closed time.Time) (gone int, err error) {
	old, errOld := s.gaps.DeleteMany(ctx, bson.D{
		{Key: "state", Value: knowledge.GapOpen}, {Key: "last", Value: bson.D{{Key: "$lt", Value: open}}}, {Key: "askers", Value: bson.D{}},
	})
	done, errDone := s.gaps.DeleteMany(ctx, bson.D{
		{Key: "state", Value: bson.D{{Key: "$ne", Value: knowledge.GapOpen}}}, {Key: "closed", Value: bson.D{{Key: "$lt", Value: closed}}},
		{Key: "owed", Value: bson.D{{Key: "$exists", Value: false}}},
	})
	if err := errors.Join(errOld, errDone); err != nil {
		return 0, err
	}
	return int(old.DeletedCount + done.DeletedCount), nil
}

// Count implements knowledge.GapStore.
func (s *Gaps) Count(ctx context.Context, kind knowledge.TallyKind, subject string, at time.Time) error {
	id := string(kind) + "/" + subject
	fresh, err := insertNew(ctx, s.tallies, knowledge.Tally{ID: id, Kind: kind, Subject: subject, Count: 1, At: at})
	if err != nil || fresh {
		return err
	}
	_, err = s.tallies.UpdateOne(ctx, byID(id), bson.D{
		{Key: "$inc", Value: bson.D{{Key: "count", Value: 1}}},
		{Key: "$set", Value: bson.D{{Key: "at", Value: at}}},
	})
	return err
}

// Tallies implements knowledge.GapStore.
func (s *Gaps) Tallies(ctx context.Context, kind knowledge.TallyKind) ([]knowledge.Tally, error) {
	return findAll[knowledge.Tally](ctx, s.tallies, bson.D{{Key: "kind", Value: kind}})
}

// subscriber is somebody who gets the weekly digest.
type subscriber struct {
	Person people.ID `bson:"_id"`
}

// Subscribe implements knowledge.GapStore.
func (s *Gaps) Subscribe(ctx context.Context, p people.ID, wants bool) error {
	if !wants {
		_, err := s.digests.DeleteOne(ctx, byID(p))
		return err
	}
	_, err := insertNew(ctx, s.digests, subscriber{p})
	return err
}

// Subscribed implements knowledge.GapStore.
func (s *Gaps) Subscribed(ctx context.Context, p people.ID) (bool, error) {
	return exists(ctx, s.digests, p)
}

// Subscribers implements knowledge.GapStore.
func (s *Gaps) Subscribers(ctx context.Context) ([]people.ID, error) {
	all, err := findAll[subscriber](ctx, s.digests, bson.D{})
	ids := make([]people.ID, len(all))
	for i, a := range all {
		ids[i] = a.Person
	}
	return ids, err
}

func openGap(id knowledge.GapID) bson.D {
	return bson.D{{Key: "_id", Value: id}, {Key: "state", Value: knowledge.GapOpen}}
}

// modify changes one gap and returns it as it then stands; false if none fits.
func (s *Gaps) modify(ctx context.Context, filter, change bson.D) (knowledge.Gap, bool, error) {
	return modify[knowledge.Gap](ctx, s.gaps, filter, change)
}
