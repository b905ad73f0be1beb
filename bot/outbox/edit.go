package outbox

import (
	"context"
	"errors"
	"fmt"

	"kigo/bot/chat"
)

// errUnsent is a row that edits a message which is still to be sent.
var errUnsent = errors.New("the message to edit has not been sent")

// Idle reports whether nobody has the row and it was never to be sent: what it says will be
// decided after now, if at all.
func (r Row) Idle() bool { return r.Claim == "" && !r.Attempted }

// edit puts m in the place of the message of an earlier row. To do it twice is to do it
// once, so nobody has to look back. Where there is no such message any more, there is
// nothing left to do.
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
	if d.late(row) {
		return none, errLate // whoever has the row next might be faster with a later text
	}
	if err := adapter.Edit(ctx, was.Channel, was.Ref, m, d.Key(row.Edits)); err != nil {
		return none, err
	}
	none.Platform, none.Channel, none.Ref = was.Platform, was.Channel, was.Ref
	return none, nil
}
