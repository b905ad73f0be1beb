package broadcasts_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/audit"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/clocktest"
	"kigo/bot/events"
	"kigo/bot/fault"
	"kigo/bot/hours"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

func TestMain(m *testing.M) { mongotest.Main(m) }

var berlin = func() *time.Location {
	z, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return z
}()

// world is the service with an outbox and a chat, on a real store, at a time that only
// tests move. Anna and Gitte are admins.
type world struct {
	*broadcasts.Service
	t          testing.TB
	people     *people.Service
	events     *events.Service
	rows       *mongodb.Outbox
	mail       *mongodb.Mailbox
	box        *mailbox.Adapter
	dispatcher *outbox.Dispatcher
	trail      *mongodb.Audit
	db         *mongodb.DB
	catalogue  *i18n.Catalogue

	anna, gitte people.Person

	clock *clocktest.Clock
}

func newWorld(t testing.TB) *world {
	t.Helper()
	db := mongotest.Open(t)
	catalogue, err := i18n.New(berlin)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		t: t, db: db, catalogue: catalogue, clock: clocktest.At(time.Date(2026, 11, 25, 10, 0, 0, 0, berlin)), // a Wednesday
		rows: mongodb.NewOutbox(db), mail: mongodb.NewMailbox(db), trail: mongodb.NewAudit(db),
	}
	trail := &audit.Log{Store: w.trail, Now: w.clock.Now, NewID: w.clock.ID}
	w.people = &people.Service{Store: mongodb.NewPeople(db), Now: w.clock.Now, NewID: w.clock.ID, Audit: trail}
	box := &outbox.Outbox{Store: w.rows, Now: w.clock.Now}
	w.events = &events.Service{
		Store: mongodb.NewEvents(db), People: w.people, Outbox: box, Audit: trail, Now: w.clock.Now, NewID: w.clock.ID, Zone: berlin, Log: slog.New(slog.DiscardHandler),
	}
	w.box = &mailbox.Adapter{Store: w.mail, Now: w.clock.Now}
	chats := map[string]chat.Adapter{mailbox.Platform: w.box}
	w.Service = &broadcasts.Service{
		Store: mongodb.NewBroadcasts(db), People: w.people, Events: w.events, Outbox: box, Rows: w.rows, Audit: trail,
		Chats: chats, Hours: hours.New(berlin), Now: w.clock.Now, NewID: w.clock.ID, Zone: berlin, Secret: []byte("secret"),
	}
	w.dispatcher = &outbox.Dispatcher{
		Store: w.rows, People: w.people, Adapters: chats, Kinds: w.Renderers(),
		Printer: func(p people.Person) i18n.Printer { return catalogue.Printer(i18n.Match(p.Locale, "de")) },
		Now:     w.clock.Now, RealNow: w.clock.Now, NewID: w.clock.ID, Secret: []byte("secret"), Log: slog.New(slog.DiscardHandler),
		Limits: outbox.Limits{Lease: 30 * time.Second, Tries: 3, Back: time.Second}, Hours: hours.New(berlin),
	}
	w.anna, w.gitte = w.admin("anna"), w.admin("gitte")
	return w
}

func (w *world) fine(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) meet(user, locale string) people.Person {
	w.t.Helper()
	p, err := w.people.Meet(w.t.Context(), mailbox.Platform, chat.User{ID: user, Name: user, Locale: locale})
	w.fine(err)
	return p
}

func (w *world) admin(user string) people.Person {
	w.t.Helper()
	p := w.meet(user, "de")
	w.fine(w.people.Store.SetRole(w.t.Context(), p.ID, people.Admin, true))
	return p
}

// crowd meets so many people, "p0", "p1" and so on.
func (w *world) crowd(n int) []people.Person {
	w.t.Helper()
	var all []people.Person
	for i := range n {
		all = append(all, w.meet(fmt.Sprintf("p%d", i), "de"))
	}
	return all
}

// everybody is an order with nothing but a text.
func everybody(text string) broadcasts.Order {
	return broadcasts.Order{Content: broadcasts.Content{Text: text}, Target: broadcasts.Target{Kind: broadcasts.ToAll}}
}

// draft is a new announcement by Anna.
func (w *world) draft(o broadcasts.Order) broadcasts.Broadcast {
	w.t.Helper()
	b, err := w.New(w.t.Context(), w.anna, w.NewID(), o)
	w.fine(err)
	return b
}

// approved is a new announcement by Anna that Gitte has approved.
func (w *world) approved(o broadcasts.Order) broadcasts.Broadcast {
	w.t.Helper()
	b := w.draft(o)
	b, err := w.Approve(w.t.Context(), b.ID, w.gitte, b.Version, "")
	w.fine(err)
	return b
}

// corrects has another text by Anna take the place of the old one, with Gitte's approval.
func (w *world) corrects(id broadcasts.ID, text string) {
	w.t.Helper()
	c, err := w.Correct(w.t.Context(), id, w.anna, w.read(id).Version, broadcasts.Content{Text: text})
	w.fine(err)
	_, err = w.Approve(w.t.Context(), id, w.gitte, c.Version, "")
	w.fine(err)
}

// progress is the one message that an admin has about how far an announcement is.
func (w *world) progress(user string) string {
	w.t.Helper()
	var all []string
	for _, text := range w.reads(user) {
		if strings.Contains(text, " · ") {
			all = append(all, text)
		}
	}
	if len(all) != 1 {
		w.t.Fatalf("%s has %d messages about the progress: %q", user, len(all), all)
	}
	return all[0]
}

func (w *world) read(id broadcasts.ID) broadcasts.Broadcast {
	w.t.Helper()
	b, err := w.Store.Get(w.t.Context(), id)
	w.fine(err)
	return b
}

// sweep is one sweep.
func (w *world) sweep() bool {
	w.t.Helper()
	moved, err := w.Sweep(w.t.Context())
	w.fine(err)
	return moved
}

// settle sweeps and sends until there is nothing more to do.
func (w *world) settle() {
	w.t.Helper()
	for range 1000 {
		moved := w.sweep()
		w.fine(w.dispatcher.Drain(w.t.Context()))
		if !moved {
			return
		}
	}
	w.t.Fatal("there is always something more to do")
}

// send lets so many messages out.
func (w *world) send(n int) {
	w.t.Helper()
	w.dispatcher.Store = &rationed{Store: w.rows, left: n}
	w.fine(w.dispatcher.Drain(w.t.Context()))
	w.dispatcher.Store = w.rows
}

// rationed is an outbox that gives out only so many rows.
type rationed struct {
	outbox.Store
	left int
}

func (r *rationed) Claim(ctx context.Context, due, now time.Time, claim string, lease time.Duration, limit int) ([]outbox.Row, error) {
	if limit = min(limit, r.left); limit == 0 {
		return nil, nil
	}
	rows, err := r.Store.Claim(ctx, due, now, claim, lease, limit)
	r.left -= len(rows)
	return rows, err
}

// reads is what somebody finds in their chat.
func (w *world) reads(user string) []string {
	w.t.Helper()
	mails, err := w.mail.List(w.t.Context(), user)
	w.fine(err)
	var texts []string
	for _, m := range mails {
		if !m.Gone {
			texts = append(texts, m.Message.Plain())
		}
	}
	return texts
}

// copies are how many of the crowd have which text, shortened to its first line; a text
// that somebody has twice is marked.
func (w *world) copies(crowd []people.Person) map[string]int {
	w.t.Helper()
	n := map[string]int{}
	for _, p := range crowd {
		var seen []string
		for _, text := range w.reads(p.Name) {
			first, _, _ := strings.Cut(text, "\n")
			if slices.Contains(seen, first) {
				first += " (twice)"
			}
			seen = append(seen, first)
			n[first]++
		}
	}
	return n
}

// open is how many rows of a kind are in the outbox.
func (w *world) open(kind string) int {
	w.t.Helper()
	rows, err := w.rows.OfKinds(w.t.Context(), kind)
	w.fine(err)
	return len(rows)
}

func (w *world) wantFault(err error, want string) {
	w.t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Error() != want {
		w.t.Errorf("error is %v, want the fault %s", err, want)
	}
}

func (w *world) wantState(id broadcasts.ID, want broadcasts.State) {
	w.t.Helper()
	if b := w.read(id); b.State != want {
		w.t.Errorf("it is %s, want %s: %+v", b.State, want, b)
	}
}
