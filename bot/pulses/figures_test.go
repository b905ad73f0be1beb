package pulses

import (
	"math"
	"testing"
	"time"
)

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

func TestFiguresAgreeWithTables(t *testing.T) {
	t.Parallel()
	if e, ok := (Count{N: 20, Given: []int{8, 10}, None: 2}).Share(0); !ok || e.N != 18 || !near(e.Value, 0.4444, 1e-4) || !near(e.Low, 0.2456, 1e-4) || !near(e.High, 0.6628, 1e-4) {
		t.Errorf("Wilson: %+v", e)
	}
	if e, ok := (Count{N: 10, Given: []int{1, 1, 2, 3, 3}}).Mean(); !ok || !near(e.Value, 3.6, 1e-9) || !near(e.Low, 2.635, 0.01) || !near(e.High, 4.565, 0.01) {
		t.Errorf("mean: %+v", e)
	}
	if e, ok := (Count{N: 10, Given: []int{0, 0, 0, 0, 0, 0, 2, 2, 1, 3, 2}}).ENPS(); !ok || !near(e.Value, 30, 1e-9) || e.High > 100 {
		t.Errorf("eNPS: %+v", e)
	}
	if _, ok := (Count{N: 9, Given: []int{1, 1, 1, 1, 0}, None: 5}).Mean(); ok {
		t.Error("a mean of four people")
	}
	for freedom, want := range map[float64]float64{4: 2.776, 10: 2.228, 30: 2.042, 1000: 1.962} {
		if got := student(freedom); !near(got, want, want/100) {
			t.Errorf("quantile for %v degrees of freedom is %v, want %v", freedom, got, want)
		}
	}
}

func TestPilotIsComparedFromPublishedPartsAlone(t *testing.T) {
	t.Parallel()
	part := func(n int, groups ...string) Count {
		return Count{Groups: groups, N: n, Given: []int{0, 0, 1, n - 2, 1}}
	}
	apart := Result{Kind: Scale, Parts: []Count{part(9, "OB"), part(12, "III", "IV"), part(8, "II", "V"), part(6, "")}}
	l, r, ok := apart.Compare(Pilot, Rest)
	if !ok || l.Count.N != 21 || r.Count.N != 8 {
		t.Errorf("compared %+v with %+v, %v", l, r, ok)
	}
	if d, ok := Difference(Scale, l.Count, r.Count); !ok || d.Low >= d.Value || d.High <= d.Value || d.N != 29 {
		t.Errorf("difference %+v, %v", d, ok)
	}
	mixed := Result{Kind: Scale, Parts: []Count{part(9, "OB"), part(12, "III", "V"), part(8, "II")}}
	if _, _, ok := mixed.Compare(Pilot, Rest); ok {
		t.Error("a part that holds both tells them apart")
	}
	if _, _, ok := (Result{Kind: Scale}).Compare(Pilot, Rest); ok {
		t.Error("what is not published is compared")
	}
}

func TestATrendHasTheRunsInOrderWithoutTheLostOnes(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	rep := func(n int, kind Kind) Report { return Report{Closed: day(n), Questions: []Result{{Kind: kind}}} }
	points := Trend(0, Scale, []Report{rep(3, Scale), rep(1, Scale), rep(2, ENPS), {Closed: day(4), Lost: true}})
	if len(points) != 2 || !points[0].Closed.Equal(day(1)) || !points[1].Closed.Equal(day(3)) {
		t.Errorf("%+v", points)
	}
}
