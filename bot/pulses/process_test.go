package pulses_test

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/adapters/keys"
	"kigo/adapters/mongodb"
	"kigo/bot/audit"
	"kigo/bot/hours"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// process is one kigo on the world. Before each command that it sends to the database, and
// each use of the keys, it calls step.
type process struct {
	*pulses.Service
	people *people.Service
	rows   *mongodb.Outbox
	db     *mongodb.DB
	crew   []people.Person // of elections

	mu   sync.Mutex
	step func(command string)
}

func (w *world) process(t testing.TB) *process {
	t.Helper()
	p := &process{}
	return w.watched(t, p, &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) { p.reach(e.CommandName) }})
}

func (w *world) watched(t testing.TB, p *process, monitor *event.CommandMonitor) *process {
	t.Helper()
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
	trail := &audit.Log{Store: mongodb.NewAudit(db), Now: w.clock.Now, NewID: w.clock.ID}
	p.people = &people.Service{Store: mongodb.NewPeople(db), Now: w.clock.Now, NewID: people.RandomID, Audit: trail}
	p.Service = &pulses.Service{
		Store: mongodb.NewPulses(db), Keys: watchedKeys{w.folder, p}, People: p.people, Outbox: &outbox.Outbox{Store: p.rows, Now: w.clock.Now},
		Rows: p.rows, Audit: trail, Now: w.clock.Now, NewID: w.clock.ID, Zone: time.UTC, Hours: hours.New(time.UTC), Log: slog.New(slog.NewTextHandler(&w.log, nil)),
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
