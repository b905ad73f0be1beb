package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"kigo/bot/people"
)

// crew sends several messages at once: never two to the same person, whose messages go out
// in the order in which they were claimed.
type crew struct {
	*Dispatcher
	slots chan struct{} // one a message in hand
	group sync.WaitGroup
	next  []Row // claimed at once, and not in hand yet
	all   bool  // nothing else was free then

	mu    sync.Mutex
	lanes map[people.ID]chan struct{} // closed when the last message in hand for somebody is done
	err   error                       // the first since somebody asked
}

func (d *Dispatcher) newCrew() *crew {
	return &crew{Dispatcher: d, slots: make(chan struct{}, max(d.Limits.Workers, 1)), lanes: map[people.ID]chan struct{}{}}
}

// work claims what is due and has it sent in the context work, until nothing is due, or ctx
// ends. Messages may be in hand still when it returns; see wait.
func (c *crew) work(ctx, work context.Context) error {
	if c.Held != nil {
		if held, err := c.Held(work); held || err != nil {
			return err
		}
	}
	for {
		select {
		case <-ctx.Done():
			return c.putBack(work, ctx.Err())
		case c.slots <- struct{}{}:
		}
		err := ctx.Err() // a slot and the end may come together
		if err == nil {
			err = c.failed()
		}
		var rows []Row
		if err == nil {
			rows, err = c.take(work)
		}
		if len(rows) == 0 {
			<-c.slots
			return c.putBack(work, err)
		}
		before, done := c.enter(rows[0].Person)
		c.group.Go(func() {
			defer func() { <-c.slots }()
			defer done()
			if before != nil {
				<-before
			}
			if err := c.deliver(work, rows, rows[0].Claim); err != nil {
				c.fail(err)
			}
		})
	}
}

// take is the next row, and what can go out with it in one message.
func (c *crew) take(ctx context.Context) ([]Row, error) {
	const most = 10 // rows in one message
	due, now := c.Now(), c.RealNow()
	if len(c.next) == 0 {
		// Two for each worker, or one: where there is one worker, nobody waits for a claim.
		limit := 1
		if workers := cap(c.slots); workers > 1 {
			limit = 2 * workers
		}
		var err error
		if c.next, err = c.Store.Claim(ctx, due, now, c.NewID(), c.Limits.Lease, limit); err != nil {
			return nil, fmt.Errorf("claim messages: %w", err)
		}
		if len(c.next) == 0 {
			return nil, nil
		}
		c.all = len(c.next) < limit
	}
	rows := []Row{c.next[0]}
	c.next = c.next[1:]
	if !rows[0].bundles() {
		return rows, nil
	}
	c.next = slices.DeleteFunc(c.next, func(r Row) bool {
		joins := len(rows) < most && r.Person == rows[0].Person && r.joins(rows[0])
		if joins {
			rows = append(rows, r)
		}
		return joins
	})
	if len(rows) == most || c.all {
		return rows, nil
	}
	more, err := c.Store.ClaimMore(ctx, rows[0].Person, rows[0].Group, due, now, rows[0].Claim, c.Limits.Lease, most-len(rows))
	if err != nil { // what is claimed goes out, the rest is free again after its lease
		c.Log.Warn("messages not bundled", "error", err)
	}
	return append(rows, more...), nil
}

// putBack gives back what was claimed and will not be sent now. It returns err, or why that
// failed.
func (c *crew) putBack(ctx context.Context, err error) error {
	errs := []error{err}
	for _, r := range c.next {
		errs = append(errs, c.Store.Return(ctx, r.ID, r.Claim))
	}
	c.next = nil
	return errors.Join(errs...)
}

// enter stands in line for a person: whoever enters may begin once before is closed, if
// there is one, and calls done at the end.
func (c *crew) enter(p people.ID) (before <-chan struct{}, done func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	last, mine := c.lanes[p], make(chan struct{})
	c.lanes[p] = mine
	return last, func() {
		close(mine)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.lanes[p] == mine {
			delete(c.lanes, p)
		}
	}
}

func (c *crew) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
}

// failed is the first error since it was asked last.
func (c *crew) failed() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.err
	c.err = nil
	return err
}

// wait returns once nothing is in hand any more, with the first error since the last.
func (c *crew) wait() error {
	c.group.Wait()
	return c.failed()
}
