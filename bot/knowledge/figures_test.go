package knowledge

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func casesIn(t *testing.T, name string) []Case {
	t.Helper()
	f, err := os.Open(filepath.Join("questions", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases, err := ReadCases(f)
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// floor is what figures must not fall below, or rise above, in percent.
type floor struct{ top, right, found, wrong, answered float64 }

func (want floor) check(t *testing.T, got Figures) {
	t.Helper()
	of := func(n, all int) float64 { return 100 * float64(n) / float64(all) }
	low := func(what string, got, want float64) {
		if got < want {
			t.Errorf("%s: %.1f %%, at least %.1f %%", what, got, want)
		}
	}
	high := func(what string, got, want float64) {
		if got > want {
			t.Errorf("%s: %.1f %%, at most %.1f %%", what, got, want)
		}
	}
	low("likeliest right", of(got.Top, got.Inside), want.top)
	low("answered right", of(got.Right, got.Inside), want.right)
	low("answered right or suggested", of(got.Right+got.Suggested, got.Inside), want.found)
	high("answered wrongly", of(got.Wrong, got.Inside), want.wrong)
	high("answered though nothing answers it", of(got.Answered, got.Outside), want.answered)
}

// The aims of the capability's description; the figures themselves are in README.md.
var aims = floor{top: 92, right: 70, found: 95, wrong: 2, answered: 3}

func TestQuestionsNeverSeenAreAnsweredWell(t *testing.T) {
	t.Parallel()
	r, err := Evaluate(builtInFor(t), modelFor(t), casesIn(t, "held.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if r.Crossed {
		t.Error("the model has learnt some of the questions that it must not know")
	}
	aims.check(t, r.All)
}

func TestQuestionsLearntAreAnsweredWell(t *testing.T) {
	t.Parallel()
	x := indexFor(t)
	r := Report{ByKind: map[string]Figures{}}
	for _, c := range casesIn(t, "faq-dev.tsv") {
		r.add(x.verdict(modelFor(t), c))
	}
	aims.check(t, r.All)
}

func TestCrossValidatedFiguresReachTheAims(t *testing.T) {
	t.Parallel()
	if !long() {
		t.Skip("KIGO_LONG=1 runs it")
	}
	r, err := Evaluate(builtInFor(t), modelFor(t), casesIn(t, "faq-dev.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if !r.Crossed {
		t.Error("the figures are not cross-validated")
	}
	aims.check(t, r.All)
}

// TestQuestionsAreNoPhrasings keeps the figures honest.
func TestQuestionsAreNoPhrasings(t *testing.T) {
	t.Parallel()
	plain := func(s string) string {
		return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !('a' <= r && r <= 'z') && !('0' <= r && r <= '9') && r < 0x80 }), " ")
	}
	phrasings := map[string]ID{}
	for _, e := range builtInFor(t).Entries {
		for _, p := range e.Phrasings() {
			phrasings[plain(p)] = e.ID
		}
	}
	ids := map[ID]bool{NoAnswer: true}
	for _, e := range builtInFor(t).Entries {
		ids[e.ID] = true
	}
	for _, file := range []string{"faq-dev.tsv", "train.tsv", "held.tsv"} {
		for _, c := range casesIn(t, file) {
			if id, ok := phrasings[plain(c.Question)]; ok {
				t.Errorf("%s: %q is a phrasing of %s", file, c.Question, id)
			}
			if !ids[c.ID] {
				t.Errorf("%s: there is no entry %s", file, c.ID)
			}
		}
	}
}
