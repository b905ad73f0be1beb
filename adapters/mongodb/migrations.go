package mongodb

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// schemaID is the _id of the document in meta that holds the schema's version.
const schemaID = "schema"

// Migration is one step of the schema. Steps go forward only, from version-1 to
// version. A step may be run again, wholly or from where it broke off, and by two
// processes at once; so each of its writes must be repeatable.
type Migration struct {
	Version int
	Name    string
	Run     func(context.Context, *DB) error
}

// migrations is the table of all steps: 1, 2, 3, … without a gap. Steps that have
// been released are never changed.
func migrations() []Migration {
	return []Migration{
		{Version: 1, Name: "create collections", Run: func(ctx context.Context, d *DB) error { return d.prepare(ctx) }},
		{Version: 2, Name: "attempts by claim", Run: attemptsByClaim},
	}
}

// KnownSchema is the newest version that this binary knows.
func KnownSchema() int { return len(migrations()) }

// NewerSchemaError says that a newer kigo has been at this database: the running
// one does not know what it holds and must not touch it.
type NewerSchemaError struct {
	Have  int // the database's version
	Known int // the newest version this binary knows
}

func (e *NewerSchemaError) Error() string {
	return fmt.Sprintf("database has schema version %d, this binary knows versions up to %d", e.Have, e.Known)
}

// IsNew says that no migration has been completed on this database yet.
func (d *DB) IsNew(ctx context.Context) (bool, error) {
	v, err := d.SchemaVersion(ctx)
	return v == 0, err
}

// SchemaVersion is the number of the last completed migration, 0 for a new database.
func (d *DB) SchemaVersion(ctx context.Context) (int, error) {
	var doc struct {
		Version int `bson:"version"`
	}
	err := d.Collection(metaCollection).FindOne(ctx, bson.D{{Key: "_id", Value: schemaID}}).Decode(&doc)
	if IsNotFound(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return doc.Version, nil
}

// Migrate brings the database to this binary's schema: collections, indexes, then
// the steps that are missing, each followed by raising the version. It can be
// broken off anywhere and called again, also by several processes at once.
// ensureIndexes, if not nil, is called after the collections exist: the embedded
// server's (*embedded.Server).EnsureIndexes.
//
// A database with a newer schema is left alone: *NewerSchemaError.
func (d *DB) Migrate(ctx context.Context, ensureIndexes func(context.Context) error) error {
	return d.migrate(ctx, ensureIndexes, migrations())
}

func (d *DB) migrate(ctx context.Context, ensureIndexes func(context.Context) error, steps []Migration) error {
	version, err := d.SchemaVersion(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if version > len(steps) {
		return &NewerSchemaError{Have: version, Known: len(steps)}
	}
	if err := d.prepare(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if ensureIndexes != nil {
		if err := ensureIndexes(ctx); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	for version < len(steps) {
		step := steps[version]
		if err := step.Run(ctx, d); err != nil {
			return fmt.Errorf("migrate to version %d (%s): %w", step.Version, step.Name, err)
		}
		if err := d.raise(ctx, version, step.Version); err != nil {
			return fmt.Errorf("migrate to version %d (%s): %w", step.Version, step.Name, err)
		}
		// Another process may have been faster, or further.
		if version, err = d.SchemaVersion(ctx); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	if version > len(steps) {
		return &NewerSchemaError{Have: version, Known: len(steps)}
	}
	return nil
}

// raise sets the version if it still is from; if not, somebody else has raised it,
// and that is no error.
func (d *DB) raise(ctx context.Context, from, to int) error {
	meta := d.Collection(metaCollection)
	if from == 0 {
		_, err := meta.InsertOne(ctx, bson.D{{Key: "_id", Value: schemaID}, {Key: "version", Value: to}})
		if err != nil && !IsDuplicateKey(err) {
			return fmt.Errorf("raise schema version: %w", err)
		}
		return nil
	}
	_, err := meta.UpdateOne(ctx,
		bson.D{{Key: "_id", Value: schemaID}, {Key: "version", Value: from}},
		bson.D{{Key: "$set", Value: bson.D{{Key: "version", Value: to}}}})
	if err != nil {
		return fmt.Errorf("raise schema version: %w", err)
	}
	return nil
}
