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
	st := &store{}
	uri := c.MongoURI
	var ensure func(context.Context) error
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
			st.server, uri, ensure = server, server.URI(), server.EnsureIndexes
		}
	}
	db, err := mongodb.Open(ctx, uri, c.Database, more...)
	if err != nil {
		return nil, errors.Join(err, st.close())
	}
	st.DB = db
	if err := db.Migrate(ctx, ensure); err != nil {
		return nil, errors.Join(err, st.close())
	}
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
