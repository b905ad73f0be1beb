package slack

import (
	"strings"
	"time"

	"kigo/adapters/keys"
	"kigo/adapters/mongodb"
	"kigo/bot/chat"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// newPulses lets people answer here, as KIGO_SLACK_PULSES=on does; the works council releases.
func (v *visitors) newPulses(store *mongodb.Pulses, s *pulses.Service) *pulses.Service {
	s.Store, s.Keys, s.Releaser, s.Rest = store, keys.Folder{Dir: v.TempDir() + "/keys"}, people.Council, 14
	s.People, s.Rows, s.Hours = v.people, v.rows, v.hours
	return s
}

// survey asks everybody once, and every week. Afterwards everything is as before.
func (v *visitors) survey() {
	now, ids := v.now, v.ids
	v.ids = 90_000_000
	anna, finn := v.person("anna"), v.person("finn")
	if err := v.people.Grant(v.Context(), anna, finn.ID, people.Council); err != nil {
		v.Fatal(err)
	}
	v.says("pulse_nothing", "bert", "puls")
	v.askOnce()
	v.askWeekly()
	if err := v.people.Withdraw(v.Context(), anna, finn.ID, people.Council); err != nil {
		v.Fatal(err)
	}
	if err := v.rows.Purge(v.Context(), "pulse."); err != nil {
		v.Fatal(err)
	}
	v.now, v.ids = now, ids
}

func (v *visitors) askOnce() {
	v.says("pulse_new", "anna", "puls neu")
	v.fills("pulse_new_wrong", "anna", "puls neu", map[string]string{"titel": "", "ziel": "Mars", "ende": "gestern", "k": "3", "fragen": "raten: <!channel>"})
	draft := v.fills("pulse_preview", "anna", "puls neu", map[string]string{"vorlage": "veranstaltung", "titel": "Nachher <!channel>", "ende": "2.12.2026 16:00"})
	id := strings.TrimSpace(v.button(draft, "puls freigabe "))
	test := v.presses("pulse_test", "anna", draft, "puls test ")
	v.sends("pulse_tested", "anna", v.presses("", "anna", test, "puls test "), map[string]string{"q1": "4", "q2": "1", "q3": "9"})
	v.says("pulse_asked", "anna", "puls freigabe "+id)
	v.delivered()
	v.says("pulse_released", "finn", "puls freigeben "+id+" 1")
	v.says("pulse_started", "anna", "puls starten "+id)
	v.pulsed(0)
	open := "puls " + id + " antworten"
	v.says("pulse_form", "carla", open)
	v.fills("pulse_form_wrong", "carla", open, map[string]string{"q1": "4", "q2": "", "q3": "9"})
	v.fills("pulse_thanks", "carla", open, map[string]string{"q1": "4", "q2": "1", "q3": "9", "q4": "*Mehr* <!channel>"})
	v.fills("pulse_changed", "carla", open, map[string]string{"q1": "3", "q2": "1", "q3": "9"})
	v.says("pulse_withdrawn", "carla", "puls "+id+" zurückziehen")
	v.says("pulse_declined", "carla", "puls "+id+" nicht")
	v.does("pulse_spoken", chat.Event{Kind: chat.DirectMessage, User: chat.User{ID: "dora"}, Line: "puls 4"})
	v.pulsed(6 * 24 * time.Hour) // reminds
	for i, who := range []string{"anna", "bert", "dora", "emil", "finn"} {
		v.fills("", who, open, map[string]string{"q1": []string{"3", "4"}[i%2], "q2": []string{"1", "2"}[i%2], "q3": "9", "q4": "Mehr <!channel> von " + who})
	}
	v.says("pulse_close", "anna", "puls schließen "+id)
	v.says("pulse_closed", "anna", "puls schließen "+id+" ja")
	v.pulsed(0)
	v.says("pulse_texts", "finn", "puls texte "+id)
	v.says("pulse_result", "carla", "puls ergebnis "+id)
	if err := v.rows.Purge(v.Context(), pulses.KindResult+"/"); err != nil { // all have it
		v.Fatal(err)
	}
	preview := v.fills("pulse_feedback", "anna", "puls rückmeldung "+id, map[string]string{"gesagt": "Es fehlt an <!channel>.", "tun": "Mehr davon."})
	v.presses("pulse_feedback_sent", "anna", preview, "puls rückmeldung ")
	v.pulsed(0)
}

func (v *visitors) askWeekly() {
	weekly := map[string]string{
		"vorlage": "stimmung", "titel": "Woche", "wiederholung": pulses.Weekly.Word(v.bot.PrinterFor(v.person("anna"))),
		"beginn": "16.12.2026 9:00", "ende": "18.12.2026 16:00",
	}
	draft := v.fills("pulse_series_preview", "anna", "puls neu", weekly)
	id := strings.TrimSpace(v.button(draft, "puls freigabe "))
	v.says("pulse_series_asked", "anna", "puls freigabe "+id)
	v.says("pulse_series_released", "finn", "puls freigeben "+id+" 1")
	v.pulsed(15 * 24 * time.Hour) // opens
	v.says("pulse_one_tap", "bert", "puls")
	v.says("pulse_list", "anna", "puls zeigen")
	v.says("pulse_council", "finn", "puls")
	v.pulsed(9*24*time.Hour + time.Hour) // the run of the 23rd is missed
	v.says("pulse_paused", "anna", "puls pause "+id)
	v.says("pulse_is_paused", "anna", "puls zeigen "+id)
	v.says("pulse_resumed", "anna", "puls weiter "+id)
	v.says("pulse_revise", "anna", "puls ändern "+id)
	v.says("pulse_stop", "anna", "puls beenden "+id)
	v.says("pulse_stopped", "anna", "puls beenden "+id+" ja")
}

// pulsed lets time pass, does what is due in surveys, and looks at what is told.
func (v *visitors) pulsed(pass time.Duration) {
	v.Helper()
	v.now = v.now.Add(pass)
	if err := v.pulses.Tick(v.Context()); err != nil {
		v.Fatal(err)
	}
	v.delivered()
}
