package outbox

import "time"

// Stock is how many rows of a kind stand in a state.
type Stock struct {
	Kind  string
	State State
	Rows  int
	// Late is for how long the first of them could have been sent; 0 if none is due, or all that
	// are wait for their next try.
	Late time.Duration
}

// Stocks counts rows.
type Stocks []Stock

// Add counts r, as things are now.
func (s *Stocks) Add(r Row, now time.Time) {
	at := -1
	for i, has := range *s {
		if has.Kind == r.Kind && has.State == r.State {
			at = i
		}
	}
	if at < 0 {
		*s = append(*s, Stock{Kind: r.Kind, State: r.State})
		at = len(*s) - 1
	}
	free := r.Due
	if r.Lease.After(free) {
		free = r.Lease
	}
	stock := &(*s)[at]
	stock.Rows++
	if r.State == Open {
		stock.Late = max(stock.Late, now.Sub(free))
	}
}
