package pulses_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/adapters/keys"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/audit"
	"kigo/bot/fault"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// TestMain gives the property tests thousands of organisations; KIGO_LONG=1 more.
func TestMain(m *testing.M) {
	checks := "2000"
	if os.Getenv("KIGO_LONG") != "" {
		checks = "20000"
	}
	_ = flag.Set("rapid.checks", checks)
	mongotest.Main(m)
}

// world is a database, a folder of keys and a clock that only tests move. Several
// processes may run on it.
type world struct {
	uri, database string
	folder        keys.Folder
	log           lockedBuffer

	mu  sync.Mutex
	now time.Time
	ids int
}

// process is one kigo on the world. Before each command that it sends to the database, and
// each use of the keys, it calls step.
type process struct {
	*pulses.Service
	people *people.Service
	rows   *mongodb.Outbox
	db     *mongodb.DB

	mu   sync.Mutex
	step func(command string)
}

func newWorld(t testing.TB) *world {
	t.Helper()
	db := mongotest.Open(t)
	return newWorldOn(t, mongotest.URI(t), db.Name())
}

func newWorldOn(t testing.TB, uri, database string) *world {
	t.Helper()
	return &world{
		uri: uri, database: database, folder: keys.Folder{Dir: t.TempDir() + "/keys"},
		now: time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC),
	}
}

func (w *world) process(t testing.TB) *process {
	t.Helper()
	p := &process{}
	monitor := &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) { p.reach(e.CommandName) }}
	db, err := mongodb.Open(t.Context(), w.uri, w.database, options.Client().SetMonitor(monitor))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = db.Close(ctx)
	})
	p.db, p.rows = db, mongodb.NewOutbox(db)
	trail := &audit.Log{Store: mongodb.NewAudit(db), Now: w.Now, NewID: w.id}
	p.people = &people.Service{Store: mongodb.NewPeople(db), Now: w.Now, NewID: people.RandomID, Audit: trail}
	p.Service = &pulses.Service{
		Store: mongodb.NewPulses(db), Keys: watchedKeys{w.folder, p}, People: p.people, Outbox: &outbox.Outbox{Store: p.rows, Now: w.Now},
		Rows: p.rows, Audit: trail, Now: w.Now, NewID: w.id, Zone: time.UTC, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
		Scrub: func(context.Context) error { p.reach("scrub"); return nil },
	}
	return p
}

// reach is called before a command.
func (p *process) reach(command string) {
	p.mu.Lock()
	step := p.step
	p.mu.Unlock()
	if step != nil {
		step(command)
	}
}

func (p *process) watch(step func(command string)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.step = step
}

// killed does something in p that ends, like a process, before its step number n (from 0).
// It reports whether it came so far.
func (p *process) killed(n int, do func()) bool {
	return p.at(n, runtime.Goexit, do)
}

// at does something in p, and meanwhile, before its step number n, something else. It
// reports whether it came so far.
func (p *process) at(n int, meanwhile, do func()) (reached bool) {
	count := 0
	p.watch(func(string) {
		count++
		if count == n+1 {
			reached = true
			meanwhile()
		}
	})
	defer p.watch(nil)
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	<-done
	return reached
}

// watchedKeys are the keys of a process whose steps are watched.
type watchedKeys struct {
	keys.Folder
	p *process
}

func (k watchedKeys) Get(run pulses.ID) (pulses.Keys, error) {
	k.p.reach("keys")
	return k.Folder.Get(run)
}

func (k watchedKeys) Destroy(run pulses.ID) error {
	k.p.reach("destroy keys")
	return k.Folder.Destroy(run)
}

func (w *world) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) id() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ids++
	return fmt.Sprintf("n%07d", w.ids)
}

// staff makes people of a Dezernat.
func (p *process) staff(t testing.TB, n int, dezernat string) []people.Person {
	t.Helper()
	var all []people.Person
	for range n {
		who := people.Person{
			ID: people.ID(people.RandomID()), Dezernat: dezernat, Name: "Jemand", Created: p.Now(),
			Roles: map[people.Role]bool{}, Accounts: map[string]string{"mattermost": people.RandomID()}, Fixed: map[people.Field]bool{},
		}
		if fresh, err := p.people.Store.AddPerson(t.Context(), who); err != nil || !fresh {
			t.Fatalf("add a person: %v, %v", fresh, err)
		}
		all = append(all, who)
	}
	return all
}

var (
	writer   = people.Person{ID: "writer00", Roles: map[people.Role]bool{people.Admin: true}}
	releaser = people.Person{ID: "release0", Roles: map[people.Role]bool{people.Admin: true, people.Council: true}}
)

func words(de string) pulses.Words { return pulses.Words{DE: de} }

// mood asks one question with three answers.
var mood = pulses.Survey{
	Title: words("Stimmung"), Purpose: words("Damit wir wissen, wie es läuft."),
	Questions: []pulses.Question{{Kind: pulses.Single, Text: words("Wie geht es dir?"), Options: []pulses.Words{words("gut"), words("mittel"), words("schlecht")}}},
}

// chose answers mood.
func chose(option int) pulses.Answer { return pulses.Answer{{Choices: []int{option}}} }

// run opens a survey for everybody, for a week.
func (p *process) run(t testing.TB, s pulses.Survey) pulses.Run {
	t.Helper()
	return p.planned(t, pulses.Plan{Survey: s, Closes: p.Now().Add(7 * 24 * time.Hour)})
}

func (p *process) planned(t testing.TB, plan pulses.Plan) pulses.Run {
	t.Helper()
	ctx := t.Context()
	r, err := p.Create(ctx, writer, p.NewRun(), plan)
	if err == nil {
		r, err = p.Release(ctx, releaser, r, r.Version)
	}
	if err == nil {
		r, err = p.Start(ctx, writer, r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answer must be thanked for.
func (p *process) answer(t testing.TB, r pulses.Run, who people.Person, a pulses.Answer) {
	t.Helper()
	if _, err := p.Answer(t.Context(), r.ID, who.ID, a); err != nil {
		t.Fatalf("answer: %v", err)
	}
}

// finish closes the run if it is open, and does what is due until the report is there.
func (p *process) finish(t testing.TB, id pulses.ID) pulses.Report {
	t.Helper()
	r, err := p.Store.Get(t.Context(), id)
	if err == nil && r.State == pulses.Open {
		_, err = p.Close(t.Context(), writer, id)
	}
	if err == nil {
		err = p.Tick(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return p.report(t, id)
}

func (p *process) report(t testing.TB, id pulses.ID) pulses.Report {
	t.Helper()
	r, err := p.Store.Get(t.Context(), id)
	if err != nil || r.State != pulses.Published {
		t.Fatalf("the run is %s (%v), want it published", r.State, err)
	}
	rep, there, err := p.Store.Report(t.Context(), id)
	if err != nil || !there {
		t.Fatalf("no report: %v", err)
	}
	return rep
}

// wantCleared checks that nothing of the answers is left.
func (w *world) wantCleared(t testing.TB, p *process, id pulses.ID) {
	t.Helper()
	left, err := p.Store.Answers(t.Context(), id)
	if err != nil || len(left) > 0 {
		t.Errorf("%d answers are left (%v)", len(left), err)
	}
	if _, err := w.folder.Get(id); !errors.Is(err, pulses.ErrNoKeys) {
		t.Errorf("the keys are still there (%v)", err)
	}
}

func wantFault(t testing.TB, err error, want string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Error() != want {
		t.Errorf("error is %v, want the fault %s", err, want)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) lines() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Split(b.b.String(), "\n")
}

// letThrough publishes every text that waits for a moderator.
func (p *process) letThrough(t testing.TB, id pulses.ID) {
	t.Helper()
	texts, err := p.Unread(t.Context(), releaser, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if err := p.Moderate(t.Context(), releaser, id, text.Key, true); err != nil {
			t.Fatal(err)
		}
	}
}
