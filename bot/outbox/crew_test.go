package outbox_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// entrance is a platform at which messages wait until they are let in.
type entrance struct {
	*platform
	arrived chan string // channels, as messages arrive
	let     chan struct{}
}

func newEntrance(p *platform) *entrance {
	return &entrance{platform: p, arrived: make(chan string, 100), let: make(chan struct{})}
}

func (e *entrance) Send(ctx context.Context, channel string, m chat.Message, key string) (string, error) {
	e.arrived <- channel
	<-e.let
	return e.platform.Send(ctx, channel, m, key)
}

// crew is a dispatcher that sends so many at once, through the entrance.
func (w *world) crew(workers int) (*outbox.Dispatcher, *entrance) {
	d := w.dispatcher()
	d.Limits.Workers = workers
	e := newEntrance(w.slack)
	d.Adapters = map[string]chat.Adapter{"slack": e}
	return d, e
}

// run lets d run until stop is called, which waits for its end.
func run(t testing.TB, d *outbox.Dispatcher, wake <-chan struct{}) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { d.Run(ctx, wake, time.Hour) })
	return func() { cancel(); group.Wait() }
}

func TestSeveralPeopleAreWrittenToAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const workers = 4
	d, door := w.crew(workers)
	for n := range workers + 1 {
		name := fmt.Sprint("p", n)
		w.enqueue(t, name, w.meet(t, "slack", name))
	}
	stop := run(t, d, nil)
	seen := map[string]bool{}
	for range workers {
		seen[<-door.arrived] = true
	}
	if len(seen) != workers {
		t.Errorf("in hand are messages to %v", seen)
	}
	door.let <- struct{}{} // one is done, the last one comes
	seen[<-door.arrived] = true
	if len(seen) != workers+1 {
		t.Errorf("in hand were messages to %v", seen)
	}
	close(door.let)
	stop()
	w.wantDone(t)
}

// A message that takes its time holds up only those to the same person, not what comes in
// for others meanwhile.
func TestASlowMessageHoldsUpItsPersonOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, door := w.crew(3)
	anna, bert := w.meet(t, "slack", "anna"), w.meet(t, "slack", "bert")
	w.enqueue(t, "1", anna)
	w.enqueue(t, "2", anna)
	wake := make(chan struct{})
	stop := run(t, d, wake)
	if got := <-door.arrived; got != "D-anna" {
		t.Fatal(got)
	}
	w.enqueue(t, "3", bert)
	wake <- struct{}{}
	if got := <-door.arrived; got != "D-bert" {
		t.Errorf("%s came before Bert's message, while Anna's first one was in hand", got)
	}
	close(door.let)
	if got := <-door.arrived; got != "D-anna" {
		t.Error(got)
	}
	stop()
	w.wantDone(t)
}

func TestStoppingFinishesEveryMessageInHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, door := w.crew(3)
	for n := range 9 {
		name := fmt.Sprint("p", n)
		w.enqueue(t, name, w.meet(t, "slack", name))
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); d.Run(ctx, nil, time.Hour) }()
	for range 3 {
		<-door.arrived
	}
	cancel()
	close(door.let)
	<-done
	if n := len(w.slack.sent()); n != 3 {
		t.Errorf("%d were sent, in hand were 3", n)
	}
	rows := w.list(t, outbox.Open)
	for _, r := range rows {
		if r.Attempted || r.Claim != "" {
			t.Errorf("%s was begun and not finished", r.ID)
		}
	}
	if len(rows) != 6 {
		t.Errorf("%d are left", len(rows))
	}
}

// Who waits behind a slow message has the whole lease for their own, once it is their turn.
func TestALeaseBeginsAnewWithTheAttempt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, door := w.crew(2)
	anna := w.meet(t, "slack", "anna")
	w.enqueue(t, "1", anna)
	w.enqueue(t, "2", anna)
	done := make(chan error, 1)
	go func() { done <- d.Drain(t.Context()) }()
	<-door.arrived
	w.pass(limits.Lease - time.Second)
	door.let <- struct{}{}
	<-door.arrived // the second one
	w.pass(limits.Lease - time.Second)
	w.drain(t, w.dispatcher())
	close(door.let)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n := len(w.slack.sent()); n != 2 || w.slack.finds != 0 {
		t.Errorf("%d were sent, somebody else looked %d times", n, w.slack.finds)
	}
	w.wantDone(t)
}

// Trouble with the store ends a drain, and is told.
func TestTroubleWhileSendingIsReturned(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	d := w.dispatcher()
	d.Store = failingFinish{w.rows}
	if err := d.Drain(t.Context()); err == nil {
		t.Error("a row that could not be finished is no trouble")
	}
}

type failingFinish struct{ outbox.Store }

func (failingFinish) Finish(context.Context, outbox.Sent) error { return context.DeadlineExceeded }

// paced is a platform in a time of its own that takes one message every gap and answers
// each after latency. That time goes on once every worker waits.
type paced struct {
	*platform
	gap, latency time.Duration
	workers      int

	mu        sync.Mutex
	left      int // messages that have not come yet
	now, free time.Duration
	waiting   []sleeper
}

type sleeper struct {
	until time.Duration
	wake  chan struct{}
}

func (p *paced) Send(ctx context.Context, channel string, m chat.Message, key string) (string, error) {
	p.mu.Lock()
	p.left--
	slot := max(p.now, p.free)
	p.free = slot + p.gap
	me := sleeper{slot + p.latency, make(chan struct{})}
	p.waiting = append(p.waiting, me)
	p.goOn()
	p.mu.Unlock()
	<-me.wake
	ref, err := p.platform.Send(ctx, channel, m, key)
	return ref, err
}

// goOn wakes who waits for the next moment, if nobody else can still come before it.
func (p *paced) goOn() {
	if len(p.waiting) < min(p.workers, p.left+len(p.waiting)) {
		return
	}
	first := 0
	for i, s := range p.waiting {
		if s.until < p.waiting[first].until {
			first = i
		}
	}
	p.now = p.waiting[first].until
	close(p.waiting[first].wake)
	p.waiting = append(p.waiting[:first], p.waiting[first+1:]...)
	if p.left == 0 && len(p.waiting) > 0 {
		p.goOn()
	}
}

// The workers use what a platform allows: 50 messages a second, of which each takes 100 ms.
func TestTheLimitOfAPlatformIsUsed(t *testing.T) {
	t.Parallel()
	const messages = 120
	used := func(workers int) float64 {
		w := newWorld(t)
		d := w.dispatcher()
		d.Limits.Workers = workers
		p := &paced{platform: w.slack, gap: 20 * time.Millisecond, latency: 100 * time.Millisecond, workers: workers, left: messages}
		d.Adapters = map[string]chat.Adapter{"slack": p}
		everybody := fixed{}
		for n := range messages {
			id := people.ID(fmt.Sprintf("p%07d", n))
			everybody[id] = people.Person{ID: id, Accounts: map[string]string{"slack": string(id)}}
			w.enqueue(t, fmt.Sprint(n), everybody[id])
		}
		d.People = everybody
		w.drain(t, d)
		w.wantDone(t)
		return float64(messages*p.gap) / float64(p.now)
	}
	if one, eight := used(1), used(outbox.DefaultLimits.Workers); eight < 0.95 || one > 0.25 {
		t.Errorf("one worker uses %.0f%%, %d use %.0f%%", 100*one, outbox.DefaultLimits.Workers, 100*eight)
	}
}
