package knowledge_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kigo/bot/knowledge"
	"kigo/bot/people"
)

func TestTheSecondOfTwoEditorsSeesTheFirstsTextAndLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	erika, otto := w.person(t, "erika", people.Editor), w.person(t, "otto", people.Editor)
	e := w.stored(t, erika)
	draft, err := w.SaveDraft(t.Context(), otto, answering(e, "Im Keller."), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Change(t.Context(), erika, answering(e, "Auf dem Dach."), 1); err != nil {
		t.Fatal(err)
	}

	_, err = w.Publish(t.Context(), otto, draft)
	var c *knowledge.Conflict
	if !errors.As(err, &c) {
		t.Fatalf("publishing ended with %v", err)
	}
	if c.Newest.Entry.Answer != "Auf dem Dach." || c.Newest.By != erika.ID || c.Newest.Version != 2 {
		t.Errorf("he sees %+v", c.Newest)
	}
	if kept, err := w.Draft(t.Context(), otto.ID, e.ID); err != nil || kept.Entry.Answer != "Im Keller." {
		t.Errorf("his draft: %+v, %v", kept, err)
	}
	if got := answer(t, w.Library, e.Question); got != "Auf dem Dach." {
		t.Errorf("answered %q", got)
	}

	if draft, err = w.SaveDraft(t.Context(), otto, answering(e, "Auf dem Dach und im Keller."), c.Newest.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Publish(t.Context(), otto, draft); err != nil {
		t.Fatal(err)
	}
	if got := answer(t, w.Library, e.Question); got != "Auf dem Dach und im Keller." {
		t.Errorf("answered %q", got)
	}
	if left, err := w.Drafts(t.Context(), otto.ID); err != nil || len(left) > 0 {
		t.Errorf("drafts left: %+v, %v", left, err)
	}
}

func TestTheSameChangeTwiceIsOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	erika := w.person(t, "erika", people.Editor)
	e := w.stored(t, erika)
	w.stored(t, erika)
	for range 2 {
		if _, err := w.Change(t.Context(), erika, answering(e, "Im Keller."), 1); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := w.Record(t.Context(), "kaffee"); err != nil || r.Version != 2 {
		t.Errorf("version %d, %v", r.Version, err)
	}
	if _, err := w.Create(t.Context(), erika, answering(e, "Anderswo.")); faultKey(err) != "knowledge.taken" {
		t.Errorf("another entry of the same id: %v", err)
	}
}

func TestVersionsAreKeptAndComeBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	erika, otto := w.person(t, "erika", people.Editor), w.person(t, "otto", people.Editor)
	e := w.stored(t, erika)
	w.clock.Pass(time.Hour)
	if _, err := w.Change(t.Context(), otto, answering(e, "Im Keller."), 1); err != nil {
		t.Fatal(err)
	}
	if r, err := w.Retire(t.Context(), erika, e.ID); err != nil || r.Version != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := answer(t, w.Library, e.Question); got != "" {
		t.Errorf("a retired entry says %q", got)
	}
	if _, err := w.Undo(t.Context(), erika, "kaffee"); err != nil {
		t.Fatal(err)
	}
	if got := answer(t, w.Library, e.Question); got != "Im Keller." {
		t.Errorf("after the undo it says %q", got)
	}
	for range 2 { // pressed twice
		if _, err := w.Restore(t.Context(), erika, "kaffee", 1, 4); err != nil {
			t.Fatal(err)
		}
	}
	if got := answer(t, w.Library, e.Question); got != "In der Küche." {
		t.Errorf("after the restoring it says %q", got)
	}
	all, err := w.History(t.Context(), "kaffee")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range all {
		got = append(got, fmt.Sprintf("%d %s %v %s", r.Version, r.Entry.Answer, r.Retired, map[people.ID]string{erika.ID: "erika", otto.ID: "otto"}[r.By]))
	}
	want := []string{"5 In der Küche. false erika", "4 Im Keller. false erika", "3 Im Keller. true erika", "2 Im Keller. false otto", "1 In der Küche. false erika"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if _, err := w.Restore(t.Context(), erika, "kaffee", 9, 5); faultKey(err) != "knowledge.no_version" {
		t.Errorf("a version that never was: %v", err)
	}
}

func TestAnOldUndoButtonDoesNotUndoSomebodyElsesWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	erika, otto := w.person(t, "erika", people.Editor), w.person(t, "otto", people.Editor)
	e := w.stored(t, erika)
	for version, text := range []string{"Im Keller.", "Auf dem Dach."} {
		if _, err := w.Change(t.Context(), otto, answering(e, text), version+1); err != nil {
			t.Fatal(err)
		}
	}
	var c *knowledge.Conflict
	if _, err := w.Restore(t.Context(), erika, "kaffee", 1, 2); !errors.As(err, &c) || c.Newest.Version != 3 {
		t.Errorf("it ended with %v", err)
	}
}

func TestOnlyEditorsEdit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.stored(t, w.person(t, "erika", people.Editor))
	bert := w.person(t, "bert", people.Organiser)
	for name, do := range map[string]func() error{
		"create":  func() error { _, err := w.Create(t.Context(), bert, knowledge.Entry{Question: "Wo?"}); return err },
		"change":  func() error { _, err := w.Change(t.Context(), bert, answering(e, "Nirgends."), 1); return err },
		"undo":    func() error { _, err := w.Restore(t.Context(), bert, "kaffee", 1, 1); return err },
		"retire":  func() error { _, err := w.Retire(t.Context(), bert, e.ID); return err },
		"confirm": func() error { _, err := w.Confirm(t.Context(), bert, e.ID, 1); return err },
		"draft":   func() error { _, err := w.SaveDraft(t.Context(), bert, e, 1); return err },
	} {
		if got := faultKey(do()); got != "knowledge.editors_only" {
			t.Errorf("%s ends with %q", name, got)
		}
	}
	if r, err := w.Record(t.Context(), "kaffee"); err != nil || r.Version != 1 {
		t.Errorf("it has version %d, %v", r.Version, err)
	}
}

func TestEditsAreAuditedAndExported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	erika := w.person(t, "erika", people.Editor)
	e := w.stored(t, erika)
	if _, err := w.Change(t.Context(), erika, answering(e, "Im Keller."), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := w.SaveDraft(t.Context(), erika, e, 2); err != nil {
		t.Fatal(err)
	}
	trail, err := w.trail.About(t.Context(), string(erika.ID))
	var actions []string
	for _, e := range trail {
		actions = append(actions, e.Action+" "+e.Detail["id"]+" "+e.Detail["version"])
	}
	slices.Sort(actions) // of the same moment
	if want := []string{"knowledge.change kaffee 2", "knowledge.create kaffee 1"}; err != nil || !slices.Equal(actions, want) {
		t.Errorf("audit %q, %v", actions, err)
	}
	exported, err := w.Export(t.Context(), erika.ID)
	if err != nil {
		t.Fatal(err)
	}
	if x := exported.(knowledge.Exported); len(x.Versions) != 2 || x.Versions[0].Version != 1 || len(x.Drafts) != 1 {
		t.Errorf("exported %+v", x)
	}
}

func TestAnEntrysIDComesFromItsQuestion(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]knowledge.ID{
		"Wo parke ich mein Fahrrad?":     "parke-mein-fahrrad-k7m2aa",
		"Größere Büros für Überstunden?": "groessere-bueros-fuer-k7m2aa",
		"Wo?":                            "k7m2aa",
		"日本語?":                           "k7m2aa",
		"Donaudampfschifffahrtsgesellschaft <b>@al": "donaudampfsc-k7m2aa",
	} {
		got := knowledge.EntryID(question, "K7m2aabb")
		if got != want {
			t.Errorf("%q is %q, want %q", question, got, want)
		}
		e := coffee()
		e.ID = got
		if err := e.Check(); err != nil {
			t.Errorf("%q: %v", got, err)
		}
	}
}

// Whatever editors do at the same time: what one of them was told is published stays in
// the history, each version once.
func TestNothingPublishedIsEverLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		editors := []people.Person{w.person(t, "erika", people.Editor), w.person(t, "otto", people.Editor), w.person(t, "ida", people.Admin)}
		e := w.stored(t, editors[0])
		rounds := rapid.IntRange(1, 3).Draw(rt, "rounds")
		var mu sync.Mutex
		published := map[string]int{}
		var group sync.WaitGroup
		for n, by := range editors {
			l := w.replica(t)
			group.Go(func() {
				for i := range rounds {
					r, err := l.Record(t.Context(), "kaffee")
					if err != nil {
						t.Error(err)
						return
					}
					text := fmt.Sprintf("Fassung %d von %d", i, n)
					_, err = l.Change(t.Context(), by, answering(e, text), r.Version)
					var c *knowledge.Conflict
					switch {
					case err == nil:
						mu.Lock()
						published[text]++
						mu.Unlock()
					case !errors.As(err, &c):
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		all, err := w.History(t.Context(), "kaffee")
		if err != nil {
			rt.Fatal(err)
		}
		for i, r := range all {
			if r.Version != len(all)-i {
				rt.Errorf("version %d stands at %d of %d", r.Version, i, len(all))
			}
			if strings.HasPrefix(r.Entry.Answer, "Fassung") {
				published[r.Entry.Answer]--
			}
		}
		for text, n := range published {
			if n != 0 {
				rt.Errorf("%q was published %d times more often than it is kept", text, n)
			}
		}
	})
}
