package slack

import (
	"sync"
	"time"
)

// pending is a form that was sent and whose sender waits: Slack takes an answer to it for
// three seconds. Then the form shows that it takes a moment, and is changed later.
type pending struct {
	answer chan any

	mu    sync.Mutex
	given bool      // an answer is there
	late  time.Time // since when nobody waits for it and the form shows that it takes a moment
}

// viewPatience leaves Slack's three seconds some air.
const viewPatience = 2 * time.Second

func newPending() *pending { return &pending{answer: make(chan any, 1)} }

// give answers the form, once. It returns false where that is too late. A nil *pending is
// always too late.
func (p *pending) give(answer any) bool {
	if p == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.late.IsZero() || p.given {
		return false
	}
	p.given = true
	p.answer <- answer
	return true
}

// hold lets the form show that it takes a moment, for an answer that goes another way.
func (p *pending) hold(wait any) bool {
	if !p.give(wait) {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.late = time.Now()
	return true
}

// finish lets go of who still waits: the form closes.
func (p *pending) finish() { p.give(nil) }

// shows reports whether the form shows that it takes a moment, and waits to be changed,
// and since when.
func (p *pending) shows() (since time.Time, ok bool) {
	if p == nil {
		return time.Time{}, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.late, !p.late.IsZero()
}

// wait returns the answer, or false when patience is over.
func (p *pending) wait(patience time.Duration) (any, bool) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case a := <-p.answer:
		return a, true
	case <-timer.C:
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.given {
		return <-p.answer, true
	}
	p.late = time.Now()
	return nil, false
}
