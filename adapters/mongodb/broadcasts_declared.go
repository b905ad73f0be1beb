package mongodb

import (
	"kigo/bot/broadcasts"
	"kigo/bot/inventory"
)

func broadcastRecords() []inventory.Record {
	const held = "broadcasts"
	stays := inventory.Period{After: "stays"}
	sent := inventory.Period{For: broadcasts.KeepAudience, After: "broadcast_start"}
	return []inventory.Record{
		{
			Name: "broadcasts", Collection: "broadcasts", Doc: broadcasts.Broadcast{}, Held: held,
			Keep: inventory.Period{For: broadcasts.KeepText, After: "changed"},
			Fields: inventory.Fields{
				inventory.Key: {"_id", "audience", "salt", "file.key"}, inventory.State: {"state", "shown", "forgotten", "live"},
				inventory.Content: {
					"title", "text", "textEn", "correction.title", "correction.text", "correction.textEn",
					"target.kind", "target.names[]", "target.label", "urgent", "compulsory", "receipt",
					"file.name", "file.type", "file.alt", "target.channels[].name",
				},
				inventory.Person: {"author", "approver", "correction.author", "send.pending[]", "edit.pending[]"},
				inventory.Post:   {"target.channels[].platform", "target.channels[].id"},
				inventory.Time:   {"start", "started", "shownAt", "created", "changed", "send.until", "edit.until"},
				inventory.Number: {
					"rev", "version", "edition", "total", "seconds", "turn", "receipts", "send.next", "send.upto", "send.done", "send.skipped",
					"send.failed", "edit.next", "edit.upto", "edit.done", "edit.skipped", "edit.failed",
					"reach", "file.size", "send.waiting", "send.copies", "send.none", "edit.waiting", "edit.copies", "edit.none",
				},
			},
			Sooner: map[string]inventory.Period{"send.pending[]": sent, "edit.pending[]": sent, "salt": sent},
		},
		{
			Name: "audiences", Collection: "audiences", Doc: audience{}, Held: held, Keep: sent, Told: true,
			Fields: inventory.Fields{inventory.Key: {"_id", "broadcast"}, inventory.Person: {"people[]"}},
		},
		{
			Name: "broadcast_files", Collection: "broadcast_files", Doc: broadcastFile{}, Held: held, Keep: sent,
			Fields: inventory.Fields{inventory.Key: {"_id", "broadcast"}, inventory.Content: {"data"}},
		},
		{
			Name: "receipts", Collection: "receipts", Doc: receipt{}, About: true, Held: held, Keep: sent, Told: true,
			Fields: inventory.Fields{inventory.Sealed: {"_id"}, inventory.Key: {"broadcast"}},
		},
		{
			Name: "topics", Collection: "topics", Doc: broadcasts.Topic{}, Held: held, Keep: stays,
			Fields: inventory.Fields{inventory.Key: {"_id"}, inventory.Content: {"name"}, inventory.Person: {"by"}, inventory.Time: {"created"}},
		},
		{
			Name: "eyes", Collection: "settings", Doc: eyes{}, Held: held, Keep: stays,
			Fields: inventory.Fields{
				inventory.Key: {"_id"}, inventory.Number: {"rev"}, inventory.State: {"two"}, inventory.Person: {"askedBy"}, inventory.Time: {"askedAt"},
			},
		},
	}
}
