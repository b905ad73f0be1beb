package when

import (
	"time"

	"kigo/bot/fault"
)

// ParseEnd reads the end of something that begins at start: a time of day on the day of
// start ("16:00", "bis 16 Uhr"), a length ("2 Stunden", "1,5 Std", "1:30 h", "2 Tage"),
// or a date with a time of day, as Parse reads it. A day without a year, or a weekday, is
// the first such day from the day of start on; words that count from today are refused.
// "1:30 h" is a time of day only if that lies after start; "2h" is always a length.
func ParseEnd(text string, start time.Time, zone *time.Location) (time.Time, error) {
	s := scanText(text)
	c := calendar{now: start, zone: zone}
	end, err := c.end(s)
	if err != nil {
		return time.Time{}, err
	}
	if !end.After(start) {
		return time.Time{}, fault.New("when.end", fault.Args{"Start": start})
	}
	if end.After(start.In(zone).AddDate(0, 0, maxDays)) {
		return time.Time{}, tooLong()
	}
	return end, nil
}

func tooLong() error { return fault.New("when.long", fault.Args{"Days": maxDays}) }

func (c calendar) end(s scan) (time.Time, error) {
	until := s.skip(0, "bis", "until", "till", "-")
	s = s.from(s.skip(until, "zum"))
	if l, ok := s.length(s.skip(0, "fuer", "for")); ok && s.finished(l.next) && until == 0 {
		return c.extend(l)
	}
	if l, ok := s.hoursAndMinutes(); ok && until == 0 {
		if at, err := c.sameDay(s); err == nil && at.After(c.now) && s.is(l.next-1, "h") {
			return at, nil
		}
		return c.extend(l)
	}
	if s.isTimeOfDay(until > 0) {
		return c.sameDay(s)
	}
	m, ok := s.moment(s.finished)
	if !ok {
		return time.Time{}, c.incomplete(s, s.finished)
	}
	switch m.day.kind {
	case dated, yearless:
	case onWeekday:
		m.day.kind, m.day.count = ahead, int(m.day.weekday-c.today().Weekday()+7)%7
	default:
		return time.Time{}, fault.New("when.unknown", fault.Args{"Text": s.typed()})
	}
	return c.resolve(s, m)
}

// isTimeOfDay says whether s is a time of day and nothing else. "16.12." is a date.
func (s scan) isTimeOfDay(bare bool) bool {
	i := s.skip(0, "um", "at")
	t, ok := s.clock(i, false)
	isDate := s.is(t.next-2, ".") && s.joined(t.next, ".") && t.minute <= 12
	return ok && s.finished(t.next) && !isDate && (!t.bare || bare || i > 0)
}

// sameDay reads a time of day as one on the day of start.
func (c calendar) sameDay(s scan) (time.Time, error) {
	t, _ := s.clock(s.skip(0, "um", "at"), false)
	return c.resolve(s, moment{day: day{kind: ahead}, time: t})
}

// extend is the instant l after start: days by the calendar, minutes by the clock.
func (c calendar) extend(l length) (time.Time, error) {
	if l.days > maxDays || l.minutes > (maxDays+1)*24*60 {
		return time.Time{}, tooLong()
	}
	if l.byDay {
		return c.instant(c.wall(c.now).AddDate(0, 0, l.days))
	}
	return c.now.Add(time.Duration(l.minutes) * time.Minute).In(c.zone), nil
}

// hoursAndMinutes reads "1:30 h" as a length.
func (s scan) hoursAndMinutes() (length, bool) {
	i := s.skip(0, "fuer", "for")
	h, a := s.number(i, 1, 2)
	m, b := s.number(i+2, 2, 2)
	ok := a && b && m < 60 && s.joined(i+1, ":") && !s.at(i+2).apart && s.hours(i+3) && s.finished(i+4)
	return length{minutes: h*60 + m, next: i + 4}, ok
}

// from is the scan without its first n tokens.
func (s scan) from(n int) scan {
	return scan{text: s.text, tokens: s.tokens[min(n, len(s.tokens)):]}
}
