// Package hours knows when people work: Monday to Friday, from 7 to 19 if nothing else is
// set, not on Schleswig-Holstein's holidays. What can wait is sent then, and deadlines count only then.
package hours

import (
	"fmt"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/de"
)

// Default are the hours of New, as Parse reads them.
const Default = "7-19"

// Hours are an organisation's working hours. They are safe for concurrent use.
type Hours struct {
	zone          *time.Location
	work          *cal.BusinessCalendar
	opens, closes int // hours of the day
}

// New are the working hours from 7 to 19 in a zone.
func New(zone *time.Location) *Hours {
	h := &Hours{zone: zone, work: cal.NewBusinessCalendar(), opens: 7, closes: 19}
	h.work.AddHoliday(de.HolidaysSH...)
	return h
}

// Parse reads working hours such as "7-19": two full hours of a day, the first one earlier.
func Parse(s string, zone *time.Location) (*Hours, error) {
	h := New(zone)
	n, err := fmt.Sscanf(s, "%d-%d", &h.opens, &h.closes)
	if err != nil || n != 2 || s != fmt.Sprintf("%d-%d", h.opens, h.closes) {
		return nil, fmt.Errorf("%q are no hours such as %s", s, Default)
	}
	if h.opens < 0 || h.closes > 24 || h.opens >= h.closes {
		return nil, fmt.Errorf("from %d to %d are no hours of one day", h.opens, h.closes)
	}
	return h, nil
}

// afternoon is when something comes that would have come outside of working hours on the
// evening of that day, or before the next one's morning.
func (h *Hours) afternoon() int { return max(h.opens, h.closes-2) }

// Works reports whether people work on the day of t.
func (h *Hours) Works(t time.Time) bool { return h.work.IsWorkday(t.In(h.zone)) }

// Open reports whether t lies in working hours; their end does not.
func (h *Hours) Open(t time.Time) bool {
	return h.Works(t) && !t.Before(h.at(t, 0, h.opens)) && t.Before(h.at(t, 0, h.closes))
}

// Next is the first moment from t on in working hours: t itself if they are on.
func (h *Hours) Next(t time.Time) time.Time {
	if h.Open(t) {
		return t
	}
	days := 0
	if !t.Before(h.at(t, 0, h.closes)) {
		days = 1
	}
	for !h.work.IsWorkday(h.at(t, days, h.opens)) {
		days++
	}
	return h.at(t, days, h.opens)
}

// Before is when something that is due at t is to come if it must not come later: at t
// itself in working hours, else on the last working day before, at the same time of day or,
// where that is outside of working hours, in the afternoon.
func (h *Hours) Before(t time.Time) time.Time {
	if h.Open(t) {
		return t
	}
	days := 0
	if t.Before(h.at(t, 0, h.opens)) {
		days = -1
	}
	for !h.work.IsWorkday(h.at(t, days, h.opens)) {
		days--
	}
	local := t.In(h.zone)
	same := h.at(t, days, local.Hour()).Add(time.Duration(local.Minute()) * time.Minute)
	if h.Open(same) {
		return same
	}
	return h.at(t, days, h.afternoon())
}

// Add is the moment at which d of working time has passed since t.
func (h *Hours) Add(t time.Time, d time.Duration) time.Time {
	t = h.Next(t)
	for {
		end := h.at(t, 0, h.closes)
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
