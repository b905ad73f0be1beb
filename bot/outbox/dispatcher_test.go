package outbox_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

func TestAnOccasionIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.dispatcher()
	anna := w.meet(t, "slack", "anna")
	for range 3 { // before it is sent
		w.enqueue(t, "1", anna)
	}
	w.drain(t, d)
	for range 2 { // and after
		w.enqueue(t, "1", anna)
		w.drain(t, d)
	}
	w.enqueue(t, "2", anna)
	w.drain(t, d)
	if got := w.slack.sent(); len(got) != 2 || !strings.HasSuffix(got[0].text, "anna 1") || !strings.HasSuffix(got[1].text, "anna 2") {
		t.Errorf("sent %+v", got)
	}
	w.wantDone(t, "greet/1", "greet/2")
}

func TestARowThatComesBackWhileItIsSentIsFinished(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	w.drain(t, w.dispatcher())
	// Somebody's insert wins right after the row was deleted, and they die before they look.
	if fresh, err := w.rows.Insert(t.Context(), outbox.Row{ID: id, Kind: "greet", State: outbox.Open, Due: w.Now()}); !fresh || err != nil {
		t.Fatal(fresh, err)
	}
	w.drain(t, w.dispatcher())
	if n := len(w.slack.sent()); n != 1 {
		t.Errorf("sent %d times", n)
	}
	w.wantDone(t, id)
}

func TestOnlyWhatIsDueIsSentOldestFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.dispatcher()
	anna := w.meet(t, "slack", "anna")
	for n, in := range map[string]time.Duration{"later": time.Hour, "now": 0, "before": -time.Minute, "soon": time.Minute} {
		if err := w.Enqueue(t.Context(), outbox.Row{ID: n, Kind: "greet", Person: anna.ID, Data: map[string]string{"text": n}, Due: w.Now().Add(in)}); err != nil {
			t.Fatal(err)
		}
	}
	due, ok, err := w.rows.NextDue(t.Context(), w.Now())
	if err != nil || !ok || !due.Equal(w.Now().Add(time.Minute)) {
		t.Errorf("next due %v, %v, %v", due, ok, err)
	}
	w.drain(t, d)
	if got := w.slack.sent(); len(got) != 2 || !strings.HasSuffix(got[0].text, "before") || !strings.HasSuffix(got[1].text, "now") {
		t.Errorf("sent %+v", got)
	}
	w.pass(time.Hour)
	w.drain(t, d)
	if n := len(w.slack.sent()); n != 4 {
		t.Errorf("%d sent after an hour", n)
	}
	if _, ok, err := w.rows.NextDue(t.Context(), w.Now()); ok || err != nil {
		t.Errorf("something is due still: %v, %v", ok, err)
	}
}

func TestTheTextIsMadeWhenItIsSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.dispatcher()
	anna := w.meet(t, "slack", "anna")
	w.enqueue(t, "1", anna)
	w.meet(t, "slack", "anna")
	if err := w.people.Store.Set(t.Context(), anna.ID, people.Change{people.FieldLocale: "en-GB", people.FieldName: "Anna Ahrens"}, false); err != nil {
		t.Fatal(err)
	}
	w.drain(t, d)
	if got := w.slack.sent(); len(got) != 1 || got[0].text != "You have a confirmed seat.\nAnna Ahrens 1" {
		t.Errorf("sent %+v", got)
	}
}

func TestWhatNoLongerHoldsIsFinishedWithoutSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.holds = false
	id := w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	w.drain(t, w.dispatcher())
	if n := len(w.slack.sent()); n != 0 {
		t.Errorf("sent %d times", n)
	}
	w.wantDone(t, id)
	w.holds = true
	w.enqueue(t, "1", w.meet(t, "slack", "anna")) // it is over for good
	w.drain(t, w.dispatcher())
	if n := len(w.slack.sent()); n != 0 {
		t.Errorf("an occasion that was over came back %d times", n)
	}
}

func TestFailuresAreTriedAgainMoreAndMoreSlowly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.dispatcher()
	w.slack.fail(errors.New("slack is down"))
	id := w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	w.drain(t, d)
	for n, pause := range []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second} {
		row := w.left(t, outbox.Open)
		if row.Tries != n+1 || row.Error != "slack is down" || row.Claim != "" || !row.Lease.Equal(w.real.Now().Add(pause)) {
			t.Errorf("after try %d: %d tries, error %q, claim %q, pause %s, want %s", n+1, row.Tries, row.Error, row.Claim, row.Lease.Sub(w.real.Now()), pause)
		}
		w.pass(pause - time.Millisecond)
		w.drain(t, d)
		if got := w.left(t, outbox.Open); got.Tries != n+1 {
			t.Errorf("tried again before %s were over", pause)
		}
		w.pass(time.Millisecond + limits.Settle)
		w.drain(t, d)
	}
	row := w.left(t, outbox.Dead)
	if row.Tries != limits.Tries {
		t.Errorf("dead after %d tries, want %d", row.Tries, limits.Tries)
	}
	w.pass(24 * time.Hour)
	w.slack.fail(nil)
	w.drain(t, d)
	if n := len(w.slack.sent()); n != 0 {
		t.Errorf("a dead row was sent")
	}
	for _, want := range []bool{true, false} { // an operator revives it, twice
		if ok, err := w.rows.Revive(t.Context(), id); err != nil || ok != want {
			t.Errorf("revive: %v, %v", ok, err)
		}
	}
	if row := w.left(t, outbox.Open); row.Tries != 0 {
		t.Errorf("a revived row has had %d tries", row.Tries)
	}
	w.drain(t, d)
	if n := len(w.slack.sent()); n != 1 {
		t.Errorf("sent %d times after having been revived", n)
	}
	w.wantDone(t, id)
}

func TestAPlatformSaysWhenToComeBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.dispatcher()
	w.slack.fail(fmt.Errorf("post: %w", &chat.RetryError{After: time.Minute, Err: errors.New("rate limited")}))
	id := w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	w.drain(t, d)
	if row := w.left(t, outbox.Open); !row.Lease.Equal(w.real.Now().Add(time.Minute)) {
		t.Errorf("tried again after %s", row.Lease.Sub(w.real.Now()))
	}
	w.slack.fail(nil)
	w.pass(time.Minute)
	w.drain(t, d)
	w.wantDone(t, id)
}

func TestSomebodyWhoIsGoneIsNotWrittenToAgain(t *testing.T) {
	t.Parallel()
	for name, makeGone := range map[string]func(w *world){
		"the person":  func(w *world) { w.slack.direct = func(string) error { return fmt.Errorf("open: %w", chat.ErrGone) } },
		"the channel": func(w *world) { w.slack.fail(fmt.Errorf("post: %w", chat.ErrGone)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			makeGone(w)
			id := w.enqueue(t, "1", w.meet(t, "slack", "anna"))
			w.drain(t, w.dispatcher())
			w.wantDone(t, id)
		})
	}
}

func TestAMessageWaitsForItsPersonsFirstChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.people.Store.AddPerson(t.Context(), people.Person{ID: "imported"}); err != nil {
		t.Fatal(err)
	}
	a := w.enqueue(t, "1", people.Person{ID: "imported"}) // from the import; nobody has met them yet
	b := w.enqueue(t, "2", people.Person{ID: "nobody22"}) // forgotten
	w.drain(t, w.dispatcher())
	if over, err := w.rows.WasSent(t.Context(), b); err != nil || !over {
		t.Errorf("what was for somebody forgotten is not over: %v", err)
	}
	if row := w.left(t, outbox.Open); row.ID != a {
		t.Errorf("%s waits for its person's first chat, want %s", row.ID, a)
	}
}

func TestOneCopyGoesToThePreferredPlatformElseTheLastUsed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prefers, lastUsed string
		off               string // platform that is not connected
		want              string
	}{
		"last used":                      {"", "slack", "", "slack"},
		"last used, the other":           {"", "mattermost", "", "mattermost"},
		"preferred":                      {"mattermost", "slack", "", "mattermost"},
		"preferred without account":      {"teams", "slack", "", "slack"},
		"preferred is not connected":     {"mattermost", "slack", "mattermost", "slack"},
		"last used is not connected":     {"", "slack", "slack", "mattermost"},
		"neither preferred nor last one": {"", "", "", "mattermost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			p := w.meet(t, "slack", "u1")
			if err := w.people.Store.SetAccount(t.Context(), p.ID, "mattermost", "u2"); err != nil {
				t.Fatal(err)
			}
			if err := w.people.Store.Set(t.Context(), p.ID, people.Change{people.FieldPrefers: tc.prefers, people.FieldLastUsed: tc.lastUsed}, false); err != nil {
				t.Fatal(err)
			}
			d := w.dispatcher()
			delete(d.Adapters, tc.off)
			id := w.enqueue(t, "1", p)
			w.drain(t, d)
			got := map[string]int{"slack": len(w.slack.sent()), "mattermost": len(w.matter.sent())}
			if got[tc.want] != 1 || got["slack"]+got["mattermost"] != 1 {
				t.Errorf("sent %v, want one copy on %s", got, tc.want)
			}
			w.wantDone(t, id)
		})
	}
}

func TestWaitsForAPlatformThatIsNotConnected(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	d := w.dispatcher()
	delete(d.Adapters, "slack")
	w.drain(t, d)
	if row := w.left(t, outbox.Open); row.Lease.Sub(w.real.Now()) != time.Minute {
		t.Errorf("tried again after %s", row.Lease.Sub(w.real.Now()))
	}
}

func TestAKindThatNobodyRendersEndsUpDead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.meet(t, "slack", "anna")
	if err := w.Enqueue(t.Context(), outbox.Row{ID: "x", Kind: "unknown", Person: anna.ID}); err != nil {
		t.Fatal(err)
	}
	for range limits.Tries {
		w.drain(t, w.dispatcher())
		w.pass(time.Hour)
	}
	if row := w.left(t, outbox.Dead); !strings.Contains(row.Error, `"unknown"`) {
		t.Errorf("the operator reads %q", row.Error)
	}
}

func TestDeliveryKeyGivesNothingAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, other := w.dispatcher(), w.dispatcher()
	other.Secret = []byte("another secret")
	key := d.Key("greet/1/anna")
	if mac, err := base64.RawURLEncoding.DecodeString(key); err != nil || len(mac) != 32 {
		t.Errorf("key %q is no HMAC: %v", key, err)
	}
	if key != d.Key("greet/1/anna") || key == d.Key("greet/2/anna") || key == other.Key("greet/1/anna") || strings.Contains(key, "anna") {
		t.Errorf("the key %q must hang on the row and the secret alone", key)
	}
	w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	w.drain(t, d)
	if got := w.slack.sent(); len(got) != 1 || got[0].key != d.Key("greet/1") {
		t.Errorf("what travels with the message: %+v", got)
	}
}
