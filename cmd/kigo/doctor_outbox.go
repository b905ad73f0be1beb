package main

import (
	"context"
	"fmt"
	"time"

	"kigo/adapters/mattermost/setup"
	"kigo/adapters/mongodb"
	"kigo/bot/outbox"
)

// checkOutbox looks whether messages are kept back, or would be from the next start on.
func (d *doctor) checkOutbox(ctx context.Context) []finding {
	const name, cure = "outbox", "kigo outbox resume sends everything; kigo outbox drop discards what was due before"
	if d.store == nil {
		return nil
	}
	pauses := mongodb.NewPauses(d.store.DB)
	p, paused, err := pauses.Pause(ctx)
	var beat time.Time
	if err == nil {
		beat, err = pauses.Heartbeat(ctx)
	}
	silent := time.Since(beat)
	switch {
	case err != nil:
		return []finding{{Level: setup.Fail, Name: name, Text: err.Error(), Cure: "run doctor again, and look into the database's log"}}
	case paused:
		text := fmt.Sprintf("paused since %s: this may be a copy, so only direct replies go out", p.Since.Format(time.RFC3339))
		return []finding{{Level: setup.Fail, Name: name, Text: text, Cure: cure}}
	case !beat.IsZero() && silent > outbox.Stale:
		text := fmt.Sprintf("kigo was last at work %s ago; as this may be a copy, only direct replies will go out from the next start on", silent.Round(time.Minute))
		return []finding{{Level: setup.Warn, Name: name, Text: text, Cure: cure}}
	}
	return []finding{{Level: setup.OK, Name: name, Text: "not paused"}}
}
