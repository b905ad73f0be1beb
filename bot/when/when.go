// Package when reads the dates that people type: a small, predictable grammar in
// German and English, no clock of its own, correct on daylight-saving nights.
//
// A point in time is a day and a time of day:
//
//	15.12.2026 14:00 · 15.12.26, 14.30 Uhr · 15.12. 14 Uhr · Di, 15.12.2026, 14:00 Uhr
//	15. Dezember 2026 14 Uhr · 15. Dez. um 9 Uhr · December 15 2026 2pm · Tue, 15 Dec 2026, 14:00
//	2026-12-15 14:00 · 2026-12-15T14:00
//	heute 14:00 · morgen um 9 · übermorgen 9:15 · tomorrow 2:30 pm · day after tomorrow at 9
//	Dienstag 14 Uhr · am kommenden Dienstag um 14 Uhr · nächsten Dienstag 14 Uhr
//	nächste Woche Dienstag 14 Uhr · in 3 Tagen 10:00 · in 2 Wochen 10 Uhr
//
// or a stretch of hours and minutes from now: "in 2 Stunden", "in 1,5 h", "in 30 minutes".
// Such a stretch ends on a whole minute, never earlier than asked.
//
// Where it could be read in two ways:
//   - A day without a year is the next such day, today included, whatever the hour.
//   - A weekday alone, or "kommenden", is the next one after today. "nächsten" is refused
//     as ambiguous if that one lies in today's own week (Monday to Sunday).
//   - A bare number is an hour only after "um" or "at", or as the last word after a day
//     that can't take it as its year: "morgen 9", not "15.12. 14".
//   - A time of day that the clocks skip or pass twice is refused.
//   - 24:00 is the end of the day.
//
// Every fault of the package, with its arguments; Text is what the person typed:
//
//	when.unknown       Text           no time could be read from it
//	when.missing_time  Text           a day without a time of day
//	when.missing_date  Text           a time of day without a day
//	when.no_such_day   Text           31.2., 32.1.
//	when.no_such_time  Text           25:00, 13 pm
//	when.gap           Time, Day      text "2:30", "28.03.2027": the clocks skip it
//	when.twice         Time, Day      text "2:30", "25.10.2026": the clocks pass it twice
//	when.weekday       Text, Day      Text is the weekday typed, Day (time.Time) is the date typed
//	when.ambiguous     First, Second  time.Time: this week's and next week's
//	when.far           Text, Years    more than Years (int) ahead, or before 2000
//	when.end           Start          time.Time: the end is not after the start
//	when.long          Days           int: the end is more than Days after the start
package when

import (
	"strings"
	"time"

	"kigo/bot/fault"
)

const (
	maxYears  = 5 // ahead of now
	firstYear = 2000
	maxDays   = 14 // from start to end
)

// Parse reads a point in time. It may lie in the past; that is for the caller to judge.
func Parse(text string, now time.Time, zone *time.Location) (time.Time, error) {
	s := scanText(text)
	c := calendar{now: now, zone: zone}
	if m, ok := s.moment(s.finished); ok {
		return c.resolve(s, m)
	}
	return time.Time{}, c.incomplete(s, s.finished)
}

// Cut reads the longest run of words at the beginning of text that is a point in time,
// and returns the rest without the blanks and the punctuation between them.
func Cut(text string, now time.Time, zone *time.Location) (at time.Time, rest string, err error) {
	s := scanText(text)
	c := calendar{now: now, zone: zone}
	m, ok := s.moment(s.boundary)
	if !ok {
		return time.Time{}, "", c.incomplete(s, s.boundary)
	}
	at, err = c.resolve(s, m)
	if err != nil {
		return time.Time{}, "", err
	}
	return at, s.after(m.next), nil
}

// incomplete says what is wrong with a text that is no point in time.
func (c calendar) incomplete(s scan, stop func(int) bool) error {
	for _, d := range s.days(0) {
		if d.kind == stretch || !stop(d.next) || (d.loose && d.month > 12) || (d.short && !s.finished(d.next)) {
			continue
		}
		if _, err := c.date(s, d); err != nil {
			return err
		}
		return fault.New("when.missing_time", fault.Args{"Text": s.typed()})
	}
	if t, ok := s.timeOfDay(0); ok && stop(t.next) {
		if _, err := t.minutes(s); err != nil {
			return err
		}
		return fault.New("when.missing_date", fault.Args{"Text": s.typed()})
	}
	return fault.New("when.unknown", fault.Args{"Text": s.typed()})
}

const maxTyped = 80 // runes of a person's text that a fault repeats

func (s scan) typed() string {
	r := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(s.text, "")), " "))
	if len(r) > maxTyped {
		return string(r[:maxTyped-1]) + "…"
	}
	return string(r)
}
