package mongodb_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/knowledge"
	"kigo/bot/people"
)

var _ knowledge.GapStore = (*mongodb.Gaps)(nil)

const parking = knowledge.GapID("g0123456789")

// newGaps keeps one open gap, in which these people wait.
func newGaps(t *testing.T, waiting ...people.ID) *mongodb.Gaps {
	t.Helper()
	s := mongodb.NewGaps(mongotest.Open(t))
	g := knowledge.Gap{
		ID: parking, State: knowledge.GapOpen, Version: 1, Round: 1, Wordings: []string{"Gibt es Parkplätze?"}, Asked: 1, First: noon, Last: noon,
	}
	for range 2 { // the second one finds it there
		if _, err := s.InsertGap(t.Context(), g); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range waiting {
		if _, ok, err := s.Wait(t.Context(), parking, p, knowledge.Asker{At: noon}); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	return s
}

func readGap(t *testing.T, s *mongodb.Gaps) knowledge.Gap {
	t.Helper()
	g, ok, err := s.Gap(t.Context(), parking)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	return g
}

// closing answers the gap as it stands.
func closing(g knowledge.Gap) knowledge.Closing {
	return knowledge.Closing{
		Gap: g.ID, Version: g.Version, State: knowledge.GapAnswered, Answer: "Im Hof.", Source: "Intranet", By: "anna", At: noon,
		Owed: &knowledge.Owed{People: g.Waiting(), Adds: []string{}},
	}
}

func TestGapsCountQuestionsAndKeepWordings(t *testing.T) {
	t.Parallel()
	s := newGaps(t)
	later := noon.Add(time.Hour)
	for range 2 { // the same wording from two replicas
		if _, ok, err := s.Ask(t.Context(), knowledge.Asking{Gap: parking, Wording: "gibts parkplätze", Disliked: "kontakt", At: later}); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	g := readGap(t, s)
	if diff := cmp.Diff([]string{"Gibt es Parkplätze?", "gibts parkplätze"}, g.Wordings); diff != "" || g.Asked != 3 || !g.Last.Equal(later) || g.Disliked != "kontakt" {
		t.Errorf("%s, %+v", diff, g)
	}
	for n := range knowledge.MaxWordings {
		if _, ok, err := s.Ask(t.Context(), knowledge.Asking{Gap: parking, Wording: fmt.Sprint(n), At: later}); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	if g := readGap(t, s); len(g.Wordings) != knowledge.MaxWordings || g.Asked != 3+knowledge.MaxWordings || g.Disliked != "kontakt" {
		t.Errorf("%d wordings, asked %d times", len(g.Wordings), g.Asked)
	}
	if _, ok, err := s.Ask(t.Context(), knowledge.Asking{Gap: "other", At: noon}); ok || err != nil {
		t.Errorf("a gap that is not there: %v, %v", ok, err)
	}
}

func TestGapsCloseOnce(t *testing.T) {
	t.Parallel()
	s := newGaps(t, "p1", "p2")
	seen := readGap(t, s)
	if _, _, err := s.Wait(t.Context(), parking, "p3", knowledge.Asker{Named: true, At: noon}); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.Close(t.Context(), closing(seen)); ok || err != nil {
		t.Fatalf("p3 came in between and would not be told: %v, %v", ok, err)
	}
	seen = readGap(t, s)
	var won sync.Map
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			c := closing(seen)
			c.By = people.ID(fmt.Sprint("editor", n))
			_, ok, err := s.Close(t.Context(), c)
			if err != nil {
				t.Error(err)
			}
			if ok {
				won.Store(c.By, true)
			}
		})
	}
	group.Wait()
	g := readGap(t, s)
	if _, mine := won.Load(g.By); !mine || len(g.Askers) != 0 || len(g.Owed.People) != 3 || g.Answer != "Im Hof." {
		t.Errorf("%+v", g)
	}
	winners := 0
	won.Range(func(any, any) bool { winners++; return true })
	if winners != 1 {
		t.Errorf("%d have won", winners)
	}
	if _, ok, err := s.Wait(t.Context(), parking, "p4", knowledge.Asker{At: noon}); ok || err != nil {
		t.Errorf("nobody can wait in a closed gap: %v, %v", ok, err)
	}
}

func TestGapsReopenWhenNothingIsOwed(t *testing.T) {
	t.Parallel()
	s := newGaps(t, "p1")
	after, ok, err := s.Close(t.Context(), closing(readGap(t, s)))
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	if ok, err := s.Reopen(t.Context(), parking, after.Version); ok || err != nil {
		t.Fatalf("p1 would never be told: %v, %v", ok, err)
	}
	if owing, err := s.Owing(t.Context()); err != nil || len(owing) != 1 {
		t.Fatalf("%+v, %v", owing, err)
	}
	if err := errors.Join(s.Settled(t.Context(), parking, 9), second(s.PruneGaps(t.Context(), noon, noon.AddDate(1, 0, 0)))); err != nil {
		t.Fatal(err)
	}
	if g := readGap(t, s); g.Owed == nil {
		t.Fatal("another round's settling, or pruning, took what is owed")
	}
	for range 2 {
		if err := s.Settled(t.Context(), parking, 1); err != nil {
			t.Fatal(err)
		}
	}
	if owing, err := s.Owing(t.Context()); err != nil || len(owing) != 0 {
		t.Fatalf("%+v, %v", owing, err)
	}
	for _, want := range []bool{true, false} { // the second one finds it open
		if ok, err := s.Reopen(t.Context(), parking, after.Version); ok != want || err != nil {
			t.Fatal(ok, err)
		}
	}
	if g := readGap(t, s); g.State != knowledge.GapOpen || g.Round != 2 || len(g.Askers) != 0 || g.Answer != "Im Hof." {
		t.Errorf("%+v", g)
	}
}

func TestGapsForgetPeople(t *testing.T) {
	t.Parallel()
	s := newGaps(t, "p1", "p2")
	if err := s.Withdraw(t.Context(), parking, "p2"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]people.ID{"p1"}, readGap(t, s).Waiting()); diff != "" {
		t.Error(diff)
	}
	for _, p := range []people.ID{"p1", "nobody"} {
		if err := s.ForgetIn(t.Context(), parking, p); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Wait(t.Context(), parking, "p3", knowledge.Asker{At: noon}); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.Close(t.Context(), closing(readGap(t, s))); !ok || err != nil {
		t.Fatal(ok, err)
	}
	for _, p := range []people.ID{"p3", "anna"} {
		if err := s.ForgetIn(t.Context(), parking, p); err != nil {
			t.Fatal(err)
		}
	}
	if g := readGap(t, s); len(g.Askers) != 0 || len(g.Owed.People) != 0 || g.By != "" {
		t.Errorf("%+v", g)
	}
}

func TestGapsArePrunedWhenNobodyWaits(t *testing.T) {
	t.Parallel()
	s := newGaps(t, "p1")
	later := noon.AddDate(1, 0, 0)
	if _, err := s.PruneGaps(t.Context(), later, later); err != nil {
		t.Fatal(err)
	}
	readGap(t, s) // p1 is to be told first
	if err := errors.Join(s.Withdraw(t.Context(), parking, "p1"), second(s.PruneGaps(t.Context(), noon, later))); err != nil {
		t.Fatal(err)
	}
	readGap(t, s) // not old enough
	if _, err := s.PruneGaps(t.Context(), later, later); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.Gap(t.Context(), parking); ok || err != nil {
		t.Errorf("still there: %v", err)
	}
}

func TestTalliesAndSubscribers(t *testing.T) {
	t.Parallel()
	s := newGaps(t)
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			if err := s.Count(t.Context(), knowledge.TallyHelped, "kontakt", noon); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if err := s.Count(t.Context(), knowledge.TallyInsult, "2026-11-25", noon.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	helped, err := s.Tallies(t.Context(), knowledge.TallyHelped)
	if err != nil || len(helped) != 1 || helped[0].Count != 6 || helped[0].Subject != "kontakt" {
		t.Errorf("%+v, %v", helped, err)
	}
	for range 2 {
		if err := s.Subscribe(t.Context(), "anna", true); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Subscribers(t.Context())
	if diff := cmp.Diff([]people.ID{"anna"}, all); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for range 2 {
		if err := s.Subscribe(t.Context(), "anna", false); err != nil {
			t.Fatal(err)
		}
	}
	if on, err := s.Subscribed(t.Context(), "anna"); on || err != nil {
		t.Error(on, err)
	}
}

func second(_ int, err error) error { return err }
