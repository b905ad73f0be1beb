package scheduler

import (
	"context"
	"time"
)

// Services is what the jobs call.
type Services struct {
	// Sweep tells everybody who has moved up or must know something and has not been told.
	Sweep func(ctx context.Context) error
	// Pulses opens, closes and counts surveys, invites and reminds.
	Pulses func(ctx context.Context) error
	// Participation counts how many take part in surveys.
	Participation func(ctx context.Context, due time.Time) error
	// Prune forgets what has been kept long enough.
	Prune func(ctx context.Context, now time.Time) error
	// Digest tells editors what became of questions in the week before due.
	Digest func(ctx context.Context, due time.Time) error
}

// Jobs is the table of what happens by itself.
func Jobs(s Services) []Job {
	const ever = 10 * 365 * 24 * time.Hour
	return []Job{
		{Name: "sweep", Spec: "* * * * *", Grace: ever, Repair: true, Run: func(ctx context.Context, _ time.Time) error { return s.Sweep(ctx) }},
		{Name: "pulses", Spec: "* * * * *", Grace: ever, Repair: true, Run: func(ctx context.Context, _ time.Time) error { return s.Pulses(ctx) }},
		{Name: "participation", Spec: "0 6 * * *", Grace: 12 * time.Hour, Run: s.Participation},
		{Name: "digest", Spec: "0 8 * * 1", Grace: 24 * time.Hour, Run: s.Digest},
		{Name: "prune", Spec: "30 3 * * *", Grace: ever, Run: s.Prune},
	}
}
