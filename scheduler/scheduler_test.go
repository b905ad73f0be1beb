package scheduler_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/scheduler"
)

func TestMain(m *testing.M) { mongotest.MainChecking(m, 3) }

var berlin = func() *time.Location {
	z, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return z
}()

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, berlin)
	if err != nil {
		panic(err)
	}
	return t
}

// house is one store with jobs that note at which due instants they ran.
type house struct {
	store scheduler.Store
	log   bytes.Buffer

	mu   sync.Mutex
	runs map[string][]time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	return &house{store: mongodb.NewJobs(mongotest.Open(t)), runs: map[string][]time.Time{}}
}

func (h *house) job(name, spec string, grace time.Duration) scheduler.Job {
	return scheduler.Job{Name: name, Spec: spec, Grace: grace, Run: func(_ context.Context, due time.Time) error {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.runs[name] = append(h.runs[name], due)
		return nil
	}}
}

// replica is one more scheduler on the store, started at that time.
func (h *house) replica(t testing.TB, start time.Time, jobs ...scheduler.Job) *scheduler.Scheduler {
	t.Helper()
	s, err := scheduler.New(h.store, jobs, func() time.Time { return start }, berlin, slog.New(slog.NewTextHandler(&h.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Init(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func runDue(t testing.TB, s *scheduler.Scheduler, now time.Time) {
	t.Helper()
	if err := s.RunDue(t.Context(), now); err != nil {
		t.Fatal(err)
	}
}

func (h *house) ran(name string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var s []string
	for _, due := range h.runs[name] {
		s = append(s, due.In(berlin).Format("02. 15:04"))
	}
	return strings.Join(s, ", ")
}

func TestAJobRunsOnceForEachDueInstant(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := h.replica(t, at("2026-11-25 10:00:30"), h.job("hourly", "0 * * * *", time.Hour))
	for now := at("2026-11-25 10:00:30"); now.Before(at("2026-11-25 13:10:00")); now = now.Add(7 * time.Minute) {
		runDue(t, s, now)
		runDue(t, s, now)
	}
	if got, want := h.ran("hourly"), "25. 11:00, 25. 12:00, 25. 13:00"; got != want {
		t.Errorf("ran for %s, want %s", got, want)
	}
	runDue(t, s, at("2026-11-25 12:30:00")) // a clock that was put back
	if got := h.ran("hourly"); strings.Count(got, ",") != 2 {
		t.Errorf("ran for %s", got)
	}
}

func TestARestartKeepsWhatIsDue(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	job := h.job("daily", "0 8 * * *", time.Hour)
	h.replica(t, at("2026-11-25 07:59:59"), job)
	s := h.replica(t, at("2026-11-25 08:30:00"), job) // Init must not move it to tomorrow
	runDue(t, s, at("2026-11-25 08:30:00"))
	if got := h.ran("daily"); got != "25. 08:00" {
		t.Errorf("ran for %q", got)
	}
}

func TestReplicasWithSkewedClocksRunAJobOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	start := at("2026-11-25 10:00:00")
	job := h.job("quarterly", "*/15 * * * *", time.Hour)
	slow, fast := h.replica(t, start, job), h.replica(t, start, job)
	for now := start; now.Before(start.Add(90 * time.Minute)); now = now.Add(time.Minute) {
		runDue(t, fast, now.Add(4*time.Minute))
		runDue(t, slow, now.Add(-4*time.Minute))
	}
	if got, want := h.ran("quarterly"), "25. 10:15, 25. 10:30, 25. 10:45, 25. 11:00, 25. 11:15, 25. 11:30"; got != want {
		t.Errorf("ran for %s\nwant    %s", got, want)
	}
}

func TestReplicasAtTheSameMomentRunAJobOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	start := at("2026-11-25 10:00:00")
	var replicas []*scheduler.Scheduler
	for range 4 {
		replicas = append(replicas, h.replica(t, start, h.job("minutely", "* * * * *", time.Hour)))
	}
	const minutes = 10
	for n := 1; n <= minutes; n++ {
		var group sync.WaitGroup
		for _, s := range replicas {
			group.Go(func() {
				if err := s.RunDue(t.Context(), start.Add(time.Duration(n)*time.Minute)); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	}
	if n := len(h.runs["minutely"]); n != minutes {
		t.Errorf("ran %d times in %d minutes: %s", n, minutes, h.ran("minutely"))
	}
}

func TestMissedRuns(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		up      string // when kigo is back
		want    string
		skipped int
	}{
		"in time":                 {"2026-11-25 12:00:00", "25. 12:00", 0},
		"made up within grace":    {"2026-11-25 12:29:59", "25. 12:00", 0},
		"at the end of the grace": {"2026-11-25 12:30:00", "25. 12:00", 0},
		"skipped beyond":          {"2026-11-25 12:30:01", "", 1},
		"a night later":           {"2026-11-26 09:00:00", "", 1},
		"the last of several":     {"2026-11-27 12:10:00", "27. 12:00", 2},
		"none of several":         {"2026-11-27 18:00:00", "", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			s := h.replica(t, at("2026-11-25 10:00:00"), h.job("noon", "0 12 * * *", 30*time.Minute))
			runDue(t, s, at(tc.up))
			if got := h.ran("noon"); got != tc.want {
				t.Errorf("ran for %q, want %q", got, tc.want)
			}
			if log := h.log.String(); strings.Contains(log, "job skipped") != (tc.skipped > 0) || (tc.skipped > 0 && !strings.Contains(log, fmt.Sprintf("times=%d", tc.skipped))) {
				t.Errorf("the log says %q", log)
			}
			stand, err := s.Standings(t.Context())
			if err != nil || len(stand) != 1 || stand[0].Job != "noon" || stand[0].Skipped.Times != tc.skipped || !stand[0].Due.After(at(tc.up)) {
				t.Errorf("it stands at %+v, %v", stand, err)
			}
			runDue(t, s, at("2026-11-28 12:00:00"))
			if got := h.ran("noon"); !strings.HasSuffix(got, "28. 12:00") {
				t.Errorf("afterwards it runs for %q", got)
			}
		})
	}
}

func TestNoStormAfterALongDowntime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := h.replica(t, at("2026-11-01 10:00:00"), h.job("minutely", "* * * * *", 365*24*time.Hour))
	for second := range 120 {
		runDue(t, s, at("2026-11-25 10:00:00").Add(time.Duration(second)*time.Second))
	}
	if got, want := h.ran("minutely"), "25. 10:00, 25. 10:01"; got != want {
		t.Errorf("ran for %s, want %s", got, want)
	}
}

func TestADailyJobRunsOncePerDayAcrossDaylightSaving(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ from, want string }{
		"to summer time": {"2027-03-27 00:00:00", "27. 03:30, 28. 03:30, 29. 03:30"},
		"to winter time": {"2026-10-24 00:00:00", "24. 03:30, 25. 03:30, 26. 03:30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			from := at(tc.from)
			s := h.replica(t, from, h.job("prune", "30 3 * * *", time.Hour))
			for now := from; now.Before(from.AddDate(0, 0, 3)); now = now.Add(10 * time.Minute) {
				runDue(t, s, now.UTC()) // whatever zone the caller's clock is in
			}
			if got := h.ran("prune"); got != tc.want {
				t.Errorf("ran for %s, want %s", got, tc.want)
			}
		})
	}
}

func TestOneJobsTroubleIsNotTheOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	start := at("2026-11-25 10:00:00")
	failing := scheduler.Job{Name: "failing", Spec: "* * * * *", Grace: time.Hour, Run: func(context.Context, time.Time) error { return errors.New("no disk") }}
	panicking := scheduler.Job{Name: "panicking", Spec: "* * * * *", Grace: time.Hour, Run: func(context.Context, time.Time) error { panic("nil map") }}
	s := h.replica(t, start, failing, panicking, h.job("fine", "* * * * *", time.Hour))
	err := s.RunDue(t.Context(), start.Add(time.Minute))
	for _, want := range []string{"job failing: no disk", "job panicking: panic: nil map"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v lacks %q", err, want)
		}
	}
	if got := h.ran("fine"); got != "25. 10:01" {
		t.Errorf("the third job ran for %q", got)
	}
}

func TestNextDueLeavesRepairsOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	start := at("2026-11-25 10:00:00")
	repair := h.job("sweep", "* * * * *", time.Hour)
	repair.Repair = true
	only := h.replica(t, start, repair)
	if due, ok, err := only.NextDue(t.Context(), start); ok || err != nil {
		t.Errorf("with repairs alone: %v, %v, %v", due, ok, err)
	}
	s := h.replica(t, start, repair, h.job("daily", "0 8 * * *", time.Hour), h.job("noon", "0 12 * * *", time.Hour))
	for after, want := range map[string]string{"2026-11-25 10:00:00": "25. 12:00", "2026-11-25 12:00:00": "26. 08:00", "2026-11-26 08:00:00": ""} {
		due, ok, err := s.NextDue(t.Context(), at(after))
		got := ""
		if ok {
			got = due.In(berlin).Format("02. 15:04")
		}
		if err != nil || got != want {
			t.Errorf("after %s: %q, %v, want %q", after, got, err, want)
		}
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := h.replica(t, at("2026-11-25 10:00:00"), h.job("daily", "0 8 * * *", time.Hour))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Run(ctx, time.Second)
}

func TestASpecThatIsNoneStopsTheStart(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{"", "every day", "61 * * * *", "* * * *", "0 0 30 2 *"} {
		if _, err := scheduler.New(nil, []scheduler.Job{{Name: "odd", Spec: spec}}, time.Now, berlin, slog.Default()); err == nil || !strings.Contains(fmt.Sprint(err), "job odd") {
			t.Errorf("spec %q: %v", spec, err)
		}
	}
}
