package outbox_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/bot/chat"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// news puts rows that may be bundled into the outbox.
func (w *world) news(t testing.TB, p people.Person, ids ...string) {
	t.Helper()
	for _, id := range ids {
		w.add(t, outbox.Row{ID: id, Person: p.ID, Waits: true})
	}
}

// said are the parts of a kind of post: how often each text came.
func (p *platform) said() map[string]int {
	counts := map[string]int{}
	for _, post := range p.sent() {
		for _, section := range strings.Split(post.text, "\n\n") {
			if _, text, ok := strings.Cut(section, "anna "); ok {
				counts[text]++
			}
		}
	}
	return counts
}

func TestOnlyWhatCanWaitIsBundled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna, bert := w.meet(t, "slack", "anna"), w.meet(t, "slack", "bert")
	w.news(t, anna, "n1", "n2")
	w.news(t, bert, "bert's")
	w.add(t, outbox.Row{ID: "urgent", Person: anna.ID, Waits: true, Priority: outbox.Urgent})
	w.add(t, outbox.Row{ID: "bulk", Person: anna.ID, Waits: true, Priority: outbox.Bulk})
	w.add(t, outbox.Row{ID: "at once", Person: anna.ID})
	w.add(t, outbox.Row{ID: "tomorrow", Person: anna.ID, Waits: true, Due: w.Now().Add(24 * time.Hour)})
	w.drain(t, w.dispatcher())
	if got := w.slack.sent(); len(got) != 5 || strings.Count(got[3].text, "anna n") != 2 {
		t.Errorf("sent %+v", got)
	}
	if row := w.left(t, outbox.Open); row.ID != "tomorrow" {
		t.Errorf("%s is left", row.ID)
	}
}

// What is in a group comes with nothing else, and says by itself what it is.
func TestAGroupIsBundledByItself(t *testing.T) {
	t.Parallel()
	for name, workers := range map[string]int{"claimed at once": 8, "claimed one by one": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			anna := w.meet(t, "slack", "anna")
			w.news(t, anna, "a", "b")
			for _, id := range []string{"r1", "r2", "r3"} {
				w.add(t, outbox.Row{ID: id, Person: anna.ID, Waits: true, Group: "reminders"})
			}
			d := w.dispatcher()
			d.Limits.Workers = workers
			w.drain(t, d)
			var texts []string
			for _, post := range w.slack.sent() {
				texts = append(texts, post.text)
			}
			slices.Sort(texts)
			want := []string{
				"2 Neuigkeiten für dich:\n\n" + greeting("a") + "\n\n" + greeting("b"),
				greeting("r1") + "\n\n" + greeting("r2") + "\n\n" + greeting("r3"),
			}
			if diff := cmp.Diff(want, texts); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAMessageHoldsAtMostTen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.meet(t, "slack", "anna")
	ids := strings.Split("abcdefghijkl", "")
	w.news(t, anna, ids...)
	w.drain(t, w.dispatcher())
	if got := w.slack.sent(); len(got) != 2 || !strings.HasPrefix(got[0].text, "10 Neuigkeiten") || !strings.HasPrefix(got[1].text, "2 Neuigkeiten") {
		t.Errorf("sent %+v", got)
	}
	w.wantDone(t, ids...)
}

// Of several parts one may no longer hold, one may fail, one may be over: the others go out.
func TestOnePartHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.meet(t, "slack", "anna")
	w.news(t, anna, "good", "outdated", "broken", "fine")
	d := w.dispatcher()
	d.Kinds["greet"] = func(ctx context.Context, r outbox.Row, to people.Person, p printer) (chat.Message, bool, error) {
		m, _, err := w.greet(ctx, r, to, p)
		if r.ID == "broken" {
			err = errors.New("not now")
		}
		return m, r.ID != "outdated", err
	}
	w.drain(t, d)
	if got := w.slack.sent(); len(got) != 1 || got[0].text != "2 Neuigkeiten für dich:\n\n"+greeting("fine")+"\n\n"+greeting("good") {
		t.Errorf("sent %+v", got)
	}
	if row := w.left(t, outbox.Open); row.ID != "broken" || row.Tries != 1 || row.Attempted {
		t.Errorf("left is %+v", row)
	}
}

// The process dies inside the call that sends three rows. Whether the message got through or
// not: each is told once, and what has been attempted is not bundled again.
func TestDyingWithABundle(t *testing.T) {
	t.Parallel()
	for name, posted := range map[string]bool{"the message got through": true, "the message is not there": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			anna := w.meet(t, "slack", "anna")
			w.news(t, anna, "a", "b", "c")
			ctx, cancel := context.WithCancel(t.Context())
			w.slack.failing = func(string) (error, bool) { cancel(); return nil, false }
			if err := w.dispatcher().Drain(ctx); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			w.slack.fail(nil)
			bundle := attempt(t, w.list(t, outbox.Open)[0]).Bundle
			if bundle == "" {
				t.Fatal("nothing was bundled")
			}
			if posted {
				w.slack.posts = append(w.slack.posts, post{"D-anna", w.dispatcher().Key(bundle), greeting("a") + "\n\n" + greeting("b") + "\n\n" + greeting("c")})
			}
			w.news(t, anna, "d") // in the meantime
			w.pass(limits.Lease)
			w.drain(t, w.dispatcher())
			if got := w.slack.said(); len(got) != 4 || got["a"] != 1 || got["b"] != 1 || got["c"] != 1 || got["d"] != 1 {
				t.Errorf("said %v", got)
			}
			w.wantDone(t, "a", "b", "c", "d")
		})
	}
}

// The first part of a bundle that was not sent goes out by itself. Whoever looks for the
// bundle afterwards must not take that for it.
func TestAPartSentLaterIsNotTakenForTheBundle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.meet(t, "slack", "anna")
	w.news(t, anna, "a", "b")
	w.slack.fail(errors.New("down"))
	w.drain(t, w.dispatcher())
	w.slack.fail(nil)
	w.pass(limits.Settle)
	first, err := w.rows.Claim(t.Context(), w.Now(), w.real.Now(), "somebody", limits.Lease, 1)
	if err != nil || len(first) != 1 || first[0].ID != "a" {
		t.Fatal(first, err)
	}
	w.drain(t, w.dispatcher()) // b
	w.pass(limits.Lease)
	w.drain(t, w.dispatcher()) // a
	if got := w.slack.said(); got["a"] != 1 || got["b"] != 1 {
		t.Errorf("said %v", got)
	}
	w.wantDone(t, "a", "b")
}

// A row of a bundle that somebody else has by now is left to them.
func TestABundleLeavesOutWhatItHasLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.meet(t, "slack", "anna")
	w.news(t, anna, "a", "b", "c")
	slow := w.dispatcher()
	once := false
	w.rendered = func(r outbox.Row) {
		if once || r.ID != "c" {
			return
		}
		once = true
		w.mu.Unlock()
		defer w.mu.Lock()
		ahead := w.real.Now().Add(limits.Lease) // their clock
		if row, err := w.rows.Claim(t.Context(), w.Now(), ahead, "somebody else", 0, 1); err != nil || len(row) != 1 || row[0].ID != "a" {
			t.Errorf("%+v, %v", row, err)
		}
	}
	w.drain(t, slow)
	if got := w.slack.said(); got["a"] != 0 || got["b"] != 1 || got["c"] != 1 {
		t.Errorf("said %v", got)
	}
	w.pass(limits.Lease)
	w.drain(t, slow)
	if got := w.slack.said(); got["a"] != 1 || got["b"] != 1 || got["c"] != 1 {
		t.Errorf("said %v", got)
	}
	w.wantDone(t, "a", "b", "c")
}
