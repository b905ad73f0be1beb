package main

import (
	"context"
	"maps"

	"kigo/adapters/mongodb"
	"kigo/bot/audit"
	"kigo/bot/hours"
	"kigo/bot/knowledge"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// newInbox gathers the questions that the library does not answer.
func newInbox(a *app, trail *audit.Log, box *outbox.Outbox) *knowledge.Inbox {
	return &knowledge.Inbox{
		Gaps: mongodb.NewGaps(a.store.DB), Library: a.library, People: a.people, Outbox: box, Audit: trail,
		Hours: hours.New(a.cfg.zone), Now: a.now, Zone: a.cfg.zone, Log: a.log,
	}
}

// anyUse asks one domain after the other whether it holds something of a person.
func anyUse(domains ...func(context.Context, people.ID) (bool, error)) func(context.Context, people.ID) (bool, error) {
	return func(ctx context.Context, id people.ID) (bool, error) {
		for _, inUse := range domains {
			if held, err := inUse(ctx, id); held || err != nil {
				return held, err
			}
		}
		return false, nil
	}
}

// renderers are those of all domains; each kind belongs to one.
func renderers(domains ...map[string]outbox.Renderer) map[string]outbox.Renderer {
	all := map[string]outbox.Renderer{}
	for _, d := range domains {
		maps.Copy(all, d)
	}
	return all
}
