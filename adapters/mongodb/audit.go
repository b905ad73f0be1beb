package mongodb

import (
	"context"

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

// All implements audit.Store.
func (a *Audit) All(ctx context.Context) ([]audit.Entry, error) {
	return findAll[audit.Entry](ctx, a.c, bson.D{})
}

// Rewrite implements audit.Store.
func (a *Audit) Rewrite(ctx context.Context, e audit.Entry) error {
	_, err := a.c.UpdateOne(ctx, byID(e.ID), set(bson.D{{Key: "actor", Value: e.Actor}, {Key: "subject", Value: e.Subject}, {Key: "detail", Value: e.Detail}}))
	return err
}

func auditRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "audit", Collection: "audit", Doc: audit.Entry{}, Held: "audit", Told: true,
		Keep: inventory.Period{For: audit.Retention, After: "audited", Field: "at"},
		Fields: inventory.Fields{
			inventory.Key: {"_id"}, inventory.Person: {"actor", "subject"}, inventory.State: {"action"}, inventory.Linked: {"detail.<name>"}, inventory.Time: {"at"},
		},
	}}
}
