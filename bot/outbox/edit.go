package outbox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"kigo/bot/chat"
)

var (
	errUnsent = errors.New("the message to edit has not been sent")
	errLost   = errors.New("somebody else has the row by now")
)

// Idle reports whether nobody has the row and it was never to be sent: what it says will be
// decided after now, if at all.
func (r Row) Idle() bool { return r.Claim == "" && !r.Attempted }

// edit puts m in the place of the message of an earlier row. To do it twice is to do it
// once, so nobody has to look back; the attempt is noted to keep the row, and for those who
// want to know what is under way. Where there is no such message any more, there is nothing
// left to do.
func (d *Dispatcher) edit(ctx context.Context, row Row, m chat.Message, none Sent) (Sent, error) {
	was, ok, err := d.Store.Sent(ctx, row.Edits)
	switch {
	case err != nil:
		return none, err
	case !ok:
		return none, errUnsent
	case was.Ref == "":
		return none, nil
	}
	adapter, ok := d.Adapters[was.Platform]
	if !ok {
		return none, fmt.Errorf("platform %q of the message to edit is not connected", was.Platform)
	}
	now := d.RealNow()
	held, err := d.Store.Attempting(ctx, row.ID, row.Claim, Attempt{Platform: was.Platform, Channel: was.Channel, At: now},
		now.Add(d.Limits.Lease), slices.Collect(maps.Keys(row.Attempts)))
	if err != nil {
		return none, err
	}
	if !held {
		return none, &chat.RetryError{Err: errLost} // which changes nothing of a row that is another's
	}
	if err := adapter.Edit(ctx, was.Channel, was.Ref, m, d.Key(row.Edits)); err != nil {
		return none, err
	}
	none.Platform, none.Channel, none.Ref = was.Platform, was.Channel, was.Ref
	return none, nil
}
