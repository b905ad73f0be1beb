package mongodb

import (
	"bytes"
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// For the tests outside the package.

var (
	Migrations = migrations
	EachString = eachString
)

// MigrateBy is Migrate with another table of steps.
func (d *DB) MigrateBy(ctx context.Context, steps []Migration) error {
	return d.migrate(ctx, nil, steps)
}

// Decode reads a document as the client does.
func Decode(raw []byte, v any) error {
	d := bson.NewDecoder(bson.NewDocumentReader(bytes.NewReader(raw)))
	d.SetRegistry(registry())
	return d.Decode(v)
}
