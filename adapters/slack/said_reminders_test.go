package slack

import (
	"fmt"
	"time"
)

// remember sets reminders, personal ones and those of events.
func (v *visitors) remember() {
	v.says("reminders_events", "carla", "erinnern")
	v.says("reminder_unknown", "carla", "erinnern Tanzkurs")
	v.says("reminder_no_text", "carla", "erinnern morgen 9 Uhr")
	v.says("reminder_past", "carla", "erinnern gestern 9 Uhr Blumen")
	added := v.says("reminder_added", "carla", "erinnern mich heute 11 Uhr <!channel> *Flipchart* mitnehmen")
	v.says("", "carla", "erinnern 27.11. 9 Uhr Blumen gießen")
	v.says("reminders", "carla", "erinnern")
	v.presses("reminder_cancelled", "carla", v.says("", "carla", "erinnern 27.11. 9 Uhr Blumen gießen"), "erinnern löschen")
	for n := range 6 {
		v.says("", "dora", fmt.Sprintf("erinnern morgen %d Uhr Runde %d", 10+n, n+1))
	}
	v.says("reminders_many", "dora", "erinnern")
	v.says("remind_which_wish", "carla", "erinnern werkstatt")
	v.says("remind_chosen", "carla", "erinnern werkstatt 1d")
	v.says("remind_chosen_off", "carla", "erinnern werkstatt aus")
	v.says("", "finn", "anmelden rundgang")
	v.says("remind_chosen_waiting", "finn", "erinnern rundgang 1h")
	v.says("remind_standard", "carla", "erinnern standard")
	v.says("remind_standard_saved", "carla", "erinnern standard 1h")
	v.says("remind_later_how", "carla", "erinnern später")
	v.says("", "carla", "erinnern heute 11:05 Fenster schließen")
	v.now = time.Date(2026, 11, 25, 11, 5, 0, 0, v.now.Location())
	if err := v.reminders.Send(v.Context()); err != nil {
		v.Fatal(err)
	}
	v.now = v.now.Add(8 * time.Minute) // the first is late by now
	v.delivered()
	v.says("reminder_put_off", "carla", "erinnern später "+v.button(added, "erinnern löschen ")+" 1h")
}

// beQuiet keeps what can wait away.
func (v *visitors) beQuiet() {
	v.says("quiet", "carla", "profil ruhe")
	v.fills("quiet_wrong", "carla", "profil ruhe", map[string]string{"until": "gestern"})
	v.says("quiet_day", "carla", "profil ruhe bis 15.12.")
	v.says("quiet_hour", "carla", "profil ruhe bis morgen 14 Uhr")
	v.says("quiet_over", "carla", "profil ruhe aus")
}

// offer gives seats that have to be confirmed.
func (v *visitors) offer() {
	terms := map[string]string{"seats": "1", "confirm": "4", "start": "16.12.2026 10:00", "end": "12:00"}
	v.opens("Löten", terms)
	v.opens("Nähen", terms)
	for _, title := range []string{"löten", "nähen"} {
		v.says("", "bert", "anmelden "+title)
		v.says("", "carla", "anmelden "+title)
	}
	v.opens("Sägen", map[string]string{"seats": "1", "confirm": "4", "deadline": "25.11.2026 12:00"})
	for _, who := range []string{"bert", "carla"} {
		v.says("", who, "anmelden sägen")
	}
	v.says("", "bert", "abmelden sägen ja")
	v.says("joined_waiting_offer", "dora", "anmelden löten")
	v.says("", "emil", "anmelden löten")
	v.says("", "bert", "abmelden löten ja")
	v.delivered()
	v.says("status_offered", "carla", "platz löten")
	v.says("events_offered", "carla", "termine löten")
	v.says("calendar_offered", "carla", "kalender löten")
	v.says("joined_offered", "carla", "anmelden löten")
	v.says("leave_offered", "carla", "abmelden löten")
	v.says("people_offered", "anna", "veranstaltung teilnehmende löten")
	v.says("event_offered", "anna", "veranstaltung löten")
	v.says("accept_none", "bert", "zusagen")
	v.says("accept_over", "bert", "zusagen löten")
	v.says("accept_waiting", "emil", "zusagen löten")
	v.says("", "bert", "abmelden nähen ja")
	v.says("accept_which", "carla", "zusagen")
	v.says("accepted", "carla", "zusagen nähen")
	v.says("accepted_already", "carla", "zusagen nähen")
	v.now = v.now.Add(5 * time.Hour) // nobody else answers
	v.sweep()
	v.says("accept_lost", "carla", "zusagen löten")
}

// moveUpLate leaves a seat to somebody when it is too late to ask for a confirmation.
func (v *visitors) moveUpLate() {
	v.opens("Feilen", map[string]string{"seats": "1", "confirm": "4", "start": "2.12.2026 16:30", "end": "17:00"})
	v.says("", "bert", "anmelden feilen")
	v.says("", "carla", "anmelden feilen")
	v.says("", "bert", "abmelden feilen ja")
	v.says("status_unasked", "carla", "platz feilen")
	v.says("people_unasked", "anna", "veranstaltung teilnehmende feilen")
}

// sweep tells people what they have not been told.
func (v *visitors) sweep() {
	v.Helper()
	if err := v.events.Sweep(v.Context()); err != nil {
		v.Fatal(err)
	}
	if err := v.events.Remind(v.Context()); err != nil {
		v.Fatal(err)
	}
	v.delivered()
}
