package commands

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/outbox"
	"kigo/scheduler"
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
}

func TestDoctorSaysHowKigoIs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.house = House{
		Version: "v1.2", Commit: "abc", Host: "kigo-1", Since: o.now.Add(-time.Hour), Answer: 3 * time.Millisecond,
		Chats: []Chat{{"mattermost", chat.State{Connected: true, Since: o.now.Add(-time.Minute)}}, {"slack", chat.State{}}},
		Jobs:  []scheduler.Standing{{Job: "sweep", Due: o.now.Add(time.Minute)}, {Job: "prune", Due: o.now.Add(time.Hour)}},
	}
	row := outbox.Row{ID: "a", Kind: "event.moved_up", State: outbox.Open, Due: o.now.Add(-time.Minute)}
	if _, err := o.rows.Insert(t.Context(), row); err != nil {
		t.Fatal(err)
	}
	answer := o.say("anna", "diagnose")
	has(t, answer, "unterwegs sind: 1", "wartet seit Di, 24.11.2026, 8:59 Uhr", "keine ist ausgefallen",
		"kigo v1.2 (abc) auf kigo-1, läuft seit Di, 24.11.2026, 8:00 Uhr", "MongoDB, antwortet nach 3 ms", "gehen gleich",
		"Mattermost: verbunden seit Di, 24.11.2026, 8:59 Uhr", "Slack: noch nicht verbunden")
	o.house.Embedded, o.house.Skew = true, -42*time.Second
	o.house.Chats[1].State = chat.State{Since: o.now.Add(-2 * time.Minute), Failures: 7, LastError: "**refused** " + strings.Repeat("x", 300)}
	o.house.Jobs[0].Due = o.now.Add(-3 * time.Minute)
	o.house.Jobs[1].Skipped = scheduler.Skipped{Times: 2, Last: o.now}
	answer = o.say("anna", "diagnose")
	has(t, answer, "prune: 2 Läufe, zuletzt Di, 24.11.2026, 9:00 Uhr", "sweep, fällig war Di, 24.11.2026, 8:57 Uhr",
		"eingebaute", "42 Sekunden auseinander", "Slack: nicht verbunden seit Di, 24.11.2026, 8:58 Uhr, 7 Versuche. Grund: **refused** xxx")
	lacks(t, answer, "keine ist ausgefallen", strings.Repeat("x", 250))
}
