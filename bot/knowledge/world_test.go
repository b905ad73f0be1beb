package knowledge_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/clocktest"
	"kigo/bot/fault"
	"kigo/bot/knowledge"
	"kigo/bot/people"
)

// TestMain makes the property test short; KIGO_LONG=1 gives it rapid's own length.
func TestMain(m *testing.M) { mongotest.MainChecking(m, 5) }

// world is a library on a real store, at a time that only tests move.
type world struct {
	*knowledge.Library
	db     *mongodb.DB
	people *people.Service
	trail  *audit.Log
	clock  *clocktest.Clock
}

// newWorld has a library whose store was never seeded.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{db: mongotest.Open(t), clock: clocktest.At(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))}
	w.trail = &audit.Log{Store: mongodb.NewAudit(w.db), Now: w.clock.Now, NewID: people.RandomID}
	w.people = &people.Service{Store: mongodb.NewPeople(w.db), Now: w.clock.Now, NewID: people.RandomID, Audit: w.trail}
	w.Library = w.replica(t)
	return w
}

// replica is another process's library on the same store.
func (w *world) replica(t testing.TB) *knowledge.Library {
	t.Helper()
	model, err := knowledge.BuiltInModel()
	if err != nil {
		t.Fatal(err)
	}
	return &knowledge.Library{
		Store: mongodb.NewKnowledge(w.db), Base: knowledge.NewBase(knowledge.NewIndex(knowledge.Folder{}, model)), Model: model,
		People: w.people, Audit: w.trail, Now: w.clock.Now, NewID: people.RandomID, Log: slog.New(slog.DiscardHandler),
	}
}

// person is somebody with a role, or with none if it is "".
func (w *world) person(t testing.TB, name string, role people.Role) people.Person {
	t.Helper()
	p, err := w.people.Meet(t.Context(), "playground", chat.User{ID: name, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	p.Roles = map[people.Role]bool{role: true}
	return p
}

// coffee is an entry that nothing is wrong with.
func coffee() knowledge.Entry {
	return knowledge.Entry{
		ID: "kaffee", Question: "Wo gibt es Kaffee?", Alternatives: []string{"Wo steht die Kaffeemaschine?"}, Tags: []string{"küche"},
		Answer: "In der Küche.", Source: "Hausordnung", Owner: "Hausverwaltung", Language: "de",
	}
}

// stored is coffee in the store, made by somebody.
func (w *world) stored(t testing.TB, by people.Person) knowledge.Entry {
	t.Helper()
	e, err := w.Create(t.Context(), by, coffee())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// answering is e with another answer.
func answering(e knowledge.Entry, answer string) knowledge.Entry {
	e.Answer = answer
	return e
}

// answer is what a library says to a question; "" if it is not sure.
func answer(t testing.TB, l *knowledge.Library, question string) string {
	t.Helper()
	return l.Ask(context.WithoutCancel(t.Context()), question).Entry.Answer
}

// faultKey is the key of a fault; "" if it is none.
func faultKey(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	return ""
}

// field is the key of the fault of a form's field.
func field(err error, name string) string {
	var f *fault.Fault
	if errors.As(err, &f) && f.Fields[name] != nil {
		return f.Fields[name].Key
	}
	return ""
}
