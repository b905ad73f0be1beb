package broadcasts

import (
	"context"
	"fmt"
	"strconv"

	"kigo/bot/outbox"
	"kigo/bot/people"
)

// edit brings the copies to the current edition that were, or may have been, sent in an
// older one. Whoever had no row yet when the edition changed gets the new one anyway.
func (w *sweep) edit(ctx context.Context) error {
	p := &w.b.Edit
	before := p.Pending
	p.Pending, p.Failed = nil, 0
	busy, waiting := 0, 0
	for _, person := range before { // a copy that can't be edited holds up nobody else's
		row := w.rows[editID(w.b.ID, person, w.b.Edition)]
		if row.State == outbox.Dead {
			continue
		}
		waiting++
		if row.Tries < oftenFailed {
			busy++
		}
	}
	if room := min(w.window()-busy, most-waiting); room > 0 {
		next, err := w.crowd(ctx, w.b, p.Next, min(room, p.Upto-p.Next))
		if err != nil {
			return err
		}
		p.Next += len(next)
		before = append(before, next...)
	}
	for _, person := range before {
		stays, err := w.editOne(ctx, person)
		if err != nil {
			return err
		}
		if stays {
			p.Pending = append(p.Pending, person)
		}
	}
	return nil
}

// editOne takes one person's copy a step further; false once it is counted.
func (w *sweep) editOne(ctx context.Context, person people.ID) (stays bool, err error) {
	p, id, original := &w.b.Edit, editID(w.b.ID, person, w.b.Edition), copyID(w.b.ID, person)
	if row, there := w.rows[id]; there {
		if row.State == outbox.Dead {
			p.Failed++
		}
		return true, nil
	}
	if counted, err := w.count(ctx, p, id); err != nil || counted {
		return false, err
	}
	if row, there := w.rows[original]; there {
		if !row.Idle() && row.State != outbox.Dead {
			return true, nil // it may be on its way in the old edition
		}
		p.None++ // it will be rendered in the new one, or not at all
		return false, nil
	}
	sent, ok, err := w.Rows.Sent(ctx, original)
	if err != nil {
		return true, fmt.Errorf("look for a copy of %s: %w", w.b.ID, err)
	}
	if !ok || sent.Ref == "" {
		p.None++
		return false, nil
	}
	if w.editedLately(person) {
		return true, nil
	}
	to, channel := addressee(person)
	return true, w.Outbox.Enqueue(ctx, outbox.Row{
		ID: id, Kind: KindEdit, Person: to, To: channel, Edits: original,
		Data:     map[string]string{"broadcast": string(w.b.ID), "edition": strconv.Itoa(w.b.Edition)},
		Priority: outbox.Bulk,
	})
}

// editedLately reports whether an edit to the edition before may be on its way, which could
// arrive last. One that nobody has begun is outdated, and says so when it is claimed.
func (w *sweep) editedLately(person people.ID) bool {
	for edition := 1; edition < w.b.Edition; edition++ {
		if row, there := w.rows[editID(w.b.ID, person, edition)]; there && !row.Idle() && row.State != outbox.Dead {
			return true
		}
	}
	return false
}
