package mongodb

import (
	"kigo/bot/inventory"
	"kigo/bot/outbox"
)

func outboxRecords() []inventory.Record {
	const held = "messages"
	return []inventory.Record{
		{
			Name: "outbox", Collection: "outbox", Doc: outbox.Row{}, About: true, Held: held, Told: true,
			Keep: inventory.Period{For: outbox.Keep, After: "due", Field: "due"},
			Fields: inventory.Fields{
				inventory.Linked: {"_id", "edits"}, inventory.Person: {"person"}, inventory.Private: {"data.<name>"},
				inventory.State:  {"kind", "waits", "group", "held", "state", "error", "attempted"},
				inventory.Time:   {"due", "by", "until", "lease", "enqueued", "attempts.<claim>.at"},
				inventory.Number: {"priority", "tries"},
				inventory.Key:    {"claim", "attempts.<claim>.bundle"},
				inventory.Post:   {"to.platform", "to.channel", "attempts.<claim>.platform", "attempts.<claim>.channel"},
			},
		},
		{
			Name: "sent", Collection: "sent", Doc: outbox.Sent{}, About: true, Held: held, Told: true,
			Keep: inventory.Period{For: outbox.Keep, After: "sent", Field: "at"},
			Fields: inventory.Fields{
				inventory.Linked: {"_id"}, inventory.Person: {"person"}, inventory.Post: {"platform", "channel", "ref"}, inventory.Time: {"at"},
			},
		},
	}
}
