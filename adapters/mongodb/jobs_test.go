package mongodb_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/scheduler"
)

var _ scheduler.Store = (*mongodb.Jobs)(nil)

var none scheduler.Skipped

func TestJobsKeepOneDueInstantEach(t *testing.T) {
	t.Parallel()
	j := mongodb.NewJobs(mongotest.Open(t))
	due := func(name string) string {
		t.Helper()
		at, ok, err := j.NextDue(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return "none"
		}
		return at.Sub(noon).String()
	}
	if got := due("sweep"); got != "none" {
		t.Errorf("before the start: %s", got)
	}
	if moved, err := j.Move(t.Context(), "sweep", noon, noon.Add(time.Hour), none); moved || err != nil {
		t.Errorf("moved what is not there: %v, %v", moved, err)
	}
	for _, at := range []time.Time{noon, noon.Add(time.Hour)} { // the first one counts
		if err := j.Start(t.Context(), "sweep", at); err != nil {
			t.Fatal(err)
		}
	}
	if got := due("sweep"); got != "0s" || due("prune") != "none" {
		t.Errorf("after the start: %s, other job %s", got, due("prune"))
	}
	for _, tc := range []struct {
		from, to time.Duration
		want     bool
	}{{time.Minute, time.Hour, false}, {0, time.Hour, true}, {0, 2 * time.Hour, false}, {time.Hour, time.Hour, true}} {
		if moved, err := j.Move(t.Context(), "sweep", noon.Add(tc.from), noon.Add(tc.to), none); err != nil || moved != tc.want {
			t.Errorf("from %s to %s: %v, %v", tc.from, tc.to, moved, err)
		}
	}
	if got := due("sweep"); got != "1h0m0s" {
		t.Errorf("in the end: %s", got)
	}
}

func TestARunIsClaimedByOne(t *testing.T) {
	t.Parallel()
	j := mongodb.NewJobs(mongotest.Open(t))
	if err := j.Start(t.Context(), "sweep", noon); err != nil {
		t.Fatal(err)
	}
	claim := func(due, now time.Duration) bool {
		t.Helper()
		mine, err := j.Claim(t.Context(), "sweep", noon.Add(due), noon.Add(now), noon.Add(now+time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		return mine
	}
	if claim(time.Hour, 0) {
		t.Error("claimed a run that is not the next")
	}
	if !claim(0, 0) || claim(0, time.Minute-time.Millisecond) {
		t.Error("a run is one replica's until its lease is over")
	}
	if !claim(0, time.Minute) {
		t.Error("a run whose replica has died is made up")
	}
	if moved, err := j.Move(t.Context(), "sweep", noon, noon.Add(time.Hour), none); !moved || err != nil {
		t.Fatal(moved, err)
	}
	if claim(0, time.Hour) || !claim(time.Hour, time.Minute) {
		t.Error("the next run is free at once, the last one gone")
	}
}

func TestJobsAreMovedByOneOfMany(t *testing.T) {
	t.Parallel()
	j := mongodb.NewJobs(mongotest.Open(t))
	if err := j.Start(t.Context(), "sweep", noon); err != nil {
		t.Fatal(err)
	}
	var winners atomic.Int32
	var group sync.WaitGroup
	for n := range 8 { // with clocks that differ
		group.Go(func() {
			moved, err := j.Move(t.Context(), "sweep", noon, noon.Add(time.Duration(n+1)*time.Minute), none)
			if err != nil {
				t.Error(err)
			}
			if moved {
				winners.Add(1)
			}
		})
	}
	group.Wait()
	if n := winners.Load(); n != 1 {
		t.Errorf("%d have moved it", n)
	}
}

func TestSkippedRunsAreCountedWithTheMove(t *testing.T) {
	t.Parallel()
	j := mongodb.NewJobs(mongotest.Open(t))
	if err := j.Start(t.Context(), "prune", noon); err != nil {
		t.Fatal(err)
	}
	at := noon
	for _, skipped := range []scheduler.Skipped{{Times: 2, Last: noon.Add(time.Hour)}, none, {Times: 1, Last: noon.Add(5 * time.Hour)}} {
		for _, want := range []bool{true, false} { // the second time somebody else was faster
			if moved, err := j.Move(t.Context(), "prune", at, at.Add(time.Hour), skipped); err != nil || moved != want {
				t.Fatalf("%v, %v", moved, err)
			}
		}
		at = at.Add(time.Hour)
	}
	if got, err := j.Skipped(t.Context(), "prune"); err != nil || got.Times != 3 || !got.Last.Equal(noon.Add(5*time.Hour)) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := j.Skipped(t.Context(), "unknown"); err != nil || got != none {
		t.Errorf("of a job that has not begun: %+v, %v", got, err)
	}
}
