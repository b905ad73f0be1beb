package outbox_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/clocktest"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// TestMain makes the property tests short; KIGO_LONG=1 gives them rapid's own length.
func TestMain(m *testing.M) { mongotest.MainChecking(m, 8) }

// limits fit a clock that only tests move.
var limits = outbox.Limits{Lease: 30 * time.Second, Settle: 5 * time.Second, Tries: 4, Back: 2 * time.Second}

// world is an outbox on a real store, with platforms that tests make fail, and two
// clocks that only tests move: kigo's own and the real one.
type world struct {
	*outbox.Outbox
	rows          *mongodb.Outbox
	pauses        *mongodb.Pauses
	people        *people.Service
	slack, matter *platform
	catalogue     *i18n.Catalogue
	log           lockedBuffer

	clock, real *clocktest.Clock

	mu       sync.Mutex
	holds    bool // the precondition of every row
	rendered func(outbox.Row)
}

func newWorld(t testing.TB) *world {
	t.Helper()
	db := mongotest.Open(t)
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		rows: mongodb.NewOutbox(db), pauses: mongodb.NewPauses(db), catalogue: catalogue, holds: true,
		slack: newPlatform("slack"), matter: newPlatform("mattermost"),
		clock: clocktest.At(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)),
		real:  clocktest.At(time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)), // the demo clock has been put on
	}
	w.people = &people.Service{
		Store: mongodb.NewPeople(db), Now: w.clock.Now, NewID: people.RandomID,
		Audit: &audit.Log{Store: mongodb.NewAudit(db), Now: w.clock.Now, NewID: people.RandomID},
	}
	w.Outbox = &outbox.Outbox{Store: w.rows, Now: w.clock.Now}
	return w
}

// dispatcher is a further one on the same store, as another replica has it.
func (w *world) dispatcher() *outbox.Dispatcher {
	return &outbox.Dispatcher{
		Store: w.rows, People: w.people,
		Adapters: map[string]chat.Adapter{"slack": w.slack, "mattermost": w.matter},
		Kinds:    map[string]outbox.Renderer{"greet": w.greet},
		Printer:  func(p people.Person) i18n.Printer { return w.catalogue.Printer(i18n.Match(p.Locale, "de")) },
		Now:      w.Now, RealNow: w.real.Now, NewID: people.RandomID, Secret: []byte("secret"), Limits: limits,
		Log: slog.New(slog.NewTextHandler(&w.log, nil)),
	}
}

// greet renders the kind "greet": a sentence in the person's language, and whom it is for.
func (w *world) greet(_ context.Context, r outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.rendered != nil {
		w.rendered(r)
	}
	return chat.Say(chat.Lines(p.Text("event.mine.seated"), chat.Words(to.Name+" "+r.Data["text"]))), w.holds, nil
}

// pass moves both clocks on.
func (w *world) pass(d time.Duration) {
	w.clock.Pass(d)
	w.real.Pass(d)
}

func (w *world) meet(t testing.TB, platform, user string) people.Person {
	t.Helper()
	p, err := w.people.Meet(t.Context(), platform, chat.User{ID: user, Name: user, Locale: "de"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// enqueue puts the occasion "greet/<n>" for a person into the outbox.
func (w *world) enqueue(t testing.TB, n string, p people.Person) string {
	t.Helper()
	id := "greet/" + n
	if err := w.Enqueue(t.Context(), outbox.Row{ID: id, Kind: "greet", Person: p.ID, Data: map[string]string{"text": n}}); err != nil {
		t.Fatal(err)
	}
	return id
}

func (w *world) drain(t testing.TB, d *outbox.Dispatcher) {
	t.Helper()
	if err := d.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// left is the one row that is still in the outbox in a state; it fails if there is another number.
func (w *world) left(t testing.TB, s outbox.State) outbox.Row {
	t.Helper()
	rows := w.list(t, s)
	if len(rows) != 1 {
		t.Fatalf("%d rows are %s, want 1: %+v", len(rows), s, rows)
	}
	return rows[0]
}

func (w *world) list(t testing.TB, s outbox.State) []outbox.Row {
	t.Helper()
	rows, err := w.rows.List(t.Context(), s, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (w *world) wantDone(t testing.TB, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if over, err := w.rows.WasSent(t.Context(), id); err != nil || !over {
			t.Errorf("%s is not over: %v", id, err)
		}
	}
	if n := len(w.list(t, outbox.Open)) + len(w.list(t, outbox.Dead)); n != 0 {
		t.Errorf("%d rows are left in the outbox", n)
	}
}

// attempt is the only one of a row.
func attempt(t testing.TB, r outbox.Row) outbox.Attempt {
	t.Helper()
	for _, a := range r.Attempts {
		if len(r.Attempts) == 1 {
			return a
		}
	}
	t.Fatalf("%s has %d attempts", r.ID, len(r.Attempts))
	return outbox.Attempt{}
}

// post is a message as a platform has it.
type post struct{ channel, key, text string }

// platform is a chat that tests look into and make fail.
type platform struct {
	name string

	mu    sync.Mutex
	posts []post
	finds int
	// deadAfter lets a message be posted whose sender dies in failing.
	deadAfter bool
	failing   func(channel string) (err error, posted bool) // of Send
	direct    func(user string) error
}

func newPlatform(name string) *platform { return &platform{name: name} }

func (p *platform) Platform() string { return p.name }

func (p *platform) Direct(_ context.Context, user string) (string, error) {
	if p.direct != nil {
		if err := p.direct(user); err != nil {
			return "", err
		}
	}
	return "D-" + user, nil
}

func (p *platform) Channels(context.Context) ([]chat.Channel, error) { return nil, nil }

func (p *platform) MembersOf(context.Context, string) ([]string, error) { return nil, chat.ErrGone }

func (p *platform) Send(ctx context.Context, channel string, m chat.Message, key string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	posted := true
	if p.failing != nil {
		err, posted = p.failing(channel)
	}
	if ctx.Err() != nil && !p.deadAfter {
		return "", ctx.Err()
	}
	if posted {
		p.posts = append(p.posts, post{channel, key, m.Plain()})
	}
	return fmt.Sprintf("%s-%d", p.name, len(p.posts)), cmp.Or(err, ctx.Err())
}

func (p *platform) Find(_ context.Context, channel, key string, _ time.Time) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.finds++
	for i, post := range p.posts {
		if post.channel == channel && post.key == key {
			return fmt.Sprintf("%s-%d", p.name, i+1), nil
		}
	}
	return "", nil
}

func (p *platform) Edit(_ context.Context, channel, ref string, m chat.Message, key string) error {
	return p.change(channel, ref, post{channel, key, m.Plain()})
}

func (p *platform) Delete(_ context.Context, channel, ref string) error {
	return p.change(channel, ref, post{})
}

func (p *platform) change(channel, ref string, to post) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, post := range p.posts {
		if post.channel == channel && ref == fmt.Sprintf("%s-%d", p.name, i+1) {
			p.posts[i] = to
			return nil
		}
	}
	return chat.ErrGone
}

// fail makes every Send fail with err, without posting anything.
func (p *platform) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deadAfter = false
	p.failing = func(string) (error, bool) { return err, err == nil }
}

func (p *platform) sent() []post {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]post(nil), p.posts...)
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
