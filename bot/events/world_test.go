package events_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/clocktest"
	"kigo/bot/events"
	"kigo/bot/fault"
	"kigo/bot/hours"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// TestMain makes the property test short; KIGO_LONG=1 gives it rapid's own length.
func TestMain(m *testing.M) { mongotest.MainChecking(m, 15) }

// world is the service on a real store, at a time that only tests move.
type world struct {
	*events.Service
	people *people.Service
	rows   *mongodb.Outbox
	clock  *clocktest.Clock
}

var berlin = func() *time.Location {
	z, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return z
}()

func newWorld(t testing.TB) *world {
	t.Helper()
	db := mongotest.Open(t)
	w := &world{clock: clocktest.At(time.Date(2026, 11, 25, 10, 0, 0, 0, berlin)), rows: mongodb.NewOutbox(db)}
	trail := &audit.Log{Store: mongodb.NewAudit(db), Now: w.clock.Now, NewID: w.clock.ID}
	w.people = &people.Service{Store: mongodb.NewPeople(db), Now: w.clock.Now, NewID: people.RandomID, Audit: trail}
	w.Service = &events.Service{
		Store: mongodb.NewEvents(db), People: w.people, Audit: trail, Now: w.clock.Now, NewID: w.clock.ID, Zone: berlin,
		Hours: hours.New(berlin), Sending: hours.New(berlin), Choices: mongodb.NewChoices(db),
		Outbox: &outbox.Outbox{Store: w.rows, Now: w.clock.Now}, Log: slog.New(slog.DiscardHandler),
	}
	return w
}

// event stores an open event three weeks on.
func (w *world) event(t testing.TB, title string, seats int) events.Event {
	t.Helper()
	start := w.Now().AddDate(0, 0, 21)
	e := events.Event{
		ID: events.ID("e-" + w.NewID()), State: events.Open, Version: 1,
		Details: events.Details{Title: title, Place: "Ratssaal", Start: start, End: start.Add(2 * time.Hour), Deadline: start, Seats: seats},
	}
	if fresh, err := w.Store.Insert(t.Context(), e); err != nil || !fresh {
		t.Fatalf("insert event: %v, %v", fresh, err)
	}
	return e
}

func (w *world) person(t testing.TB, name string) people.Person {
	t.Helper()
	p, err := w.people.Meet(t.Context(), "playground", chat.User{ID: name, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (w *world) read(t testing.TB, id events.ID) events.Event {
	t.Helper()
	e, err := w.Store.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// told are the ids of the messages of a kind that are due, in no order.
func (w *world) told(t testing.TB, kind string) []string {
	t.Helper()
	rows, err := w.rows.List(context.Background(), outbox.Open, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range rows {
		if r.Kind == kind {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }

// printer speaks a language.
func printer(t testing.TB, lang string) i18n.Printer {
	t.Helper()
	c, err := i18n.New(berlin)
	if err != nil {
		t.Fatal(err)
	}
	return c.Printer(lang)
}

// organiser is a person who may make events.
func (w *world) organiser(t testing.TB, name string) people.Person {
	t.Helper()
	p := w.person(t, name)
	if err := w.people.Store.SetRole(t.Context(), p.ID, people.Organiser, true); err != nil {
		t.Fatal(err)
	}
	p.Roles = map[people.Role]bool{people.Organiser: true}
	return p
}

// join signs people up, in order.
func (w *world) join(t testing.TB, id events.ID, all ...people.Person) {
	t.Helper()
	for _, p := range all {
		if _, _, err := w.Join(t.Context(), w.read(t, id), p.ID); err != nil {
			t.Fatalf("%s can't join: %v", p.Name, err)
		}
	}
}

// render is the message of a row as it would go out now; "" if there is nothing to say.
func (w *world) render(t testing.TB, row string, to people.Person) string {
	t.Helper()
	rows, err := w.rows.List(t.Context(), outbox.Open, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.ID != row {
			continue
		}
		m, holds, err := w.Renderers()[r.Kind](t.Context(), r, to, printer(t, "de"))
		if err != nil {
			t.Fatal(err)
		}
		if !holds {
			return ""
		}
		return m.Plain()
	}
	t.Fatalf("there is no row %s", row)
	return ""
}

// wantFault reads what the person would read: a fault's key, or those of a form's fields.
func wantFault(t testing.TB, err error, want string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Error() != want {
		t.Errorf("error is %v, want the fault %s", err, want)
	}
}
