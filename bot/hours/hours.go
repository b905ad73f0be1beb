// Package hours knows when people work: Monday to Friday from 7 to 19, not on
// Schleswig-Holstein's holidays. What can wait is sent then, and deadlines count only then.
package hours

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/de"
)

const (
	opens  = 7
	closes = 19
	// afternoon is when something comes that would have come outside of working hours on the
	// evening of that day, or before the next one's morning.
	afternoon = 17
)

// Hours are an organisation's working hours. They are safe for concurrent use.
type Hours struct {
	zone *time.Location
	work *cal.BusinessCalendar
}

// New are working hours in a zone.
func New(zone *time.Location) *Hours {
	h := &Hours{zone: zone, work: cal.NewBusinessCalendar()}
	h.work.AddHoliday(de.HolidaysSH...)
	return h
}

// Works reports whether people work on the day of t.
func (h *Hours) Works(t time.Time) bool { return h.work.IsWorkday(t.In(h.zone)) }

// Open reports whether t lies in working hours; their end does not.
func (h *Hours) Open(t time.Time) bool {
	return h.Works(t) && !t.Before(h.at(t, 0, opens)) && t.Before(h.at(t, 0, closes))
}

// Next is the first moment from t on in working hours: t itself if they are on.
func (h *Hours) Next(t time.Time) time.Time {
	if h.Open(t) {
		return t
	}
	days := 0
	if !t.Before(h.at(t, 0, closes)) {
		days = 1
	}
	for !h.work.IsWorkday(h.at(t, days, opens)) {
		days++
	}
	return h.at(t, days, opens)
}

// Before is when something that is due at t is to come if it must not come later: at t
// itself in working hours, else on the last working day before, at the same time of day or,
// where that is outside of working hours, in the afternoon.
func (h *Hours) Before(t time.Time) time.Time {
	if h.Open(t) {
		return t
	}
	days := 0
	if t.Before(h.at(t, 0, opens)) {
		days = -1
	}
	for !h.work.IsWorkday(h.at(t, days, opens)) {
		days--
	}
	local := t.In(h.zone)
	same := h.at(t, days, local.Hour()).Add(time.Duration(local.Minute()) * time.Minute)
	if h.Open(same) {
		return same
	}
	return h.at(t, days, afternoon)
}

// Add is the moment at which d of working time has passed since t.
func (h *Hours) Add(t time.Time, d time.Duration) time.Time {
	t = h.Next(t)
	for {
		end := h.at(t, 0, closes)
		left := end.Sub(t)
		if d <= left {
			return t.Add(d)
		}
		d -= left
		t = h.Next(end)
	}
}

// at is an hour of the day that is so many days after that of t.
func (h *Hours) at(t time.Time, days, hour int) time.Time {
	y, m, d := t.In(h.zone).Date()
	return time.Date(y, m, d+days, hour, 0, 0, 0, h.zone)
}
