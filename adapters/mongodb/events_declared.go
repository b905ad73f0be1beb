package mongodb

import (
	"kigo/bot/events"
	"kigo/bot/inventory"
)

func eventRecords() []inventory.Record {
	over := inventory.Period{For: events.KeepQueue, After: "event_end"}
	sent := inventory.Period{After: "handed_out"}
	return []inventory.Record{{
		Name: "events", Collection: "events", Doc: events.Event{}, Held: "events", Keep: inventory.Period{After: "counts"}, Told: true,
		Fields: inventory.Fields{
			inventory.Key: {"_id", "form"}, inventory.State: {"state", "notices.<nonce>.kind"},
			inventory.Content: {"title", "description", "place", "reason"},
			inventory.Time:    {"start", "end", "deadline", "created", "changed", "scheduled", "cancelledAt", "reminded.<offset>"},
			inventory.Number:  {"seats", "confirm", "reminders[]", "noShows", "seated", "waited", "sequence", "version"},
			inventory.Person:  {"organisers[]", "queue[]", "notices.<nonce>.person"},
			inventory.Stands:  {"waiting.<person>", "offers.<person>", "present.<person>"},
			inventory.Private: {"notices.<nonce>.data.<name>"},
		},
		Sooner: map[string]inventory.Period{
			"queue[]": over, "organisers[]": over, "waiting.<person>": over, "offers.<person>": over,
			"present.<person>":       {For: events.KeepPresence, After: "event_end"},
			"notices.<nonce>.person": sent, "notices.<nonce>.data.<name>": sent,
		},
	}}
}
