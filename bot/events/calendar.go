package events

import (
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// berlin describes the zone for programs that don't know it (RFC 5545, 3.6.5).
const berlin = `BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
END:VCALENDAR
`

// Calendar is a file of events that Outlook and Thunderbird take (RFC 5545). Each keeps
// its UID for good and counts its changes in SEQUENCE, so that a newer file replaces
// what an older one brought.
func Calendar(p i18n.Printer, all []Event, me people.ID, now time.Time) chat.File {
	cal := newCalendar(p, all, me, func(Event) time.Time { return now })
	name := "kigo.ics"
	if len(all) == 1 {
		name = string(all[0].ID) + ".ics"
	}
	return calendarFile(cal, name)
}

// feedCalendar is the same for programs that fetch it again and again: as long as nothing
// changes it is the same to the byte.
func feedCalendar(p i18n.Printer, all []Event, me people.ID) chat.File {
	cal := newCalendar(p, all, me, Event.touched)
	cal.SetXWRCalName(p.Plain("event.feed.name"))
	const often = "PT1H"
	cal.SetRefreshInterval(often)
	cal.SetXPublishedTTL(often)
	return calendarFile(cal, "kigo.ics")
}

// touched is when organisers have changed the event last.
func (e Event) touched() time.Time {
	return slices.MaxFunc([]time.Time{e.Created, e.Changed, e.CancelledAt}, time.Time.Compare)
}

func calendarFile(cal *ics.Calendar, name string) chat.File {
	return chat.File{Name: name, Type: "text/calendar; charset=utf-8; method=PUBLISH", Data: []byte(cal.Serialize(ics.WithNewLineWindows))}
}

// newCalendar holds the events; stamp is the time that each is marked with.
func newCalendar(p i18n.Printer, all []Event, me people.ID, stamp func(Event) time.Time) *ics.Calendar {
	cal := ics.NewCalendarFor("kigo")
	cal.SetMethod(ics.MethodPublish)
	zone := p.Zone().String()
	if zone == "Europe/Berlin" {
		// The text is a constant, and a test reads it.
		if c, err := ics.ParseCalendar(strings.NewReader(strings.ReplaceAll(berlin, "\n", "\r\n"))); err == nil {
			cal.AddVTimezone(c.Timezones()[0])
		}
	}
	at := func(ev *ics.VEvent, prop ics.ComponentProperty, t time.Time) {
		if zone != "Europe/Berlin" {
			ev.SetProperty(prop, t.UTC().Format("20060102T150405Z"))
			return
		}
		ev.SetProperty(prop, t.In(p.Zone()).Format("20060102T150405"), ics.WithTZID(zone))
	}
	for _, e := range all {
		ev := cal.AddEvent(string(e.ID) + "@kigo")
		ev.SetDtStampTime(stamp(e).UTC())
		at(ev, ics.ComponentPropertyDtStart, e.Start)
		at(ev, ics.ComponentPropertyDtEnd, e.End)
		ev.SetSequence(e.Sequence)
		title := e.Title
		status := ics.ObjectStatusConfirmed
		switch st := e.Standing(me); {
		case e.State == Cancelled:
			status, title = ics.ObjectStatusCancelled, p.Plain("event.ics.cancelled", i18n.Args{"Title": e.Title})
		case st.Offered:
			status, title = ics.ObjectStatusTentative, p.Plain("event.ics.offered", i18n.Args{"Title": e.Title})
		case st.Waiting:
			status, title = ics.ObjectStatusTentative, p.Plain("event.ics.waiting", i18n.Args{"Title": e.Title})
		}
		ev.SetSummary(title)
		ev.SetLocation(e.Place)
		ev.SetStatus(status)
		if e.Description != "" {
			ev.SetDescription(e.Description)
		}
	}
	return cal
}

// CalendarView brings the file.
func CalendarView(p i18n.Printer, all []Event, me people.ID, now time.Time) chat.Message {
	m := chat.Say(p.Text("event.calendar", i18n.Args{"Count": len(all)}))
	m.Files = []chat.File{Calendar(p, all, me, now)}
	return m
}
