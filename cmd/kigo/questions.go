package main

import (
	"kigo/adapters/mongodb"
	"kigo/bot/audit"
	"kigo/bot/knowledge"
	"kigo/bot/outbox"
)

// newInbox gathers the questions that the library does not answer.
func newInbox(a *app, trail *audit.Log, box *outbox.Outbox) *knowledge.Inbox {
	return &knowledge.Inbox{
		Gaps: mongodb.NewGaps(a.store.DB), Library: a.library, People: a.people, Outbox: box, Audit: trail,
		Now: a.now, Zone: a.cfg.zone, Log: a.log,
	}
}
