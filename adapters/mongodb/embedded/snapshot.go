package embedded

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

const (
	// snapshotCommand asks the owner of a store for a snapshot. It comes over the socket, like
	// every command, so whoever may read the store may ask; it never reaches the engine.
	snapshotCommand = "kigoSnapshot"
	snapshotPrefix  = "backup-"
	// snapshotRest is how old a snapshot is that nobody has taken up, as its client was killed.
	snapshotRest = time.Minute
)

// Snapshot is a copy of every database of a store, all from one moment between two commands.
// What was deleted is in none of them.
type Snapshot struct {
	Files map[string]string // by database
	dir   *os.File
}

// Take asks whoever owns the store in the data folder dir for a snapshot; run sends a
// command to that store. Nothing is written to the store meanwhile: milliseconds for a pilot.
func Take(ctx context.Context, dir string, run func(ctx context.Context, command bson.D) (bson.Raw, error)) (*Snapshot, error) {
	s, err := take(ctx, dir, run)
	if err != nil {
		return nil, fmt.Errorf("snapshot of the embedded store: %w", err)
	}
	return s, nil
}

func take(ctx context.Context, dir string, run func(ctx context.Context, command bson.D) (bson.Raw, error)) (*Snapshot, error) {
	reply, err := run(ctx, bson.D{{Key: snapshotCommand, Value: 1}})
	if err != nil {
		return nil, err
	}
	name, _ := reply.Lookup("folder").StringValueOK()
	if !strings.HasPrefix(name, snapshotPrefix) || filepath.Base(name) != name {
		return nil, fmt.Errorf("the store answered with %q", name)
	}
	s := &Snapshot{Files: map[string]string{}}
	if s.dir, err = os.Open(filepath.Join(dir, name)); err != nil {
		return nil, err
	}
	// Whoever holds the lock is at work with it; see sweepSnapshots.
	err = syscall.Flock(int(s.dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	var files []string
	if err == nil {
		files, err = databases(s.dir.Name())
	}
	if err != nil {
		return nil, errors.Join(err, s.Remove())
	}
	for _, f := range files {
		s.Files[database(f)] = f
	}
	return s, nil
}

// Remove takes the copies away.
func (s *Snapshot) Remove() error { return errors.Join(os.RemoveAll(s.dir.Name()), s.dir.Close()) }

// snapshot answers snapshotCommand. The caller is in the gate.
func (s *Server) snapshot(ctx context.Context) bson.D {
	name, err := s.copyAll(ctx)
	if err != nil {
		return bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: int32(1)}, {Key: "errmsg", Value: err.Error()}}
	}
	return bson.D{{Key: "ok", Value: 1.0}, {Key: "folder", Value: name}}
}

// copyAll makes a folder with a copy of every database, beside the store, and returns its name.
// Its owner is the store's: whoever asks may be root.
func (s *Server) copyAll(ctx context.Context) (_ string, err error) {
	data := filepath.Dir(s.store)
	if err := sweepSnapshots(data, snapshotRest); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(data, snapshotPrefix)
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	files, err := databases(s.store)
	if err != nil {
		return "", err
	}
	for _, f := range files {
		if err := copyFile(ctx, f, filepath.Join(dir, filepath.Base(f))); err != nil {
			return "", fmt.Errorf("copy %s: %w", filepath.Base(f), err)
		}
	}
	return filepath.Base(dir), nil
}

func copyFile(ctx context.Context, file, to string) (err error) {
	db, err := openFile(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	return err
}

// sweepSnapshots removes what killed processes have left: copies that nobody holds, unless
// they are younger than rest and may be taken up yet.
func sweepSnapshots(data string, rest time.Duration) error {
	found, err := filepath.Glob(filepath.Join(data, snapshotPrefix+"*"))
	if err != nil {
		return err
	}
	for _, path := range found {
		dir, err := os.Open(path)
		if err != nil {
			continue // its owner has removed it meanwhile
		}
		info, err := dir.Stat()
		if err == nil && info.IsDir() && time.Since(info.ModTime()) >= rest &&
			syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			err = os.RemoveAll(path)
		}
		if err = errors.Join(err, dir.Close()); err != nil {
			return fmt.Errorf("remove an unfinished back-up: %w", err)
		}
	}
	return nil
}

// reply makes the answer to m.
func (m message) reply(doc bson.D) (message, error) {
	body, err := bson.Marshal(doc)
	if err != nil {
		return nil, err
	}
	r := make(message, headerBytes+5, headerBytes+5+len(body)) // flags and the section's kind are 0
	binary.LittleEndian.PutUint32(r, uint32(cap(r)))
	copy(r[8:12], m[4:8]) // it answers that request
	binary.LittleEndian.PutUint32(r[12:], opMsg)
	return append(r, body...), nil
}
