// Package embedded is the store that kigo brings along: FerretDB on SQLite files in
// a data folder, behind a proxy that lets one command at a time through. It serves
// demo, development, tests and small pilots; everything else runs on MongoDB.
//
// One process owns a data folder (Open); all others speak to its socket (Attach).
package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/FerretDB/FerretDB/ferretdb"
)

const (
	// storeFolder, in the data folder, holds one SQLite file a database and nothing
	// else: the engine opens every file there.
	storeFolder = "store"
	// closePatience bounds how long Close waits for the command under way.
	closePatience = 30 * time.Second
)

// starting guards ferretdb.New, which writes to package variables.
var starting sync.Mutex

// Server is an open embedded store. Its methods are safe for concurrent use.
type Server struct {
	store   string // folder of the SQLite files
	log     *slog.Logger
	lock    *os.File
	sockets sockets
	gate    gate
	proxy   *proxy

	stopEngine context.CancelFunc
	engineDone chan struct{}

	indexed map[string]bool // "database.collection" whose _id index exists; guarded by gate

	closing  sync.Once
	closed   chan struct{} // closed when Close begins
	closeErr error
}

// Open takes the data folder, creating it (0700) if it is new, mends what a killed
// owner may have left half done, and starts the store. ctx bounds the start only;
// the store runs until Close. A nil log means silence.
//
// If another living process owns dir, Open returns *OwnedError and changes nothing.
func Open(ctx context.Context, dir string, log *slog.Logger) (*Server, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s, err := open(ctx, dir, log)
	if err != nil {
		return nil, fmt.Errorf("open embedded store: %w", err)
	}
	return s, nil
}

func open(ctx context.Context, dir string, log *slog.Logger) (_ *Server, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	if strings.ContainsAny(dir, `?#%*[\`) {
		// The engine puts the path into a URL and into a glob without quoting it.
		return nil, fmt.Errorf(`the path of data folder %s must be free of ? # %% * [ \`, dir)
	}
	if err = os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s := &Server{
		store: filepath.Join(dir, storeFolder), log: log, gate: newGate(),
		engineDone: make(chan struct{}), indexed: map[string]bool{}, closed: make(chan struct{}),
	}
	if s.lock, err = lock(ctx, dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, unlock(s.lock))
		}
	}()
	sweep(readOwner(s.lock))
	if err = sweepSnapshots(dir, 0); err != nil {
		return nil, err
	}
	// From here until announce nobody reads an owner that is dead.
	if err = s.lock.Truncate(0); err != nil {
		return nil, err
	}
	if err = os.MkdirAll(s.store, 0o700); err != nil {
		return nil, err
	}
	if s.sockets, err = openSockets(dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.sockets.remove())
		}
	}()
	if err = announce(s.lock, owner{PID: os.Getpid(), Socket: s.sockets.proxy()}); err != nil {
		return nil, err
	}
	if err = repairAll(ctx, s.store); err != nil {
		return nil, err
	}
	if err = s.startEngine(); err != nil {
		return nil, err
	}
	s.proxy = newProxy(s.sockets.listener, s.sockets.engine(), s.gate, log, s.wrote, s.snapshot)
	s.proxy.start()
	return s, nil
}

func (s *Server) startEngine() error {
	starting.Lock()
	defer starting.Unlock()
	files := url.URL{Scheme: "file", Path: s.store + "/", RawQuery: pragmas, OmitHost: true}
	engine, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: s.sockets.engine()},
		Logger:    quietLogger(s.log),
		Handler:   "sqlite",
		SQLiteURL: files.String(),
	})
	if err != nil {
		return fmt.Errorf("start engine: %w", err)
	}
	var ctx context.Context
	ctx, s.stopEngine = context.WithCancel(context.Background())
	go func() {
		defer close(s.engineDone)
		if err := engine.Run(ctx); err != nil {
			s.log.Error("embedded store: engine ended", "err", err)
		}
	}()
	return nil
}

// URI is what the driver needs to reach this store, in this process or another one
// of the same user.
func (s *Server) URI() string { return uri(s.sockets.proxy()) }

// Close waits for the command under way, stops everything and gives the folder
// back. Clients should disconnect before. Closing again returns the first result.
func (s *Server) Close() error {
	s.closing.Do(func() {
		close(s.closed)
		s.proxy.close(closePatience)
		s.stopEngine()
		<-s.engineDone
		if err := errors.Join(s.sockets.remove(), unlock(s.lock)); err != nil {
			s.closeErr = fmt.Errorf("close embedded store: %w", err)
		}
	})
	return s.closeErr
}
