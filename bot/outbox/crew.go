package outbox

import (
	"context"
	"fmt"
	"sync"

	"kigo/bot/people"
)

// crew sends several messages at once: never two to the same person, whose messages go out
// in the order in which they were claimed.
type crew struct {
	*Dispatcher
	slots chan struct{} // one a message in hand
	group sync.WaitGroup

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
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case c.slots <- struct{}{}:
		}
		err := ctx.Err() // a slot and the end may come together
		if err == nil {
			err = c.failed()
		}
		var rows []Row
		claim := c.NewID()
		if err == nil {
			rows, err = c.take(work, claim)
		}
		if len(rows) == 0 {
			<-c.slots
			return err
		}
		before, done := c.enter(rows[0].Person)
		c.group.Go(func() {
			defer func() { <-c.slots }()
			defer done()
			if before != nil {
				<-before
			}
			if err := c.deliver(work, rows, claim); err != nil {
				c.fail(err)
			}
		})
	}
}

// take claims the next row, and what can go out with it in one message.
func (d *Dispatcher) take(ctx context.Context, claim string) ([]Row, error) {
	const most = 10 // rows in one message
	due, now := d.Now(), d.RealNow()
	row, err := d.Store.Claim(ctx, due, now, claim, d.Limits.Lease)
	if err != nil {
		return nil, fmt.Errorf("claim a message: %w", err)
	}
	if row == nil {
		return nil, nil
	}
	rows := []Row{*row}
	if !row.bundles() || row.Attempted {
		return rows, nil
	}
	more, err := d.Store.ClaimMore(ctx, row.Person, due, now, claim, d.Limits.Lease, most-1)
	if err != nil { // what is claimed goes out, the rest is free again after its lease
		d.Log.Warn("messages not bundled", "error", err)
	}
	return append(rows, more...), nil
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
