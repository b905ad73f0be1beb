package when

import "kigo/bot/fault"

// timeOfDay is a time of day as typed, or a number that could be one.
type timeOfDay struct {
	hour, minute int
	half         half
	bare         bool // a number and nothing else
	from, next   int  // tokens
}

type half byte

const (
	fullDay half = iota
	morning      // am
	evening      // pm
)

// minutes since midnight, by the clock on the wall; 24:00 is 1440.
func (t timeOfDay) minutes(s scan) (int, error) {
	h := t.hour
	ok := t.minute < 60
	if t.half == fullDay {
		ok = ok && (h < 24 || (h == 24 && t.minute == 0))
	} else {
		ok = ok && h >= 1 && h <= 12
		h %= 12
		if t.half == evening {
			h += 12
		}
	}
	if !ok {
		return 0, fault.New("when.no_such_time", fault.Args{"Text": s.between(t.from, t.next)})
	}
	return h*60 + t.minute, nil
}

// timeOfDay reads "um 9", "14:00", "14.30 Uhr", "2 pm" at i.
func (s scan) timeOfDay(i int) (timeOfDay, bool) {
	j := s.skip(i, "um", "at")
	t, ok := s.clock(j, s.is(i, "at"))
	if !ok || (t.bare && j == i) {
		return timeOfDay{}, false
	}
	return t, true
}

// clock reads a time of day without "um"; a bare number is for the caller to judge.
func (s scan) clock(i int, english bool) (timeOfDay, bool) {
	h, ok := s.number(i, 1, 2)
	if !ok {
		return timeOfDay{}, false
	}
	t := timeOfDay{hour: h, bare: true, from: i, next: i + 1}
	if m, ok := s.number(i+2, 2, 2); ok && s.joined(i+1, ":", ".") && !s.at(i+2).apart {
		t.minute, t.bare, t.next = m, false, i+3
	}
	if s.is(t.next, "uhr", "h") {
		t.next++
		m, ok := s.number(t.next, 2, 2)
		// "9 Uhr 30" only where it can't be "9 Uhr" and "30 Leute".
		if ok && t.next == i+2 && (!s.at(t.next).apart || s.finished(t.next+1)) {
			t.minute = m
			t.next++
		}
		t.bare = false
		return t, true
	}
	if half, next := s.half(t.next, english); half != fullDay {
		t.half, t.next, t.bare = half, next, false
	}
	return t, true
}

// half reads "am", "pm", "a.m.", "p.m.". After German words "9 am Bahnhof" is not in the morning.
func (s scan) half(i int, english bool) (half, int) {
	switch {
	case s.is(i, "pm"):
		return evening, i + 1
	case s.is(i, "am") && (english || !s.at(i).apart || s.finished(i+1)):
		return morning, i + 1
	case s.is(i, "a", "p") && s.joined(i+1, ".") && s.joined(i+2, "m"):
		next := i + 3
		if s.joined(next, ".") {
			next++
		}
		if s.is(i, "p") {
			return evening, next
		}
		return morning, next
	}
	return fullDay, i
}

// moment is a day with its time of day; a stretch needs none.
type moment struct {
	day  day
	time timeOfDay
	next int
}

// moment is the longest reading of the text's beginning that ends where stop allows it.
func (s scan) moment(stop func(int) bool) (best moment, ok bool) {
	for _, d := range s.days(0) {
		m := moment{day: d, next: d.next}
		if d.kind != stretch {
			t, found := s.timeAfter(d)
			if !found {
				continue
			}
			m.time, m.next = t, t.next
		}
		if m.next > best.next && stop(m.next) {
			best, ok = m, true
		}
	}
	return best, ok
}

func (s scan) timeAfter(d day) (timeOfDay, bool) {
	if d.loose && (d.month > 12 || !s.at(d.next).apart && !s.is(d.next, ",")) {
		return timeOfDay{}, false
	}
	i := s.skip(d.next, ",")
	if s.joined(i, "t") && !s.at(i+1).apart && s.is(i-2, "-") {
		return s.clock(i+1, false)
	}
	j := s.skip(i, "um", "at")
	t, ok := s.clock(j, d.english || s.is(i, "at"))
	if !ok || (t.bare && j == i && (d.kind == yearless || !s.finished(t.next))) {
		return timeOfDay{}, false
	}
	return t, true
}
