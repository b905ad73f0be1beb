package embedded

import "context"

// gate lets one command at a time into the engine, in the order of arrival.
type gate chan struct{}

func newGate() gate { return make(gate, 1) }

// enter waits for the turn; it returns the context's error if that ends first.
func (g gate) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g gate) leave() { <-g }
