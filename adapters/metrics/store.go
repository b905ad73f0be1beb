package metrics

import (
	"context"
	"slices"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot"
)

// storeCommands are the database's commands that are told apart.
var storeCommands = []string{
	"find", "getMore", "insert", "update", "delete", "findAndModify", "aggregate", "count", "distinct",
	"hello", "ping", "listCollections", "create", "createIndexes", "dropDatabase", "endSessions",
}

// Watch makes the database's driver tell how long commands take.
func (m *Metrics) Watch() *options.ClientOptions {
	done := func(ctx context.Context, e event.CommandFinishedEvent, outcome string) {
		if bot.Unobserved(ctx) {
			return
		}
		name := e.CommandName
		if !slices.Contains(storeCommands, name) {
			name = "other"
		}
		m.store.WithLabelValues(name, outcome).Observe(e.Duration.Seconds())
	}
	return options.Client().SetMonitor(&event.CommandMonitor{
		Succeeded: func(ctx context.Context, e *event.CommandSucceededEvent) { done(ctx, e.CommandFinishedEvent, "ok") },
		Failed:    func(ctx context.Context, e *event.CommandFailedEvent) { done(ctx, e.CommandFinishedEvent, "error") },
	})
}

// fresh keeps what is costly to gather for a while, so that nobody who asks often makes it
// cost more.
type fresh[T any] struct {
	gather func(context.Context) (T, error)
	keep   time.Duration
	now    func() time.Time

	mu   sync.Mutex
	at   time.Time
	last T
	err  error
}

// get is what was gathered last, or is gathered now. Whoever comes meanwhile waits for that.
func (f *fresh[T]) get() (T, error) {
	const most = 4 * time.Second // twice that is less than Prometheus waits
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.now(); f.at.IsZero() || now.Sub(f.at) >= f.keep {
		ctx, cancel := context.WithTimeout(context.Background(), most)
		defer cancel()
		f.last, f.err = f.gather(ctx)
		f.at = now
	}
	return f.last, f.err
}
