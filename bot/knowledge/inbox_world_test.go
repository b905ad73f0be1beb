package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/knowledge"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// desk is the inbox on a real store, with a few of the built-in entries.
type desk struct {
	*knowledge.Inbox
	w    *world
	rows *mongodb.Outbox
	anna people.Person // edits
	held chan struct{} // if not nil, the outbox fails until it is closed
}

var berlin = func() *time.Location {
	z, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return z
}()

func newDesk(t testing.TB) *desk {
	t.Helper()
	w := newWorld(t)
	builtIn, err := knowledge.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	builtIn.Entries = slices.DeleteFunc(slices.Clone(builtIn.Entries), func(e knowledge.Entry) bool { // a few are quicker
		return e.ID != "kontakt" && e.ID != "kigo-was" && e.ID != "forum-termin"
	})
	if err := errors.Join(w.Seed(t.Context(), builtIn), w.Refresh(t.Context())); err != nil {
		t.Fatal(err)
	}
	d := &desk{w: w, rows: mongodb.NewOutbox(w.db)}
	d.Inbox = &knowledge.Inbox{
		Gaps: mongodb.NewGaps(w.db), Library: w.Library, People: w.people, Outbox: d, Audit: w.trail,
		Now: w.Now, Zone: berlin, Log: slog.New(slog.DiscardHandler),
	}
	d.anna = d.editor(t, "anna")
	return d
}

var errOutbox = errors.New("no outbox")

// Enqueue fails while the outbox is held.
func (d *desk) Enqueue(ctx context.Context, r outbox.Row) error {
	if d.held != nil {
		select {
		case <-d.held:
		default:
			return errOutbox
		}
	}
	return (&outbox.Outbox{Store: d.rows, Now: d.w.Now}).Enqueue(ctx, r)
}

func (d *desk) person(t testing.TB, name string) people.Person { return d.w.person(t, name, "") }

// editor is stored as one, too: who answers is looked up again.
func (d *desk) editor(t testing.TB, name string) people.Person {
	t.Helper()
	p := d.w.person(t, name, people.Editor)
	if err := d.w.people.Store.SetRole(t.Context(), p.ID, people.Editor, true); err != nil {
		t.Fatal(err)
	}
	return p
}

// ask is a question that nothing answers, and the gap that it stands in then.
func (d *desk) ask(t testing.TB, by people.Person, question string) knowledge.Gap {
	t.Helper()
	m, err := d.Missed(t.Context(), by, speak(t, "de"), question)
	if err != nil {
		t.Fatal(err)
	}
	var id string
	if _, err := fmt.Sscanf(m.Sections[0].Buttons[0].Line, "frage weitergeben %s", &id); err != nil {
		t.Fatalf("%q is not noted: %s", question, m.Plain())
	}
	return d.gap(t, knowledge.GapID(id))
}

// passOn is ask, and the person waits for the answer.
func (d *desk) passOn(t testing.TB, by people.Person, question string) knowledge.Gap {
	t.Helper()
	g, err := d.Pass(t.Context(), by, d.ask(t, by, question).ID, false)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (d *desk) gap(t testing.TB, id knowledge.GapID) knowledge.Gap {
	t.Helper()
	g, err := d.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (d *desk) gaps(t testing.TB) []knowledge.Gap {
	t.Helper()
	all, err := d.Gaps.Gaps(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// solve answers a gap as anna.
func (d *desk) solve(t testing.TB, g knowledge.Gap, s knowledge.Solution) knowledge.Gap {
	t.Helper()
	after, err := d.Solve(t.Context(), d.anna, g.ID, g.Round, s)
	if err != nil {
		t.Fatal(err)
	}
	return after
}

// told are the rows in the outbox, by id in order.
func (d *desk) told(t testing.TB) []outbox.Row {
	t.Helper()
	rows, err := d.rows.List(t.Context(), outbox.Open, 1000)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(rows, func(a, b outbox.Row) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return rows
}

// render is a row as it would go out now; "" if there is nothing to say.
func (d *desk) render(t testing.TB, r outbox.Row, lang string) string {
	t.Helper()
	to, err := d.w.people.Get(t.Context(), r.Person)
	if err != nil {
		t.Fatal(err)
	}
	m, holds, err := d.Renderers()[r.Kind](t.Context(), r, to, speak(t, lang))
	if err != nil {
		t.Fatal(err)
	}
	if !holds {
		return ""
	}
	return m.Plain()
}

// speak is a printer of a language.
func speak(t testing.TB, lang string) i18n.Printer {
	t.Helper()
	c, err := i18n.New(berlin)
	if err != nil {
		t.Fatal(err)
	}
	return c.Printer(lang)
}

// wantFault reads what the person would read: a fault's key, or those of a form's fields.
func wantFault(t testing.TB, err error, want string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Error() != want {
		t.Errorf("error is %v, want the fault %s", err, want)
	}
}
