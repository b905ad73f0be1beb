package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"kigo/bot/audit"
)

// actionPrune is what the audit calls the daily keeping of periods.
const actionPrune = "prune"

// prune deletes what has been kept for as long as it is declared, and notes how much that
// was. A step that fails holds up no other; the whole is done again then. The inbox counts by
// the real clock. What domains look at themselves comes before what is deleted by its age
// alone, as announcements look into the outbox.
func (a *app) prune(ctx context.Context, now time.Time) error {
	gone := map[string]string{}
	note := func(name string, n int) {
		if n > 0 {
			gone[name] = strconv.Itoa(n)
		}
	}
	var errs []error
	for _, step := range []struct {
		name  string
		prune func(context.Context, time.Time) (int, error)
	}{
		{"people", a.people.PruneGone},
		{"event drafts", a.events.PruneDrafts},
		{"event presence", a.events.PrunePresence},
		{"event queues", a.events.PruneQueues},
		{"choices", a.events.PruneChoices},
		{"feeds", func(ctx context.Context, _ time.Time) (int, error) { return 0, a.feeds.Prune(ctx) }},
		{"broadcasts", a.broadcasts.Prune},
		{"gaps", func(ctx context.Context, _ time.Time) (int, error) { return a.inbox.Prune(ctx) }},
		{"pulses", a.pulses.Prune},
		{"orphans", func(ctx context.Context, _ time.Time) (int, error) { return a.store.Orphans(ctx) }},
	} {
		n, err := step.prune(ctx, now)
		note(step.name, n)
		errs = append(errs, err)
	}
	aged, err := a.store.Prune(ctx, now, time.Now())
	for name, n := range aged {
		note(name, n)
	}
	errs = append(errs, err, a.people.Audit.Record(ctx, audit.Daily, actionPrune, "", gone))
	a.offDisk(ctx)
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("prune: %w", err)
	}
	return nil
}
