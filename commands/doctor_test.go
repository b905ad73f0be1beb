package commands

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/bot/outbox"
)

func dead(id, reason string) outbox.Row {
	return outbox.Row{ID: id, Kind: "event.moved_up", State: outbox.Dead, Tries: 60, Error: reason, Data: map[string]string{"text": "Geheim"}}
}

func TestDeadLetters(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	has(t, o.say("anna", "diagnose"), "nicht zustellen konnte: 0", "keine ist ausgefallen")
	has(t, o.say("bert", "diagnose"), "nicht")
	for _, id := range []string{"a", "b", "c"} {
		r := dead(id, "post: **"+strings.Repeat("x", 300))
		r.Person, r.Enqueued = o.person("bert").ID, o.now
		if _, err := o.rows.Insert(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	answer := o.say("anna", "diagnose")
	has(t, answer, "nicht zustellen konnte: 3", "Nachrücken von der Warteliste an Bert Brodersen, seit Di, 24.11.2026, 9:00 Uhr, Versuche: 60. Grund: post: **xxx",
		"[Alle noch einmal versuchen] /kigo diagnose alle", "[Noch einmal versuchen] /kigo diagnose a", "[Verwerfen] /kigo diagnose verwerfen a")
	lacks(t, answer, "Geheim", strings.Repeat("x", 250))
	has(t, o.click("anna", "diagnose a"), "Ich versuche es jetzt noch einmal", "konnte: 2")
	has(t, o.click("anna", "diagnose verwerfen b"), "Verworfen", "konnte: 1")
	lacks(t, o.say("anna", "diagnose"), "diagnose alle") // one is left
	for _, gone := range []string{"diagnose a", "diagnose verwerfen a", "diagnose b", "diagnose weg"} {
		has(t, o.say("anna", gone), "gibt es nicht mehr")
	}
	has(t, o.click("anna", "diagnose alle"), "Ich versuche jetzt 1 Nachricht noch einmal", "konnte: 0")
	if over, err := o.rows.WasSent(t.Context(), "b"); err != nil || !over {
		t.Errorf("what was discarded may come back: %v", err)
	}
	var did []string
	entries, err := o.svc.Audit.About(t.Context(), string(o.person("bert").ID))
	for _, e := range entries {
		did = append(did, e.Action+" "+e.Detail["row"])
		if e.Actor != string(o.person("anna").ID) {
			t.Errorf("%+v", e)
		}
	}
	slices.Sort(did) // all at the same moment
	if got := strings.Join(did, ", "); err != nil || got != "outbox.discard b, outbox.retry a, outbox.retry c" {
		t.Errorf("audited: %s, %v", got, err)
	}
	lacks(t, o.say("anna", "diagnose"), "zurückgehalten")
	o.pause = &outbox.Pause{Since: o.now}
	has(t, o.say("anna", "diagnose"), "zurückgehalten, seit Di, 24.11.2026, 9:00 Uhr", "kigo outbox resume", "kigo outbox drop")
	o.pause.Beat = o.now.Add(-48 * time.Hour)
	has(t, o.say("anna", "diagnose"), "zuletzt am So, 22.11.2026, 9:00 Uhr in Betrieb")
	o.skipped = []Skipped{{Job: "prune", Times: 2, Last: o.now}}
	has(t, o.say("anna", "diagnose"), "prune: 2 Läufe, zuletzt Di, 24.11.2026, 9:00 Uhr")
}
