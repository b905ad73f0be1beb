package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/embedded"
)

// store is an open database, and the embedded server if this process owns it.
type store struct {
	*mongodb.DB
	server *embedded.Server
}

// sharing says what happens when another process owns the data folder.
type sharing bool

const (
	alone  sharing = false // that is an error
	shared sharing = true  // work on the owner's store
)

// openStore opens MongoDB or the embedded store and brings its schema up to date. What more
// says goes to the database's driver.
func openStore(ctx context.Context, c Config, s sharing, log *slog.Logger, more ...*options.ClientOptions) (*store, error) {
	st, err := connectStore(ctx, c, s, log, more...)
	if err != nil {
		return nil, err
	}
	err = st.Available(ctx)
	var moved *mongodb.MovedError
	switch {
	case errors.As(err, &moved):
		err = fmt.Errorf("%w: set KIGO_MONGODB_URI to that, and keep KIGO_DATA_DIR, where the keys of surveys may be", err)
	case errors.Is(err, mongodb.ErrHalfMoved):
		err = fmt.Errorf("%w: run kigo migrate embedded-to once more, or drop this database and stay with the embedded store", err)
	case err == nil:
		err = st.bringUp(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, st.close())
	}
	return st, nil
}

// bringUp brings the schema up to date.
func (s *store) bringUp(ctx context.Context) error {
	var ensure func(context.Context) error
	if s.server != nil {
		ensure = s.server.EnsureIndexes
	}
	return s.Migrate(ctx, ensure)
}

// connectStore opens MongoDB or the embedded store, whatever is in it.
func connectStore(ctx context.Context, c Config, s sharing, log *slog.Logger, more ...*options.ClientOptions) (*store, error) {
	st := &store{}
	uri := c.MongoURI
	if uri == "" {
		server, err := embedded.Open(ctx, c.DataDir, log)
		var owned *embedded.OwnedError
		switch {
		case errors.As(err, &owned) && s == shared:
			if uri, err = embedded.Attach(c.DataDir); err != nil {
				return nil, err
			}
		case errors.As(err, &owned):
			return nil, fmt.Errorf("the data folder %s is in use by process %d: stop that process, or choose another folder with --data", c.DataDir, owned.PID)
		case err != nil:
			return nil, err
		default:
			st.server, uri = server, server.URI()
		}
	}
	db, err := mongodb.Open(ctx, uri, c.Database, more...)
	if err != nil {
		return nil, errors.Join(err, st.close())
	}
	st.DB = db
	return st, nil
}

// close ends the connections, then the server.
func (s *store) close() error {
	var errs []error
	if s.DB != nil {
		errs = append(errs, s.DB.Close(context.Background()))
	}
	if s.server != nil {
		errs = append(errs, s.server.Close())
	}
	return errors.Join(errs...)
}
