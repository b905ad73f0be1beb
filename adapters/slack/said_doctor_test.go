package slack

import (
	"fmt"

	"kigo/bot/outbox"
	table "kigo/commands"
)

// diagnose looks after what did not arrive.
func (v *visitors) diagnose() {
	v.Helper()
	v.says("diagnose", "anna", "diagnose")
	due, err := v.rows.List(v.Context(), outbox.Open, 1)
	if err != nil || len(due) == 0 {
		v.Fatal(due, err)
	}
	for n := range 20 {
		r := outbox.Row{Person: due[0].Person, ID: fmt.Sprintf("row%02d", n), Kind: "event.moved_up", State: outbox.Dead, Tries: 60, Enqueued: v.now, Error: "channel_not_found"}
		if _, err := v.rows.Insert(v.Context(), r); err != nil {
			v.Fatal(err)
		}
	}
	v.skipped = []table.Skipped{{Job: "prune", Times: 2, Last: v.now}}
	v.says("diagnose_dead", "anna", "diagnose")
	v.says("diagnose_again", "anna", "diagnose row00")
	v.says("diagnose_discarded", "anna", "diagnose verwerfen row01")
	v.says("diagnose_all", "anna", "diagnose alle")
	v.says("diagnose_gone", "anna", "diagnose row00")
}
