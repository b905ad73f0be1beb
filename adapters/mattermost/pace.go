package mattermost

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

// pace is an http.RoundTripper that keeps below the server's rate limit. Where the limit
// is on, each answer says how much of it is left; what can wait, waits at half of it, so
// that the rest is there for people who wait for an answer. A refusal (429) becomes a
// *chat.RetryError.
type pace struct {
	next http.RoundTripper

	mu    sync.Mutex
	until time.Time // when half of the limit will be free again
}

// defaultRetry is what a refusal without Retry-After asks for.
const defaultRetry = time.Second

type bulkKey struct{}

// bulk marks requests that can wait.
func bulk(ctx context.Context) context.Context { return context.WithValue(ctx, bulkKey{}, true) }

// RoundTrip implements http.RoundTripper.
func (p *pace) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Context().Value(bulkKey{}) != nil {
		p.mu.Lock()
		pause := time.Until(p.until)
		p.mu.Unlock()
		if err := chat.Sleep(r.Context(), pause); err != nil {
			return nil, err
		}
	}
	resp, err := p.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	p.learn(resp.Header)
	if resp.StatusCode != http.StatusTooManyRequests {
		return resp, nil
	}
	_ = resp.Body.Close()
	after := defaultRetry
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s > 0 {
		after = time.Duration(s) * time.Second
	}
	return nil, &chat.RetryError{After: after, Err: errors.New("the Mattermost server's rate limit is reached")}
}

// learn reads the limit's state: how many requests at once, how many of them are left,
// and in how many seconds all will be there again.
func (p *pace) learn(h http.Header) {
	limit, err1 := strconv.Atoi(h.Get("X-Ratelimit-Limit"))
	left, err2 := strconv.Atoi(h.Get("X-Ratelimit-Remaining"))
	reset, err3 := strconv.Atoi(h.Get("X-Ratelimit-Reset"))
	if err1 != nil || err2 != nil || err3 != nil || limit <= 0 {
		return
	}
	var pause time.Duration
	if missing := limit/2 - left; missing > 0 && left < limit {
		pause = time.Duration(reset) * time.Second * time.Duration(missing) / time.Duration(limit-left)
	}
	p.mu.Lock()
	p.until = time.Now().Add(pause)
	p.mu.Unlock()
}

// refused reports whether the server has said no for good.
func refused(err error) bool {
	var app *model.AppError
	return errors.As(err, &app) && app.StatusCode >= 400 && app.StatusCode < 500 && app.StatusCode != http.StatusUnauthorized
}
