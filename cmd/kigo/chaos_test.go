package main

import (
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestChaos lets people sign up and off while the one and the other kigo is killed with -9 or
// stopped for a while, loses its store or finds it frozen, has a clock that is a minute off,
// or the chat is away. After each round it asks from outside: whoever was told that they are
// in is in, once, and nobody else; those who stay stand in the same order; whoever moved up
// was told once.
//
// The long form (KIGO_LONG=1) has 20 rounds, with faults of up to 30 s.
func TestChaos(t *testing.T) {
	t.Parallel()
	rounds, unit := len(mishaps(nil, 0)), time.Second/2
	if long() {
		rounds, unit = 20, 10*time.Second
	}
	c := newChaos(t, 12, 4)
	all := mishaps(c, unit)
	for n := range rounds {
		c.round(all[n%len(all)])
		if t.Failed() {
			for _, d := range c.kigos {
				t.Logf("%s", d.errOut)
			}
			t.Fatalf("in round %d: %s", n, all[n%len(all)].name)
		}
	}
	for _, d := range c.kigos {
		if err := d.stop(); err != nil {
			t.Error(err)
		}
	}
	noted := 0
	for _, p := range c.folk {
		noted += p.noted
	}
	t.Logf("%d rounds; %d answers were promised first", rounds, noted)
}

// mishap is something that goes wrong amid a round.
type mishap struct {
	name string
	does func()
}

// mishaps are all that go wrong, for so many units of time.
func mishaps(c *chaos, unit time.Duration) []mishap {
	one := func() int { return c.rand.IntN(2) }
	return []mishap{
		{"killed", func() {
			n := one()
			c.kigos[n].kill()
			c.launch(n)
			if !long() {
				c.freeLeases(c.t)
			}
		}},
		{"its store is away", func() {
			n := one()
			c.stores[n].leave()
			c.ready(n, false)
			time.Sleep(unit)
			c.stores[n].comeBack()
			c.ready(n, true)
		}},
		{"stopped for a while", func() {
			d := c.kigos[one()].cmd.Process
			_ = d.Signal(syscall.SIGSTOP)
			time.Sleep(unit)
			_ = d.Signal(syscall.SIGCONT)
		}},
		{"the store is away from both", func() {
			for _, p := range c.stores {
				p.leave()
			}
			time.Sleep(3 * unit)
			for n, p := range c.stores {
				p.comeBack()
				c.ready(n, true)
			}
		}},
		{"a clock is a minute off", func() {
			n := one()
			c.stores[n].lag(time.Minute)
			c.ready(n, false)
			c.stores[n].comeBack()
			c.ready(n, true)
		}},
		{"the chat is away", func() {
			c.town.away.Store(true)
			time.Sleep(unit)
			c.town.away.Store(false)
		}},
		{"the store answers nothing", func() {
			p := c.stores[one()]
			p.freeze()
			time.Sleep(2 * unit)
			p.comeBack()
		}},
	}
}

// round has about half of all people change their minds while something goes wrong.
func (c *chaos) round(f mishap) {
	c.t.Helper()
	before := c.queue()
	var moving []*citizen
	for _, p := range c.folk {
		p.ups = 0
		if !p.in || c.rand.IntN(2) == 0 {
			moving = append(moving, p)
		}
	}
	waited := map[int]bool{}
	for _, p := range c.folk {
		waited[p.n] = p.waits
	}
	var all sync.WaitGroup
	all.Go(f.does)
	for _, p := range moving {
		all.Go(func() { c.toggles(p) })
	}
	all.Wait()
	c.quietens()
	c.holds(before, waited, moving)
}

// holds compares what people read with what is stored.
func (c *chaos) holds(before []int, waited map[int]bool, moved []*citizen) {
	c.t.Helper()
	now := c.queue()
	stay := func(n int) bool { return slices.Contains(now, n) && !slices.Contains(moved, c.folk[n]) }
	was := slices.DeleteFunc(slices.Clone(before), func(n int) bool { return !stay(n) })
	is := slices.DeleteFunc(slices.Clone(now), func(n int) bool { return !stay(n) || !slices.Contains(before, n) })
	if !slices.Equal(was, is) {
		c.t.Errorf("those who stay stood as %v, and stand as %v", was, is)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.folk {
		at := slices.Index(now, p.n)
		if (at >= 0) != p.in {
			c.t.Errorf("%d was told that they are in: %v; they stand at %d of %v", p.n, p.in, at, now)
		}
		hadToWait := waited[p.n] || (p.in && p.waits)
		up := p.in && hadToWait && at < c.seats
		switch {
		case p.ups > 1, p.ups == 1 && !hadToWait && !p.torn, up && !p.torn && p.ups != 1, p.in && at >= c.seats && p.ups > 0 && !p.torn:
			c.t.Errorf("%d was told %d times that they moved up; in: %v at %d, waited: %v, asked again: %v", p.n, p.ups, p.in, at, hadToWait, p.torn)
		}
		p.waits = p.in && at >= c.seats
		p.torn = false
	}
}

// TestTheStoreIsAwayInARush lets everybody come while the store goes away: all are answered,
// though nobody asks twice, and all are in it afterwards.
//
// The long form (KIGO_LONG=1) has 100 people, and a store that is away for 30 s.
func TestTheStoreIsAwayInARush(t *testing.T) {
	t.Parallel()
	size, away := 40, 4*time.Second
	if long() {
		size, away = 100, 30*time.Second
	}
	c := newChaos(t, size, size/2)
	var all sync.WaitGroup
	for _, p := range c.folk {
		all.Go(func() {
			time.Sleep(time.Duration(p.n) * time.Second / time.Duration(size))
			c.toggles(p)
		})
	}
	time.Sleep(time.Second / 2)
	for _, p := range c.stores {
		p.leave()
	}
	time.Sleep(away)
	for _, p := range c.stores {
		p.comeBack()
	}
	all.Wait()
	c.quietens()
	noted := 0
	for _, p := range c.folk {
		if p.asked > 1 {
			t.Errorf("%d had to ask %d times", p.n, p.asked)
		}
		noted += p.noted
	}
	if now := c.queue(); len(now) != size {
		t.Errorf("%d of %d are in it", len(now), size)
	}
	if noted == 0 {
		t.Error("nobody waited for the store: this shows nothing")
	}
	t.Logf("%d people, %d of whom were told first that it takes a while", size, noted)
	for _, d := range c.kigos {
		if err := d.stop(); err != nil {
			t.Error(err)
		}
	}
}
