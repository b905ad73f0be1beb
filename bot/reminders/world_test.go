package reminders_test

import (
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/reminders"
)

func TestMain(m *testing.M) { mongotest.MainChecking(m, 10) }

var berlin = func() *time.Location {
	z, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return z
}()

// start is a Wednesday.
var start = time.Date(2026, 11, 25, 10, 0, 0, 0, berlin)

// world is the service on a real store, at a time that only the test moves.
type world struct {
	*reminders.Service
	rows *mongodb.Outbox
	now  time.Time
	ids  int
}

func newWorld(t testing.TB) *world {
	t.Helper()
	db := mongotest.Open(t)
	w := &world{now: start, rows: mongodb.NewOutbox(db)}
	w.Service = &reminders.Service{
		Store: mongodb.NewReminders(db), Outbox: &outbox.Outbox{Store: w.rows, Now: w.time}, Now: w.time,
		NewID: func() string { w.ids++; return fmt.Sprint("r", w.ids) }, Log: slog.New(slog.DiscardHandler),
	}
	return w
}

func (w *world) time() time.Time { return w.now }

func (w *world) add(t testing.TB, p people.ID, due time.Time, text string) reminders.Reminder {
	t.Helper()
	r, err := w.Add(t.Context(), p, due, text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// comes is what people read at now, as "anna: Erinnerung: …".
func (w *world) comes(t testing.TB, now time.Time) []string {
	t.Helper()
	w.now = now
	if err := w.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w.deliver(t)
}

// deliver empties the outbox and returns what people read.
func (w *world) deliver(t testing.TB) []string {
	t.Helper()
	rows, err := w.rows.List(t.Context(), outbox.Open, 100)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, r := range rows {
		if r.Due.After(w.now) || !w.now.Before(r.Until) || r.Waits {
			t.Fatalf("at %v there is %+v", w.now, r)
		}
		if text := w.render(t, r); text != "" {
			said = append(said, string(r.Person)+": "+text)
		}
		if err := w.rows.Finish(t.Context(), outbox.Sent{ID: r.ID, At: w.now}); err != nil {
			t.Fatal(err)
		}
	}
	return said
}

func (w *world) render(t testing.TB, r outbox.Row) string {
	t.Helper()
	c, err := i18n.New(berlin)
	if err != nil {
		t.Fatal(err)
	}
	m, holds, err := w.Renderers()[r.Kind](t.Context(), r, people.Person{ID: r.Person}, c.Printer("de"))
	if err != nil {
		t.Fatal(err)
	}
	if !holds {
		return ""
	}
	return m.Sections[0].Text.String()
}

func wantFault(t testing.TB, err error, want string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Key != want {
		t.Errorf("error is %v, want the fault %s", err, want)
	}
}
