package broadcasts_test

import (
	"strings"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/broadcasts"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

const notice = "Diese Mitteilung wurde zurückgerufen."

// amid is an announcement that so many of a crowd have, while the rest waits in the outbox.
func (w *world) amid(crowd int, sent int) (broadcasts.Broadcast, []people.Person) {
	w.t.Helper()
	all := w.crowd(crowd)
	b := w.approved(everybody("Hallo"))
	w.sweep()
	w.sweep()
	w.send(sent)
	return w.read(b.ID), all
}

// claim is a dispatcher that takes a row of a kind, and is slow.
func (w *world) claim(kind string) outbox.Row {
	w.t.Helper()
	for {
		rows, err := w.rows.Claim(w.t.Context(), w.Now(), w.Now(), "slow", time.Minute, 1)
		w.fine(err)
		if len(rows) == 0 {
			w.t.Fatalf("there is no row of the kind %s", kind)
		}
		if rows[0].Kind == kind {
			return rows[0]
		}
	}
}

func TestARecallLeavesANoticeAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b, crowd := w.amid(20, 9)
	sent := w.copies(crowd)["Hallo"]
	for range 2 {
		_, err := w.Recall(t.Context(), b.ID, w.gitte)
		w.fine(err)
	}
	w.settle()
	want(t, w.copies(crowd), map[string]int{notice: sent})
	if b = w.read(b.ID); b.State != broadcasts.Recalled || b.Live || b.Send.Done+b.Send.Skipped != 22 {
		t.Errorf("it ends as %+v", b)
	}
	_, err := w.Resume(t.Context(), b.ID, w.anna)
	w.wantFault(err, "broadcast.is.recalled")
}

// Of a replica that was slow, nothing goes out: what is not stored has no rows.
func TestASlowReplicaSendsNothingThatNobodyCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.crowd(3)
	b := w.approved(everybody("Hallo"))
	w.sweep()
	old := w.read(b.ID)
	_, err := w.Stop(t.Context(), b.ID, w.anna)
	w.fine(err)
	_, err = w.SweepAs(t.Context(), old)
	w.fine(err)
	if n := w.open(broadcasts.KindCopy); n != 0 {
		t.Errorf("%d copies got into the outbox", n)
	}
}

// A process may die after a step was stored and before its copies are in the outbox.
func TestCopiesThatNeverGotIntoTheOutboxAreMadeUpFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	crowd := w.crowd(3)
	b := w.approved(everybody("Hallo"))
	w.sweep()
	w.sweep()
	rows, err := w.rows.OfKinds(t.Context(), broadcasts.KindCopy)
	w.fine(err)
	for _, r := range rows[:2] {
		_, err := w.rows.Withdraw(t.Context(), r.ID)
		w.fine(err)
	}
	w.settle()
	want(t, w.copies(crowd), map[string]int{"Hallo": 3})
	w.wantState(b.ID, broadcasts.Done)
}

func TestARecallOfACopyThatSomebodyDeletedIsDone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	crowd := w.crowd(3)
	b := w.approved(everybody("Hallo"))
	w.settle()
	sent, _, err := w.rows.Sent(t.Context(), "broadcast/"+string(b.ID)+"/"+string(crowd[1].ID))
	w.fine(err)
	w.fine(w.dispatcher.Adapters[mailbox.Platform].Delete(t.Context(), sent.Channel, sent.Ref))
	_, err = w.Recall(t.Context(), b.ID, w.anna)
	w.fine(err)
	w.settle()
	want(t, w.copies(crowd), map[string]int{notice: 2})
	if b = w.read(b.ID); b.Edit.Done != 4 || b.Edit.Skipped != 1 || b.Live {
		t.Errorf("it ends as %+v", b)
	}
}

// A copy that is in somebody's hands when the announcement is recalled is waited for.
func TestARecallWaitsForWhatIsClaimed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b, crowd := w.amid(3, 0)
	row := w.claim(broadcasts.KindCopy)
	_, err := w.Recall(t.Context(), b.ID, w.anna)
	w.fine(err)
	w.settle()
	if b = w.read(b.ID); len(b.Edit.Pending) != 1 || !b.Live {
		t.Fatalf("nobody waits for the claimed copy: %+v", b.Edit)
	}
	chat := w.dispatcher.Adapters[mailbox.Platform] // whoever has it sends it, as they have rendered it before
	ref, err := chat.Send(t.Context(), "p-late", broadcasts.MessageView(w.catalogue.Printer("de"), b), w.dispatcher.Key(row.ID))
	w.fine(err)
	w.fine(w.rows.Finish(t.Context(), outbox.Sent{ID: row.ID, Person: row.Person, Platform: mailbox.Platform, Channel: "p-late", Ref: ref, At: w.Now()}))
	w.settle()
	if got := w.reads("p-late"); len(got) != 1 || got[0] != notice {
		t.Errorf("the late copy reads %q", got)
	}
	want(t, w.copies(crowd), map[string]int{})
	if b = w.read(b.ID); !b.Edit.Over() || b.Edit.Done != 1 {
		t.Errorf("it ends as %+v", b)
	}
}

func TestACorrectionReplacesTheTextEverywhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b, crowd := w.amid(20, 9)
	sent := w.copies(crowd)["Hallo"]
	c, err := w.Correct(t.Context(), b.ID, w.anna, b.Version, broadcasts.Content{Text: "Moin"})
	w.fine(err)
	w.send(3) // until it is approved, the old text goes on
	sent += w.copies(crowd)["Hallo"] - sent
	_, err = w.Approve(t.Context(), b.ID, w.anna, c.Version, "")
	w.wantFault(err, "broadcast.own")
	_, err = w.Approve(t.Context(), b.ID, w.gitte, b.Version, "")
	w.wantFault(err, "broadcast.changed")
	_, err = w.Approve(t.Context(), b.ID, w.gitte, c.Version, "")
	w.fine(err)
	w.settle()
	want(t, w.copies(crowd), map[string]int{"Korrigierte Fassung": sent, "Moin": 20 - sent})
	for _, p := range crowd {
		if got := w.reads(p.Name); !strings.Contains(got[0], "Moin") || strings.Contains(got[0], "Hallo") {
			t.Errorf("%s reads %q", p.Name, got)
		}
	}
	w.wantState(b.ID, broadcasts.Done)
}

// An edit of an older edition that is in somebody's hands could arrive last.
func TestALaterEditionWaitsForAnEditInHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.crowd(2)
	b := w.approved(everybody("Hallo"))
	w.settle()
	w.corrects(b.ID, "Moin")
	w.sweep()
	w.claim(broadcasts.KindEdit)
	_, err := w.Recall(t.Context(), b.ID, w.anna)
	w.fine(err)
	w.settle()
	if b = w.read(b.ID); len(b.Edit.Pending) == 0 || !b.Live {
		t.Fatalf("nobody waits for the edit in hand: %+v", b.Edit)
	}
	w.clock.Pass(time.Minute) // whoever had it has died
	w.settle()
	for _, user := range []string{"p0", "p1"} {
		if got := w.reads(user); len(got) != 1 || got[0] != notice {
			t.Errorf("%s reads %q", user, got)
		}
	}
}

func TestWhatIsForgottenCantBeRecalled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := everybody("Hallo")
	o.Receipt = true
	b := w.approved(o)
	unsent := w.draft(everybody("Entwurf"))
	w.settle()
	w.fine(w.Acknowledge(t.Context(), b.ID, w.anna.ID))
	w.clock.Pass(31 * 24 * time.Hour)
	for range 2 {
		w.fine(second(w.Prune(t.Context(), w.Now())))
	}
	if _, err := w.Store.Get(t.Context(), unsent.ID); err == nil {
		t.Error("a draft that nobody touches is kept for ever")
	}
	if ids, err := w.Store.AudiencesWith(t.Context(), w.anna.ID); err != nil || len(ids) != 0 {
		t.Errorf("the audience is still there: %v, %v", ids, err)
	}
	_, err := w.Recall(t.Context(), b.ID, w.anna)
	w.wantFault(err, "broadcast.old")
	if n, err := w.Receipts(t.Context(), w.read(b.ID)); err != nil || n != 1 {
		t.Errorf("%d receipts, %v", n, err)
	}
	w.clock.Pass(365 * 24 * time.Hour)
	w.fine(second(w.Prune(t.Context(), w.Now())))
	if all, err := w.All(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%d announcements are kept for ever, %v", len(all), err)
	}
}

func second(_ int, err error) error { return err }
