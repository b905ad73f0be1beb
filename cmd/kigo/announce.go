package main

import (
	"context"
	"time"

	"kigo/adapters/mattermost"
	"kigo/adapters/mongodb"
	"kigo/adapters/slack"
	"kigo/bot/audit"
	"kigo/bot/broadcasts"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// announce wires announcements.
func (a *app) announce(box *outbox.Outbox, trail *audit.Log) {
	a.broadcasts = &broadcasts.Service{
		Store: mongodb.NewBroadcasts(a.store.DB), People: a.people, Events: a.events,
		Outbox: box, Rows: a.outbox, Audit: trail, Chats: a.adapters,
		// What a chat takes in bulk, in messages a second: Slack's limit for a workspace, and
		// the one that Mattermost has where its limit is switched on.
		Pace: map[string]float64{slack.Platform: slack.DefaultRates.Workspace / 60, mattermost.Platform: 10},
		// With a picture, Slack takes two of the calls that it limits, and Mattermost three requests.
		FilePace: map[string]float64{slack.Platform: slack.DefaultRates.Tier4 / 2 / 60, mattermost.Platform: 10. / 3},
		Hours:    a.cfg.sending(), Now: a.now, NewID: people.RandomID, Zone: a.cfg.zone, Secret: []byte(a.cfg.Secret),
		Later: func() { nudge(a.spread) },
	}
}

// spreading takes announcements further every interval, and at once when an admin has done
// something, until ctx ends.
func (a *app) spreading(ctx context.Context, interval time.Duration) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-a.spread:
		}
		for moved := true; moved && ctx.Err() == nil; {
			var err error
			if moved, err = a.broadcasts.Sweep(ctx); err != nil && ctx.Err() == nil {
				a.log.Error("announcements", "error", err) // made up for at the next tick
				break
			}
		}
	}
}
