package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// checkpointWait bounds Checkpoint where its context has no deadline.
const checkpointWait = 10 * time.Second

// Checkpoint moves the write-ahead log of a database into its file and empties it.
// With it, what has been deleted is gone from the disk, byte by byte. It waits its
// turn, and until no cursor reads the database any more, at most until ctx ends (10 s without
// a deadline). A database that doesn't exist is no error.
func (s *Server) Checkpoint(ctx context.Context, database string) error {
	file := filepath.Join(s.store, database+extension)
	if filepath.Dir(file) != s.store {
		return fmt.Errorf("checkpoint: %q is no name of a database", database)
	}
	if _, has := ctx.Deadline(); !has {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, checkpointWait)
		defer cancel()
	}
	for {
		done, err := s.tryCheckpoint(ctx, file)
		if err != nil {
			return fmt.Errorf("checkpoint %s: %w", database, err)
		}
		if done {
			return nil
		}
		if !pause(ctx) {
			return fmt.Errorf("checkpoint %s: the database is being read: %w", database, ctx.Err())
		}
	}
}

// tryCheckpoint is false where a reader is in the way; it does not wait for that
// one, who may need the gate to get on.
func (s *Server) tryCheckpoint(ctx context.Context, file string) (_ bool, err error) {
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.gate.leave()
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	db, err := openFile(file)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "PRAGMA busy_timeout = 0"); err != nil {
		return false, err
	}
	var busy, frames, moved int
	if err := db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return false, err
	}
	return busy == 0, nil
}
