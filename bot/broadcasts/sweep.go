package broadcasts

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kigo/bot/outbox"
	"kigo/bot/people"
)

// How much of an announcement is in the outbox at once: little, so that the outbox stays
// small and stopping is quick, but enough for the seconds between two sweeps.
const (
	Window = 200
	// A row that has failed so often is left alone and makes room, up to most of them: one
	// chat that is away holds up nobody else's messages.
	oftenFailed = 4
	most        = 1000
	slice       = 50 // copies that one step puts into the outbox
)

// Sweep takes every announcement a step further: puts copies into the outbox, counts what
// became of them, brings copies to the current edition, shows the progress. It may run at
// any time, on any replica; whatever it does bears being done twice. moved says that there
// may be more to do at once.
func (s *Service) Sweep(ctx context.Context) (moved bool, err error) {
	live, err := s.Store.Live(ctx)
	if err != nil {
		return false, fmt.Errorf("sweep announcements: %w", err)
	}
	if len(live) == 0 {
		return false, nil
	}
	// After the announcements, so that a row that nobody had then will be rendered as they say.
	rows, err := s.inOutbox(ctx)
	if err != nil {
		return false, err
	}
	var errs []error
	for _, b := range live {
		m, err := s.step(ctx, b, rows)
		moved = moved || m
		errs = append(errs, err)
	}
	return moved, errors.Join(errs...)
}

// inOutbox are all rows of announcements that are in the outbox, by id.
func (s *Service) inOutbox(ctx context.Context) (map[string]outbox.Row, error) {
	rows, err := s.Rows.OfKinds(ctx, KindCopy, KindEdit, KindProgress)
	if err != nil {
		return nil, fmt.Errorf("sweep announcements: %w", err)
	}
	byID := make(map[string]outbox.Row, len(rows))
	for _, r := range rows {
		byID[r.ID] = r
	}
	return byID, nil
}

// sweep is one step of one announcement.
type sweep struct {
	*Service
	b    Broadcast
	was  State
	rows map[string]outbox.Row // in the outbox, by id
	next []people.ID           // get their copies once the step is stored
	// again says that copies were put into the outbox that should have been there.
	again bool
	now   time.Time
}

func (s *Service) step(ctx context.Context, b Broadcast, rows map[string]outbox.Row) (moved bool, err error) {
	w := &sweep{Service: s, b: b, was: b.State, rows: rows, now: s.Now()}
	if b.State == Approved && w.open() { // stored before anything goes out: from here on it can't be a draft again
		w.b.State, w.b.Started = Sending, w.now
		w.b.Turn++
		return true, w.save(ctx)
	}
	for _, do := range []func(context.Context) error{w.show, w.withdraw, w.send, w.edit} {
		if err := do(ctx); err != nil {
			return false, err
		}
	}
	if !b.Edit.Over() && w.b.Edit.Over() {
		w.b.Turn++
	}
	if same(w.b.settled(), b) {
		return w.again, nil
	}
	return true, w.save(ctx)
}

// save stores the step and then puts into the outbox who is next: whoever has a row, or a
// copy, is counted in what is stored. If somebody else was faster, the next sweep looks again.
func (w *sweep) save(ctx context.Context) error {
	if w.b = w.b.settled(); w.b.State != w.was {
		w.b.Changed = w.now
	}
	ok, err := w.Store.Save(ctx, w.b)
	if err != nil {
		return fmt.Errorf("store announcement %s: %w", w.b.ID, err)
	}
	if !ok {
		return nil
	}
	for _, person := range w.next {
		if err := w.enqueue(ctx, person); err != nil {
			return err
		}
	}
	return nil
}

// same reports whether a step has changed nothing.
func same(a, b Broadcast) bool {
	return a.State == b.State && a.Shown == b.Shown && a.Live == b.Live && a.Send.same(b.Send) && a.Edit.same(b.Edit)
}

func (p Pass) same(o Pass) bool {
	return p.Next == o.Next && p.Done == o.Done && p.Skipped == o.Skipped && p.Failed == o.Failed && len(p.Pending) == len(o.Pending) &&
		p.Waiting == o.Waiting && p.Until.Equal(o.Until) && p.None == o.None
}

func (s *Service) window() int {
	if s.Window > 0 {
		return s.Window
	}
	return Window
}

// open reports whether copies may go out now.
func (w *sweep) open() bool {
	return !w.begins(w.b, w.now).After(w.now)
}

// withdraw takes copies back that nobody has begun to send, while the announcement stands
// still. Whoever resumes finds them as if they had never been there.
func (w *sweep) withdraw(ctx context.Context) error {
	if w.b.State != Stopped && w.b.State != Recalled {
		return nil
	}
	for id, row := range w.rows {
		if row.Kind != KindCopy || row.Data["broadcast"] != string(w.b.ID) || !row.Idle() {
			continue
		}
		gone, err := w.Rows.Withdraw(ctx, id)
		if err != nil {
			return fmt.Errorf("withdraw a copy of %s: %w", w.b.ID, err)
		}
		if gone {
			delete(w.rows, id)
		}
	}
	return nil
}

// send counts the copies that are done, and says whose are next.
func (w *sweep) send(ctx context.Context) error {
	p := &w.b.Send
	before, busy, waiting := p.Pending, 0, 0
	p.Pending, p.Failed, p.Waiting, p.Until = nil, 0, 0, time.Time{}
	for _, person := range before {
		id := copyID(w.b.ID, person)
		row, there := w.rows[id]
		if !there {
			counted, err := w.count(ctx, p, id)
			if err != nil {
				return err
			}
			if counted {
				continue
			}
			switch w.b.State { // it was withdrawn, or has not got into the outbox
			case Recalled:
				p.Skipped++
				continue
			case Sending:
				w.again = true
				if err := w.enqueue(ctx, person); err != nil {
					return err
				}
			}
		}
		p.Pending = append(p.Pending, person)
		switch {
		case row.State == outbox.Dead:
			p.Failed++
		case row.Due.After(w.now): // somebody does not want to be disturbed until then
			p.Waiting++
			if row.Due.After(p.Until) {
				p.Until = row.Due
			}
		case row.Tries < oftenFailed:
			busy++
			waiting++
		default:
			waiting++
		}
	}
	if w.b.State != Sending || !w.open() {
		return nil
	}
	var err error
	if w.next, err = w.crowd(ctx, w.b, p.Next, min(slice, w.window()-busy, most-waiting)); err != nil {
		return err
	}
	p.Next += len(w.next)
	p.Pending = append(p.Pending, w.next...)
	return nil
}

// count counts a row of which nothing is in the outbox any more; false if it is not done.
// Whoever finishes a row notes it before they delete it.
func (w *sweep) count(ctx context.Context, p *Pass, id string) (bool, error) {
	sent, ok, err := w.Rows.Sent(ctx, id)
	switch {
	case err != nil:
		return false, fmt.Errorf("look what became of a copy of %s: %w", w.b.ID, err)
	case !ok:
		return false, nil
	case sent.Ref == "":
		p.Skipped++
	default:
		p.Done++
	}
	return true, nil
}

func (w *sweep) enqueue(ctx context.Context, entry people.ID) error {
	person, channel := addressee(entry)
	return w.Outbox.Enqueue(ctx, outbox.Row{
		ID: copyID(w.b.ID, entry), Kind: KindCopy, Person: person, To: channel, Data: map[string]string{"broadcast": string(w.b.ID)},
		Priority: outbox.Bulk, Waits: !w.b.hurries(),
	})
}

func copyID(id ID, p people.ID) string { return KindCopy + "/" + string(id) + "/" + string(p) }

func editID(id ID, p people.ID, edition int) string {
	return strings.Join([]string{KindEdit, string(id), string(p), strconv.Itoa(edition)}, "/")
}
