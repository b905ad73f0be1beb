package pulses

import (
	"slices"
	"time"
)

// Report is what a run has come to: the only thing that remains of its answers, and all
// that any view, export, comparison or trend is made of.
type Report struct {
	Run    ID        `bson:"run" json:"run"`
	Closed time.Time `bson:"closed" json:"closed"`
	K      int       `bson:"k" json:"k"`
	// Lost says that the keys were lost, so that nobody can read the answers: there are no figures.
	Lost      bool     `bson:"lost" json:"lost"`
	Questions []Result `bson:"questions" json:"questions"`
	// Texts are the free texts that a moderator has let through: by field name of the
	// question, then by a random key. See ShownTexts.
	Texts map[string]map[string]string `bson:"texts" json:"-"`
}

// Result is what is published of one question.
type Result struct {
	Kind Kind `bson:"kind" json:"kind"`
	// Parts are groups that are shown together. None: nothing of the question is
	// published, not even how many answered it.
	Parts []Count `bson:"parts" json:"parts"`
}

// newReport counts answers. k is the run's.
func newReport(r Run, answers []payload) Report {
	rep := Report{Run: r.ID, Closed: r.ClosedAt, K: r.K, Questions: make([]Result, len(r.Survey.Questions)), Texts: map[string]map[string]string{}}
	for i, q := range r.Survey.Questions {
		rep.Questions[i] = Result{Kind: q.Kind, Parts: []Count{}}
		if q.Kind != FreeText {
			rep.Questions[i].Parts = append(rep.Questions[i].Parts, parts(q.Kind, r.K, tally(q, i, answers))...)
		}
	}
	return rep
}

// Published reports whether anything of the question is shown.
func (r Result) Published() bool { return len(r.Parts) > 0 }

// Total is all parts together; its zero value if nothing is published.
func (r Result) Total() Count {
	if !r.Published() {
		return Count{}
	}
	sum := r.Parts[0]
	for _, p := range r.Parts[1:] {
		sum = sum.plus(p)
	}
	return sum
}

// N is how many people took part, as far as that is published; ok is false if it is not.
func (r Report) N() (n int, ok bool) {
	for _, q := range r.Questions {
		if q.Published() {
			return q.Total().N, true
		}
	}
	return 0, false
}

// ShownTexts are the texts to a question that may be shown, in no order: all that were let
// through, from K on; else none.
func (r Report) ShownTexts(question int) []string {
	byKey := r.Texts[FieldName(question)]
	if len(byKey) < r.K {
		return nil
	}
	texts := make([]string, 0, len(byKey))
	for _, t := range byKey {
		texts = append(texts, t)
	}
	slices.Sort(texts)
	return texts
}

// Side is one of the two that are compared.
type Side struct {
	Groups []string
	Count  Count
}

// Pilot and Rest are the Dezernate of the two waves.
var (
	Pilot = []string{"OB", "III", "IV"}
	Rest  = []string{"II", "V"}
)

// Compare sets two sets of groups against each other. It uses published parts alone; ok is
// false if those don't tell the two apart, or have nothing of one of them.
func (r Result) Compare(left, right []string) (l, rt Side, ok bool) {
	l, rt = Side{Groups: left}, Side{Groups: right}
	for _, p := range r.Parts {
		inLeft, inRight := overlap(p.Groups, left), overlap(p.Groups, right)
		switch {
		case inLeft == len(p.Groups):
			l.Count = l.Count.join(p)
		case inRight == len(p.Groups):
			rt.Count = rt.Count.join(p)
		case inLeft+inRight > 0:
			return l, rt, false
		}
	}
	return l, rt, l.Count.N > 0 && rt.Count.N > 0
}

// join is plus that takes the zero value for nothing.
func (c Count) join(o Count) Count {
	if c.N == 0 {
		return o
	}
	return c.plus(o)
}

func overlap(a, b []string) int {
	n := 0
	for _, g := range a {
		if slices.Contains(b, g) {
			n++
		}
	}
	return n
}

// Point is one run in a trend.
type Point struct {
	Run    ID
	Closed time.Time
	Result Result // of the question that is followed; may be unpublished
}

// Trend follows a question over reports of one series, oldest first. Runs whose question
// at that place is of another kind, or whose keys were lost, are left out.
func Trend(question int, kind Kind, reports []Report) []Point {
	var points []Point
	for _, r := range reports {
		if r.Lost || question >= len(r.Questions) || r.Questions[question].Kind != kind {
			continue
		}
		points = append(points, Point{Run: r.Run, Closed: r.Closed, Result: r.Questions[question]})
	}
	slices.SortStableFunc(points, func(a, b Point) int { return a.Closed.Compare(b.Closed) })
	return points
}
