package mattermosttest

import (
	"math"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// throttle limits requests per address with the generic cell rate algorithm: per second so
// many, and a burst on top.
type throttle struct {
	mu   sync.Mutex
	next map[string]time.Time // when an address would have used up nothing
}

func (t *throttle) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next = nil
}

// take counts one request. It returns how many may follow at once, when all of them may
// again, and after how long this one may be repeated if it was refused.
func (t *throttle) take(key string, now time.Time, perSecond, burst int) (left int, reset, retry time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.next == nil {
		t.next = map[string]time.Time{}
	}
	step := time.Second / time.Duration(perSecond)
	most := step * time.Duration(burst+1)
	tat := t.next[key]
	if tat.Before(now) {
		tat = now
	}
	if wait := tat.Add(step).Sub(now) - most; wait > 0 {
		return 0, tat.Sub(now), wait
	}
	tat = tat.Add(step)
	t.next[key] = tat
	return int((most - tat.Sub(now)) / step), tat.Sub(now), 0
}

// limitRate refuses a request with 429 where its address has asked too often.
func (s *Server) limitRate(w http.ResponseWriter, r *http.Request) bool {
	set := s.Settings()
	if set.RatePerSecond <= 0 {
		return true
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	left, reset, retry := s.rate.take(host, s.now(), set.RatePerSecond, set.RateBurst)
	seconds := func(d time.Duration) string { return strconv.Itoa(int(math.Ceil(d.Seconds()))) }
	h := w.Header()
	h.Set("X-Ratelimit-Limit", strconv.Itoa(set.RateBurst+1))
	h.Set("X-Ratelimit-Remaining", strconv.Itoa(left))
	h.Set("X-Ratelimit-Reset", seconds(reset))
	if retry <= 0 {
		return true
	}
	h.Set("Retry-After", seconds(retry))
	http.Error(w, "limit exceeded", http.StatusTooManyRequests)
	return false
}
