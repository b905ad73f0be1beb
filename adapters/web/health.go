// Package web is what kigo offers besides chats: health for operators.
package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
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
// and /metrics (how the chats are, for Prometheus).
func Routes(h Health, chats []Chat, more ...prometheus.Collector) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics(chats, more...))
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
	before := h.Now()
	theirs, err := h.ServerTime(ctx)
	after := h.Now()
	switch {
	case err != nil:
		state["clock"] = "unknown"
	case theirs.Before(before.Add(-MaxSkew)) || theirs.After(after.Add(MaxSkew)):
		state["clock"] = "more than 5 s off the database's"
	}
	return state
}

func answer(w http.ResponseWriter, status int, v map[string]string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
