package slacktest

import (
	"sync"
	"time"
)

// Clock is the time that the emulator lives in. Limits, trigger ids, acknowledgements,
// retries and timestamps of messages follow it; pings and signatures follow the real one,
// because slack-go checks them by that.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f once d has passed, unless stop is called before.
	AfterFunc(d time.Duration, f func()) (stop func())
}

// ScaledClock starts now and runs factor times as fast as time does.
func ScaledClock(factor float64) Clock {
	return scaled{time.Now(), factor}
}

type scaled struct {
	start  time.Time
	factor float64
}

func (c scaled) Now() time.Time {
	return c.start.Add(time.Duration(float64(time.Since(c.start)) * c.factor))
}

func (c scaled) AfterFunc(d time.Duration, f func()) func() {
	t := time.AfterFunc(time.Duration(float64(d)/c.factor), f)
	return func() { t.Stop() }
}

// Hand is a clock that stands still until a test moves it. Move it exactly to what falls
// due: an event that is sent again halfway through a long Advance is too late at its end.
type Hand struct {
	mu     sync.Mutex
	now    time.Time
	alarms map[*alarm]bool
}

type alarm struct {
	at time.Time
	f  func()
}

// NewHand is a clock that shows start; a zero start is the real time.
func NewHand(start time.Time) *Hand {
	if start.IsZero() {
		start = time.Now()
	}
	return &Hand{now: start, alarms: map[*alarm]bool{}}
}

// Now is where the hand stands.
func (h *Hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// AfterFunc calls f during the Advance that passes d.
func (h *Hand) AfterFunc(d time.Duration, f func()) func() {
	h.mu.Lock()
	defer h.mu.Unlock()
	a := &alarm{h.now.Add(d), f}
	h.alarms[a] = true
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.alarms, a)
	}
}

// Advance moves the hand and does what falls due, in order.
func (h *Hand) Advance(d time.Duration) {
	h.mu.Lock()
	end := h.now.Add(d)
	for {
		var next *alarm
		for a := range h.alarms {
			if !a.at.After(end) && (next == nil || a.at.Before(next.at)) {
				next = a
			}
		}
		if next == nil {
			break
		}
		delete(h.alarms, next)
		if next.at.After(h.now) {
			h.now = next.at
		}
		h.mu.Unlock()
		next.f()
		h.mu.Lock()
	}
	h.now = end
	h.mu.Unlock()
}

// Leaping is the real time, which a test may put forward.
type Leaping struct {
	mu     sync.Mutex
	ahead  time.Duration
	alarms map[*time.Timer]time.Time // when each is due
}

// NewLeaping is a clock that shows the real time.
func NewLeaping() *Leaping { return &Leaping{alarms: map[*time.Timer]time.Time{}} }

// Now is the real time and all leaps.
func (l *Leaping) Now() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Add(l.ahead)
}

// AfterFunc calls f once d has passed, be it by a leap.
func (l *Leaping) AfterFunc(d time.Duration, f func()) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	var t *time.Timer
	t = time.AfterFunc(d, func() {
		if l.forget(t) {
			f()
		}
	})
	l.alarms[t] = time.Now().Add(l.ahead + d)
	return func() {
		t.Stop()
		l.forget(t)
	}
}

// forget reports whether the alarm was still to come: a leap may have set one anew that was
// just going off.
func (l *Leaping) forget(t *time.Timer) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, set := l.alarms[t]
	delete(l.alarms, t)
	return set
}

// Leap puts the clock forward. What falls due thereby comes at once; whatever is under way has
// that much less time.
func (l *Leaping) Leap(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ahead += d
	for t, due := range l.alarms {
		t.Reset(max(0, due.Sub(time.Now().Add(l.ahead))))
	}
}
