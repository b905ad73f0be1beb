package pulses_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/adapters/keys"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/clocktest"
	"kigo/bot/fault"
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
	clock         *clocktest.Clock
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
		clock: clocktest.At(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)),
	}
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
