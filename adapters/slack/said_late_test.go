package slack

import "time"

// late is shortly before, at, and after the start.
func (v *visitors) late() {
	v.now = time.Date(2026, 12, 2, 11, 0, 0, 0, v.now.Location())
	v.says("events_closed", "finn", "termine werkstatt")
	v.says("join_closed", "finn", "anmelden werkstatt")
	v.says("answer_overdue", "bert", "frage Wo parke ich mein Fahrrad?")
	v.says("digest_later", "anna", "wissen wochenbericht")
	v.says("remind_chosen_past", "carla", "erinnern werkstatt 7d")
	v.says("remind_snoozed", "carla", "erinnern später "+v.id("Werkstatt")+" 1h")
	v.sweep()
	v.now = v.now.Add(4 * time.Hour)
	v.moveUpLate()
	v.says("checkin", "anna", "veranstaltung anwesend werkstatt")
	v.says("checkin_noted", "anna", "veranstaltung anwesend werkstatt Carla Beispiel")
	v.says("", "anna", "veranstaltung anwesend werkstatt Dora Beispiel")
	v.says("checkin_taken_back", "anna", "veranstaltung anwesend werkstatt Dora Beispiel nein")
	v.says("events_running", "carla", "termine werkstatt")
	v.says("event_past", "anna", "veranstaltung ändern werkstatt")
	v.now = time.Date(2026, 12, 9, 13, 0, 0, 0, v.now.Location())
	v.says("joined_waiting_late", "dora", "anmelden rundgang")
	v.says("checkin_over", "anna", "veranstaltung anwesend werkstatt")
	v.says("people_over", "anna", "veranstaltung teilnehmende werkstatt")
	v.says("event_copy_no_shows", "anna", "veranstaltung kopieren werkstatt")
	v.says("checkin_many", "anna", "veranstaltung anwesend sprechstunde")
	v.says("checkin_page", "anna", "veranstaltung anwesend sprechstunde 2")
}

// callOff cancels events.
func (v *visitors) callOff() {
	v.says("cancel", "anna", "veranstaltung absagen sprechstunde")
	v.fills("cancelled", "anna", "veranstaltung absagen sprechstunde", map[string]string{"reason": "Wasserschaden"})
	v.says("cancel_nobody", "anna", "veranstaltung absagen Vortrag 03")
	v.fills("cancelled_nobody", "anna", "veranstaltung absagen Vortrag 03", map[string]string{"reason": "Heizung"})
	v.delivered()
	v.says("status_cancelled", "bert", "platz")
	v.says("calendar_cancelled", "bert", "kalender sprechstunde")
	v.says("join_cancelled", "finn", "anmelden sprechstunde")
}
