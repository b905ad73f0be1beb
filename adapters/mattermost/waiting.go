package mattermost

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"
)

// waiting is Mattermost's request that waits for an answer: at most so long, then it is
// acknowledged and the reply goes another way.
type waiting struct {
	body chan any
	sent chan error

	mu   sync.Mutex
	over bool
}

var errOver = errors.New("the request waits no longer")

func newWaiting() *waiting { return &waiting{body: make(chan any), sent: make(chan error, 1)} }

// give answers the request with body as JSON. It is errOver if that was done before or
// nobody waits any more. A nil *waiting never waits.
func (w *waiting) give(body any) error {
	if w == nil || !w.end() {
		return errOver
	}
	w.body <- body
	return <-w.sent
}

// waits reports whether an answer could still be given.
func (w *waiting) waits() bool {
	if w == nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.over
}

// end reports whether it was this call that ended the waiting.
func (w *waiting) end() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	was := w.over
	w.over = true
	return !was
}

// serve writes the answer as soon as it is there, or what later says when patience is over.
func (w *waiting) serve(rw http.ResponseWriter, r *http.Request, patience time.Duration, later func() any) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	var body any
	select {
	case body = <-w.body:
	case <-timer.C:
		if w.end() {
			_ = writeJSON(rw, later())
			return
		}
		body = <-w.body // it was given at this very moment
	case <-r.Context().Done():
		if !w.end() {
			<-w.body
			w.sent <- r.Context().Err()
		}
		return
	}
	w.sent <- writeJSON(rw, body)
}

// nothing is the answer that says nothing.
type nothing struct{}

// writeJSON answers in one write; header and body apart would cost the server 40 ms.
func writeJSON(rw http.ResponseWriter, body any) error {
	if body == nil {
		body = nothing{}
	}
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	rw.Header().Set("Content-Type", "application/json")
	_, err = rw.Write(b)
	return err
}
