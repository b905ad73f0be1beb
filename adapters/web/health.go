// Package web is what kigo offers besides chats: health for operators.
package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// MaxSkew is how far this machine's clock may be off the database's; beyond it leases
// mean different things to different replicas.
const MaxSkew = 5 * time.Second

// Health is what /readyz asks.
type Health struct {
	Ping       func(context.Context) error
	ServerTime func(context.Context) (time.Time, error)
	Now        func() time.Time // real clock
}

// Routes serves /healthz (the process lives), /readyz (it can do its work: store and clock)
// and /metrics, for Prometheus.
func Routes(h Health, metrics http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		defer cancel()
		status, state := http.StatusOK, h.check(ctx)
		for _, v := range state {
			if v != "ok" {
				status = http.StatusServiceUnavailable
			}
		}
		answer(w, status, state)
	})
	return mux
}

// check says "ok" or what is wrong, by part. It names no addresses: anybody may ask.
func (h Health) check(ctx context.Context) map[string]string {
	state := map[string]string{"store": "ok", "clock": "ok"}
	if err := h.Ping(ctx); err != nil {
		return map[string]string{"store": "does not answer", "clock": "unknown"}
	}
	switch skew, err := h.Skew(ctx); {
	case err != nil:
		state["clock"] = "unknown"
	case skew.Abs() > MaxSkew:
		state["clock"] = "more than 5 s off the database's"
	}
	return state
}

// Skew is how far the database's clock is ahead of this machine's; 0 if that may be the
// time that it took to ask.
func (h Health) Skew(ctx context.Context) (time.Duration, error) {
	before := h.Now()
	theirs, err := h.ServerTime(ctx)
	after := h.Now()
	switch {
	case err != nil:
		return 0, err
	case theirs.Before(before):
		return theirs.Sub(before), nil
	case theirs.After(after):
		return theirs.Sub(after), nil
	}
	return 0, nil
}

func answer(w http.ResponseWriter, status int, v map[string]string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
