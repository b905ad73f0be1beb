package chat

import (
	"context"
	"errors"
	"time"
)

// Patient repeats what a platform refuses for now, as long as ctx lasts.
func Patient(ctx context.Context, do func() error) error {
	for {
		err := do()
		var retry *RetryError
		if !errors.As(err, &retry) || Sleep(ctx, retry.After) != nil {
			return err
		}
	}
}

// Insist is patient, and also repeats what failed otherwise, unless final says that it is
// no use. What it repeats must bear that.
func Insist(ctx context.Context, final func(error) bool, do func() error) error {
	pause := 200 * time.Millisecond
	for {
		err := Patient(ctx, do)
		if err == nil || errors.Is(err, ErrGone) || final(err) || Sleep(ctx, pause) != nil {
			return err
		}
		pause *= 2
	}
}

// Sleep waits for d. It returns early with ctx's error: at once if ctx would end before.
func Sleep(ctx context.Context, d time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
		return context.DeadlineExceeded
	}
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
