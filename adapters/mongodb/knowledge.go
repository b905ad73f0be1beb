package mongodb

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/knowledge"
	"kigo/bot/people"
)

// Knowledge implements knowledge.Store.
type Knowledge struct{ records, versions, drafts *mongo.Collection }

// NewKnowledge keeps knowledge in db.
func NewKnowledge(db *DB) *Knowledge {
	return &Knowledge{db.Collection("knowledge"), db.Collection("knowledge_versions"), db.Collection("knowledge_drafts")}
}

// changesID is the _id of the count of changes. Records can't have it.
const changesID = "count/changes"

// version is a record that another one has replaced.
type version struct {
	ID       string           `bson:"_id"`      // see versionID
	Replaced time.Time        `bson:"replaced"` // when
	By       people.ID        `bson:"by"`       // who made it
	Record   knowledge.Record `bson:"record"`
}

func versionID(id knowledge.RecordID, n int) string { return fmt.Sprintf("%s/%d", id, n) }

// All implements knowledge.Store.
func (s *Knowledge) All(ctx context.Context) ([]knowledge.Record, error) {
	all, err := findAll[knowledge.Record](ctx, s.records, bson.D{}, byIDs())
	return slices.DeleteFunc(all, func(r knowledge.Record) bool { return r.ID == changesID }), err
}

func byIDs() options.Lister[options.FindOptions] {
	return options.Find().SetSort(bson.D{{Key: "_id", Value: 1}})
}

// Get implements knowledge.Store.
func (s *Knowledge) Get(ctx context.Context, id knowledge.RecordID) (knowledge.Record, error) {
	if id == changesID {
		return knowledge.Record{}, knowledge.ErrNotFound
	}
	r, ok, err := findByID[knowledge.Record](ctx, s.records, id)
	if err == nil && !ok {
		err = knowledge.ErrNotFound
	}
	return r, err
}

// Insert implements knowledge.Store.
func (s *Knowledge) Insert(ctx context.Context, r knowledge.Record) (bool, error) {
	return insertNew(ctx, s.records, r)
}

// Replace implements knowledge.Store. What is kept of before is written first: a version
// never changes, so to write it again, or in vain, does no harm.
func (s *Knowledge) Replace(ctx context.Context, before, after knowledge.Record) (bool, error) {
	kept := version{ID: versionID(before.ID, before.Version), Replaced: after.At, By: before.By, Record: before}
	if _, err := insertNew(ctx, s.versions, kept); err != nil {
		return false, err
	}
	filter := bson.D{{Key: "_id", Value: before.ID}, {Key: "version", Value: before.Version}}
	res, err := s.records.UpdateOne(ctx, filter, set(bson.D{
		{Key: "version", Value: after.Version}, {Key: "entry", Value: after.Entry}, {Key: "text", Value: after.Text},
		{Key: "by", Value: after.By}, {Key: "at", Value: after.At}, {Key: "retired", Value: after.Retired}, {Key: "origin", Value: after.Origin},
	}))
	if err != nil {
		return false, err
	}
	return res.MatchedCount > 0, nil
}

// Version implements knowledge.Store.
func (s *Knowledge) Version(ctx context.Context, id knowledge.RecordID, n int) (knowledge.Record, error) {
	v, ok, err := findByID[version](ctx, s.versions, versionID(id, n))
	if err == nil && !ok {
		err = knowledge.ErrNotFound
	}
	return v.Record, err
}

// MadeBy implements knowledge.Store.
func (s *Knowledge) MadeBy(ctx context.Context, by people.ID) ([]knowledge.Record, error) {
	filter := bson.D{{Key: "by", Value: by}}
	all, err := findAll[knowledge.Record](ctx, s.records, filter)
	if err != nil {
		return nil, err
	}
	old, err := findAll[version](ctx, s.versions, filter)
	for _, v := range old {
		all = append(all, v.Record)
	}
	slices.SortFunc(all, func(a, b knowledge.Record) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Version, b.Version))
	})
	return all, err
}

// changes is the count of changes.
type changes struct {
	ID string `bson:"_id"`
	N  int64  `bson:"n"`
}

// Changes implements knowledge.Store.
func (s *Knowledge) Changes(ctx context.Context) (int64, error) {
	c, _, err := findByID[changes](ctx, s.records, changesID)
	return c.N, err
}

// Changed implements knowledge.Store.
func (s *Knowledge) Changed(ctx context.Context) error {
	for {
		res, err := s.records.UpdateOne(ctx, byID(changesID), bson.D{{Key: "$inc", Value: bson.D{{Key: "n", Value: 1}}}})
		if err != nil || res.MatchedCount > 0 {
			return err
		}
		fresh, err := insertNew(ctx, s.records, changes{ID: changesID, N: 1})
		if err != nil || fresh {
			return err
		}
	}
}

// SaveDraft implements knowledge.Drafts.
func (s *Knowledge) SaveDraft(ctx context.Context, d knowledge.Draft) error {
	for { // somebody may drop the draft between the two
		fresh, err := insertNew(ctx, s.drafts, d)
		if err != nil || fresh {
			return err
		}
		res, err := s.drafts.UpdateOne(ctx, byID(d.ID), set(bson.D{
			{Key: "entry", Value: d.Entry}, {Key: "version", Value: d.Version}, {Key: "at", Value: d.At},
		}))
		if err != nil || res.MatchedCount > 0 {
			return err
		}
	}
}

// Draft implements knowledge.Drafts.
func (s *Knowledge) Draft(ctx context.Context, id string) (knowledge.Draft, error) {
	d, ok, err := findByID[knowledge.Draft](ctx, s.drafts, id)
	if err == nil && !ok {
		err = knowledge.ErrNotFound
	}
	return d, err
}

// DropDraft implements knowledge.Drafts.
func (s *Knowledge) DropDraft(ctx context.Context, id string, at time.Time) error {
	_, err := s.drafts.DeleteOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "at", Value: at}})
	return err
}

// DraftsOf implements knowledge.Drafts.
func (s *Knowledge) DraftsOf(ctx context.Context, by people.ID) ([]knowledge.Draft, error) {
	return findAll[knowledge.Draft](ctx, s.drafts, bson.D{{Key: "by", Value: by}}, byIDs())
}
