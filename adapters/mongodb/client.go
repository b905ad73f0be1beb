// Package mongodb keeps everything that kigo stores, in MongoDB or in the embedded
// server, which is spoken to in the same way. What both can do alike is little:
// look-ups by _id, single-document writes, no transactions; see docs and the
// package embedded.
package mongodb

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

const (
	// selectionTimeout is how long an operation waits for a server that is away.
	selectionTimeout = 5 * time.Second
	// poolSize bounds the connections of one process, where the URI says nothing.
	poolSize = 32
)

// DatabaseNames are the names that both engines take, on any operating system.
var DatabaseNames = regexp.MustCompile(`^[a-z0-9_-]{1,63}$`)

// DB is one open database. It is safe for concurrent use.
type DB struct {
	client *mongo.Client
	db     *mongo.Database
}

// Open connects to the server at uri and checks that it answers. Writes are
// acknowledged by a majority and journaled, reads see only such writes, whatever
// the URI says. The name of the database holds lower-case letters, digits, _ and -.
//
// Slices and maps that are nil are stored as empty ones: $push into null fails.
//
// What more says comes last: tests watch the commands with it.
func Open(ctx context.Context, uri, database string, more ...*options.ClientOptions) (*DB, error) {
	if !DatabaseNames.MatchString(database) {
		return nil, fmt.Errorf("open database %q: the name may hold a-z, 0-9, _ and -, at most 63", database)
	}
	journal := true
	opts := options.Client().ApplyURI(uri).
		SetAppName("kigo").
		SetWriteConcern(&writeconcern.WriteConcern{W: writeconcern.WCMajority, Journal: &journal}).
		SetReadConcern(readconcern.Majority()).
		SetReadPreference(readpref.Primary()).
		SetBSONOptions(&options.BSONOptions{NilSliceAsEmpty: true, NilMapAsEmpty: true}).
		SetRegistry(registry())
	if opts.ServerSelectionTimeout == nil {
		opts.SetServerSelectionTimeout(selectionTimeout)
	}
	if opts.MaxPoolSize == nil {
		opts.SetMaxPoolSize(poolSize)
	}
	client, err := mongo.Connect(append([]*options.ClientOptions{opts}, more...)...)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", database, err)
	}
	d := &DB{client: client, db: client.Database(database)}
	if err := d.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", database, err), client.Disconnect(ctx))
	}
	return d, nil
}

// Name is the database's name.
func (d *DB) Name() string { return d.db.Name() }

// Collection gives access to a collection; see collections.go for their names.
func (d *DB) Collection(name string) *mongo.Collection { return d.db.Collection(name) }

// Run sends a command of the embedded server's own, and returns its answer.
func (d *DB) Run(ctx context.Context, command bson.D) (bson.Raw, error) {
	return d.db.RunCommand(ctx, command).Raw()
}

// Ping says whether the server answers.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.client.Ping(ctx, nil); err != nil {
		return fmt.Errorf("ping database: %w", err)
	}
	return nil
}

// ServerTime is the server's clock (UTC, to the millisecond). It does not wait
// behind other commands, so the difference to the local clock is that of the clocks.
func (d *DB) ServerTime(ctx context.Context) (time.Time, error) {
	var hello struct {
		LocalTime time.Time `bson:"localTime"`
	}
	if err := d.db.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return time.Time{}, fmt.Errorf("read the database's clock: %w", err)
	}
	if hello.LocalTime.IsZero() {
		return time.Time{}, errors.New("read the database's clock: the server does not say")
	}
	return hello.LocalTime.UTC(), nil
}

// Drop deletes the database with all it holds; for tests and aborted restores.
func (d *DB) Drop(ctx context.Context) error {
	if err := d.db.Drop(ctx); err != nil {
		return fmt.Errorf("drop database %s: %w", d.Name(), err)
	}
	return nil
}

// Close ends the connections. Operations under way are given until ctx ends.
func (d *DB) Close(ctx context.Context) error {
	if err := d.client.Disconnect(ctx); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// IsDuplicateKey says that an insert has met a document with the same _id (or unique
// field). It holds for inserts only: the embedded server reports an update that
// meets a duplicate as an internal error.
func IsDuplicateKey(err error) bool { return mongo.IsDuplicateKeyError(err) }

// IsNotFound says that a look-up or findAndModify has met no document.
func IsNotFound(err error) bool { return errors.Is(err, mongo.ErrNoDocuments) }

// IsAway says that the server did not answer, or not in time, or is just changing who leads:
// whether a write got through is not known, and it may be tried again.
func IsAway(err error) bool {
	if mongo.IsNetworkError(err) || mongo.IsTimeout(err) {
		return true
	}
	var server mongo.ServerError
	return errors.As(err, &server) && server.HasErrorLabel("RetryableWriteError")
}
