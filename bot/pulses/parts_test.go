package pulses

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kigo/bot/people"
)

func TestPartsAreMergedUntilEachMayBeShown(t *testing.T) {
	t.Parallel()
	group := func(name string, given ...int) Count {
		c := Count{Groups: []string{name}, Given: given}
		for _, n := range given {
			c.N += n
		}
		return c
	}
	for name, tc := range map[string]struct {
		kind   Kind
		groups []Count
		want   string
	}{
		"large and mixed":                 {Single, []Count{group("II", 3, 4), group("OB", 2, 3)}, "[II] 7 · [OB] 5"},
		"the smallest joins the next":     {Single, []Count{group("II", 4, 6), group("III", 2, 2), group("OB", 5, 3)}, "[II] 10 · [III OB] 12"},
		"unanimous joins, too":            {Single, []Count{group("II", 6, 0), group("OB", 3, 3), group("V", 9, 9)}, "[II OB] 12 · [V] 18"},
		"a unanimous large one takes all": {Single, []Count{group("II", 20, 0), group("OB", 3, 3)}, "[II OB] 26"},
		"too few altogether":              {Single, []Count{group("II", 2, 1), group("OB", 1, 0)}, ""},
		"unanimous altogether":            {Single, []Count{group("II", 7, 0), group("OB", 9, 0)}, ""},
		"nobody at all":                   {Single, nil, ""},
		"an option that nobody chose":     {Multiple, []Count{{Groups: []string{"II"}, N: 6, Given: []int{3, 0}}, {Groups: []string{"OB"}, N: 6, Given: []int{2, 2}}}, "[II OB] 12"},
		"an option that all chose":        {Multiple, []Count{{Groups: []string{"II"}, N: 6, Given: []int{6, 2}}}, ""},
		"keine Angabe is exempt":          {Multiple, []Count{{Groups: []string{"II"}, N: 6, Given: []int{3, 2}, None: 0}}, "[II] 6"},
		"all of them keine Angabe":        {Scale, []Count{{Groups: []string{"II"}, N: 6, Given: []int{0, 0, 0, 0, 0}, None: 6}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for i, p := range parts(tc.kind, 5, tc.groups) {
				if i > 0 {
					got += " · "
				}
				got += fmt.Sprint(p.Groups, " ", p.N)
			}
			if got != tc.want {
				t.Errorf("parts are %q, want %q", got, tc.want)
			}
		})
	}
}

// An adversary who has every figure of a run can add and subtract them. Whatever group of
// people they can reach so, it is nobody or at least k, and they learn of it no answer that all
// of them gave, or none.
func TestNothingFollowsAboutFewerThanK(t *testing.T) {
	t.Parallel()
	shown := 0
	rapid.Check(t, func(t *rapid.T) {
		groups := append([]string{""}, people.Dezernate...)[:rapid.IntRange(1, 6).Draw(t, "groups")]
		run := Run{Plan: Plan{K: rapid.IntRange(5, 9).Draw(t, "k"), Survey: drawSurvey(t)}}
		var answers []payload
		for _, g := range groups {
			lean := rapid.IntRange(1, 4).Draw(t, "lean")
			for range rapid.IntRange(0, 14).Draw(t, "people") {
				answers = append(answers, newPayload(g, drawAnswer(t, run.Survey, lean)))
			}
		}
		rep := newReport(run, answers)
		adversary := newAdversary(groups)
		for i, q := range rep.Questions {
			if q.Published() {
				shown++
			}
			own := newAdversary(groups) // of each question by itself: what was chosen
			for _, p := range q.Parts {
				adversary.learns(p.Groups)
				own.learns(p.Groups)
			}
			for _, set := range own.knows() {
				c := count(run.Survey.Questions[i], i, answers, set)
				if c.N > 0 && !c.shown(q.Kind, run.K) {
					t.Fatalf("question %d: of %v follows %+v; parts %+v", i, set, c, q.Parts)
				}
			}
		}
		for _, set := range adversary.knows() {
			if n := count(run.Survey.Questions[0], 0, answers, set).N; n > 0 && n < run.K {
				t.Fatalf("it follows that %d people of %v took part; questions %+v", n, set, rep.Questions)
			}
		}
	})
	if shown == 0 {
		t.Error("nothing was ever published: the test tests nothing")
	}
}

func drawSurvey(t *rapid.T) Survey {
	var s Survey
	for range rapid.IntRange(1, 5).Draw(t, "questions") {
		q := Question{Kind: rapid.SampledFrom([]Kind{Scale, ENPS, Single, Multiple}).Draw(t, "kind")}
		switch q.Kind {
		case Scale:
			q.Options = make([]Words, scaleSteps)
		case Single, Multiple:
			q.Options = make([]Words, rapid.IntRange(2, 4).Draw(t, "options"))
		}
		s.Questions = append(s.Questions, q)
	}
	return s
}

// drawAnswer leans towards the first choices, so that some groups agree.
func drawAnswer(t *rapid.T, s Survey, lean int) Answer {
	a := make(Answer, len(s.Questions))
	for i, q := range s.Questions {
		n := min(q.Choices(), lean)
		switch c := rapid.IntRange(-1, n-1).Draw(t, "choice"); {
		case c < 0 && lean > 1:
			a[i].None = true
		case q.Kind == Multiple:
			for o := range n {
				if rapid.Bool().Draw(t, "chosen") {
					a[i].Choices = append(a[i].Choices, o)
				}
			}
			a[i].None = len(a[i].Choices) == 0
		default:
			a[i].Choices = []int{max(c, 0)}
		}
	}
	return a
}

// count is the truth about a set of groups.
func count(q Question, question int, answers []payload, groups []string) Count {
	sum := Count{Given: make([]int, q.Choices())}
	for _, c := range tally(q, question, answers) {
		if slices.Contains(groups, c.Groups[0]) {
			sum = sum.plus(c)
		}
	}
	return sum
}

// adversary knows the figures of some sets of groups, and so of every combination of them:
// the span of the sets' vectors, kept in echelon form.
type adversary struct {
	groups []string
	rows   [][]float64
}

func newAdversary(groups []string) *adversary { return &adversary{groups: groups} }

func (a *adversary) vector(set []string) []float64 {
	v := make([]float64, len(a.groups))
	for i, g := range a.groups {
		if slices.Contains(set, g) {
			v[i] = 1
		}
	}
	return v
}

const tiny = 1e-9

// reduce takes from v what the rows explain; what is left is new. It returns where that begins.
func (a *adversary) reduce(v []float64) (first int) {
	for _, row := range a.rows {
		lead := slices.IndexFunc(row, func(x float64) bool { return x > tiny || x < -tiny })
		for i, f := 0, v[lead]/row[lead]; i < len(v); i++ {
			v[i] -= f * row[i]
		}
	}
	return slices.IndexFunc(v, func(x float64) bool { return x > tiny || x < -tiny })
}

func (a *adversary) learns(set []string) {
	if v := a.vector(set); a.reduce(v) >= 0 {
		a.rows = append(a.rows, v)
	}
}

// knows is every set of groups whose figure follows.
func (a *adversary) knows() [][]string {
	var sets [][]string
	for bits := 1; bits < 1<<len(a.groups); bits++ {
		var set []string
		for i, g := range a.groups {
			if bits&(1<<i) != 0 {
				set = append(set, g)
			}
		}
		if a.reduce(a.vector(set)) < 0 {
			sets = append(sets, set)
		}
	}
	return sets
}

// An adversary who could not subtract would prove nothing.
func TestTheAdversarySubtracts(t *testing.T) {
	t.Parallel()
	a := newAdversary([]string{"OB", "II", "III"})
	a.learns([]string{"OB", "II", "III"})
	a.learns([]string{"OB", "II"})
	if got := fmt.Sprint(a.knows()); got != "[[OB II] [III] [OB II III]]" {
		t.Errorf("it knows %s", got)
	}
}

func TestEveryAnswerOfARunIsEquallyLongOnceSealed(t *testing.T) {
	t.Parallel()
	k, err := NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := drawSurvey(t)
		s.Questions = append(s.Questions, Question{Kind: FreeText})
		size, err := s.size(people.Dezernate)
		if err != nil {
			t.Fatal(err)
		}
		a := append(drawAnswer(t, s, 4)[:len(s.Questions)-1], Given{Text: rapid.StringN(0, MaxText, -1).Draw(t, "text")})
		want := newPayload("III", a)
		if b, err := json.Marshal(want); err != nil || prefix+len(b) > size {
			t.Fatalf("%d bytes do not fit into %d (%v)", len(b), size, err)
		}
		if rapid.IntRange(0, 9).Draw(t, "seal it") > 0 && os.Getenv("KIGO_LONG") == "" {
			return // sealing takes most of the time
		}
		long, err := want.seal(k.Recipient(), size)
		if err != nil {
			t.Fatal(err)
		}
		short, err := payload{Declined: true}.seal(k.Recipient(), size)
		if err != nil || len(short) != len(long) {
			t.Fatalf("%d and %d bytes (%v)", len(short), len(long), err)
		}
		if got, err := open(k, long); err != nil || string(got.Texts[len(a)-1]) != string(want.Texts[len(a)-1]) || !s.fits(got) {
			t.Fatalf("opened %+v (%v)", got, err)
		}
	})
}
