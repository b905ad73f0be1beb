package mongodb

import (
	"kigo/bot/inventory"
	"kigo/bot/pulses"
)

func pulseRecords() []inventory.Record {
	const held = "surveys"
	stays := inventory.Period{After: "stays"}
	closed := inventory.Period{After: "run"}
	return []inventory.Record{
		{
			Name: "pulses", Collection: "pulses", Doc: pulses.Run{}, Held: held, Keep: stays,
			Fields: inventory.Fields{
				inventory.Key: {"_id", "series", "origin", "replaces", "recipient", "keyStore"}, inventory.State: {"state", "asked", "reminded", "told", "settled", "fedBack", "feedback.sent", "silent"},
				inventory.Content: {
					"survey.title.de", "survey.title.en", "survey.purpose.de", "survey.purpose.en",
					"survey.questions[].kind", "survey.questions[].text.de", "survey.questions[].text.en",
					"survey.questions[].options[].de", "survey.questions[].options[].en",
					"feedback.heard.de", "feedback.heard.en", "feedback.doing.de", "feedback.doing.en",
					"target.dezernate[]", "target.roles[]", "target.event", "repeat",
				},
				inventory.Person: {"creator", "releasedBy", "turnedBy", "feedback.by"},
				inventory.Time:   {"opens", "closes", "remind", "created", "openedAt", "closedAt", "made", "turnedAt"},
				inventory.Number: {"k", "version", "size", "invited", "spared", "feedback.version", "rate.day", "rate.percent", "lates"},
				inventory.Sealed: {"late.<random>", "frozen"},
			},
			Sooner: map[string]inventory.Period{"late.<random>": closed, "frozen": closed},
		},
		{
			Name: "answers", Collection: "pulse_answers", Doc: sealed{}, About: true, Held: held, Keep: closed, Told: true,
			Fields: inventory.Fields{inventory.Sealed: {"_id", "sealed"}},
		},
		{
			Name: "electorate", Collection: "pulse_electorate", Doc: elector{}, About: true, Held: held, Told: true,
			Keep:   inventory.Period{For: pulses.KeepElectorate, After: "closed"},
			Fields: inventory.Fields{inventory.Linked: {"_id"}, inventory.Key: {"run"}, inventory.Person: {"person"}, inventory.Unit: {"group"}},
		},
		{
			Name: "results", Collection: "pulse_results", Doc: result{}, Keep: stays,
			Fields: inventory.Fields{
				inventory.Key: {"_id", "run"}, inventory.Time: {"closed"}, inventory.State: {"lost", "questions[].kind"},
				inventory.Number:  {"k", "questions[].parts[].n", "questions[].parts[].given[]", "questions[].parts[].none"},
				inventory.Content: {"questions[].parts[].groups[]", "texts.<question>.<random>"},
			},
		},
		{
			Name: "moderation", Collection: "pulse_moderation", Doc: unread{},
			Keep:   inventory.Period{For: pulses.KeepUnread, After: "closed"},
			Fields: inventory.Fields{inventory.Key: {"_id", "run", "key"}, inventory.Number: {"question"}, inventory.Content: {"text"}},
		},
	}
}
