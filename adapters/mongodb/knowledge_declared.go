package mongodb

import (
	"slices"

	"kigo/bot/inventory"
	"kigo/bot/knowledge"
)

// entry are the paths of an entry's fields below a prefix.
func entry(prefix string) []string {
	var all []string
	for _, name := range []string{"id", "question", "alternatives[]", "tags[]", "answer", "source", "review", "language", "command"} {
		all = append(all, prefix+"entry."+name)
	}
	return all
}

func knowledgeRecords() []inventory.Record {
	const held, owner = "knowledge", "entry.owner"
	stays := inventory.Period{After: "stays"}
	return []inventory.Record{
		{
			Name: "knowledge", Collection: "knowledge", Doc: knowledge.Record{}, Held: held, Keep: stays,
			Fields: inventory.Fields{
				inventory.Key: {"_id", "origin"}, inventory.Number: {"version"}, inventory.Content: append(entry(""), "text"),
				inventory.Person: {"by"}, inventory.Email: {owner}, inventory.Time: {"at"}, inventory.State: {"retired"},
			},
		},
		{
			Name: "changes", Collection: "knowledge", Begins: "count/", Doc: changes{}, Keep: stays,
			Fields: inventory.Fields{inventory.Key: {"_id"}, inventory.Number: {"n"}},
		},
		{
			Name: "versions", Collection: "knowledge_versions", Doc: version{}, Held: held, Told: true,
			Keep: inventory.Period{For: knowledge.KeepVersion, After: "replaced", Field: "replaced"},
			Fields: inventory.Fields{
				inventory.Key: {"_id", "record._id", "record.origin"}, inventory.Time: {"replaced", "record.at"}, inventory.Person: {"by", "record.by"},
				inventory.Number: {"record.version"}, inventory.Content: append(entry("record."), "record.text"),
				inventory.Email: {"record." + owner}, inventory.State: {"record.retired"},
			},
		},
		{
			Name: "drafts", Collection: "knowledge_drafts", Doc: knowledge.Draft{}, About: true, Held: held, Told: true,
			Keep: inventory.Period{For: knowledge.KeepDraft, After: "saved", Field: "at"},
			Fields: inventory.Fields{
				inventory.Linked: {"_id"}, inventory.Person: {"by"}, inventory.Private: entry(""), inventory.Email: {owner},
				inventory.Number: {"version"}, inventory.Time: {"at"},
			},
		},
	}
}

func gapRecords() []inventory.Record {
	const held = "questions"
	owed := inventory.Period{After: "handed_out"}
	gap := inventory.Record{
		Name: "gaps", Collection: "gaps", Doc: knowledge.Gap{}, Held: held, Told: true,
		Keep: inventory.Period{For: knowledge.KeepOpenGap, After: "asked"},
		Fields: inventory.Fields{
			inventory.Key: {"_id", "disliked", "entry"}, inventory.State: {"state"}, inventory.Number: {"version", "round", "asked"},
			inventory.Private: {"wordings[]"}, inventory.Time: {"first", "last", "closed"},
			inventory.Wish: {"askers.<person>.named"}, inventory.Stands: {"askers.<person>.at"},
			inventory.Content: slices.Concat([]string{"answer", "source", "reason"}, entry("owed."), []string{"owed.adds[]"}),
			inventory.Person:  {"by", "owed.people[]"}, inventory.Email: {"owed.entry.owner"},
		},
		Sooner: map[string]inventory.Period{"owed.people[]": owed, "owed.entry.owner": owed, "owed.adds[]": owed},
	}
	for _, path := range entry("owed.") {
		gap.Sooner[path] = owed
	}
	return []inventory.Record{
		gap,
		{
			Name: "tallies", Collection: "tallies", Doc: knowledge.Tally{},
			Keep:   inventory.Period{For: knowledge.KeepTally, After: "counted", Field: "at"},
			Fields: inventory.Fields{inventory.Key: {"_id", "subject"}, inventory.State: {"kind"}, inventory.Number: {"count"}, inventory.Time: {"at"}},
		},
		{
			Name: "digests", Collection: "digests", Doc: subscriber{}, About: true, Held: held, Keep: inventory.Period{After: "switched"},
			Fields: inventory.Fields{inventory.Person: {"_id"}},
		},
	}
}
