package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/audit"
	"kigo/bot/inventory"
)

// Audit implements audit.Store.
type Audit struct{ c *mongo.Collection }

// NewAudit keeps the audit in db.
func NewAudit(db *DB) *Audit { return &Audit{c: db.Collection("audit")} }

// Insert implements audit.Store.
func (a *Audit) Insert(ctx context.Context, e audit.Entry) (bool, error) {
	return insertNew(ctx, a.c, e)
}

// About implements audit.Store.
func (a *Audit) About(ctx context.Context, person string) ([]audit.Entry, error) {
	filter := bson.D{{Key: "$or", Value: bson.A{
		bson.D{{Key: "actor", Value: person}}, bson.D{{Key: "subject", Value: person}},
	}}}
	opts := options.Find().SetSort(bson.D{{Key: "at", Value: 1}, {Key: "_id", Value: 1}})
	return findAll[audit.Entry](ctx, a.c, filter, opts)
}

// Prune implements audit.Store.
func (a *Audit) Prune(ctx context.Context, t time.Time) error { return pruneBefore(ctx, a.c, t) }

func auditRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "audit", Collection: "audit", Doc: audit.Entry{}, Held: "audit", Told: true,
		Keep: inventory.Period{For: audit.Retention, After: "audited", Field: "at"},
		Fields: inventory.Fields{
			inventory.Key: {"_id"}, inventory.Person: {"actor", "subject"}, inventory.State: {"action"}, inventory.Linked: {"detail.<name>"}, inventory.Time: {"at"},
		},
	}}
}
