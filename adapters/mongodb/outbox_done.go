package mongodb

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/outbox"
)

// Sent implements outbox.Store.
func (o *Outbox) Sent(ctx context.Context, id string) (outbox.Sent, bool, error) {
	return findByID[outbox.Sent](ctx, o.sent, id)
}

// OfKinds implements outbox.Store.
func (o *Outbox) OfKinds(ctx context.Context, kinds ...string) ([]outbox.Row, error) {
	return findAll[outbox.Row](ctx, o.rows, bson.D{{Key: "kind", Value: bson.D{{Key: "$in", Value: kinds}}}})
}

// Withdraw implements outbox.Store.
func (o *Outbox) Withdraw(ctx context.Context, id string) (bool, error) {
	res, err := o.rows.DeleteOne(ctx, append(held(id, ""), bson.E{Key: "attempted", Value: false}))
	if err != nil {
		return false, err
	}
	return res.DeletedCount == 1, nil
}
