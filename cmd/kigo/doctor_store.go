package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mattermost/setup"
	"kigo/adapters/mongodb"
	"kigo/adapters/web"
)

// storeTime is how long the store may take to be looked at. The embedded one, which waits
// its turn, may be slow to start.
const storeTime = 30 * time.Second

func (d *doctor) checkStore(ctx context.Context) []finding {
	const name = "store"
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	what := "MongoDB, database " + d.cfg.Database
	if d.cfg.MongoURI == "" {
		what = "the embedded one in " + d.cfg.DataDir
	}
	there, err := d.hasStore(ctx)
	if err == nil && !there {
		return []finding{{Level: setup.OK, Name: name, Text: what + ": nothing is stored there yet"}}
	}
	if err == nil {
		d.store, err = openStore(ctx, d.cfg, shared, d.log)
	}
	var newer *mongodb.NewerSchemaError
	var moved *mongodb.MovedError
	switch {
	case errors.As(err, &moved), errors.Is(err, mongodb.ErrHalfMoved):
		return []finding{failure(name, what+": "+err.Error())}
	case errors.As(err, &newer):
		return []finding{{Level: setup.Fail, Name: name, Text: fmt.Sprintf("%s: a newer kigo has been there (schema version %d, this one knows %d)", what, newer.Have, newer.Known), Cure: "use a kigo at least as new as that one"}}
	case err != nil && d.cfg.MongoURI != "":
		return []finding{{Level: setup.Fail, Name: name, Text: fmt.Sprintf("%s: %v", what, err), Cure: "check host, user and password in KIGO_MONGODB_URI, and that the database runs and lets this machine in"}}
	case err != nil:
		return []finding{{Level: setup.Fail, Name: name, Text: fmt.Sprintf("%s: %v", what, err), Cure: "let kigo read and write the folder, or choose another one with KIGO_DATA_DIR"}}
	}
	version, err := d.store.SchemaVersion(ctx)
	if err != nil {
		return []finding{{Level: setup.Fail, Name: name, Text: err.Error(), Cure: "run doctor again, and look into the database's log"}}
	}
	all := []finding{{Level: setup.OK, Name: name, Text: fmt.Sprintf("%s, schema version %d", what, version)}}
	return append(all, d.checkStored(ctx)...)
}

// hasStore says whether a store is there, without making one.
func (d *doctor) hasStore(ctx context.Context) (bool, error) {
	if d.cfg.MongoURI == "" {
		entries, err := os.ReadDir(d.cfg.DataDir)
		if errors.Is(err, os.ErrNotExist) {
			return false, nil
		}
		return len(entries) > 0, err
	}
	db, err := mongodb.Open(ctx, d.cfg.MongoURI, d.cfg.Database)
	if err != nil {
		return false, err
	}
	fresh, err := db.IsNew(ctx)
	return !fresh, errors.Join(err, db.Close(ctx))
}

// checkStored compares what is stored with the configuration.
func (d *doctor) checkStored(ctx context.Context) []finding {
	var all []finding
	err := d.store.Collection("meta").FindOne(ctx, bson.D{{Key: "_id", Value: "secret"}}).Err()
	switch {
	case mongodb.IsNotFound(err): // asking would settle it for good
		all = append(all, finding{Level: setup.OK, Name: "secret", Text: "the store has been used with none yet"})
	case err != nil:
		all = append(all, finding{Level: setup.Fail, Name: "secret", Text: err.Error(), Cure: "run doctor again, and look into the database's log"})
	case d.cfg.Secret == "": // said already
	case d.store.CheckSecret(ctx, []byte(d.cfg.Secret)) != nil:
		all = append(all, finding{Level: setup.Fail, Name: "secret", Text: "KIGO_SECRET is another one than this store was first used with", Cure: "use that one: without it buttons and delivery keys are worth nothing"})
	default:
		all = append(all, finding{Level: setup.OK, Name: "secret", Text: "is the one of this store"})
	}
	if len(d.cfg.chats()) == 0 {
		return all
	}
	if demo, err := d.store.Marked(ctx, demoMark); err == nil && demo {
		all = append(all, finding{Level: setup.Fail, Name: "store", Text: "it holds the demo's people and events", Cure: "give serve a store of its own, with KIGO_DATA_DIR or KIGO_MONGODB_URI"})
	}
	return all
}

func (d *doctor) checkClock(ctx context.Context) []finding {
	const name = "clock"
	if d.store == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	skew, err := web.Health{ServerTime: d.store.ServerTime, Now: time.Now}.Skew(ctx)
	switch {
	case err != nil:
		return []finding{{Level: setup.Fail, Name: name, Text: err.Error(), Cure: "run doctor again, and look into the database's log"}}
	case skew.Abs() > web.MaxSkew:
		return []finding{{Level: setup.Fail, Name: name, Text: fmt.Sprintf("the database's clock is %s off this machine's", skew.Round(time.Second).Abs()), Cure: "synchronise both machines (NTP): timedatectl shows whether it is on"}}
	}
	return []finding{{Level: setup.OK, Name: name, Text: "goes like the database's"}}
}
