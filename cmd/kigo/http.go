package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"kigo/adapters/web"
)

// drain is how long requests under way may take after the order to stop.
const drain = 20 * time.Second

// What a request may take. The longest handler waits 20 s for an answer; those that take
// longer lift the limits themselves. Nothing that kigo is sent is larger than 1 MiB.
const (
	headerTime = 10 * time.Second
	readTime   = 30 * time.Second
	writeTime  = time.Minute
	idleTime   = 2 * time.Minute
	maxHeader  = 64 << 10 // bytes
	maxRequest = 2 << 20  // bytes
)

// newServer serves h within these limits.
func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           http.MaxBytesHandler(h, maxRequest),
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), // of connections that break off
	}
}

// serve answers HTTP and does what is due until ctx ends. Then it takes no more, finishes
// what is in flight, and stops; stopping runs before that, to end streams.
func (a *app) serve(ctx context.Context, l net.Listener, h http.Handler, stopping func()) error {
	// What is in flight goes on after ctx has ended.
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	background := make(chan struct{})
	go func() {
		defer close(background)
		a.background(work)
	}()
	srv := newServer(h, a.log)
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		a.bot.Hurry()
		if stopping != nil {
			stopping()
		}
		last, cancel := context.WithTimeout(work, drain)
		defer cancel()
		err = srv.Shutdown(last)
	}
	stop()
	<-background
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// health is what /readyz asks.
func (a *app) health() web.Health {
	return web.Health{Ping: a.store.Ping, ServerTime: a.store.ServerTime, Now: time.Now}
}
