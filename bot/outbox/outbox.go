package outbox

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Outbox takes in what is to be sent.
type Outbox struct {
	Store Store
	Now   func() time.Time
	// Wake, if set, is called after a row came in that is due, and is not one that others
	// may yet join in one message.
	Wake func()
}

// Enqueue makes sure that the occasion r.ID is told once, whoever calls it how often.
// A zero Due means now.
func (o *Outbox) Enqueue(ctx context.Context, r Row) error {
	now := o.Now()
	if r.Due.IsZero() {
		r.Due = now
	}
	r.State, r.Enqueued = Open, now
	fresh, err := o.Store.Insert(ctx, r)
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", r.Kind, err)
	}
	if !fresh {
		return nil
	}
	over, err := o.Store.WasSent(ctx, r.ID)
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", r.Kind, err)
	}
	if over { // it was sent before; the row that we just brought back goes, whoever claims it sees the same
		if err := o.Store.Finish(ctx, Sent{ID: r.ID}); err != nil {
			return fmt.Errorf("enqueue %s: %w", r.Kind, err)
		}
		return nil
	}
	if o.Wake != nil && !r.Due.After(now) && !r.bundles() {
		o.Wake()
	}
	return nil
}

// Untold are the rows of a kind that nobody has begun to send.
func (o *Outbox) Untold(ctx context.Context, kind string) ([]Row, error) {
	rows, err := o.Store.OfKinds(ctx, kind)
	if err != nil {
		return nil, fmt.Errorf("look for waiting %s: %w", kind, err)
	}
	return slices.DeleteFunc(rows, func(r Row) bool { return !r.Idle() }), nil
}
