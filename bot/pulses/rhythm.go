package pulses

import (
	"slices"
	"time"

	"kigo/bot/hours"
)

// Rhythm is how often a survey is asked.
type Rhythm string

// The rhythms.
const (
	Once      Rhythm = ""
	Weekly    Rhythm = "week"
	Monthly   Rhythm = "month"
	Quarterly Rhythm = "quarter"
)

// Rhythms are those from which organisers choose.
var Rhythms = []Rhythm{Once, Weekly, Monthly, Quarterly}

// monthly is how many months lie between two runs; 0 where they are counted in days.
func (r Rhythm) monthly() int {
	return map[Rhythm]int{Monthly: 1, Quarterly: 3}[r]
}

// days are the fewest and the most days between two runs, as far as neither is moved.
func (r Rhythm) days() (fewest, most int) {
	switch r {
	case Monthly:
		return 28, 31
	case Quarterly:
		return 89, 92
	}
	return 7, 7
}

// calendar says when the runs of a series begin and end: by the clocks of a zone, on days on
// which people work.
type calendar struct {
	Plan
	zone *time.Location
	work *hours.Hours
}

// day is the date of run n, counted from 0, before it is moved. A month without that day
// has it on its last one. It also names the run.
func (c calendar) day(n int) (year int, month time.Month, day int) {
	y, m, d := c.Opens.In(c.zone).Date()
	step := c.Repeat.monthly()
	if step == 0 {
		y, m, d = time.Date(y, m, d+7*n, 0, 0, 0, 0, time.UTC).Date()
		return y, m, d
	}
	y, m, _ = time.Date(y, m+time.Month(n*step), 1, 0, 0, 0, 0, time.UTC).Date()
	last := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return y, m, min(d, last)
}

// opens is when run n begins: at the same time of day each, on the next day on which people work.
func (c calendar) opens(n int) time.Time {
	y, m, d := c.day(n)
	return c.working(y, m, d, c.Opens)
}

// closes is when run n ends: as many days after its beginning as Closes after Opens, and
// not after the next one has begun.
func (c calendar) closes(n int) time.Time {
	y, m, d := c.opens(n).In(c.zone).Date()
	end := c.working(y, m, d+c.length(), c.Closes)
	if next := c.opens(n + 1); end.After(next) {
		return next
	}
	return end
}

// length is how many days after its beginning a run ends.
func (c calendar) length() int {
	noon := func(t time.Time) time.Time {
		y, m, d := t.In(c.zone).Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	return int(noon(c.Closes).Sub(noon(c.Opens)) / (24 * time.Hour))
}

// working is the next day on which people work, from that date on, at the time of day of clock.
func (c calendar) working(y int, m time.Month, d int, clock time.Time) time.Time {
	clock = clock.In(c.zone)
	at := func(d int) time.Time { return time.Date(y, m, d, clock.Hour(), clock.Minute(), 0, 0, c.zone) }
	for !c.work.Works(at(d)) {
		d++
	}
	return at(d)
}

// last is the number of the latest run that has begun at t; -1 if none has.
func (c calendar) last(t time.Time) int {
	if t.Before(c.opens(0)) {
		return -1
	}
	_, most := c.Repeat.days()
	n := max(0, int(t.Sub(c.Opens)/(24*time.Hour))/most-1) // not too many: a run may be moved, a month be short
	for !t.Before(c.opens(n + 1)) {
		n++
	}
	return n
}

// name is the id of run n of a series.
func (c calendar) name(series ID, n int) ID {
	y, m, d := c.day(n)
	return series + ID(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format("-20060102"))
}

// plan is run n of a series as it is asked.
func (c calendar) plan(n int) Plan {
	p := c.Plan
	p.Opens, p.Closes = c.opens(n), c.closes(n)
	if !p.Remind.IsZero() {
		p.Remind = reminding(p.Opens, p.Closes, c.zone)
		y, m, d := p.Remind.In(c.zone).Date()
		if at := c.working(y, m, d, p.Remind); at.Before(p.Closes) {
			p.Remind = at
		}
	}
	return p
}

// share is how many parts the people of a target are split into, one a run, so that all
// have the same chance to be asked although nobody is asked twice within rest days.
func (r Rhythm) share(rest int) int {
	fewest, _ := r.days()
	return max(1, (rest+fewest-1)/fewest)
}

// known reports whether it is one of the rhythms.
func (r Rhythm) known() bool { return slices.Contains(Rhythms, r) }
