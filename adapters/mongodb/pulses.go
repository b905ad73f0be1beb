package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/people"
	"kigo/bot/pulses"
)

// Pulses implements pulses.Store. Documents of a run are found by the beginning of their
// _id, so that none needs a field that names the run.
type Pulses struct{ runs, answers, electorate, results, moderation *mongo.Collection }

// NewPulses keeps pulses in db.
func NewPulses(db *DB) *Pulses {
	return &Pulses{
		runs: db.Collection("pulses"), answers: db.Collection("pulse_answers"), electorate: db.Collection("pulse_electorate"),
		results: db.Collection("pulse_results"), moderation: db.Collection("pulse_moderation"),
	}
}

// Insert implements pulses.Runs.
func (s *Pulses) Insert(ctx context.Context, r pulses.Run) (bool, error) {
	r.Late = map[string][]byte{} // never null: writes go below it
	return insertNew(ctx, s.runs, r)
}

// Get implements pulses.Runs.
func (s *Pulses) Get(ctx context.Context, id pulses.ID) (pulses.Run, error) {
	r, ok, err := findByID[pulses.Run](ctx, s.runs, id)
	if err == nil && !ok {
		err = pulses.ErrNotFound
	}
	return r, err
}

// All implements pulses.Runs.
func (s *Pulses) All(ctx context.Context) ([]pulses.Run, error) {
	sort := options.Find().SetSort(bson.D{{Key: "created", Value: 1}, {Key: "_id", Value: 1}})
	return findAll[pulses.Run](ctx, s.runs, bson.D{}, sort)
}

// Change implements pulses.Runs.
func (s *Pulses) Change(ctx context.Context, id pulses.ID, version int, p pulses.Plan) (pulses.Run, bool, error) {
	return s.modify(ctx, draft(id, version), bson.D{
		{Key: "$set", Value: bson.D{
			{Key: "survey", Value: p.Survey}, {Key: "target", Value: p.Target}, {Key: "k", Value: p.K}, {Key: "opens", Value: p.Opens},
			{Key: "closes", Value: p.Closes}, {Key: "remind", Value: p.Remind}, {Key: "series", Value: p.Series}, {Key: "repeat", Value: p.Repeat},
		}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	})
}

// Release implements pulses.Runs.
func (s *Pulses) Release(ctx context.Context, id pulses.ID, version int, by people.ID, to pulses.State) (pulses.Run, bool, error) {
	return s.modify(ctx, draft(id, version), set(bson.D{{Key: "state", Value: to}, {Key: "releasedBy", Value: by}}))
}

func draft(id pulses.ID, version int) bson.D {
	return bson.D{{Key: "_id", Value: id}, {Key: "state", Value: pulses.Draft}, {Key: "version", Value: version}}
}

// Disown implements pulses.Runs.
func (s *Pulses) Disown(ctx context.Context, p people.ID) error {
	for _, field := range []string{"creator", "releasedBy", "turnedBy", "feedback.by"} {
		if _, err := s.runs.UpdateMany(ctx, bson.D{{Key: field, Value: p}}, set(bson.D{{Key: field, Value: people.Nobody}})); err != nil {
			return err
		}
	}
	return nil
}

// Discard implements pulses.Runs.
func (s *Pulses) Discard(ctx context.Context, id pulses.ID) (bool, error) {
	never := bson.D{{Key: "$in", Value: bson.A{pulses.Draft, pulses.Released}}}
	res, err := s.runs.DeleteOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "state", Value: never}})
	if err != nil {
		return false, err
	}
	return res.DeletedCount == 1, nil
}

// Start implements pulses.Runs.
func (s *Pulses) Start(ctx context.Context, r pulses.Run) (pulses.Run, bool, error) {
	return s.modify(ctx, inState(r.ID, pulses.Released), set(bson.D{
		{Key: "state", Value: pulses.Open}, {Key: "recipient", Value: r.Recipient},
		{Key: "keyStore", Value: r.KeyStore}, {Key: "size", Value: r.Size},
		{Key: "invited", Value: r.Invited}, {Key: "openedAt", Value: r.OpenedAt}, {Key: "spared", Value: r.Spared},
	}))
}

// Turn implements pulses.Runs.
func (s *Pulses) Turn(ctx context.Context, id pulses.ID, from []pulses.State, to pulses.State, by people.ID, at time.Time) (pulses.Run, bool, error) {
	is := bson.D{{Key: "_id", Value: id}, {Key: "state", Value: bson.D{{Key: "$in", Value: from}}}}
	return s.modify(ctx, is, set(bson.D{
		{Key: "state", Value: to}, {Key: "turnedBy", Value: by}, {Key: "turnedAt", Value: at}, {Key: "made", Value: at},
	}))
}

// Made implements pulses.Runs.
func (s *Pulses) Made(ctx context.Context, id pulses.ID, due time.Time) error {
	before := bson.E{Key: "made", Value: bson.D{{Key: "$lt", Value: due}}}
	_, err := s.runs.UpdateOne(ctx, append(byID(id), before), set(bson.D{{Key: "made", Value: due}}))
	return err
}

// Close implements pulses.Runs.
func (s *Pulses) Close(ctx context.Context, id pulses.ID, at time.Time) (pulses.Run, bool, error) {
	return s.modify(ctx, inState(id, pulses.Open), set(bson.D{{Key: "state", Value: pulses.Closed}, {Key: "closedAt", Value: at}}))
}

// Note implements pulses.Runs.
func (s *Pulses) Note(ctx context.Context, id pulses.ID, m pulses.Mark) error {
	_, err := s.runs.UpdateOne(ctx, byID(id), set(bson.D{{Key: string(m), Value: true}}))
	return err
}

// SetRate implements pulses.Runs.
func (s *Pulses) SetRate(ctx context.Context, id pulses.ID, r pulses.Rate) error {
	_, err := s.runs.UpdateOne(ctx, inState(id, pulses.Open), set(bson.D{{Key: "rate", Value: r}}))
	return err
}

// Late implements pulses.Runs.
func (s *Pulses) Late(ctx context.Context, id pulses.ID, key string, counts []byte) (bool, error) {
	_, ok, err := s.modify(ctx, unsettled(id), bson.D{
		{Key: "$set", Value: bson.D{{Key: "late." + key, Value: append([]byte{}, counts...)}}},
		{Key: "$inc", Value: bson.D{{Key: "lates", Value: 1}}},
	})
	return ok, err
}

// Settle implements pulses.Runs.
func (s *Pulses) Settle(ctx context.Context, id pulses.ID, lates int, frozen []byte) (bool, error) {
	_, ok, err := s.modify(ctx, append(unsettled(id), bson.E{Key: "lates", Value: lates}),
		set(bson.D{{Key: "settled", Value: true}, {Key: "frozen", Value: append([]byte{}, frozen...)}}))
	return ok, err
}

// Publish implements pulses.Runs.
func (s *Pulses) Publish(ctx context.Context, id pulses.ID) error {
	_, err := s.runs.UpdateOne(ctx, inState(id, pulses.Closed),
		set(bson.D{{Key: "state", Value: pulses.Published}, {Key: "late", Value: bson.D{}}}))
	return err
}

// Thaw implements pulses.Runs.
func (s *Pulses) Thaw(ctx context.Context, id pulses.ID) error {
	_, err := s.runs.UpdateOne(ctx, inState(id, pulses.Published), set(bson.D{{Key: "frozen", Value: []byte{}}}))
	return err
}

func inState(id pulses.ID, st pulses.State) bson.D {
	return bson.D{{Key: "_id", Value: id}, {Key: "state", Value: st}}
}

func unsettled(id pulses.ID) bson.D {
	return append(inState(id, pulses.Closed), bson.E{Key: "settled", Value: false})
}

// modify changes one run and returns it as it then stands; false if none fits.
func (s *Pulses) modify(ctx context.Context, filter, change bson.D) (pulses.Run, bool, error) {
	return modify[pulses.Run](ctx, s.runs, filter, change)
}
