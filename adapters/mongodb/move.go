package mongodb

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/inventory"
)

// A database that is being moved to another one says so, in meta, at both ends. The old one
// may be used on until it has been moved wholly, the new one only from then on: whatever
// breaks off, at most one of them can be used.
const (
	movedID   = "moved"   // at the old place
	arrivedID = "arrived" // at the new place
)

// move is either document.
type move struct {
	ID   string    `bson:"_id"`
	Move string    `bson:"move"` // the same random word at both ends
	To   string    `bson:"to"`   // where the new place is, without a password
	At   time.Time `bson:"at"`   // when it began
	Done bool      `bson:"done"`
}

func moveRecord(name, id string) inventory.Record {
	return inventory.Record{
		Name: name, Collection: metaCollection, Begins: id, Keep: inventory.Period{After: "stays"}, Doc: move{},
		Fields: inventory.Fields{inventory.Key: {"_id", "move"}, inventory.Content: {"to"}, inventory.Time: {"at"}, inventory.State: {"done"}},
	}
}

// MovedError says that what was in this database is in another one now.
type MovedError struct{ To string }

func (e *MovedError) Error() string {
	return "this database has been moved to " + e.To
}

var (
	// ErrHalfMoved says that a move into this database has not ended well yet.
	ErrHalfMoved = errors.New("a move into this database is not finished")
	// ErrNotEmpty says that a move would meet other data.
	ErrNotEmpty = errors.New("the database to move to is not empty")
	// errDiffers says that a copy is not what it is a copy of.
	errDiffers = errors.New("the copy differs")
)

// Available returns *MovedError or ErrHalfMoved if the database must not be used.
func (d *DB) Available(ctx context.Context) error {
	meta := d.Collection(metaCollection)
	out, _, err := findByID[move](ctx, meta, movedID)
	if err == nil && out.Done {
		return &MovedError{To: out.To}
	}
	in, arrives, inErr := findByID[move](ctx, meta, arrivedID)
	if err := errors.Join(err, inErr); err != nil {
		return fmt.Errorf("look whether the database was moved: %w", err)
	}
	if arrives && !in.Done {
		return ErrHalfMoved
	}
	return nil
}

// Moved is what a collection took.
type Moved struct {
	Collection string
	Documents  int
}

// MoveTo copies everything to an empty database, compares both, and leaves this one marked as
// moved. name says where the other one is. Both have this binary's schema then. Nobody else
// may use either meanwhile. A move that broke off goes on where it was if it is called again;
// of one that is finished it returns nothing.
func (d *DB) MoveTo(ctx context.Context, to *DB, name string, now time.Time) ([]Moved, error) {
	m, err := d.depart(ctx, name, now)
	if err != nil {
		return nil, err
	}
	done, err := to.arrive(ctx, m)
	if err != nil || done {
		return nil, err
	}
	if err := to.prepare(ctx); err != nil {
		return nil, err
	}
	names, err := d.names(ctx)
	if err != nil {
		return nil, err
	}
	var all []Moved
	for _, c := range names {
		n, err := copyCollection(ctx, d, to, c)
		if err != nil {
			return nil, fmt.Errorf("move %s: %w", c, err)
		}
		all = append(all, Moved{Collection: c, Documents: n})
	}
	for _, end := range []struct {
		db *DB
		id string
	}{{d, movedID}, {to, arrivedID}} { // between the two neither can be used
		if _, err := end.db.Collection(metaCollection).UpdateOne(ctx, byID(end.id), set(bson.D{{Key: "done", Value: true}})); err != nil {
			return nil, fmt.Errorf("finish the move: %w", err)
		}
	}
	return all, nil
}

// depart notes that a move begins here, or finds the one that has begun.
func (d *DB) depart(ctx context.Context, name string, now time.Time) (move, error) {
	meta := d.Collection(metaCollection)
	m := move{ID: movedID, Move: rand.Text(), To: name, At: now}
	fresh, err := insertNew(ctx, meta, m)
	if err != nil {
		return m, fmt.Errorf("begin the move: %w", err)
	}
	if fresh {
		return m, nil
	}
	before, _, err := findByID[move](ctx, meta, movedID)
	switch {
	case err != nil:
		return m, fmt.Errorf("begin the move: %w", err)
	case before.To == name:
		return before, nil
	case before.Done:
		return m, &MovedError{To: before.To}
	}
	_, err = meta.UpdateOne(ctx, byID(movedID), set(bson.D{{Key: "move", Value: m.Move}, {Key: "to", Value: m.To}, {Key: "at", Value: m.At}}))
	return m, err
}

// arrive claims an empty database for a move, or finds it claimed by the same one, which
// may be done.
func (d *DB) arrive(ctx context.Context, m move) (done bool, err error) {
	meta := d.Collection(metaCollection)
	before, begun, err := findByID[move](ctx, meta, arrivedID)
	if err != nil {
		return false, fmt.Errorf("look into the database to move to: %w", err)
	}
	if !begun {
		if err := d.checkEmpty(ctx); err != nil {
			return false, err
		}
		m.ID = arrivedID
		if _, err := insertNew(ctx, meta, m); err != nil {
			return false, fmt.Errorf("begin the move: %w", err)
		}
		if before, _, err = findByID[move](ctx, meta, arrivedID); err != nil {
			return false, fmt.Errorf("begin the move: %w", err)
		}
	}
	if before.Move != m.Move {
		return false, fmt.Errorf("%w: another move into it has begun", ErrNotEmpty)
	}
	return before.Done, nil
}

func (d *DB) checkEmpty(ctx context.Context) error {
	names, err := d.names(ctx)
	if err != nil {
		return err
	}
	for _, c := range names {
		err := d.Collection(c).FindOne(ctx, bson.D{}).Err()
		if err == nil {
			return fmt.Errorf("%w: there is something in %s", ErrNotEmpty, c)
		}
		if !IsNotFound(err) {
			return fmt.Errorf("look into the database to move to: %w", err)
		}
	}
	return nil
}

// names are the collections that exist.
func (d *DB) names(ctx context.Context) ([]string, error) {
	names, err := d.db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return nil, fmt.Errorf("list collections: %w", err)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, "system.") })
	slices.Sort(names)
	return names, nil
}
