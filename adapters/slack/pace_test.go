package slack

import (
	"context"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kigo/bot/chat"
)

// Whoever asks when, people or what can wait: no minute has more requests than Slack takes.
func TestNoMinuteHasMoreThanSlackTakes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.SampledFrom([]float64{20, 50, 100, 600}).Draw(t, "limit")
		b := newBucket(limit)
		var sent []time.Duration
		now := time.Duration(0)
		for range rapid.IntRange(1, 1500).Draw(t, "requests") {
			now += time.Duration(rapid.IntRange(0, 400).Draw(t, "pause")) * time.Millisecond
			bulk := rapid.Bool().Draw(t, "bulk")
			wait := b.wait(now, bulk)
			if bulk && wait > 0 {
				continue // it asks again
			}
			b.tokens--
			sent = append(sent, now+wait)
		}
		for i := range sent {
			n := 0
			for j := i; j < len(sent) && sent[j] < sent[i]+time.Minute; j++ {
				n++
			}
			if float64(n) > limit {
				t.Fatalf("%d requests in a minute, %v are allowed", n, limit)
			}
		}
	})
}

// What can wait uses nearly all that Slack takes, and yet people find room at any moment.
func TestBulkUsesTheRateAndLeavesRoom(t *testing.T) {
	t.Parallel()
	for _, limit := range []float64{50, 600} {
		b := newBucket(limit)
		sent, hurried := 0, 0
		const minutes = 30
		for now := time.Duration(0); now < minutes*time.Minute; now += 10 * time.Millisecond {
			for b.wait(now, true) == 0 {
				b.tokens--
				sent++
			}
			if now%(20*time.Second) == 0 {
				if wait := b.wait(now, false); wait > 0 {
					t.Errorf("somebody has to wait %v", wait)
				}
				b.tokens--
				hurried++
			}
		}
		if used := float64(sent+hurried) / (minutes * limit); used < 0.75 || (limit > 100 && used < 0.95) || used > 1 {
			t.Errorf("of %v a minute, %.1f %% are used", limit, 100*used)
		}
	}
}

func TestBulkIsToldToComeBackRatherThanKept(t *testing.T) {
	t.Parallel()
	p := newPace(DefaultRates)
	p.refused(posting, "D1", time.Minute)
	var retry *chat.RetryError
	if err := p.wait(bulk(t.Context(), time.Second), posting, "D1"); !errors.As(err, &retry) || retry.After < 50*time.Second || retry.After > time.Minute {
		t.Errorf("bulk: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := p.wait(ctx, posting, "D2"); !errors.As(err, &retry) { // a refusal may be about the workspace
		t.Errorf("an answer whose time ends before: %v", err)
	}
	for _, method := range []string{"chat.update", "auth.test", "response_url"} {
		if err := p.wait(ctx, method, ""); err != nil {
			t.Errorf("%s: %v", method, err)
		}
	}
	cancel()
	if err := p.wait(ctx, "chat.update", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// Each of them gets its own turn, and what was given up takes none.
func TestPeopleGetTheirTurnInOrder(t *testing.T) {
	t.Parallel()
	p := newPace(DefaultRates)
	now := time.Now()
	var last time.Duration
	for n := range 20 {
		wait, mine := p.take("chat.update", "", false, time.Time{})
		if !mine || wait < last {
			t.Errorf("the %d. waits %v after %v", n, wait, last)
		}
		last = wait
		if _, mine := p.take("chat.update", "", false, now.Add(-time.Second)); mine && wait > 0 {
			t.Error("somebody who can't wait has got a turn")
		}
		if _, mine := p.take("chat.update", "", true, time.Time{}); mine && n > mostSize {
			t.Error("what can wait has pushed in")
		}
	}
	if last < 10*time.Second || last > 20*time.Second {
		t.Errorf("the last waits %v", last)
	}
}
