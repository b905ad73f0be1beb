package reminders_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kigo/bot/outbox"
	"kigo/bot/reminders"
)

// failing is an outbox that is away now and then.
type failing struct {
	reminders.Outbox
	fails func() bool
}

func (f failing) Enqueue(ctx context.Context, r outbox.Row) error {
	if err := f.Outbox.Enqueue(ctx, r); err != nil || f.fails() {
		return errors.Join(err, errors.New("connection lost"))
	}
	return nil
}

// Through outages and lost connections each reminder comes exactly once if kigo looks
// within its grace, and never later.
func TestEachReminderComesOnceWithinItsGrace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	whole := w.Outbox
	rapid.Check(t, func(rt *rapid.T) {
		w.now = start
		due, came := map[string]time.Time{}, map[string]int{}
		w.Outbox = failing{whole, func() bool { return rapid.IntRange(0, 3).Draw(rt, "connection") == 0 }}
		for i := range rapid.IntRange(1, 5).Draw(rt, "reminders") {
			text := fmt.Sprint(w.ids, "-", i)
			due[text] = start.Add(time.Duration(rapid.IntRange(1, 72).Draw(rt, "hours")) * time.Hour)
			w.add(t, "anna", due[text], text)
		}
		looks := []time.Time{} // when kigo looked, and nothing failed
		for at := start; at.Before(start.Add(5 * 24 * time.Hour)); {
			at = at.Add(time.Duration(rapid.IntRange(1, 40).Draw(rt, "away")) * time.Hour)
			w.now = at
			if w.Send(t.Context()) == nil {
				looks = append(looks, at)
			}
			for _, line := range w.deliver(t) {
				text := strings.Fields(line)[2]
				if late := at.Sub(due[text]); late < 0 || late >= reminders.Grace {
					rt.Fatalf("%s comes %v late", text, late)
				}
				came[text]++
			}
		}
		w.Outbox = whole
		if late := w.comes(t, start.Add(10*24*time.Hour)); len(late) > 0 {
			rt.Fatalf("days too late: %v", late)
		}
		for text, at := range due {
			reached := false
			for _, look := range looks {
				reached = reached || (!look.Before(at) && look.Before(at.Add(reminders.Grace)))
			}
			if came[text] > 1 || (reached && came[text] != 1) {
				rt.Fatalf("%s, due at %v, came %d times; kigo looked at %v", text, at, came[text], looks)
			}
		}
	})
}
