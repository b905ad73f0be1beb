package events_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"kigo/bot/events"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// confirming stores an open event whose seats have to be confirmed within 4 working hours.
func (w *world) confirming(t testing.TB, seats int, start time.Time) events.Event {
	t.Helper()
	e := events.Event{
		ID: events.ID("c-" + w.NewID()), State: events.Open, Version: 1,
		Details: events.Details{
			Title: "Workshop", Place: "Ratssaal", Seats: seats, Confirm: 4,
			Start: start, End: start.Add(2 * time.Hour), Deadline: start,
		},
	}
	if fresh, err := w.Store.Insert(t.Context(), e); err != nil || !fresh {
		t.Fatalf("insert event: %v, %v", fresh, err)
	}
	return e
}

// replica is another kigo on the same store, whose clock is off by skew, and which may die.
func (w *world) replica(skew time.Duration, fate *fate) *events.Service {
	s := &events.Service{
		Store: w.Store, People: w.people, Audit: w.Audit, NewID: w.NewID, Zone: berlin, Hours: w.Hours,
		Outbox: w.Outbox, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return w.Now().Add(skew) },
	}
	if fate != nil {
		s.Store, s.Outbox = &mortal{w.Store, fate}, &mortalOutbox{w.Outbox, fate}
	}
	return s
}

var errDied = errors.New("killed")

// fate ends a process at its n-th write, before it is done or after, with no answer read.
type fate struct {
	at    int
	done  bool // the write at which it dies is done
	count int
}

func (f *fate) died() bool { return f.count > f.at }

func (f *fate) write(do func() error) error {
	f.count++
	switch {
	case f.count <= f.at:
		return do()
	case f.count == f.at+1 && f.done:
		_ = do()
	}
	return errDied
}

type mortal struct {
	events.Store
	*fate
}

func (m *mortal) change(do func() (events.Event, bool, error)) (e events.Event, ok bool, err error) {
	err = m.write(func() (err error) { e, ok, err = do(); return err })
	return e, ok && err == nil, err
}

func (m *mortal) Offer(ctx context.Context, o events.Offer) (events.Event, bool, error) {
	return m.change(func() (events.Event, bool, error) { return m.Store.Offer(ctx, o) })
}

func (m *mortal) Lapse(ctx context.Context, o events.Offer) (events.Event, bool, error) {
	return m.change(func() (events.Event, bool, error) { return m.Store.Lapse(ctx, o) })
}

func (m *mortal) Accept(ctx context.Context, o events.Offer) (events.Event, bool, error) {
	return m.change(func() (events.Event, bool, error) { return m.Store.Accept(ctx, o) })
}

func (m *mortal) Leave(ctx context.Context, id events.ID, p people.ID, nonce string, n *events.Notice) (events.Event, bool, error) {
	return m.change(func() (events.Event, bool, error) { return m.Store.Leave(ctx, id, p, nonce, n) })
}

func (m *mortal) Change(ctx context.Context, c events.Change) (events.Event, bool, error) {
	return m.change(func() (events.Event, bool, error) { return m.Store.Change(ctx, c) })
}

func (m *mortal) Noticed(ctx context.Context, id events.ID, nonce string) error {
	return m.write(func() error { return m.Store.Noticed(ctx, id, nonce) })
}

type mortalOutbox struct {
	events.Outbox
	*fate
}

func (m *mortalOutbox) Enqueue(ctx context.Context, r outbox.Row) error {
	return m.write(func() error { return m.Outbox.Enqueue(ctx, r) })
}

// sendAll marks what is due for one event as sent, and returns the rows' ids by kind.
func (w *world) sendAll(t testing.TB, e events.ID) map[string][]string {
	t.Helper()
	rows, err := w.rows.List(context.Background(), outbox.Open, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	sent := map[string][]string{}
	for _, r := range rows {
		if r.Data["event"] != string(e) {
			continue
		}
		sent[r.Kind] = append(sent[r.Kind], r.ID)
		if err := w.rows.Finish(context.Background(), outbox.Sent{ID: r.ID}); err != nil {
			t.Fatal(err)
		}
	}
	return sent
}
