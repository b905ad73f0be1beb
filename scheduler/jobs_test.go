package scheduler_test

import (
	"context"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"kigo/scheduler"
)

func never(context.Context, time.Time) (time.Time, bool, error) { return time.Time{}, false, nil }

func jobs() []scheduler.Job {
	nothing := func(context.Context) error { return nil }
	then := func(context.Context, time.Time) error { return nil }
	return scheduler.Jobs(scheduler.Services{
		Sweep: nothing, NextOffer: never, Remind: nothing, NextReminder: never, Personal: nothing, NextPersonal: never, Prune: then, Digest: then, Members: then,
		Pulses: nothing, NextPulse: never, Participation: then,
	})
}

// In the hour from two to three a clock may stand still or run twice: what is not due
// every hour anyway must not be due then.
func TestNoJobIsDueBetweenTwoAndThree(t *testing.T) {
	t.Parallel()
	for _, j := range jobs() {
		spec, err := cron.ParseStandard(j.Spec)
		if err != nil {
			t.Fatalf("%s: %v", j.Name, err)
		}
		hours := map[int]bool{}
		for due := spec.Next(at("2026-11-01 00:00:00")); due.Before(at("2026-12-01 00:00:00")); due = spec.Next(due) {
			hours[due.Hour()] = true
			if len(hours) == 24 {
				break
			}
		}
		if hours[2] && len(hours) < 24 {
			t.Errorf("%s (%s) is due between 02:00 and 03:00", j.Name, j.Spec)
		}
	}
}

func TestJobsAreNamedOnceAndComplete(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, j := range jobs() {
		if j.Name == "" || seen[j.Name] || j.Run == nil || j.Grace <= 0 {
			t.Errorf("job %q: name must be its own, and it must have a grace and something to run: %+v", j.Name, j)
		}
		seen[j.Name] = true
		if err := j.Run(t.Context(), at("2026-11-25 10:00:00")); err != nil {
			t.Errorf("%s: %v", j.Name, err)
		}
	}
}

func TestJobsAreGivenTheirDueInstant(t *testing.T) {
	t.Parallel()
	given := map[string]time.Time{}
	note := func(job string) func(context.Context, time.Time) error {
		return func(_ context.Context, due time.Time) error { given[job] = due; return nil }
	}
	due := at("2026-11-30 08:00:00")
	for _, j := range scheduler.Jobs(scheduler.Services{Prune: note("prune"), Digest: note("digest"), Participation: note("participation"), Members: note("members")}) {
		if !j.Repair {
			if err := j.Run(t.Context(), due); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, job := range []string{"prune", "digest", "participation", "members"} {
		if !given[job].Equal(due) {
			t.Errorf("%s was given %v", job, given[job])
		}
	}
}
