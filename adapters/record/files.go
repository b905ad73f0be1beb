// Package record prints what kigo stores, from its declarations: as a table, as JSON, and as
// drafts of the documents that data protection asks for.
package record

import (
	"slices"

	"kigo/adapters/deletions"
	"kigo/adapters/mongodb"
	"kigo/bot/inventory"
)

// All is everything that is stored, in the database and outside it.
func All() []inventory.Record { return slices.Concat(mongodb.Records(), Files()) }

// Files declares what lies outside the database: in the data folder, but for the log.
func Files() []inventory.Record {
	run, stays, operator := inventory.Period{After: "run"}, inventory.Period{After: "stays"}, inventory.Period{After: "operator"}
	return []inventory.Record{
		{Name: "file_keys", File: "keys/<run>.key", Keep: run, Fields: inventory.Fields{inventory.Sealed: {"identity", "pseudonyms"}}},
		{
			Name: "file_deletions", File: deletions.FileName, Keep: stays,
			Fields: inventory.Fields{inventory.Person: {"person"}, inventory.Time: {"at"}},
		},
		{Name: "file_store", File: "store/*.sqlite", Keep: stays},
		{Name: "file_demo", File: "clock.json, secret", Keep: stays, Fields: inventory.Fields{inventory.Time: {"offset"}, inventory.Sealed: {"secret"}}},
		{Name: "file_files", File: "files/", Keep: operator, Fields: inventory.Fields{inventory.Name: {"content"}}},
		{
			Name: "file_log", File: "stderr", Keep: operator,
			Fields: inventory.Fields{inventory.Time: {"time"}, inventory.State: {"level", "msg", "error"}, inventory.Key: {"ref", "event"}},
		},
	}
}
