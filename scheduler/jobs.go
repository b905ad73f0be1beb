package scheduler

import (
	"context"
	"time"
)

// Services is what the jobs call.
type Services struct {
	// Sweep tells everybody who has moved up or must know something and has not been told,
	// and ends offers that nobody answered; NextOffer is when the first one after t ends.
	Sweep     func(ctx context.Context) error
	NextOffer func(ctx context.Context, t time.Time) (time.Time, bool, error)
	// Remind hands out the reminders of events that are due; NextReminder is when the first
	// one after t is.
	Remind       func(ctx context.Context) error
	NextReminder func(ctx context.Context, t time.Time) (time.Time, bool, error)
	// Personal and NextPersonal are the same for what people asked to be reminded of.
	Personal     func(ctx context.Context) error
	NextPersonal func(ctx context.Context, t time.Time) (time.Time, bool, error)
	// Pulses opens, closes and counts surveys, invites and reminds; NextPulse is when the first
	// one after t needs it.
	Pulses    func(ctx context.Context) error
	NextPulse func(ctx context.Context, t time.Time) (time.Time, bool, error)
	// Participation counts how many take part in surveys.
	Participation func(ctx context.Context, due time.Time) error
	// Members compares people with the members of the chats.
	Members func(ctx context.Context, due time.Time) error
	// Prune forgets what has been kept long enough.
	Prune func(ctx context.Context, now time.Time) error
	// Digest tells editors what became of questions in the week before due.
	Digest func(ctx context.Context, due time.Time) error
}

// Jobs is the table of what happens by itself.
func Jobs(s Services) []Job {
	const ever = 10 * 365 * 24 * time.Hour
	always := func(do func(context.Context) error) func(context.Context, time.Time) error {
		return func(ctx context.Context, _ time.Time) error { return do(ctx) }
	}
	return []Job{
		{Name: "sweep", Spec: "* * * * *", Grace: ever, Repair: true, Next: s.NextOffer, Run: always(s.Sweep)},
		// How late a reminder may come is judged by whoever hands it out.
		{Name: "remind", Spec: "* * * * *", Grace: ever, Repair: true, Next: s.NextReminder, Run: always(s.Remind)},
		{Name: "remind-personal", Spec: "* * * * *", Grace: ever, Repair: true, Next: s.NextPersonal, Run: always(s.Personal)},
		{Name: "pulses", Spec: "* * * * *", Grace: ever, Repair: true, Next: s.NextPulse, Run: always(s.Pulses)},
		{Name: "participation", Spec: "0 6 * * *", Grace: ever, Run: s.Participation},
		{Name: "digest", Spec: "0 8 * * 1", Grace: ever, Run: s.Digest},
		{Name: "members", Spec: "30 4 * * *", Grace: ever, Run: s.Members},
		{Name: "prune", Spec: "30 3 * * *", Grace: ever, Run: s.Prune},
	}
}
