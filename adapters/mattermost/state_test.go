package mattermost

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"kigo/bot/chat"
)

// Operators see whether kigo hears Mattermost, and are alarmed when that fails again and again.
func TestTheStateOfTheConnection(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	log := slog.New(slog.NewTextHandler(&text, nil))
	a := New(Config{URL: "http://127.0.0.1:1", Log: log})
	begun := time.Now()
	if s := a.State(); s.Connected || s.Failures != 0 {
		t.Errorf("at first: %+v", s)
	}
	a.state.heard()
	if s := a.State(); !s.Connected || s.Since.Before(begun) {
		t.Errorf("once it is heard: %+v", s)
	}
	a.state.lost(log, true, errors.New("broken off"))
	if s := a.State(); s.Connected || s.Failures != 0 || s.LastError != "broken off" {
		t.Errorf("after it broke off: %+v", s)
	}
	for n := 1; n <= chat.AlarmAfter; n++ {
		if strings.Contains(text.String(), "level=ERROR") {
			t.Errorf("an alarm after %d failures", n-1)
		}
		a.state.lost(log, false, errors.New("refused"))
	}
	if s := a.State(); s.Failures != chat.AlarmAfter || !strings.Contains(text.String(), "run kigo doctor") {
		t.Errorf("after that: %+v\n%s", s, text.String())
	}
	a.state.heard()
	if s := a.State(); !s.Connected || s.Failures != 0 || s.LastError != "" {
		t.Errorf("healed: %+v", s)
	}
}
