package mongodb_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/broadcasts"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

var _ broadcasts.Store = (*mongodb.Broadcasts)(nil)

func TestABroadcastIsSavedAtItsRevisionOnly(t *testing.T) {
	t.Parallel()
	s := mongodb.NewBroadcasts(mongotest.Open(t))
	b := broadcasts.Broadcast{
		ID: "abcd", State: broadcasts.Draft, Version: 1, Author: "anna", Live: true, Created: noon,
		Order: broadcasts.Order{
			Content: broadcasts.Content{Title: "Kantine", Text: "Suppe"}, Receipt: true, At: noon,
			Target: broadcasts.Target{Kind: broadcasts.ToDezernate, Names: []string{"II", "III"}},
		},
		Correction: &broadcasts.Correction{Content: broadcasts.Content{Text: "Eintopf"}, Author: "gitte"},
		Send:       broadcasts.Pass{Next: 2, Upto: 3, Pending: []people.ID{"p1", "p2"}},
	}
	if fresh, err := s.Insert(t.Context(), b); err != nil || !fresh {
		t.Fatal(fresh, err)
	}
	changed := b
	changed.State, changed.Correction, changed.Send.Pending = broadcasts.Done, nil, nil
	for n, want := range []bool{true, false} { // the second has read what is no more
		if ok, err := s.Save(t.Context(), changed); err != nil || ok != want {
			t.Errorf("save %d: %v, %v", n, ok, err)
		}
	}
	got, err := s.Get(t.Context(), "abcd")
	if err != nil {
		t.Fatal(err)
	}
	changed.Rev = 1
	if diff := cmp.Diff(changed, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if ok, err := s.Drop(t.Context(), b); err != nil || ok {
		t.Errorf("dropped at an old revision: %v, %v", ok, err)
	}
	if ok, err := s.Drop(t.Context(), got); err != nil || !ok {
		t.Errorf("not dropped: %v, %v", ok, err)
	}
}

// Withdraw must never take what somebody is sending, or may have sent.
func TestOutboxWithdrawsWhatIsIdleOnly(t *testing.T) {
	t.Parallel()
	o := newOutbox(t, outbox.Row{ID: "claimed", Due: noon}, outbox.Row{ID: "tried", Due: noon.Add(1)}, outbox.Row{ID: "idle", Due: noon.Add(time.Hour)})
	for _, by := range []string{"a", "b"} {
		if _, err := o.Claim(t.Context(), noon.Add(time.Second), noon, by, time.Minute, 1); err != nil {
			t.Fatal(err)
		}
	}
	if ok, err := o.Attempting(t.Context(), "tried", "b", outbox.Attempt{Platform: "slack", At: noon}, noon.Add(time.Minute), nil); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if err := o.Retry(t.Context(), "tried", "b", outbox.Open, "lost", noon); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"claimed": false, "tried": false, "idle": true} {
		if ok, err := o.Withdraw(t.Context(), id); err != nil || ok != want {
			t.Errorf("withdraw %s: %v, %v", id, ok, err)
		}
	}
	if n := len(rows(t, o, outbox.Open)); n != 2 {
		t.Errorf("%d rows are left", n)
	}
}
