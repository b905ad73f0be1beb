package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Outbox implements outbox.Store.
type Outbox struct{ rows, sent *mongo.Collection }

// NewOutbox keeps the outbox in db.
func NewOutbox(db *DB) *Outbox {
	return &Outbox{rows: db.Collection("outbox"), sent: db.Collection("sent")}
}

// Insert implements outbox.Store.
func (o *Outbox) Insert(ctx context.Context, r outbox.Row) (bool, error) {
	return insertNew(ctx, o.rows, r)
}

// WasSent implements outbox.Store.
func (o *Outbox) WasSent(ctx context.Context, id string) (bool, error) {
	return exists(ctx, o.sent, id)
}

// Claim implements outbox.Store. Several rows cost three reads of all rows on the embedded
// server, each one by itself would cost one: it reads all for whatever is asked.
func (o *Outbox) Claim(ctx context.Context, due, now time.Time, claim string, lease time.Duration, limit int) ([]outbox.Row, error) {
	if limit == 1 {
		r, err := o.claim(ctx, free(due, now), claim, now.Add(lease))
		if err != nil || r == nil {
			return nil, err
		}
		return []outbox.Row{*r}, nil
	}
	for {
		found, err := findAll[outbox.Row](ctx, o.rows, free(due, now), options.Find().SetSort(urgentFirst).SetLimit(int64(limit)))
		if err != nil || len(found) == 0 {
			return nil, err
		}
		var ids bson.A
		for _, r := range found {
			ids = append(ids, r.ID)
		}
		these := bson.E{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}
		res, err := o.rows.UpdateMany(ctx, append(free(due, now), these), set(bson.D{{Key: "claim", Value: claim}, {Key: "lease", Value: now.Add(lease)}}))
		if err != nil {
			return nil, err
		}
		if res.MatchedCount > 0 { // else others were faster, with all of them
			return findAll[outbox.Row](ctx, o.rows, bson.D{these, {Key: "claim", Value: claim}}, options.Find().SetSort(urgentFirst))
		}
	}
}

// free are the rows that may be claimed.
func free(due, now time.Time) bson.D {
	return bson.D{
		{Key: "state", Value: outbox.Open},
		{Key: "due", Value: bson.D{{Key: "$lte", Value: due}}},
		{Key: "lease", Value: bson.D{{Key: "$lte", Value: now}}},
	}
}

func (o *Outbox) claim(ctx context.Context, filter bson.D, claim string, lease time.Time) (*outbox.Row, error) {
	change := set(bson.D{{Key: "claim", Value: claim}, {Key: "lease", Value: lease}})
	r, ok, err := modify[outbox.Row](ctx, o.rows, filter, change, options.FindOneAndUpdate().SetSort(urgentFirst))
	if !ok {
		return nil, err
	}
	return &r, nil
}

// ClaimMore implements outbox.Store.
func (o *Outbox) ClaimMore(ctx context.Context, p people.ID, group string, due, now time.Time, claim string, lease time.Duration, limit int) ([]outbox.Row, error) {
	bundles := append(free(due, now),
		bson.E{Key: "person", Value: p}, bson.E{Key: "group", Value: group},
		bson.E{Key: "waits", Value: true}, bson.E{Key: "priority", Value: outbox.Normal},
		bson.E{Key: "attempted", Value: false},
	)
	found, err := findAll[outbox.Row](ctx, o.rows, bundles, options.Find().SetSort(oldestFirst).SetLimit(int64(limit)))
	if err != nil {
		return nil, err
	}
	var mine []outbox.Row
	for _, r := range found {
		got, err := o.claim(ctx, append(byID(r.ID), bundles...), claim, now.Add(lease))
		if err != nil {
			return mine, err
		}
		if got != nil { // nobody was faster
			mine = append(mine, *got)
		}
	}
	return mine, nil
}

// Attempting implements outbox.Store. It asks for the row by its _id alone, so that the
// embedded server need not read all rows; the answer says whose the row was at the write.
func (o *Outbox) Attempting(ctx context.Context, id, claim string, a outbox.Attempt, lease time.Time, settled []string) (bool, error) {
	change := set(bson.D{{Key: "attempts." + claim, Value: a}, {Key: "attempted", Value: true}, {Key: "lease", Value: lease}})
	if len(settled) > 0 {
		var gone bson.D
		for _, c := range settled {
			gone = append(gone, bson.E{Key: "attempts." + c, Value: ""})
		}
		change = append(change, bson.E{Key: "$unset", Value: gone})
	}
	r, ok, err := modify[outbox.Row](ctx, o.rows, byID(id), change)
	return ok && r.Claim == claim, err
}

// attemptsByClaim makes of the one attempt that a row had the first one in its map.
func attemptsByClaim(ctx context.Context, d *DB) error {
	rows := d.Collection("outbox")
	type old struct {
		ID      string          `bson:"_id"`
		Attempt *outbox.Attempt `bson:"attempt"`
	}
	found, err := findAll[old](ctx, rows, bson.D{{Key: "attempt", Value: bson.D{{Key: "$ne", Value: nil}}}})
	if err != nil {
		return err
	}
	for _, r := range found {
		change := set(bson.D{{Key: "attempts.before", Value: r.Attempt}, {Key: "attempted", Value: true}})
		change = append(change, bson.E{Key: "$unset", Value: bson.D{{Key: "attempt", Value: ""}}})
		if _, err := rows.UpdateOne(ctx, byID(r.ID), change); err != nil {
			return err
		}
	}
	return nil
}

// Retry implements outbox.Store.
func (o *Outbox) Retry(ctx context.Context, id, claim string, state outbox.State, cause string, lease time.Time) error {
	_, err := o.rows.UpdateOne(ctx, held(id, claim), bson.D{
		{Key: "$set", Value: bson.D{
			{Key: "state", Value: state}, {Key: "error", Value: cause}, {Key: "lease", Value: lease}, {Key: "claim", Value: ""},
		}},
		{Key: "$inc", Value: bson.D{{Key: "tries", Value: 1}}},
	})
	return err
}

// Return implements outbox.Store.
func (o *Outbox) Return(ctx context.Context, id, claim string) error {
	_, err := o.rows.UpdateOne(ctx, held(id, claim), set(bson.D{{Key: "claim", Value: ""}, {Key: "lease", Value: time.Time{}}}))
	return err
}

// PutOff implements outbox.Store.
func (o *Outbox) PutOff(ctx context.Context, id, claim string, due time.Time) error {
	_, err := o.rows.UpdateOne(ctx, held(id, claim), set(bson.D{
		{Key: "due", Value: due}, {Key: "held", Value: true}, {Key: "claim", Value: ""}, {Key: "lease", Value: time.Time{}},
	}))
	return err
}

// Release implements outbox.Store.
func (o *Outbox) Release(ctx context.Context, p people.ID, now time.Time) error {
	filter := bson.D{{Key: "person", Value: p}, {Key: "state", Value: outbox.Open}, {Key: "held", Value: true}, {Key: "due", Value: bson.D{{Key: "$gt", Value: now}}}}
	_, err := o.rows.UpdateMany(ctx, filter, set(bson.D{{Key: "due", Value: now}, {Key: "held", Value: false}}))
	return err
}

// Finish implements outbox.Store.
func (o *Outbox) Finish(ctx context.Context, s outbox.Sent) error {
	if _, err := insertNew(ctx, o.sent, s); err != nil {
		return err
	}
	_, err := o.rows.DeleteOne(ctx, byID(s.ID))
	return err
}

// NextDue implements outbox.Store.
func (o *Outbox) NextDue(ctx context.Context, t time.Time) (time.Time, bool, error) {
	filter := bson.D{{Key: "state", Value: outbox.Open}, {Key: "due", Value: bson.D{{Key: "$gt", Value: t}}}}
	r, ok, err := found[outbox.Row](o.rows.FindOne(ctx, filter, options.FindOne().SetSort(oldestFirst)))
	return r.Due, ok, err
}

// List implements outbox.Store.
func (o *Outbox) List(ctx context.Context, s outbox.State, limit int) ([]outbox.Row, error) {
	opts := options.Find().SetSort(oldestFirst).SetLimit(int64(limit))
	return findAll[outbox.Row](ctx, o.rows, bson.D{{Key: "state", Value: s}}, opts)
}

// Get implements outbox.Store.
func (o *Outbox) Get(ctx context.Context, id string) (outbox.Row, bool, error) {
	return findByID[outbox.Row](ctx, o.rows, id)
}

// Revive implements outbox.Store.
func (o *Outbox) Revive(ctx context.Context, id string) (bool, error) {
	filter := bson.D{{Key: "_id", Value: id}, {Key: "state", Value: outbox.Dead}}
	res, err := o.rows.UpdateOne(ctx, filter, set(bson.D{
		{Key: "state", Value: outbox.Open}, {Key: "tries", Value: 0}, {Key: "lease", Value: time.Time{}},
	}))
	if err != nil {
		return false, err
	}
	return res.MatchedCount == 1, nil
}

// Messages is what an outbox holds about one person.
type Messages struct {
	Due  []outbox.Row  `json:"due"`
	Sent []outbox.Sent `json:"sent"`
}

// Export is everything that the outbox holds about a person.
func (o *Outbox) Export(ctx context.Context, p people.ID) (any, error) {
	person := bson.D{{Key: "person", Value: p}}
	due, err := findAll[outbox.Row](ctx, o.rows, person)
	if err != nil {
		return nil, err
	}
	sent, err := findAll[outbox.Sent](ctx, o.sent, person)
	return Messages{Due: due, Sent: sent}, err
}

var (
	oldestFirst = bson.D{{Key: "due", Value: 1}, {Key: "_id", Value: 1}}
	// urgentFirst takes rows without a priority before all others, as nothing sorts first.
	urgentFirst = bson.D{{Key: "priority", Value: 1}, {Key: "due", Value: 1}, {Key: "_id", Value: 1}}
)

func held(id, claim string) bson.D {
	return bson.D{{Key: "_id", Value: id}, {Key: "claim", Value: claim}}
}
