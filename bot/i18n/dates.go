package i18n

import (
	"fmt"
	"time"
)

// Weekday is the short name of the day, "Mi" or "Wed".
func (p Printer) Weekday(t time.Time) string {
	return p.Plain("date.weekday." + weekdayKeys[t.In(p.Zone()).Weekday()])
}

var weekdayKeys = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// Date is the day with its weekday, "Mi, 25.11.2026" or "Wed, 25 Nov 2026".
func (p Printer) Date(t time.Time) string {
	t = t.In(p.Zone())
	layout := "02.01.2006"
	if p.lang == "en" {
		layout = "2 Jan 2006"
	}
	return p.Weekday(t) + ", " + t.Format(layout)
}

// Clock is the time of day on a 24-hour clock, "9:00".
func (p Printer) Clock(t time.Time) string {
	t = t.In(p.Zone())
	return fmt.Sprintf("%d:%02d", t.Hour(), t.Minute())
}

// DateTime is day and time, "Mi, 25.11.2026, 9:00 Uhr".
func (p Printer) DateTime(t time.Time) string {
	return p.Plain("date.at", Args{"Day": p.Date(t), "Time": p.Clock(t)})
}

// Span is from start to end, naming the second day only if it is another one.
func (p Printer) Span(start, end time.Time) string {
	if p.Date(start) != p.Date(end) {
		return p.Plain("date.days", Args{"Start": start, "End": end})
	}
	return p.Plain("date.span", Args{"Day": p.Date(start), "From": p.Clock(start), "To": p.Clock(end)})
}

// Relative is how far the day of t lies ahead of now, "heute", "morgen" or "in 7 Tagen".
func (p Printer) Relative(t, now time.Time) string {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(p.Zone()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	switch days := int(day(t).Sub(day(now)).Hours() / 24); days {
	case 0:
		return p.Plain("date.today")
	case 1:
		return p.Plain("date.tomorrow")
	default:
		return p.Plain("date.in_days", Args{"Count": days})
	}
}
