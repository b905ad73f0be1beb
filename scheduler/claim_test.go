package scheduler_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"kigo/scheduler"
)

// Whoever dies, or fails, in the middle of a run leaves it due.
func TestARunThatWasNotFinishedIsMadeUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	failing := true
	job := scheduler.Job{Name: "daily", Spec: "0 8 * * *", Grace: time.Hour, Run: func(_ context.Context, due time.Time) error {
		if failing {
			return errors.New("the store is away")
		}
		return h.job("daily", "", 0).Run(context.Background(), due)
	}}
	s := h.replica(t, at("2026-11-25 07:00:00"), job)
	if err := s.RunDue(t.Context(), at("2026-11-25 08:00:00")); err == nil {
		t.Error("the failure is not told")
	}
	failing = false
	runDue(t, s, at("2026-11-25 08:00:01"))
	if got := h.ran("daily"); got != "" {
		t.Errorf("ran for %s while the lease runs", got)
	}
	due, _, err := h.store.NextDue(t.Context(), "daily")
	if err != nil || !due.Equal(at("2026-11-25 08:00:00")) {
		t.Fatalf("due %v, %v", due, err)
	}
	later := time.Now().Add(scheduler.Lease)
	if mine, err := h.store.Claim(t.Context(), "daily", due, later, later); !mine || err != nil {
		t.Fatalf("after the lease nobody can claim it: %v", err)
	}
}
