package mongodb

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
	"kigo/bot/inventory"
	"kigo/bot/outbox"
)

// Mailbox implements mailbox.Store.
type Mailbox struct{ c *mongo.Collection }

// NewMailbox keeps mail in db.
func NewMailbox(db *DB) *Mailbox { return &Mailbox{c: db.Collection("mailbox")} }

// mail is a mailbox.Mail as it is stored. The message is JSON text: chat.Message is
// made for JSON, and nobody asks the store for a part of it.
type mail struct {
	Key     string    `bson:"_id"`
	To      string    `bson:"to"`
	Message string    `bson:"message"`
	At      time.Time `bson:"at"` // kigo's clock
	Edits   int       `bson:"edits"`
	Gone    bool      `bson:"gone"`
	Fetched bool      `bson:"fetched"`
	Seen    int       `bson:"seen"`
	// Readers are to whom a message of the channel was shown.
	Readers map[string]int `bson:"readers,omitempty"`
}

// Put implements mailbox.Store.
func (s *Mailbox) Put(ctx context.Context, m mailbox.Mail) error {
	text, err := json.Marshal(m.Message)
	if err != nil {
		return fmt.Errorf("put mail %s: %w", m.Key, err)
	}
	doc := mail{
		Key: m.Key, To: m.To, Message: string(text), At: m.At,
		Edits: m.Edits, Gone: m.Gone, Fetched: m.Fetched, Seen: m.Seen,
	}
	if _, err := insertNew(ctx, s.c, doc); err != nil {
		return fmt.Errorf("put mail %s: %w", m.Key, err)
	}
	return nil
}

// Has implements mailbox.Store.
func (s *Mailbox) Has(ctx context.Context, key string) (bool, error) {
	_, ok, err := s.find(ctx, key)
	if err != nil {
		return false, fmt.Errorf("look for mail %s: %w", key, err)
	}
	return ok, nil
}

// find is a mail that is there and not gone.
func (s *Mailbox) find(ctx context.Context, key string) (mail, bool, error) {
	doc, ok, err := findByID[mail](ctx, s.c, key)
	return doc, ok && !doc.Gone, err
}

// Replace implements mailbox.Store. Comparing first keeps a repeated write from counting twice.
func (s *Mailbox) Replace(ctx context.Context, key string, m chat.Message) (bool, error) {
	text, err := json.Marshal(m)
	if err != nil {
		return false, fmt.Errorf("replace mail %s: %w", key, err)
	}
	doc, ok, err := s.find(ctx, key)
	if err == nil && ok && doc.Message != string(text) {
		_, err = s.c.UpdateOne(ctx, byID(key), append(
			set(bson.D{{Key: "message", Value: string(text)}}),
			bson.E{Key: "$inc", Value: bson.D{{Key: "edits", Value: 1}}}))
	}
	if err != nil {
		return false, fmt.Errorf("replace mail %s: %w", key, err)
	}
	return ok, nil
}

// Remove implements mailbox.Store.
func (s *Mailbox) Remove(ctx context.Context, key string) (bool, error) {
	_, ok, err := s.find(ctx, key)
	if err == nil && ok {
		_, err = s.c.UpdateOne(ctx, byID(key), set(bson.D{{Key: "gone", Value: true}, {Key: "message", Value: "{}"}}))
	}
	if err != nil {
		return false, fmt.Errorf("remove mail %s: %w", key, err)
	}
	return ok, nil
}

// List implements mailbox.Store. Mail of the same millisecond comes in the order of its keys.
func (s *Mailbox) List(ctx context.Context, to string) ([]mailbox.Mail, error) {
	oldest := options.Find().SetSort(bson.D{{Key: "at", Value: 1}, {Key: "_id", Value: 1}})
	docs, err := findAll[mail](ctx, s.c, bson.D{{Key: "to", Value: to}}, oldest)
	if err != nil {
		return nil, fmt.Errorf("list mail of %s: %w", to, err)
	}
	mails := make([]mailbox.Mail, len(docs))
	for i, d := range docs {
		mails[i] = mailbox.Mail{
			Key: d.Key, To: d.To, At: d.At.UTC(), Edits: d.Edits, Gone: d.Gone, Fetched: d.Fetched, Seen: d.Seen, Readers: d.Readers,
		}
		if d.Gone {
			continue // an edit that came too late may have left a message
		}
		if err := json.Unmarshal([]byte(d.Message), &mails[i].Message); err != nil {
			return nil, fmt.Errorf("list mail of %s: read %s: %w", to, d.Key, err)
		}
	}
	return mails, nil
}

// Fetched implements mailbox.Store.
func (s *Mailbox) Fetched(ctx context.Context, m mailbox.Mail, account string) error {
	shown := bson.D{{Key: "fetched", Value: true}, {Key: "seen", Value: m.Edits}}
	if m.To == mailbox.Channel {
		shown = bson.D{{Key: "readers." + account, Value: m.Edits}}
	}
	if _, err := s.c.UpdateOne(ctx, byID(m.Key), set(shown)); err != nil {
		return fmt.Errorf("note mail %s as fetched: %w", m.Key, err)
	}
	return nil
}

func mailboxRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "mailbox", Collection: "mailbox", Doc: mail{}, About: true, Held: "mailbox",
		Keep: inventory.Period{For: outbox.Keep, After: "sent", Field: "at"},
		Fields: inventory.Fields{
			inventory.Key: {"_id"}, inventory.Account: {"to"}, inventory.Private: {"message"}, inventory.Time: {"at"},
			inventory.Number: {"edits", "seen", "readers.<account>"}, inventory.State: {"gone", "fetched"},
		},
	}}
}
