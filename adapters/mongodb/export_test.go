package mongodb

import "context"

// For the tests outside the package.

var Migrations = migrations

// MigrateBy is Migrate with another table of steps.
func (d *DB) MigrateBy(ctx context.Context, steps []Migration) error {
	return d.migrate(ctx, nil, steps)
}
