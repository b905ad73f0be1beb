package events

import (
	"slices"
	"strings"
	"time"

	"kigo/bot/hours"
)

// Offset is how long before the start of an event its people are reminded.
type Offset string

// The offsets. Days are those of the calendar: the reminder comes at the time of day at
// which the event starts, also across a night in which the clocks change.
const (
	WeekBefore Offset = "7d"
	DayBefore  Offset = "1d"
	HourBefore Offset = "1h"
)

// Offsets are all there are, the longest first.
var Offsets = []Offset{WeekBefore, DayBefore, HourBefore}

// DefaultReminders are those of an event whose organisers chose nothing else.
var DefaultReminders = []Offset{WeekBefore, DayBefore}

// Rhythms are what organisers choose from.
var Rhythms = [][]Offset{{}, {DayBefore}, DefaultReminders, Offsets}

// rhythmName is a rhythm in a form, and the end of its key in the catalogue.
func rhythmName(r []Offset) string {
	if len(r) == 0 {
		return "none"
	}
	var names []string
	for _, o := range r {
		names = append(names, string(o))
	}
	return strings.Join(names, "_")
}

// Rhythm is when people are reminded unless they chose otherwise. Events from before
// organisers could choose have the default.
func (d Details) Rhythm() []Offset {
	if d.Reminders == nil {
		return DefaultReminders
	}
	return d.Reminders
}

// Timetable says when reminders go out: by the clocks of a zone, in working hours.
type Timetable struct {
	Hours *hours.Hours // nil is at any time
	Zone  *time.Location
}

// At is when people are reminded of an event that starts at start. What would fall into
// quiet time comes in the last working hours before.
func (t Timetable) At(start time.Time, o Offset) time.Time {
	start = start.In(t.Zone)
	switch o {
	case WeekBefore:
		start = start.AddDate(0, 0, -7)
	case DayBefore:
		start = start.AddDate(0, 0, -1)
	default:
		start = start.Add(-time.Hour)
	}
	if t.Hours == nil {
		return start
	}
	return t.Hours.Before(start)
}

// Until is when a reminder has become pointless: after the start, and that of a week
// before after two days.
func (t Timetable) Until(start time.Time, o Offset) time.Time {
	const late = 2 * 24 * time.Hour
	if week := t.At(start, o).Add(late); o == WeekBefore && week.Before(start) {
		return week
	}
	return start
}

// Due are the reminders of an event to be handed out at now. missed are those for which it
// is too late, because kigo was not there when they were due.
//
// Nobody is reminded for a moment that had passed when the event was published, or its
// start was set.
func (t Timetable) Due(e Event, now time.Time) (due, missed []Offset) {
	if e.State != Open {
		return nil, nil
	}
	for _, o := range Offsets {
		at := t.At(e.Start, o)
		switch {
		case e.reminded(o), at.After(now), at.Before(e.known()):
		case now.Before(t.Until(e.Start, o)):
			due = append(due, o)
		default:
			missed = append(missed, o)
		}
	}
	return due, missed
}

// Next is the first moment after now at which a reminder of the event is due.
func (t Timetable) Next(e Event, now time.Time) (next time.Time, ok bool) {
	if e.State != Open {
		return next, false
	}
	for _, o := range Offsets {
		if at := t.At(e.Start, o); at.After(now) && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	return next, ok
}

// Gets reports whether somebody who wants to be reminded at these offsets is reminded at
// o, where it is handed out at now: not if a shorter one is due by then, too. After an outage,
// or around holidays, one reminder is enough.
func (t Timetable) Gets(wanted []Offset, o Offset, start, now time.Time) bool {
	if !slices.Contains(wanted, o) {
		return false
	}
	shorter := Offsets[slices.Index(Offsets, o)+1:]
	return !slices.ContainsFunc(wanted, func(w Offset) bool {
		return slices.Contains(shorter, w) && !t.At(start, w).After(now)
	})
}

// reminded reports whether the reminders at o for the present start were handed out.
func (e Event) reminded(o Offset) bool { return e.Reminded[o].Equal(e.Start) }

// known is since when people could know that the event starts when it does.
func (e Event) known() time.Time {
	if e.Scheduled.IsZero() {
		return e.Created
	}
	return e.Scheduled
}

// equalRhythm reports whether people would be reminded at the same times.
func equalRhythm(a, b Details) bool { return slices.Equal(a.Rhythm(), b.Rhythm()) }
