package bot

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"kigo/bot/chat"
)

// Rate limits how often one person may ask kigo for something. It is safe for concurrent use.
type Rate struct {
	limit rate.Limit
	burst int
	now   func() time.Time

	mu    sync.Mutex
	known map[string]*pacer // by platform and account
}

// pacer is one person's. It says nothing more once it is full again.
type pacer struct {
	limiter *rate.Limiter
	told    bool // that they are too fast, since they were last let through
}

// mostPacers bounds the people who are remembered.
const mostPacers = 20_000

// NewRate lets everybody do n things within the given time, at once or spread.
func NewRate(n int, within time.Duration, now func() time.Time) *Rate {
	return &Rate{limit: rate.Limit(float64(n) / within.Seconds()), burst: n, now: now, known: map[string]*pacer{}}
}

// allow reports whether this person may go on, and if not, whether they are to be told:
// once for a whole flood, so that kigo does not join in.
func (r *Rate) allow(ev chat.Event) (ok, tell bool) {
	if r == nil {
		return true, false
	}
	key, now := ev.Platform+"/"+ev.User.ID, r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.known[key]
	if p == nil {
		r.makeRoom(now)
		p = &pacer{limiter: rate.NewLimiter(r.limit, r.burst)}
		r.known[key] = p
	}
	if p.limiter.AllowN(now, 1) {
		p.told = false
		return true, false
	}
	tell, p.told = !p.told || ev.Kind == chat.FormSubmit, true // what was typed into a form is never dropped without a word
	return false, tell
}

// makeRoom forgets whoever has been quiet for long enough, and everybody if nobody has.
func (r *Rate) makeRoom(now time.Time) {
	if len(r.known) < mostPacers {
		return
	}
	for key, p := range r.known {
		if p.limiter.TokensAt(now) >= float64(r.burst) {
			delete(r.known, key)
		}
	}
	if len(r.known) >= mostPacers {
		clear(r.known)
	}
}
