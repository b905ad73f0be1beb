package outbox_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// die ends a dispatcher inside the platform's call, after the message was posted or before.
func (w *world) die(t testing.TB, posted bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w.slack.mu.Lock()
	w.slack.failing = func(string) (error, bool) {
		if posted { // the post is out, the answer never comes back
			w.slack.posts = append(w.slack.posts, post{"D-anna", w.dispatcher().Key("greet/1"), "posted"})
		}
		cancel()
		return nil, false
	}
	w.slack.mu.Unlock()
	if err := w.dispatcher().Drain(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("the dispatcher lived on: %v", err)
	}
	w.slack.fail(nil)
}

func TestALeaseKeepsOthersAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	w.die(t, false)
	w.drain(t, w.dispatcher())
	w.pass(limits.Lease - time.Millisecond)
	w.drain(t, w.dispatcher())
	if n := len(w.slack.sent()); n != 0 {
		t.Errorf("sent %d times while somebody's lease ran", n)
	}
	w.pass(time.Millisecond)
	w.drain(t, w.dispatcher())
	if n := len(w.slack.sent()); n != 1 {
		t.Errorf("sent %d times after the lease", n)
	}
	w.wantDone(t, id)
}

func TestTheNextDispatcherLooksBeforeItSendsAgain(t *testing.T) {
	t.Parallel()
	for name, posted := range map[string]bool{"the message got through": true, "the message is not there": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.enqueue(t, "1", w.meet(t, "slack", "anna"))
			w.die(t, posted)
			if row := w.left(t, outbox.Open); attempt(t, row).Platform != "slack" || attempt(t, row).Channel != "D-anna" {
				t.Fatalf("the attempt %+v says not where to look", row.Attempts)
			}
			w.pass(limits.Lease)
			w.drain(t, w.dispatcher())
			if got := w.slack.sent(); len(got) != 1 || (got[0].text == "posted") != posted || w.slack.finds != 1 {
				t.Errorf("%+v after looking %d times", got, w.slack.finds)
			}
			w.wantDone(t, id)
		})
	}
}

// A lease may end before the platform shows every post; then the next dispatcher waits.
func TestThePlatformHasItsTimeToShowAnAttempt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.meet(t, "slack", "anna")
	id := w.enqueue(t, "1", anna)
	d := w.dispatcher()
	d.Limits.Settle = limits.Lease + time.Minute
	w.die(t, true)
	w.pass(limits.Lease)
	for range 2 * limits.Tries { // however often somebody asks: waiting is no failure
		w.drain(t, d)
		w.pass(5 * time.Second)
	}
	if row := w.left(t, outbox.Open); w.slack.finds != 0 || len(row.Attempts) != 1 {
		t.Errorf("looked %d times before the platform could show it", w.slack.finds)
	}
	w.pass(d.Limits.Settle)
	w.drain(t, d)
	if got := w.slack.sent(); len(got) != 1 || w.slack.finds != 1 {
		t.Errorf("%+v after looking %d times", got, w.slack.finds)
	}
	w.wantDone(t, id)
}

func TestAnAttemptOnAPlatformThatIsAwayIsNotSentElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.meet(t, "slack", "anna")
	if err := w.people.Store.SetAccount(t.Context(), anna.ID, "mattermost", "anna"); err != nil {
		t.Fatal(err)
	}
	w.enqueue(t, "1", anna)
	w.die(t, true)
	w.pass(limits.Lease)
	d := w.dispatcher()
	delete(d.Adapters, "slack")
	w.drain(t, d)
	if got := w.matter.sent(); len(got) != 0 {
		t.Errorf("sent a second time, on another platform: %+v", got)
	}
	if row := w.left(t, outbox.Open); !strings.Contains(row.Error, "slack") {
		t.Errorf("the operator reads %q", row.Error)
	}
}

func TestADispatcherThatOverslept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	slow, fast := w.dispatcher(), w.dispatcher()
	first := true
	w.rendered = func(outbox.Row) { // between claiming and sending, the slow one loses its lease
		if !first {
			return
		}
		first = false
		w.mu.Unlock()
		w.pass(limits.Lease)
		w.drain(t, fast)
		w.mu.Lock()
	}
	w.drain(t, slow)
	if n := len(w.slack.sent()); n != 1 {
		t.Errorf("sent %d times", n)
	}
	w.wantDone(t, id)
}

func TestAPanicCostsOneRowATry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.meet(t, "slack", "anna")
	w.enqueue(t, "1", anna)
	w.enqueue(t, "2", anna)
	d := w.dispatcher()
	d.Kinds["greet"] = func(ctx context.Context, r outbox.Row, to people.Person, p printer) (chat.Message, bool, error) {
		if r.ID == "greet/1" {
			panic("hostile row")
		}
		return w.greet(ctx, r, to, p)
	}
	w.drain(t, d)
	if row := w.left(t, outbox.Open); row.ID != "greet/1" || row.Tries != 1 || len(w.slack.sent()) != 1 {
		t.Errorf("%+v, sent %d", row, len(w.slack.sent()))
	}
	if log := w.log.String(); !strings.Contains(log, "hostile row") || !strings.Contains(log, "crash_test.go") {
		t.Errorf("the log does not say where: %q", log)
	}
}

// A failing message holds up nobody else's.
func TestOthersAreServedWhileOneFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.slack.failing = func(channel string) (error, bool) {
		if channel == "D-anna" {
			return errors.New("refused"), false
		}
		return nil, true
	}
	w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	w.enqueue(t, "2", w.meet(t, "slack", "bert"))
	if err := w.dispatcher().Flush(t.Context()); err != nil { // which does not wait for Anna's next try
		t.Fatal(err)
	}
	if got := w.slack.sent(); len(got) != 1 || got[0].channel != "D-bert" {
		t.Errorf("sent %+v", got)
	}
}
