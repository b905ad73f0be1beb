package knowledge_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/bot/i18n"
	"kigo/bot/knowledge"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func printer(t *testing.T) i18n.Printer {
	t.Helper()
	c, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return c.Printer("de")
}

// values is what a form holds when it opens.
func values(t *testing.T, e knowledge.Entry) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, f := range knowledge.Form(printer(t), "Eintrag", "wissen ändern "+string(e.ID)+" 1", e).Fields {
		all[f.Name] = f.Value
	}
	return all
}

func TestAFormThatIsSentAsItIsChangesNothing(t *testing.T) {
	t.Parallel()
	builtIn, err := knowledge.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range append(builtIn.Entries, coffee()) {
		e.Review = time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC)
		got, err := knowledge.ReadForm(values(t, e), e, noon)
		if err != nil {
			t.Errorf("%s: %v", e.ID, err)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Errorf("%s (-before +after):\n%s", e.ID, diff)
		}
	}
}

func TestWhatIsTooLongForAFieldStaysAsItIs(t *testing.T) {
	t.Parallel()
	e := coffee()
	for range knowledge.MaxAlternatives {
		e.Alternatives = append(e.Alternatives[:len(e.Alternatives):len(e.Alternatives)], strings.Repeat("Wo? ", 70))
	}
	e.Alternatives = e.Alternatives[1:]
	v := values(t, e)
	if _, shown := v["alternatives"]; shown {
		t.Fatal("the form shows more than fits")
	}
	got, err := knowledge.ReadForm(v, e, noon)
	if err != nil || len(got.Alternatives) != len(e.Alternatives) {
		t.Errorf("%d of %d are left, %v", len(got.Alternatives), len(e.Alternatives), err)
	}
}

func TestEveryFieldSaysWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ field, value, want string }{
		"no question":             {"question", " ", "knowledge.entry.empty"},
		"a question of emoji":     {"question", "👋👋", "knowledge.entry.empty"},
		"a long question":         {"question", strings.Repeat("wo ", 101), "knowledge.entry.long"},
		"no answer":               {"answer", "", "knowledge.entry.empty"},
		"no source":               {"source", "", "knowledge.entry.source"},
		"a day that is none":      {"review", "31.02.2027", "knowledge.entry.review"},
		"a day far away":          {"review", "1.1.2090", "knowledge.entry.review_far"},
		"too many alternatives":   {"alternatives", strings.Repeat("Wo?\n", 61), "knowledge.entry.many"},
		"too long an alternative": {"alternatives", strings.Repeat("wo ", 101), "knowledge.entry.one"},
		"too many tags":           {"tags", strings.Repeat("a,", 31), "knowledge.entry.many"},
		"a long command":          {"command", strings.Repeat("x", 61), "knowledge.entry.long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := values(t, coffee())
			v[tc.field] = tc.value
			if _, err := knowledge.ReadForm(v, coffee(), noon); field(err, tc.field) != tc.want {
				t.Errorf("%v, want %s", err, tc.want)
			}
		})
	}
}

func TestDaysOfReview(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"": "2027-11-25", "31.3.2027": "2027-03-31", "2027-03-31": "2027-03-31", "31 Mar 2027": "2027-03-31", "1.1.2020": "2020-01-01",
	} {
		v := values(t, coffee())
		v["review"], v["command"] = typed, "/kigo termine"
		e, err := knowledge.ReadForm(v, coffee(), noon)
		if err != nil || e.Review.Format(time.DateOnly) != want || e.Command != "termine" {
			t.Errorf("%q is %s, %q, %v", typed, e.Review, e.Command, err)
		}
	}
}
