package knowledge_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"kigo/adapters/mongodb"
	"kigo/bot/knowledge"
	"kigo/bot/people"
)

func folder(entries ...knowledge.Entry) knowledge.Folder { return knowledge.Folder{Entries: entries} }

func TestTheStoreIsSeededOnceByManyAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	builtIn, err := knowledge.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 3 {
		l := w.replica(t)
		group.Go(func() {
			if err := l.Seed(context.Background(), builtIn); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	f, err := w.Folder(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := builtIn
	want.Lists, want.Entries = nil, slices.SortedFunc(slices.Values(builtIn.Entries), func(a, b knowledge.Entry) int { return cmp.Compare(a.ID, b.ID) })
	if diff := gocmp.Diff(want, f); diff != "" {
		t.Errorf("the store holds something else than the binary (-binary +store):\n%s", diff)
	}
	if got := answer(t, w.Library, "Was ist Ki:GO?"); got == "" {
		t.Error("a question about Ki:GO is not answered")
	}
}

// killed is a store whose process dies after so many inserts.
type killed struct {
	*mongodb.Knowledge
	left int
}

var errKilled = errors.New("killed")

func (k *killed) Insert(ctx context.Context, r knowledge.Record) (bool, error) {
	if k.left--; k.left < 0 {
		return false, errKilled
	}
	return k.Knowledge.Insert(ctx, r)
}

func TestASeedingThatWasKilledIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	two := folder(coffee(), knowledge.Entry{ID: "tee", Question: "Wo gibt es Tee?", Answer: "Auch dort.", Source: "Hausordnung", Language: "de"})
	dying := w.replica(t)
	dying.Store = &killed{mongodb.NewKnowledge(w.db), 1}
	if err := dying.Seed(t.Context(), two); !errors.Is(err, errKilled) {
		t.Fatalf("%v", err)
	}
	if err := w.Seed(t.Context(), two); err != nil {
		t.Fatal(err)
	}
	if all, err := w.Entries(t.Context()); err != nil || len(all) != 2 {
		t.Errorf("%d entries, %v", len(all), err)
	}
}

func TestAfterSeedingTheStoreRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.Seed(t.Context(), folder(coffee())); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Retire(t.Context(), w.person(t, "erika", people.Editor), "kaffee"); err != nil {
		t.Fatal(err)
	}
	again := w.replica(t)
	if err := again.Seed(t.Context(), folder(answering(coffee(), "Im Keller."))); err != nil {
		t.Fatal(err)
	}
	if got := answer(t, again, "Wo gibt es Kaffee?"); got != "" {
		t.Errorf("a retired entry answers again: %q", got)
	}
}

func TestAnEditIsAnsweredAtOnceOnEveryReplica(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := w.replica(t)
	erika := w.person(t, "erika", people.Editor)
	e := w.stored(t, erika)
	for _, l := range []*knowledge.Library{w.Library, other} {
		if got := answer(t, l, "Wo gibt es Kaffee?"); got != e.Answer {
			t.Errorf("answered %q", got)
		}
	}
	if _, err := other.Change(t.Context(), erika, answering(e, "Im Keller."), 1); err != nil {
		t.Fatal(err)
	}
	for _, l := range []*knowledge.Library{w.Library, other} {
		if got := answer(t, l, "Wo gibt es Kaffee?"); got != "Im Keller." {
			t.Errorf("answered %q after the change", got)
		}
	}
}

// uncounted is a store whose process dies between a change and its count.
type uncounted struct{ *mongodb.Knowledge }

func (uncounted) Changed(context.Context) error { return errKilled }

func TestAChangeThatWasNotCountedIsFoundByReloading(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	erika := w.person(t, "erika", people.Editor)
	e := w.stored(t, erika)
	dying := w.replica(t)
	dying.Store = uncounted{mongodb.NewKnowledge(w.db)}
	if _, err := dying.Change(t.Context(), erika, answering(e, "Im Keller."), 1); !errors.Is(err, errKilled) {
		t.Fatalf("%v", err)
	}
	if err := w.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := answer(t, w.Library, "Wo gibt es Kaffee?"); got != "Im Keller." {
		t.Errorf("answered %q", got)
	}
}

// away is a store that can't be reached.
type away struct{ *mongodb.Knowledge }

func (away) Changes(context.Context) (int64, error) { return 0, errKilled }

func TestWithoutTheStoreItAnswersFromWhatItKnows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.stored(t, w.person(t, "erika", people.Editor))
	w.Store = away{mongodb.NewKnowledge(w.db)}
	if got := answer(t, w.Library, "Wo gibt es Kaffee?"); got != e.Answer {
		t.Errorf("answered %q", got)
	}
}

func TestWhatIsDue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	erika := w.person(t, "erika", people.Editor)
	make := func(id knowledge.ID, owner string, review time.Time) {
		e := coffee()
		e.ID, e.Owner, e.Review = id, owner, review
		if _, err := w.Create(t.Context(), erika, e); err != nil {
			t.Fatal(err)
		}
	}
	day := func(n int) time.Time { return time.Date(2026, 11, 25+n, 0, 0, 0, 0, time.UTC) }
	make("ohne-alles", "", time.Time{})
	make("heute", "", day(0))
	make("gestern", "Amt", day(-1))
	make("morgen", "Amt", day(1))
	make("nur-zustaendig", "Amt", time.Time{})
	make("entfernt", "", day(-9))
	if _, err := w.Retire(t.Context(), erika, "entfernt"); err != nil {
		t.Fatal(err)
	}
	due := func() (ids []knowledge.ID) {
		all, err := w.Due(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			ids = append(ids, r.Entry.ID)
		}
		return ids
	}
	if diff := gocmp.Diff([]knowledge.ID{"gestern", "heute", "ohne-alles"}, due()); diff != "" {
		t.Errorf("due (-want +got):\n%s", diff)
	}
	for _, id := range []knowledge.ID{"gestern", "ohne-alles"} {
		e, err := w.Confirm(t.Context(), erika, id, 1)
		if err != nil {
			t.Fatal(err)
		}
		if want := time.Date(2027, 11, 25, 0, 0, 0, 0, time.UTC); !e.Review.Equal(want) {
			t.Errorf("%s comes up again on %s, want %s", id, e.Review, want)
		}
	}
	w.clock.Pass(24 * time.Hour)
	if diff := gocmp.Diff([]knowledge.ID{"heute", "morgen"}, due()); diff != "" {
		t.Errorf("due a day later (-want +got):\n%s", diff)
	}
}
