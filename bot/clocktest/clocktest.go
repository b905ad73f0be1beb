// Package clocktest is what tests tell the time and make ids by: both go on only when a
// test says so.
package clocktest

import (
	"fmt"
	"sync"
	"time"
)

// Clock may be used by several goroutines.
type Clock struct {
	mu  sync.Mutex
	now time.Time
	ids int
}

// At is a clock that stands at t.
func At(t time.Time) *Clock { return &Clock{now: t} }

// Now is where it stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set puts it at t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Pass moves it on.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// ID is another one each time: n0000001, n0000002 and so on.
func (c *Clock) ID() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids++
	return fmt.Sprintf("n%07d", c.ids)
}
