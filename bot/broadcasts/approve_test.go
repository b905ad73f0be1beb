package broadcasts_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/broadcasts"
	"kigo/bot/people"
)

func TestAnotherAdminApprovesTheVersionThatTheyHaveSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.draft(everybody("Hallo"))
	_, err := w.Approve(t.Context(), b.ID, w.anna, 1, "7")
	w.wantFault(err, "broadcast.own")
	asked, err := w.Ask(t.Context(), b, w.anna)
	w.fine(err)
	if len(asked) != 1 || asked[0].ID != w.gitte.ID {
		t.Errorf("asked %+v", asked)
	}
	_, err = w.Revise(t.Context(), b.ID, w.anna, 1, everybody("Moin"))
	w.fine(err)
	_, err = w.Approve(t.Context(), b.ID, w.gitte, 1, "")
	w.wantFault(err, "broadcast.changed")
	w.settle()
	if got := w.reads("gitte"); len(got) != 0 { // the question is outdated
		t.Errorf("Gitte is asked to approve what has changed: %q", got)
	}
	for range 2 { // a second press changes nothing
		_, err = w.Approve(t.Context(), b.ID, w.gitte, 2, "")
		w.fine(err)
	}
	_, err = w.Revise(t.Context(), b.ID, w.anna, 2, everybody("Doch nicht"))
	w.fine(err)
	w.settle()
	w.wantState(b.ID, broadcasts.Draft) // approved, then changed: to be approved again
	if got := w.reads("anna"); strings.Contains(strings.Join(got, " "), "Doch nicht\n") {
		t.Errorf("it was sent: %q", got)
	}
}

func TestWhoeverChangesADraftNeedsAnotherOneToApproveIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.draft(everybody("Hallo"))
	b, err := w.Revise(t.Context(), b.ID, w.gitte, b.Version, everybody("Moin"))
	w.fine(err)
	_, err = w.Approve(t.Context(), b.ID, w.gitte, b.Version, "")
	w.wantFault(err, "broadcast.own")
	_, err = w.Approve(t.Context(), b.ID, w.anna, b.Version, "")
	w.fine(err)
}

func TestTheOnlyAdminTypesTheNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.crowd(3)
	w.fine(w.people.Store.SetRole(t.Context(), w.gitte.ID, people.Admin, false))
	o := everybody("Hallo")
	o.Urgent = true
	b := w.draft(o)
	for _, wrong := range []string{"", "4", "alle"} {
		_, err := w.Approve(t.Context(), b.ID, w.anna, 1, wrong)
		w.wantFault(err, "fault.form anzahl=broadcast.number")
	}
	w.clock.Pass(12 * time.Hour)
	_, err := w.Approve(t.Context(), b.ID, w.anna, 1, "5")
	w.fine(err)
	w.settle()
	w.wantState(b.ID, broadcasts.Approved) // nobody else agreed that it is urgent
	entries, err := w.trail.About(t.Context(), string(w.anna.ID))
	w.fine(err)
	if last := entries[len(entries)-1]; last.Action != "broadcast.approve" || last.Detail["typed"] != "true" || last.Detail["people"] != "5" {
		t.Errorf("the audit says %+v", last)
	}
}

func TestFourEyesAreSwitchedOffByTwo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.draft(everybody("Hallo"))
	for range 2 { // asking twice is not the consent of two
		e, _, err := w.SetEyes(t.Context(), w.anna, true)
		w.fine(err)
		if e.Two {
			t.Fatal("one admin alone has switched four eyes off")
		}
	}
	w.settle()
	if got := w.reads("gitte"); len(got) == 0 || !strings.Contains(got[0], "Vier-Augen-Prinzip") {
		t.Errorf("Gitte reads %q", got)
	}
	w.clock.Pass(8 * 24 * time.Hour)
	e, _, err := w.SetEyes(t.Context(), w.gitte, true)
	w.fine(err)
	if e.Two {
		t.Error("a wish of last week still counts")
	}
	e, _, err = w.SetEyes(t.Context(), w.anna, true)
	w.fine(err)
	if !e.Two {
		t.Error("two admins could not switch it off")
	}
	if typed, err := w.CanApprove(t.Context(), b, w.anna.ID, 1); err != nil || !typed {
		t.Errorf("typing is asked for: %v, %v", typed, err)
	}
	e, _, err = w.SetEyes(t.Context(), w.gitte, false)
	w.fine(err)
	if e.Two {
		t.Error("switching it on takes one")
	}
	_, err = w.CanApprove(t.Context(), b, w.anna.ID, 1)
	w.wantFault(err, "broadcast.own")
}

func TestNothingIsApprovedTooLateOrForNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	late := everybody("Hallo")
	late.At = w.Now().Add(time.Hour)
	b := w.draft(late)
	nobody := everybody("Hallo")
	nobody.Target = broadcasts.Target{Kind: broadcasts.ToDezernate, Names: []string{"V"}}
	empty := w.draft(nobody)
	w.clock.Pass(2 * time.Hour)
	_, err := w.Approve(t.Context(), b.ID, w.gitte, 1, "")
	w.wantFault(err, "broadcast.late")
	_, err = w.Approve(t.Context(), empty.ID, w.gitte, 1, "")
	w.wantFault(err, "broadcast.nobody")
}

func TestATestGoesToTheAdminAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.crowd(1)
	b := w.draft(everybody("Hallo"))
	w.fine(w.Test(t.Context(), b, w.anna.ID))
	w.settle()
	if got := w.reads("anna"); len(got) != 1 || !strings.HasPrefix(got[0], "Test, nur für dich:\n\nHallo") {
		t.Errorf("Anna reads %q", got)
	}
	if got := w.reads("p0"); len(got) != 0 {
		t.Errorf("somebody else reads %q", got)
	}
}

// Who has read it is counted once each; no name of theirs is stored or exported.
func TestReceiptsAreANumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	crowd := w.crowd(3)
	o := everybody("Hallo")
	o.Receipt = true
	b := w.approved(o)
	w.settle()
	for range 2 {
		for _, p := range crowd[:2] {
			w.fine(w.Acknowledge(t.Context(), b.ID, p.ID))
		}
	}
	if n, err := w.Receipts(t.Context(), b); err != nil || n != 2 {
		t.Errorf("%d receipts, %v", n, err)
	}
	docs, err := w.db.Collection("receipts").Find(t.Context(), map[string]any{})
	w.fine(err)
	var stored []map[string]any
	w.fine(docs.All(t.Context(), &stored))
	raw, err := json.Marshal(stored)
	w.fine(err)
	held, err := w.Export(t.Context(), crowd[0].ID)
	w.fine(err)
	exported, err := json.Marshal(held)
	w.fine(err)
	if strings.Contains(string(raw), string(crowd[0].ID)) || strings.Contains(string(exported), "read") {
		t.Errorf("stored %s, exported %s", raw, exported)
	}
	if !strings.Contains(string(exported), `"audience":true`) {
		t.Errorf("exported %s", exported)
	}
	w.wantFault(w.Acknowledge(t.Context(), w.draft(o).ID, w.anna.ID), "broadcast.receipt.over")
}

func TestWhoHasNoChatIsCountedAndLeftOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := people.Person{ID: "imported", Name: "Ida", Roles: map[people.Role]bool{}, Accounts: map[string]string{}}
	if _, err := w.people.Store.AddPerson(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	a, err := w.Audience(t.Context(), everybody("Hallo"))
	w.fine(err)
	if len(a.People) != 2 || a.Chatless != 1 || a.ByChat[mailbox.Platform] != 2 {
		t.Errorf("the audience is %+v", a)
	}
}
