package slacktest

import (
	"time"
)

// Tiers of methods, in calls a minute for one app in one workspace.
const (
	tier1   = 1
	tier2   = 20
	tier3   = 50
	tier4   = 100
	special = 0 // not limited here
)

// The limits of chat.postMessage. Slack says "1 per second per channel" and that short
// bursts are tolerated without saying how long; PostBurst is ours. ConnectBurst is how
// many times a minute apps.connections.open is taken in spite of its tier 1: an app may
// open ten connections at once.
const (
	PostBurst    = 3
	ConnectBurst = 10
)

// limiter counts calls; the caller holds the lock.
type limiter struct {
	windows map[string][]time.Time
	buckets map[string]*bucket
}

// bucket holds tokens that come back one by one.
type bucket struct {
	tokens float64
	at     time.Time
}

func newLimiter() *limiter {
	return &limiter{windows: map[string][]time.Time{}, buckets: map[string]*bucket{}}
}

// window takes n calls in any 60 seconds. Otherwise it says when to come back.
func (l *limiter) window(key string, n int, now time.Time) (wait time.Duration, ok bool) {
	calls := l.windows[key]
	for len(calls) > 0 && now.Sub(calls[0]) >= time.Minute {
		calls = calls[1:]
	}
	l.windows[key] = calls
	if len(calls) >= n {
		return time.Minute - now.Sub(calls[0]), false
	}
	return 0, true
}

func (l *limiter) count(key string, now time.Time) {
	l.windows[key] = append(l.windows[key], now)
}

// everySecond takes one call a second, and burst at once after a rest.
func (l *limiter) everySecond(key string, burst int, now time.Time) (wait time.Duration, ok bool) {
	b := l.buckets[key]
	if b == nil {
		b = &bucket{float64(burst), now}
		l.buckets[key] = b
	}
	b.tokens = min(float64(burst), b.tokens+now.Sub(b.at).Seconds())
	b.at = now
	if b.tokens < 1 {
		return time.Duration((1 - b.tokens) * float64(time.Second)), false
	}
	b.tokens--
	return 0, true
}

// seconds is d as Retry-After says it: whole, and one at least.
func seconds(d time.Duration) int {
	return max(1, int((d+time.Second-1)/time.Second))
}

// limit says how long to wait before the call, 0 if it may go on. The caller holds the lock.
func (s *Server) limit(c *call, m method) time.Duration {
	now := s.clock.Now()
	n := m.tier
	if custom, ok := s.config.limits[c.method]; ok {
		n = custom
	}
	if n > 0 {
		if wait, ok := s.limits.window(c.method, n, now); !ok {
			return wait
		}
	}
	if c.method == "chat.postMessage" {
		if n := s.config.perWorkspace; n > 0 {
			if wait, ok := s.limits.window("workspace", n, now); !ok {
				return wait
			}
		}
		if wait, ok := s.limits.everySecond(s.address(c.str("channel")), s.config.postBurst, now); !ok {
			return wait
		}
		s.limits.count("workspace", now)
	}
	if n > 0 {
		s.limits.count(c.method, now)
	}
	return 0
}
