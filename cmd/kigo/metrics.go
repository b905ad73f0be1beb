package main

import (
	"context"
	"os"
	"runtime"
	"time"

	"kigo/adapters/metrics"
	"kigo/adapters/mongodb"
	"kigo/adapters/web"
	"kigo/bot/outbox"
	"kigo/commands"
)

// started is when this process began.
var started = time.Now()

// measure has what the app does measured. Its chats are connected by then, and nothing runs yet.
func (a *app) measure(m *metrics.Metrics) {
	a.bot.Observer, a.dispatcher.Observer = m, m
	m.Chats(a.chats)
	m.State(metrics.Source{
		Version: version, Commit: commit(), Go: runtime.Version(),
		Skew: a.skew, MaxSkew: web.MaxSkew,
		Outbox: func(ctx context.Context) ([]outbox.Stock, error) { return a.outbox.Stock(ctx, a.now()) },
		Paused: a.brake.On,
		Jobs:   a.scheduler.Standings,
		Unanswered: func(ctx context.Context) (int, error) {
			return mongodb.NewInbox(a.store.DB).Unanswered(ctx, time.Now())
		},
		Now: a.now, RealNow: time.Now,
	})
}

// skew is how far the database's clock is ahead of this machine's; an error if it does not answer.
func (a *app) skew(ctx context.Context) (time.Duration, error) {
	if err := a.store.Ping(ctx); err != nil {
		return 0, err
	}
	return a.health().Skew(ctx)
}

// house is how this process is, for operators in chat.
func (a *app) house(ctx context.Context) (commands.House, error) {
	h := commands.House{Version: version, Commit: commit(), Since: started, Embedded: a.cfg.MongoURI == ""}
	h.Host, _ = os.Hostname() // "" reads well enough
	for _, c := range a.chats {
		h.Chats = append(h.Chats, commands.Chat{Platform: c.Platform(), State: c.State()})
	}
	began := time.Now()
	var err error
	if h.Skew, err = a.skew(ctx); err != nil {
		return h, err
	}
	h.Answer = time.Since(began)
	h.Jobs, err = a.scheduler.Standings(ctx)
	return h, err
}
