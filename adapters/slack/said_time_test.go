package slack

import (
	"fmt"
	"time"
)

// atTheDoor notes who has come, before a talk at 14:00 and after it.
func (v *visitors) atTheDoor() {
	for n := range 25 { // more than a page
		v.says("", fmt.Sprintf("gast%02d", n), "anmelden Vortrag 00")
	}
	v.says("event_at_the_door", "anna", "veranstaltung Vortrag 00")
	v.says("checkin", "anna", "veranstaltung anwesend Vortrag 00")
	v.says("checkin_last_page", "anna", "veranstaltung anwesend Vortrag 00 2")
	v.says("checkin_noted", "anna", "veranstaltung anwesend Vortrag 00 Gast03 Beispiel")
	v.says("", "anna", "veranstaltung anwesend Vortrag 00 Gast04 Beispiel")
	v.says("checkin_taken_back", "anna", "veranstaltung anwesend Vortrag 00 Gast04 Beispiel nein")
	v.now = time.Date(2026, 12, 10, 10, 0, 0, 0, v.now.Location())
	v.says("checkin_over", "anna", "veranstaltung anwesend Vortrag 00")
	v.says("people_came", "anna", "veranstaltung teilnehmende Vortrag 00")
	v.says("event_copy_no_shows", "anna", "veranstaltung kopieren Vortrag 00")
}

// isReminded is reminded of events, and says when. It is Thursday, 10:00.
func (v *visitors) isReminded() {
	for n := range 10 {
		v.opens(fmt.Sprintf("Lesung %02d", n), map[string]string{"start": "17.12.2026 10:00", "end": "1 Stunde", "reminders": "7d_1d_1h"})
		v.says("", "finn", fmt.Sprintf("anmelden Lesung %02d", n))
	}
	id := v.opens("Konzert", map[string]string{"start": "17.12.2026 12:00", "end": "1 Stunde", "seats": "1"})
	v.says("", "finn", "anmelden Konzert")
	v.says("", "dora", "anmelden Konzert")
	v.says("remind", "finn", "erinnern")
	v.says("remind_standard", "finn", "erinnern standard 1h")
	v.says("remind_chosen", "finn", "erinnern Konzert 1d")
	v.says("remind_off", "finn", "erinnern Lesung 03 aus")
	v.says("remind_past", "finn", "erinnern Lesung 04 7d")
	v.says("remind_waiting", "dora", "erinnern Konzert 1d")
	v.now = time.Date(2026, 12, 16, 12, 0, 0, 0, v.now.Location())
	if err := v.events.Remind(v.Context()); err != nil {
		v.Fatal(err)
	}
	v.delivered()
	v.says("remind_snoozed", "finn", "erinnern später "+id+" 1h")
}

// isOffered moves up, is asked whether they come, and says yes, no, or nothing.
func (v *visitors) isOffered() {
	const wednesday, thursday = 16, 17
	at := func(day, hour int) { v.now = time.Date(2026, 12, day, hour, 0, 0, 0, v.now.Location()) }
	at(wednesday, 13)
	opens := func(title, start string, more map[string]string) {
		details := map[string]string{"start": start, "end": "2 Stunden", "seats": "1", "confirm": "4", "reminders": "none"}
		for field, value := range more {
			details[field] = value
		}
		v.opens(title, details)
		v.says("", "dora", "anmelden "+title)
		v.says("", "carla", "anmelden "+title)
	}
	opens("Backkurs", "21.12.2026 9:30", map[string]string{"deadline": "17.12.2026 9:00"})
	opens("Nähkurs", "21.12.2026 14:00", nil)
	opens("Malkurs", "17.12.2026 14:00", nil)
	v.says("joined_waiting_offer", "emil", "anmelden Backkurs")
	v.says("", "dora", "abmelden Backkurs ja")
	v.says("", "dora", "abmelden Nähkurs ja")
	v.delivered()
	v.says("status_offered", "carla", "platz")
	v.says("joined_offered", "carla", "anmelden Backkurs")
	v.says("events_offered", "carla", "termine Backkurs")
	v.says("calendar_offered", "carla", "kalender Backkurs")
	v.says("leave_offered", "carla", "abmelden Backkurs")
	v.says("people_unconfirmed", "anna", "veranstaltung teilnehmende Backkurs")
	v.says("accept_which", "carla", "zusagen")
	v.says("accepted", "carla", "zusagen Nähkurs")
	v.says("accepted_already", "carla", "zusagen Nähkurs")
	for _, hour := range []int{18, 18 + 17} { // carla's offer ends at 17:00, emil's on Thursday, after the deadline
		at(wednesday, hour)
		if err := v.events.Sweep(v.Context()); err != nil {
			v.Fatal(err)
		}
		v.delivered()
	}
	at(thursday, 13) // an hour before the painting
	v.says("", "dora", "abmelden Malkurs ja")
	v.says("status_offered_late", "carla", "platz Malkurs")
	v.says("people_unasked", "anna", "veranstaltung teilnehmende Malkurs")
}
