package slack

import (
	"context"
	"sync"
	"time"

	"kigo/bot/chat"
)

const (
	// linger is how long a connection stays open after the last acknowledgement was
	// written, for that to leave.
	linger    = 20 * time.Millisecond
	tendEvery = time.Second
	// checkEvery is how often the token is tried in HTTP mode, where nothing else tells.
	checkEvery = 5 * time.Minute
)

// Run listens until ctx ends, then finishes what it has taken on. In HTTP mode there is
// nothing to listen to, only things to look after; serve no more of Routes before it ends.
func (a *Adapter) Run(ctx context.Context) {
	var tending, listening sync.WaitGroup
	for _, f := range []func(context.Context){a.tend, a.check, a.roster, a.openAhead} {
		tending.Go(func() { f(ctx) })
	}
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	if a.AppToken != "" {
		listening.Go(func() { a.listen(life) })
	}
	<-ctx.Done()
	a.mu.Lock()
	a.stopping = true // nothing more is taken on, so that Slack sends it elsewhere, or again
	a.mu.Unlock()
	a.waiting.Wait()
	_ = chat.Sleep(life, linger)
	end()
	listening.Wait()
	tending.Wait()
	a.work.Close()
	a.notices.Close()
	a.shows.Close()
	if n := len(a.later); n > 0 { // Slack was away, or another replica has them
		a.Log.Warn("events not answered by this kigo when it stopped", "platform", Platform, "events", n)
	}
}

// tend hands in again what was not settled, and shows home pages that are out of date.
func (a *Adapter) tend(ctx context.Context) {
	every := tendEvery
	if a.Lease > 0 {
		every = min(every, a.Lease/4)
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			a.again()
			a.homes.due(func(user string) bool { return a.shows.Try(user, user) })
		}
	}
}

// check tries kigo's token: at the start, and in HTTP mode every now and then.
func (a *Adapter) check(ctx context.Context) {
	for ctx.Err() == nil {
		_, err := a.me(ctx)
		if err == nil && a.AppToken != "" {
			return
		}
		pause := checkEvery
		if err != nil && ctx.Err() == nil {
			a.Log.Warn("Slack not reached", "platform", Platform, "error", err)
			pause = retryPause
		}
		_ = chat.Sleep(ctx, pause)
		if err == nil && ctx.Err() == nil {
			_, _ = a.greet(ctx) // the state hears of it
		}
	}
}
