package chat_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"kigo/bot/chat"
)

func TestARefusalIsWaitedOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun, calls := time.Now(), 0
		err := chat.Patient(t.Context(), func() error {
			if calls++; calls < 3 {
				return &chat.RetryError{After: 2 * time.Second, Err: errors.New("too many")}
			}
			return nil
		})
		if took := time.Since(begun); err != nil || calls != 3 || took != 4*time.Second {
			t.Errorf("%v after %d calls and %s", err, calls, took)
		}
	})
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		begun, refusal := time.Now(), &chat.RetryError{After: 2 * time.Second, Err: errors.New("too many")}
		err := chat.Patient(ctx, func() error { return refusal })
		if took := time.Since(begun); !errors.Is(err, error(refusal)) || took != 2*time.Second {
			t.Errorf("%v after %s: it waits only if there is time to try again", err, took)
		}
		ended, end := context.WithCancel(t.Context())
		end()
		if err := chat.Sleep(ended, time.Hour); !errors.Is(err, context.Canceled) {
			t.Errorf("an ended context: %v", err)
		}
	})
}

func TestWhatFailedIsRepeatedUnlessThatIsFinal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		broken, forbidden := errors.New("broken"), errors.New("forbidden")
		final := func(err error) bool { return errors.Is(err, forbidden) }
		for _, tc := range []struct {
			errs []error
			want error
		}{
			{[]error{nil}, nil},
			{[]error{broken, broken, nil}, nil},
			{[]error{broken, forbidden, nil}, forbidden},
			{[]error{chat.ErrGone, nil}, chat.ErrGone},
			{[]error{&chat.RetryError{After: time.Second, Err: broken}, broken, nil}, nil},
		} {
			n := -1
			err := chat.Insist(t.Context(), final, func() error { n++; return tc.errs[n] })
			if !errors.Is(err, tc.want) {
				t.Errorf("%v: %v, want %v", tc.errs, err, tc.want)
			}
		}
	})
}
