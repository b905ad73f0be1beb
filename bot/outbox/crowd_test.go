package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

type printer = i18n.Printer

// TestACrowdIsWrittenToOnceEach is a cancelled forum: three replicas at once write to
// 100 people, or with KIGO_LONG=1 or on a server of its own to 300: the embedded one reads
// every row for each.
func TestACrowdIsWrittenToOnceEach(t *testing.T) {
	t.Parallel()
	const replicas = 3
	crowd := 100
	if os.Getenv("KIGO_LONG") != "" || os.Getenv(mongotest.URIVariable) != "" {
		crowd = 300
	}
	w := newWorld(t)
	mail := mongodb.NewMailbox(mongotest.Open(t))
	var mu sync.Mutex
	puts := map[string]int{}
	adapter := &mailbox.Adapter{Store: mail, Now: w.Now, Changed: func(to string) { mu.Lock(); puts[to]++; mu.Unlock() }}
	everybody := fixed{}
	for n := range crowd {
		p := people.Person{ID: people.ID(fmt.Sprintf("p%07d", n)), Accounts: map[string]string{mailbox.Platform: fmt.Sprintf("u%d", n)}}
		everybody[p.ID] = p
		w.enqueue(t, fmt.Sprint(n), p)
	}
	var group sync.WaitGroup
	for range replicas {
		group.Go(func() {
			d := w.dispatcher()
			d.People, d.Adapters = everybody, map[string]chat.Adapter{mailbox.Platform: adapter}
			if err := d.Drain(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	w.wantDone(t)
	for n := range crowd {
		if user := fmt.Sprintf("u%d", n); puts[user] != 1 {
			t.Errorf("%s was written to %d times", user, puts[user])
		}
	}
	if mails, err := mail.List(t.Context(), "u7"); err != nil || len(mails) != 1 {
		t.Errorf("%d mails for one person, %v", len(mails), err)
	}
}

// fixed are people who do not change while the test runs.
type fixed map[people.ID]people.Person

func (f fixed) Get(_ context.Context, id people.ID) (people.Person, error) { return f[id], nil }

func (f fixed) Accounts(_ context.Context, id people.ID) ([]people.Identity, error) {
	return f[id].Identities(), nil
}

func TestFlushWaitsForOthersLeases(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.meet(t, "slack", "anna")
	failed := w.enqueue(t, "0", anna)
	if _, err := w.rows.Claim(t.Context(), w.Now(), w.real.Now(), "c", time.Second, 1); err != nil {
		t.Fatal(err)
	}
	if err := w.rows.Retry(t.Context(), failed, "c", outbox.Open, "", w.real.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	w.enqueue(t, "1", anna)
	claimed, err := w.rows.Claim(t.Context(), w.Now(), w.real.Now(), "somebody else", limits.Lease, 1)
	if err != nil || len(claimed) != 1 {
		t.Fatal(claimed, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	looked := make(chan struct{})
	d := w.dispatcher()
	d.Now = onSecondCall(w.Now, looked)
	flushed := make(chan error, 1)
	go func() { flushed <- d.Flush(ctx) }()
	<-looked
	select {
	case err := <-flushed:
		t.Fatalf("flushed while somebody sends: %v", err)
	default:
	}
	w.pass(limits.Lease) // they have died
	if err := <-flushed; err != nil {
		t.Error(err)
	}
	if n := len(w.slack.sent()); n != 1 {
		t.Errorf("sent %d times", n)
	}
	cancel()
	if err := d.Flush(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("flush with an ended context: %v", err)
	}
}

// onSecondCall closes looked once f has been called twice.
func onSecondCall(f func() time.Time, looked chan struct{}) func() time.Time {
	var mu sync.Mutex
	calls := 0
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		if calls++; calls == 2 {
			close(looked)
		}
		return f()
	}
}

func TestRunSendsWhenItIsWoken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wake := make(chan struct{}, 1)
	w.Wake = func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	sent := make(chan struct{})
	w.rendered = func(outbox.Row) { close(sent) }
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.dispatcher().Run(ctx, wake, time.Hour)
	}()
	w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	<-sent
	cancel()
	<-done // Run returns only after its work has stopped
}

// A process that is told to stop leaves no message to its lease.
func TestStoppingFinishesTheMessageInHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.rendered = func(outbox.Row) { cancel() }
	first, second := w.enqueue(t, "1", w.meet(t, "slack", "anna")), w.enqueue(t, "2", w.meet(t, "slack", "bert"))
	w.dispatcher().Run(ctx, nil, time.Hour)
	if got := w.slack.sent(); len(got) != 1 {
		t.Errorf("of %s and %s, %d were sent", first, second, len(got))
	}
	if row := w.left(t, outbox.Open); row.Attempted {
		t.Errorf("%s was begun and not finished", row.ID)
	}
}

func TestEnqueueWakesForWhatIsDueOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	woken := 0
	w.Wake = func() { woken++ }
	anna := w.meet(t, "slack", "anna")
	w.enqueue(t, "1", anna)
	w.enqueue(t, "1", anna)
	if err := w.Enqueue(t.Context(), outbox.Row{ID: "later", Kind: "greet", Person: anna.ID, Due: w.Now().Add(time.Second)}); err != nil {
		t.Fatal(err)
	}
	if woken != 1 {
		t.Errorf("woken %d times", woken)
	}
}

func TestTroubleWithTheStoreIsReturned(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Enqueue(ctx, outbox.Row{ID: "x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("enqueue: %v", err)
	}
	if err := w.dispatcher().Drain(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("drain: %v", err)
	}
}
