package when

// length is a stretch of time: days by the calendar, or minutes by the clock.
type length struct {
	days, minutes int
	byDay         bool // days count, else minutes
	english       bool
	next          int // token
}

// length reads "2 Stunden", "1,5 Std.", "1 h 30 min", "1h30", "3 Tage", "eine halbe Stunde".
func (s scan) length(i int) (length, bool) {
	l, ok := s.single(i)
	if !ok || l.byDay || !s.hours(l.next-1) {
		return l, ok
	}
	if m, ok := s.number(l.next, 2, 2); ok && !s.at(l.next).apart {
		l.minutes += m
		l.next++
		return l, true
	}
	more, ok := s.single(s.skip(l.next, "und", "and"))
	if ok && !more.byDay && more.minutes < 60 && !s.hours(more.next-1) {
		l.minutes += more.minutes
		l.next = more.next
	}
	return l, true
}

// hours says whether the unit that ends at token i is the hour.
func (s scan) hours(i int) bool {
	if s.is(i, ".") {
		i--
	}
	return units[s.at(i).text].minutes == 60
}

// single reads an amount and its unit. Only hours come in fractions.
func (s scan) single(i int) (length, bool) {
	hundredths, i, ok := s.amount(i)
	u, known := units[s.at(i).text]
	if !ok || !known || (hundredths%100 != 0 && u.minutes != 60) {
		return length{}, false
	}
	l := length{byDay: u.days > 0, english: u.english, next: i + 1}
	l.days = hundredths / 100 * u.days
	l.minutes = (hundredths*u.minutes + 50) / 100
	if s.joined(l.next, ".") {
		l.next++
	}
	return l, true
}

// amount reads "2", "1,5", "zwei", "eine halbe", "half an".
func (s scan) amount(i int) (hundredths, next int, ok bool) {
	if n, ok := s.number(i, 1, maxText); ok {
		hundredths, next = n*100, i+1
		part, ok := s.number(i+2, 1, 2)
		if ok && s.joined(i+1, ",", ".") && !s.at(i+2).apart {
			if len(s.at(i+2).text) == 1 {
				part *= 10
			}
			return hundredths + part, i + 3, true
		}
		return hundredths, next, true
	}
	if s.is(i, "half") {
		return 50, s.skip(i+1, "a", "an"), true
	}
	if j := s.skip(i, "eine", "einer"); s.is(j, halves...) {
		return 50, j + 1, true
	}
	hundredths, ok = amounts[s.at(i).text]
	return hundredths, i + 1, ok
}
