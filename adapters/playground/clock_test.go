package playground_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMovingTheClock(t *testing.T) {
	w := newWorld(t, quiet)
	page := w.listen("anna", "")
	start := page.next().Clock.Now
	const day = 24 * time.Hour
	var want []time.Duration
	for _, tc := range []struct {
		by   string
		want time.Duration
	}{
		{"1h", time.Hour}, {"1d", day}, {"1w", 7 * day}, {"26h", 26 * time.Hour}, {" +3d ", 3 * day},
		{"1w 2d", 9 * day}, {"90 min", 90 * time.Minute}, {"3 Tage", 3 * day}, {"2 Stunden", 2 * time.Hour}, {"1 week", 7 * day},
	} {
		w.post(http.StatusOK, "anna", "advance", map[string]string{"by": tc.by})
		want = append(want, tc.want)
	}
	w.mu.Lock()
	if !slices.Equal(w.moved, want) {
		t.Errorf("moved by %v, want %v", w.moved, want)
	}
	w.mu.Unlock()
	var sum time.Duration
	for _, d := range want {
		sum += d
	}
	for { // the page learns of it
		if c := page.next().Clock; !c.Moving && c.Now == start+sum.Milliseconds() {
			break
		}
	}
}

func TestSpansThatAreNone(t *testing.T) {
	w := newWorld(t, quiet)
	for _, by := range []string{"", "0h", "-1h", "1", "h", "1 Monat", "90s", "1h oder so", "99999d", "1e3h"} {
		if got := w.post(http.StatusBadRequest, "anna", "advance", map[string]string{"by": by}); !strings.Contains(got.Error, "26h") {
			t.Errorf("%q: said %q", by, got.Error)
		}
	}
	if len(w.moved) != 0 {
		t.Errorf("moved by %v", w.moved)
	}
}

func TestClockThatDoesNotMove(t *testing.T) {
	w := newWorld(t, quiet)
	got := w.post(http.StatusInternalServerError, "anna", "advance", map[string]string{"by": "13h"})
	if got.Error == "" || strings.Contains(got.Error, "fire") {
		t.Errorf("said %q", got.Error)
	}
	w.post(http.StatusOK, "anna", "advance", map[string]string{"by": "1h"}) // it is not stuck
}
