package broadcasts_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/people"
)

// Of those who do not want to be disturbed the progress says that they are waited for, and
// by when they have it.
func TestProgressSaysThatItWaitsForWhoIsAbsent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	crowd := w.crowd(5)
	for i, p := range crowd[:2] {
		w.fine(w.people.Store.Set(t.Context(), p.ID, people.Change{people.FieldQuiet: w.Now().Add(time.Duration(i+1) * 24 * time.Hour)}, false))
	}
	b := w.approved(everybody("Hallo"))
	w.settle()
	w.clock.Pass(6 * time.Second)
	w.settle()
	if got := w.progress("anna"); !strings.Contains(got, "nur 2 Personen möchten gerade nicht gestört werden") || !strings.Contains(got, "Fr, 27.11.2026, 10:00 Uhr") || strings.Contains(got, "Dauert noch") {
		t.Errorf("while they are away: %q", got)
	}
	w.clock.Pass(25 * time.Hour)
	w.settle()
	if got := w.progress("anna"); !strings.Contains(got, "nur 1 Person möchte") {
		t.Errorf("when one is back: %q", got)
	}
	w.clock.Pass(24 * time.Hour)
	w.settle()
	w.wantState(b.ID, broadcasts.Done)
}

// Only copies that there are can be recalled, so only they are still to come.
func TestARecallCountsCopiesThatExist(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b, crowd := w.amid(20, 9)
	sent := w.copies(crowd)["Hallo"] + w.copies([]people.Person{w.anna, w.gitte})["Hallo"]
	_, err := w.Recall(t.Context(), b.ID, w.gitte)
	w.fine(err)
	w.sweep()
	if b = w.read(b.ID); b.ToEdit() != sent {
		t.Errorf("%d are still to be recalled, want %d: %+v", b.ToEdit(), sent, b.Edit)
	}
	w.settle()
	w.settle()
	if b = w.read(b.ID); b.ToEdit() != 0 || b.Edit.Done != sent || b.Live {
		t.Errorf("it ends as %+v", b)
	}
}

// stubborn is a chat that refuses to change the messages of some.
type stubborn struct {
	chat.Adapter
	users []string
}

func (s *stubborn) Edit(ctx context.Context, channel, ref string, m chat.Message, key string) error {
	if slices.Contains(s.users, channel) {
		return errors.New("edit window closed")
	}
	return s.Adapter.Edit(ctx, channel, ref, m, key)
}

func TestACopyThatCantBeChangedHoldsUpNobodyElses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Window = 2
	crowd := w.crowd(8)
	b := w.approved(everybody("Hallo"))
	w.settle()
	w.dispatcher.Adapters[mailbox.Platform] = &stubborn{w.box, []string{"p0", "p1", "p2", "p3"}}
	w.corrects(b.ID, "Moin")
	for range 40 {
		w.settle()
		w.clock.Pass(20 * time.Second)
	}
	want(t, w.copies(crowd), map[string]int{"Hallo": 4, "Korrigierte Fassung": 4})
	_, err := w.Recall(t.Context(), b.ID, w.anna)
	w.fine(err)
	for range 40 {
		w.settle()
		w.clock.Pass(20 * time.Second)
	}
	want(t, w.copies(crowd), map[string]int{"Hallo": 4, notice: 4})
	if b = w.read(b.ID); b.Edit.Failed != 4 || b.Edit.Done != 6 || b.ToEdit() != 0 {
		t.Errorf("it ends as %+v", b.Edit)
	}
}

// A recall half-way is the end of sending: what waits in the outbox goes nowhere.
func TestARecallHalfWayEndsSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Window = 3
	b, crowd := w.amid(12, 5)
	_, err := w.Recall(t.Context(), b.ID, w.anna)
	w.fine(err)
	sent := w.copies(crowd)["Hallo"]
	if sent == 0 || sent == 12 {
		t.Fatalf("%d of 12 have it: that is not half-way", sent)
	}
	w.send(20) // before any sweep
	if n := w.copies(crowd)["Hallo"]; n != sent {
		t.Errorf("%d have it, want %d: what was in the outbox went out", n, sent)
	}
	w.settle()
	if n := w.open(broadcasts.KindCopy); n != 0 {
		t.Errorf("%d copies are left in the outbox", n)
	}
	want(t, w.copies(crowd), map[string]int{notice: sent})
}
