package mattermost

import (
	"log/slog"
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

// state follows what is heard of the WebSocket.
type state struct {
	mu sync.Mutex
	chat.State
}

// heard notes that the server tells what happens.
func (s *state) heard() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.Connected {
		s.State = chat.State{Connected: true, Since: time.Now()}
	}
}

// lost notes that the connection broke off, or could not be made.
func (s *state) lost(log *slog.Logger, connected bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Connected || s.Since.IsZero() {
		s.Since = time.Now()
	}
	s.Connected, s.LastError = false, err.Error()
	if connected {
		s.Failures = 0
		return
	}
	if s.Failures++; s.Failures%chat.AlarmAfter == 0 {
		log.Error("Mattermost can't be reached: run kigo doctor", "failures", s.Failures, "error", err)
	}
}
