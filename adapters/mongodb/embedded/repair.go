package embedded

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The engine creates a database, a collection or an index in several commits, each
// of its own. If its process is killed in between, the half-made thing stays: a file
// without the list of collections (the engine refuses to start), a table that is in
// no list (that collection can never be created again), a collection without its
// unique index on _id (duplicates get in), an index that is in no list (can never be
// created again). So whatever is half made is taken away before the engine starts.

// repairAll mends every database in the folder and adds missing _id indexes. The
// caller holds the lock and has not started the engine.
func repairAll(ctx context.Context, store string) error {
	files, err := databases(store)
	if err != nil {
		return err
	}
	for _, f := range files {
		keep, err := repair(ctx, f)
		if err == nil && keep {
			err = addIndexes(ctx, f)
		}
		if err == nil && !keep {
			err = removeFile(f)
		}
		if err != nil {
			return fmt.Errorf("check %s: %w", filepath.Base(f), err)
		}
	}
	return nil
}

// repair mends one database; false means that it has no table at all and can go.
func repair(ctx context.Context, file string) (keep bool, err error) {
	db, err := openFile(file)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	tables, err := column(ctx, tx, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'")
	if err != nil {
		return false, err
	}
	if len(tables) == 0 {
		return false, nil
	}
	if !slices.Contains(tables, tableTable) {
		return false, errors.New("not a database of the embedded store")
	}
	for _, t := range tables {
		if t == tableTable {
			continue
		}
		if err := repairTable(ctx, tx, t); err != nil {
			return false, fmt.Errorf("table %s: %w", t, err)
		}
	}
	return true, tx.Commit()
}

// repairTable takes away a table, or indexes of it, that the engine has not finished.
func repairTable(ctx context.Context, tx *sql.Tx, table string) error {
	listed, err := column(ctx, tx, "SELECT settings FROM "+tableTable+" WHERE table_name = ?", table)
	if err != nil {
		return err
	}
	if len(listed) == 0 { // created and not listed yet, or unlisted and not dropped yet
		return dropTable(ctx, tx, table)
	}
	var settings struct {
		Indexes []struct {
			Name string `json:"name"`
		} `json:"indexes"`
	}
	if err := json.Unmarshal([]byte(listed[0]), &settings); err != nil {
		return err
	}
	known := map[string]bool{table + idIndex: true}
	for _, i := range settings.Indexes {
		known[table+"_"+i.Name] = true
	}
	if !known[table+"__id_"] {
		some, err := column(ctx, tx, "SELECT 'some' FROM "+quote(table)+" LIMIT 1")
		if err != nil {
			return err
		}
		if len(some) > 0 {
			return errors.New("holds documents but has no unique index on _id")
		}
		return dropTable(ctx, tx, table)
	}
	indexes, err := column(ctx, tx, "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", table)
	if err != nil {
		return err
	}
	for _, i := range indexes {
		if known[i] || strings.HasPrefix(i, "sqlite_") {
			continue
		}
		if _, err := tx.ExecContext(ctx, "DROP INDEX "+quote(i)); err != nil {
			return err
		}
	}
	return nil
}

func dropTable(ctx context.Context, tx *sql.Tx, table string) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM "+tableTable+" WHERE table_name = ?", table); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "DROP TABLE "+quote(table))
	return err
}

// removeFile removes a database file and its companions.
func removeFile(file string) error {
	for _, f := range []string{file, file + "-wal", file + "-shm"} {
		if err := os.Remove(f); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
