package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
)

// Contents is what a copy of a database holds.
type Contents struct {
	Documents map[string]int64 // by collection
	Schema    int64            // version; 0 if it has none yet
}

// Look reads a copy of a database, from a snapshot or a back-up, and checks that it is
// whole. It changes nothing.
func Look(ctx context.Context, file string) (Contents, error) {
	c := Contents{Documents: map[string]int64{}}
	err := c.read(ctx, file)
	if err != nil {
		err = fmt.Errorf("look into a copy of the store: %w", err)
	}
	return c, err
}

func (c *Contents) read(ctx context.Context, file string) (err error) {
	u := url.URL{Scheme: "file", Opaque: file, RawQuery: "mode=ro&immutable=1"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	wrong, err := column(ctx, db, "PRAGMA quick_check(1)")
	if err != nil {
		return err
	}
	if len(wrong) != 1 || wrong[0] != "ok" {
		return fmt.Errorf("the database is damaged: %v", wrong)
	}
	names, err := column(ctx, db, "SELECT name FROM "+tableTable)
	if err != nil {
		return err
	}
	for _, name := range names {
		tables, err := column(ctx, db, "SELECT table_name FROM "+tableTable+" WHERE name = ?", name)
		if err != nil {
			return err
		}
		var n int64
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM "+quote(tables[0])).Scan(&n); err != nil {
			return err
		}
		c.Documents[name] = n
		if name != "meta" {
			continue
		}
		row := db.QueryRowContext(ctx, "SELECT _ferretdb_sjson->>'$.version' FROM "+quote(tables[0])+" WHERE "+idColumn+" = '\"schema\"'")
		if err := row.Scan(&c.Schema); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	return nil
}
