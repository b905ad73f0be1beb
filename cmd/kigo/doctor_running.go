package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kigo/adapters/mattermost/setup"
	"kigo/adapters/mongodb"
	"kigo/bot/outbox"
	"kigo/scheduler"
)

// checkRunning looks whether what happens by itself happens, and what came of messages.
func (d *doctor) checkRunning(ctx context.Context) []finding {
	if d.store == nil || d.cfg.zone == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	const again = "run doctor again, and look into the database's log"
	all, err := d.checkTasks(ctx)
	if err != nil {
		return []finding{{Level: setup.Fail, Name: "tasks", Text: err.Error(), Cure: again}}
	}
	stock, err := mongodb.NewOutbox(d.store.DB).Stock(ctx, time.Now())
	if err != nil {
		return append(all, finding{Level: setup.Fail, Name: "messages", Text: err.Error(), Cure: again})
	}
	waiting, dead := 0, 0
	for _, s := range stock {
		if s.State == outbox.Dead {
			dead += s.Rows
		} else {
			waiting += s.Rows
		}
	}
	f := finding{Level: setup.OK, Name: "messages", Text: fmt.Sprintf("%d are to be sent, %d were given up", waiting, dead)}
	if dead > 0 {
		f.Level, f.Cure = setup.Warn, "see in chat why, and try them again: /kigo diagnose"
	}
	return append(all, f)
}

// checkTasks finds timed tasks that nobody runs.
func (d *doctor) checkTasks(ctx context.Context) ([]finding, error) {
	const grace = 5 * time.Minute
	s, err := scheduler.New(mongodb.NewJobs(d.store.DB), scheduler.Jobs(scheduler.Services{}), time.Now, d.cfg.zone, d.log)
	if err != nil {
		return nil, err
	}
	stand, err := s.Standings(ctx)
	if err != nil {
		return nil, err
	}
	var late []string
	begun := false
	for _, j := range stand {
		begun = begun || !j.Due.IsZero()
		if lag := time.Since(j.Due); !j.Due.IsZero() && lag > grace {
			late = append(late, fmt.Sprintf("%s by %s", j.Job, lag.Round(time.Minute)))
		}
	}
	switch {
	case !begun:
		return []finding{{Level: setup.OK, Name: "tasks", Text: "kigo serve has not run yet"}}, nil
	case len(late) > 0:
		return []finding{{Level: setup.Warn, Name: "tasks", Text: "late: " + strings.Join(late, ", "), Cure: "start kigo serve; if it runs, its log says what fails"}}, nil
	}
	return []finding{{Level: setup.OK, Name: "tasks", Text: "all run in time"}}, nil
}
