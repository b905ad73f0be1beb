package slack

import (
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"kigo/bot/chat"
)

// State is how it is now.
func (a *Adapter) State() chat.State {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	return a.state.State
}

// state follows what is heard of the connection and of the tokens.
type state struct {
	log    *slog.Logger
	socket bool // Socket Mode

	mu   sync.Mutex
	line bool      // a WebSocket is open
	good bool      // Slack took the bot's token last time
	bad  time.Time // when it did not
	chat.State
}

// changed works out whether kigo is connected; the caller holds the lock.
func (s *state) changed() {
	if now := s.good && (s.line || !s.socket); now != s.Connected || s.Since.IsZero() {
		s.Connected, s.Since = now, time.Now()
	}
	if s.Connected {
		s.LastError = ""
	}
}

// opened notes a WebSocket over which Slack speaks.
func (s *state) opened() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.line, s.Failures = true, 0
	s.changed()
}

// closed notes that there is none.
func (s *state) closed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.line = false
	s.changed()
}

// failed notes that connecting has failed, and returns how often it has.
func (s *state) failed(err error) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.line = false
	s.Failures++
	s.changed()
	s.LastError = err.Error()
	if s.Failures%chat.AlarmAfter == 0 {
		s.log.Error("Slack can't be reached: run kigo doctor", "failures", s.Failures, "error", err)
	}
	return s.Failures
}

// dead are the errors that say that a token is no good any more.
var dead = []string{"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed"}

// heard learns from the outcome of a call that was begun at some time.
func (s *state) heard(begun time.Time, err error) {
	bad := slices.Contains(dead, code(err))
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case bad:
		if s.good || s.LastError == "" {
			s.log.Error("Slack refuses kigo's token: run kigo doctor", "error", err)
		}
		s.good, s.bad = false, time.Now()
		s.changed()
		s.LastError = err.Error()
	case err == nil && !s.good && begun.After(s.bad):
		s.good = true
		s.changed()
	}
}

// removed notes that kigo is no longer in the workspace.
func (s *state) removed(why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log.Error("kigo was removed from the Slack workspace, or its token withdrawn: install it again and run kigo doctor", "event", why)
	s.good, s.bad = false, time.Now()
	s.changed()
	s.LastError = fmt.Sprintf("Slack says: %s", why)
}
