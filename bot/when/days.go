package when

import "time"

type form byte

const (
	dated       form = iota // day, month and year
	yearless                // day and month
	ahead                   // count days after today
	onWeekday               // the next such weekday after today
	nextWeekday             // the same, but it may mean next week's
	nextWeek                // that weekday of the next week
	stretch                 // count minutes from now: a point in time already
)

// day is one reading of the words that name a day.
type day struct {
	kind             form
	year, month, day int
	count            int
	weekday          time.Weekday
	named            string // a leading weekday as typed, which must fit the date
	loose            bool   // "15.12" without its last full stop: could be a time of day
	english          bool
	short            bool // a weekday abbreviated: "so" and "do" are other words too
	from, next       int  // tokens; from only of dates
}

// days are all readings of the words at i as a day.
func (s scan) days(i int) []day {
	var found []day
	j := s.skip(i, "am", "on", "den", "dem", "the")
	if k, wd, english, ok := s.weekday(j); ok {
		found = append(found, day{kind: onWeekday, weekday: wd, english: english, short: len(s.at(j).text) <= 3, next: k})
		for _, d := range s.dates(s.skip(k, "den", "dem", "der", "the")) {
			d.named, d.weekday = s.between(j, j+1), wd
			d.english = d.english || english
			found = append(found, d)
		}
	}
	found = append(found, s.dates(j)...)
	found = append(found, s.called(j)...)
	if !s.is(i, "am") { // "am Morgen" is a time of day
		found = append(found, s.relative(i)...)
	}
	english := s.is(i, "on", "the")
	for n := range found {
		found[n].english = found[n].english || english
	}
	return found
}

// weekday reads a weekday and the punctuation after it.
func (s scan) weekday(i int) (next int, wd time.Weekday, english, ok bool) {
	w := s.at(i).text
	if wd, ok = weekdays[w]; !ok {
		wd, english = englishWeekdays[w]
		ok = english
	}
	return s.skip(s.skip(i+1, "."), ","), wd, english, ok
}

// dates are the readings of the words at i as a date.
func (s scan) dates(i int) []day {
	found := append(s.dotted(i), s.spelt(i)...)
	y, a := s.number(i, 4, 4)
	m, b := s.number(i+2, 2, 2)
	d, c := s.number(i+4, 2, 2)
	if a && b && c && s.joined(i+1, "-") && s.joined(i+3, "-") && !s.at(i+2).apart && !s.at(i+4).apart {
		found = append(found, day{year: y, month: m, day: d, from: i, next: i + 5})
	}
	return found
}

// dotted reads "15.12.2026", "15.12.26", "15.12." and "15.12".
func (s scan) dotted(i int) []day {
	d, a := s.number(i, 1, 2)
	m, b := s.number(i+2, 1, 2)
	if !a || !b || !s.joined(i+1, ".") {
		return nil
	}
	read := day{kind: yearless, day: d, month: m, from: i, next: i + 3, loose: true}
	if !s.joined(read.next, ".") {
		return []day{read}
	}
	read.loose = false
	read.next++
	return s.withYear(read)
}

// spelt reads "15. Dezember 2026", "15 Dec", "December 15th, 2026".
func (s scan) spelt(i int) []day {
	if d, ok := s.number(i, 1, 2); ok {
		k, ordinal := s.ordinal(i + 1)
		k = s.skip(k, ".", "of")
		m, english, ok := s.month(k)
		if !ok {
			return nil
		}
		read := day{kind: yearless, day: d, month: int(m), english: english || ordinal, from: i}
		read.next = s.skip(k+1, ".")
		return s.withYear(read)
	}
	m, _, ok := s.month(i)
	k := s.skip(i+1, ".")
	d, isDay := s.number(k, 1, 2)
	if !ok || !isDay {
		return nil
	}
	k, _ = s.ordinal(k + 1)
	return s.withYear(day{kind: yearless, day: d, month: int(m), english: true, from: i, next: k})
}

func (s scan) month(i int) (m time.Month, english, ok bool) {
	if m, ok = months[s.at(i).text]; !ok {
		m, english = englishMonths[s.at(i).text]
		ok = english
	}
	return m, english, ok
}

func (s scan) ordinal(i int) (next int, ok bool) {
	ok = s.joined(i, "st", "nd", "rd", "th")
	if ok {
		i++
	}
	return i, ok
}

// withYear adds the reading in which the next number is the year.
func (s scan) withYear(d day) []day {
	k := s.skip(d.next, ",")
	year, ok := s.number(k, 2, 4)
	digits := len(s.at(k).text)
	if !ok || digits == 3 {
		return []day{d}
	}
	if digits == 2 {
		year += 2000
	}
	full := d
	full.kind, full.year, full.next = dated, year, k+1
	return []day{d, full}
}

// called reads "kommenden Dienstag", "next tuesday", "nächste Woche Dienstag".
func (s scan) called(i int) []day {
	d := day{kind: onWeekday}
	switch {
	case s.is(i, comings...):
	case s.is(i, nexts...):
		d.kind = nextWeekday
	case s.is(i, "coming"):
		d.english = true
	case s.is(i, "next"):
		d.kind, d.english = nextWeekday, true
	default:
		return nil
	}
	i++
	if d.kind == nextWeekday && s.is(i, "woche", "week") {
		d.kind = nextWeek
		i = s.skip(s.skip(i+1, ","), "am", "on")
	}
	next, wd, english, ok := s.weekday(i)
	if !ok {
		return nil
	}
	d.weekday, d.next, d.english = wd, next, d.english || english
	return []day{d}
}

// relative reads "heute", "morgen", "in 3 Tagen", "in 2 Stunden".
func (s scan) relative(i int) []day {
	d := day{kind: ahead, next: i + 1}
	after := s.skip(i, "the")
	switch {
	case s.is(i, "heute"):
	case s.is(i, "morgen"):
		d.count = 1
	case s.is(i, "uebermorgen", "ubermorgen"):
		d.count = 2
	case s.is(i, "today"):
		d.english = true
	case s.is(i, "tomorrow"):
		d.count, d.english = 1, true
	case s.is(after, "day") && s.is(after+1, "after") && s.is(after+2, "tomorrow"):
		d.count, d.english, d.next = 2, true, after+3
	case s.is(i, "in"):
		return s.within(i)
	default:
		return nil
	}
	d.next = s.skip(d.next, "frueh")
	return []day{d}
}

func (s scan) within(i int) []day {
	l, ok := s.length(i + 1)
	if !ok {
		return nil
	}
	d := day{kind: ahead, count: l.days, english: l.english, next: l.next}
	if !l.byDay {
		d.kind, d.count = stretch, l.minutes
	}
	return []day{d}
}
