package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/outbox"
)

// Stock is what stands in the outbox, by kind and state; at most 50,000 rows are counted. It
// is one read of all rows, which on the embedded server every question to the outbox is.
func (o *Outbox) Stock(ctx context.Context, now time.Time) ([]outbox.Stock, error) {
	const most = 50_000
	type brief struct {
		Kind  string       `bson:"kind"`
		State outbox.State `bson:"state"`
		Due   time.Time    `bson:"due"`
		Lease time.Time    `bson:"lease"`
	}
	rows, err := findAll[brief](ctx, o.rows, bson.D{}, options.Find().SetLimit(most).SetProjection(bson.D{
		{Key: "kind", Value: 1}, {Key: "state", Value: 1}, {Key: "due", Value: 1}, {Key: "lease", Value: 1},
	}))
	if err != nil {
		return nil, err
	}
	var all outbox.Stocks
	for _, r := range rows {
		all.Add(outbox.Row{Kind: r.Kind, State: r.State, Due: r.Due, Lease: r.Lease}, now)
	}
	return all, nil
}
