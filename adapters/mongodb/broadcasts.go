package mongodb

import (
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/broadcasts"
	"kigo/bot/people"
)

// Broadcasts implements broadcasts.Store.
type Broadcasts struct{ all, audiences, receipts, files, topics, settings *mongo.Collection }

// NewBroadcasts keeps announcements in db.
func NewBroadcasts(db *DB) *Broadcasts {
	return &Broadcasts{
		all: db.Collection("broadcasts"), audiences: db.Collection("audiences"), receipts: db.Collection("receipts"),
		files: db.Collection("broadcast_files"), topics: db.Collection("topics"), settings: db.Collection("settings"),
	}
}

// Insert implements broadcasts.Store.
func (s *Broadcasts) Insert(ctx context.Context, b broadcasts.Broadcast) (bool, error) {
	return insertNew(ctx, s.all, b)
}

// Get implements broadcasts.Store.
func (s *Broadcasts) Get(ctx context.Context, id broadcasts.ID) (broadcasts.Broadcast, error) {
	b, ok, err := findByID[broadcasts.Broadcast](ctx, s.all, id)
	if err == nil && !ok {
		err = broadcasts.ErrNotFound
	}
	return b, err
}

// Save implements broadcasts.Store.
func (s *Broadcasts) Save(ctx context.Context, b broadcasts.Broadcast) (bool, error) {
	rev := b.Rev
	b.Rev++
	return saveAt(ctx, s.all, b.ID, rev, b)
}

// saveAt sets every field of a document that is still at a revision; false if it is not.
func saveAt(ctx context.Context, c *mongo.Collection, id any, rev int, doc any) (bool, error) {
	raw, err := bson.Marshal(doc)
	if err != nil {
		return false, err
	}
	var fields bson.D
	if err := bson.Unmarshal(raw, &fields); err != nil {
		return false, err
	}
	change := bson.D{}
	for _, f := range fields {
		if f.Key != "_id" {
			change = append(change, f)
		}
	}
	res, err := c.UpdateOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "rev", Value: rev}}, set(change))
	if err != nil {
		return false, err
	}
	return res.MatchedCount == 1, nil
}

// Live implements broadcasts.Store.
func (s *Broadcasts) Live(ctx context.Context) ([]broadcasts.Broadcast, error) {
	return findAll[broadcasts.Broadcast](ctx, s.all, bson.D{{Key: "live", Value: true}})
}

// All implements broadcasts.Store.
func (s *Broadcasts) All(ctx context.Context) ([]broadcasts.Broadcast, error) {
	latest := options.Find().SetSort(bson.D{{Key: "changed", Value: -1}, {Key: "_id", Value: 1}})
	return findAll[broadcasts.Broadcast](ctx, s.all, bson.D{}, latest)
}

// Forget implements broadcasts.Store.
func (s *Broadcasts) Forget(ctx context.Context, id broadcasts.ID) error {
	for _, c := range []*mongo.Collection{s.audiences, s.receipts, s.files} {
		if _, err := c.DeleteMany(ctx, bson.D{{Key: "broadcast", Value: id}}); err != nil {
			return err
		}
	}
	return nil
}

// Drop implements broadcasts.Store.
func (s *Broadcasts) Drop(ctx context.Context, b broadcasts.Broadcast) (bool, error) {
	res, err := s.all.DeleteOne(ctx, bson.D{{Key: "_id", Value: b.ID}, {Key: "rev", Value: b.Rev}})
	if err != nil {
		return false, err
	}
	return res.DeletedCount == 1, nil
}

// audience is a part of an announcement's audience.
type audience struct {
	ID        string        `bson:"_id"` // <announcement>/<key>/<number>
	Broadcast broadcasts.ID `bson:"broadcast"`
	People    []people.ID   `bson:"people"`
}

func audienceID(id broadcasts.ID, key string, n int) string {
	return fmt.Sprintf("%s/%s/%d", id, key, n)
}

// PutAudience implements broadcasts.Store.
func (s *Broadcasts) PutAudience(ctx context.Context, id broadcasts.ID, key string, n int, part []people.ID) error {
	_, err := insertNew(ctx, s.audiences, audience{ID: audienceID(id, key, n), Broadcast: id, People: part})
	return err
}

// Audience implements broadcasts.Store.
func (s *Broadcasts) Audience(ctx context.Context, id broadcasts.ID, key string, n int) ([]people.ID, error) {
	a, _, err := findByID[audience](ctx, s.audiences, audienceID(id, key, n))
	return a.People, err
}

// AudiencesWith implements broadcasts.Store.
func (s *Broadcasts) AudiencesWith(ctx context.Context, p people.ID) ([]broadcasts.ID, error) {
	list, err := findAll[audience](ctx, s.audiences, bson.D{{Key: "people", Value: p}})
	var ids []broadcasts.ID
	for _, a := range list {
		ids = append(ids, a.Broadcast)
	}
	return ids, err
}

// Strike implements broadcasts.Store. Parts are counted by place, so nobody leaves a gap.
func (s *Broadcasts) Strike(ctx context.Context, p people.ID) error {
	parts, err := findAll[audience](ctx, s.audiences, bson.D{{Key: "people", Value: p}})
	for _, part := range parts {
		at := fmt.Sprintf("people.%d", slices.Index(part.People, p))
		if _, err := s.audiences.UpdateOne(ctx, append(byID(part.ID), bson.E{Key: at, Value: p}), set(bson.D{{Key: at, Value: people.Nobody}})); err != nil {
			return err
		}
	}
	return err
}

// broadcastFile is what goes along with an announcement.
type broadcastFile struct {
	ID        string        `bson:"_id"` // <announcement>/<key>
	Broadcast broadcasts.ID `bson:"broadcast"`
	Data      []byte        `bson:"data"`
}

func fileID(id broadcasts.ID, key string) string { return string(id) + "/" + key }

// PutFile implements broadcasts.Store.
func (s *Broadcasts) PutFile(ctx context.Context, id broadcasts.ID, key string, data []byte) error {
	_, err := insertNew(ctx, s.files, broadcastFile{ID: fileID(id, key), Broadcast: id, Data: data})
	return err
}

// File implements broadcasts.Store.
func (s *Broadcasts) File(ctx context.Context, id broadcasts.ID, key string) ([]byte, error) {
	f, _, err := findByID[broadcastFile](ctx, s.files, fileID(id, key))
	return f.Data, err
}

// DropFile implements broadcasts.Store.
func (s *Broadcasts) DropFile(ctx context.Context, id broadcasts.ID, key string) error {
	_, err := s.files.DeleteOne(ctx, byID(fileID(id, key)))
	return err
}

// receipt is a mark that stands for somebody; see broadcasts.Service.Acknowledge.
type receipt struct {
	ID        string        `bson:"_id"` // <announcement>/<mark>
	Broadcast broadcasts.ID `bson:"broadcast"`
}

// AddReceipt implements broadcasts.Store.
func (s *Broadcasts) AddReceipt(ctx context.Context, id broadcasts.ID, mark string) error {
	_, err := insertNew(ctx, s.receipts, receipt{ID: string(id) + "/" + mark, Broadcast: id})
	return err
}

// DropReceipt implements broadcasts.Store.
func (s *Broadcasts) DropReceipt(ctx context.Context, id broadcasts.ID, mark string) error {
	_, err := s.receipts.DeleteOne(ctx, byID(string(id)+"/"+mark))
	return err
}

// CountReceipts implements broadcasts.Store.
func (s *Broadcasts) CountReceipts(ctx context.Context, id broadcasts.ID) (int, error) {
	n, err := s.receipts.CountDocuments(ctx, bson.D{{Key: "broadcast", Value: id}})
	return int(n), err
}

// Topics implements broadcasts.Store.
func (s *Broadcasts) Topics(ctx context.Context) ([]broadcasts.Topic, error) {
	return findAll[broadcasts.Topic](ctx, s.topics, bson.D{})
}

// AddTopic implements broadcasts.Store.
func (s *Broadcasts) AddTopic(ctx context.Context, t broadcasts.Topic) (bool, error) {
	return insertNew(ctx, s.topics, t)
}

// ForgetTopics implements broadcasts.Store.
func (s *Broadcasts) ForgetTopics(ctx context.Context, p people.ID) error {
	_, err := s.topics.UpdateMany(ctx, bson.D{{Key: "by", Value: p}}, set(bson.D{{Key: "by", Value: people.Nobody}}))
	return err
}

// eyesID is the setting's _id.
const eyesID = "four-eyes"

type eyes struct {
	ID              string `bson:"_id"`
	broadcasts.Eyes `bson:",inline"`
}

// Eyes implements broadcasts.Store.
func (s *Broadcasts) Eyes(ctx context.Context) (broadcasts.Eyes, error) {
	e, _, err := findByID[eyes](ctx, s.settings, eyesID)
	return e.Eyes, err
}

// SaveEyes implements broadcasts.Store.
func (s *Broadcasts) SaveEyes(ctx context.Context, e broadcasts.Eyes) (bool, error) {
	rev := e.Rev
	e.Rev++
	if rev == 0 {
		return insertNew(ctx, s.settings, eyes{ID: eyesID, Eyes: e})
	}
	return saveAt(ctx, s.settings, eyesID, rev, e)
}
