package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the engine's own driver, by the same name
)

const (
	extension  = ".sqlite"
	tableTable = "_ferretdb_collections" // the engine's list of collections
	idIndex    = "__kigo_id"             // suffix of the index that the engine forgets
	// idColumn is the expression by which the engine looks a document up; its own
	// unique index is on another spelling, which SQLite does not take for the same.
	idColumn = "_ferretdb_sjson->'$._id'"
	// pragmas of every connection, the engine's and ours. WAL must stay as the engine
	// sets it; secure_delete overwrites what is deleted.
	pragmas = "_pragma=secure_delete(on)"
)

// errClosed is returned by methods of a Server that is closed.
var errClosed = errors.New("embedded store is closed")

// openFile opens one SQLite file for a short while. Nobody may hold such a
// connection outside the gate: the engine may delete and recreate the file.
func openFile(file string) (*sql.DB, error) {
	u := url.URL{Scheme: "file", Opaque: file, RawQuery: pragmas +
		"&_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_txlock=immediate"}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// databases lists the SQLite files in the folder.
func databases(store string) ([]string, error) {
	entries, err := os.ReadDir(store)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), extension) {
			files = append(files, filepath.Join(store, e.Name()))
		}
	}
	return files, nil
}

// database is the name of the database in a file.
func database(file string) string { return strings.TrimSuffix(filepath.Base(file), extension) }

// Databases are the names of the databases in a data folder, none if it has no store.
func Databases(dir string) ([]string, error) {
	files, err := databases(filepath.Join(dir, storeFolder))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, f := range files {
		names = append(names, database(f))
	}
	return names, err
}

// EnsureIndexes gives every collection of every database the index on _id that the
// engine lacks; without it even {_id: x} reads the whole collection. The store does
// this by itself when a collection appears, so this is for callers who want to see
// the error. It waits for its turn among the commands.
func (s *Server) EnsureIndexes(ctx context.Context) error {
	if err := s.enter(ctx); err != nil {
		return fmt.Errorf("add _id indexes: %w", err)
	}
	defer s.gate.leave()
	files, err := databases(s.store)
	if err != nil {
		return fmt.Errorf("add _id indexes: %w", err)
	}
	for _, f := range files {
		if err := addIndexes(ctx, f); err != nil {
			return fmt.Errorf("add _id indexes to %s: %w", filepath.Base(f), err)
		}
	}
	return nil
}

// wrote runs in the gate after each command and gives new collections their index.
func (s *Server) wrote(c command) {
	key := c.database + "." + c.collection
	switch c.name {
	case "create", "createIndexes":
	case "insert", "update", "findAndModify":
		if s.indexed[key] {
			return
		}
	case "drop", "dropDatabase", "renameCollection":
		clear(s.indexed)
		return
	default:
		return
	}
	file := filepath.Join(s.store, c.database+extension)
	if filepath.Dir(file) != s.store {
		return
	}
	if _, err := os.Stat(file); err != nil {
		return // the command has failed
	}
	known, err := indexCollection(context.Background(), file, c.collection)
	if err != nil {
		s.log.Warn("embedded store: no index on _id", "collection", key, "err", err)
		return
	}
	if known {
		s.indexed[key] = true
	}
}

// indexCollection adds the missing indexes to one file and says whether the collection exists there.
func indexCollection(ctx context.Context, file, collection string) (known bool, err error) {
	db, err := openFile(file)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	found, err := column(ctx, db, "SELECT name FROM "+tableTable+" WHERE name = ?", collection)
	if err != nil || len(found) == 0 {
		return false, err
	}
	return true, addMissing(ctx, db)
}

// addIndexes adds the missing indexes to one file, in one transaction.
func addIndexes(ctx context.Context, file string) (err error) {
	db, err := openFile(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return addMissing(ctx, db)
}

func addMissing(ctx context.Context, db *sql.DB) error {
	tables, err := missing(ctx, db)
	if err != nil || len(tables) == 0 {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	for _, t := range tables {
		if _, err := tx.ExecContext(ctx, fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s ON %s (%s)",
			quote(t+idIndex), quote(t), idColumn)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// missing lists the tables of collections that lack the index.
func missing(ctx context.Context, db *sql.DB) ([]string, error) {
	return column(ctx, db, "SELECT table_name FROM "+tableTable+
		" WHERE table_name || ? NOT IN (SELECT name FROM sqlite_master WHERE type = 'index')", idIndex)
}

// enter waits for the turn of work that is not a client's command.
func (s *Server) enter(ctx context.Context) error {
	if err := s.gate.enter(ctx); err != nil {
		return err
	}
	select {
	case <-s.closed:
		s.gate.leave()
		return errClosed
	default:
		return nil
	}
}

// queryer is a database or a transaction.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// column reads the first column of a query, which must hold text.
func column(ctx context.Context, db queryer, query string, args ...any) (_ []string, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var values []string
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, rows.Err()
}

// quote makes an SQL identifier of any name.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
