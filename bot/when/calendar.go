package when

import (
	"fmt"
	"time"

	"kigo/bot/fault"
)

// calendar turns what was read into instants.
type calendar struct {
	now  time.Time
	zone *time.Location
}

// resolve is the instant that m names.
func (c calendar) resolve(s scan, m moment) (time.Time, error) {
	if m.day.kind == stretch {
		if m.day.count > (maxYears+1)*366*24*60 {
			return time.Time{}, c.far(s)
		}
		at := c.now.Add(time.Duration(m.day.count)*time.Minute + time.Minute - 1).Truncate(time.Minute)
		return at.In(c.zone), c.near(s, c.wall(at))
	}
	minutes, err := m.time.minutes(s)
	if err != nil {
		return time.Time{}, err
	}
	date, err := c.date(s, m.day)
	if err != nil {
		return time.Time{}, err
	}
	wall := date.Add(time.Duration(minutes) * time.Minute)
	if err := c.near(s, wall); err != nil {
		return time.Time{}, err
	}
	if m.day.named != "" && date.Weekday() != m.day.weekday {
		day := time.Date(date.Year(), date.Month(), date.Day(), 0, minutes, 0, 0, c.zone)
		return time.Time{}, fault.New("when.weekday", fault.Args{"Text": m.day.named, "Day": day})
	}
	first, err := c.instant(wall)
	if err != nil || m.day.kind != nextWeekday || week(date) != week(c.today()) {
		return first, err
	}
	second, err := c.instant(wall.AddDate(0, 0, 7))
	if err != nil {
		return time.Time{}, err
	}
	return time.Time{}, fault.New("when.ambiguous", fault.Args{"First": first, "Second": second})
}

// today and every other date is midnight UTC; a wall time is what the wall shows, as UTC.
func (c calendar) today() time.Time {
	return c.wall(c.now).Truncate(24 * time.Hour)
}

func (c calendar) wall(t time.Time) time.Time {
	t = t.In(c.zone)
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// week is the Monday of the date's week.
func week(date time.Time) time.Time {
	return date.AddDate(0, 0, -int(date.Weekday()+6)%7)
}

// date is the date that d names.
func (c calendar) date(s scan, d day) (time.Time, error) {
	today := c.today()
	switch d.kind {
	case dated:
		if date, ok := exact(d.year, d.month, d.day); ok {
			return date, nil
		}
	case yearless:
		for year := today.Year(); year <= today.Year()+8; year++ { // 29 February may be 8 years off
			if date, ok := exact(year, d.month, d.day); ok && !date.Before(today) {
				return date, nil
			}
		}
	case onWeekday, nextWeekday:
		return today.AddDate(0, 0, 1+int(d.weekday-today.Weekday()+6)%7), nil
	case nextWeek:
		return week(today).AddDate(0, 0, 7+int(d.weekday+6)%7), nil
	default:
		if d.count > (maxYears+1)*366 {
			return time.Time{}, c.far(s)
		}
		return today.AddDate(0, 0, d.count), nil
	}
	return time.Time{}, fault.New("when.no_such_day", fault.Args{"Text": s.between(d.from, d.next)})
}

func exact(year, month, day int) (time.Time, bool) {
	date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return date, date.Day() == day && int(date.Month()) == month
}

// near refuses what is too far from now.
func (c calendar) near(s scan, wall time.Time) error {
	if wall.Year() < firstYear || wall.After(c.wall(c.now).AddDate(maxYears, 0, 0)) {
		return c.far(s)
	}
	return nil
}

func (c calendar) far(s scan) error {
	return fault.New("when.far", fault.Args{"Text": s.typed(), "Years": maxYears})
}

// instant is the one instant at which the clocks show wall.
func (c calendar) instant(wall time.Time) (time.Time, error) {
	all := instants(wall, c.zone)
	if len(all) == 1 {
		return all[0], nil
	}
	key := "when.gap"
	if len(all) > 1 {
		key = "when.twice"
	}
	return time.Time{}, fault.New(key, fault.Args{
		"Time": fmt.Sprintf("%d:%02d", wall.Hour(), wall.Minute()),
		"Day":  wall.Format("02.01.2006"),
	})
}

const farthest = 26 * time.Hour // more than any zone is off UTC

// instants are all instants at which the clocks of zone show wall.
func instants(wall time.Time, zone *time.Location) []time.Time {
	var all []time.Time
	for t := wall.Add(-farthest); t.Before(wall.Add(farthest)); {
		local := t.In(zone)
		_, offset := local.Zone()
		start, end := local.ZoneBounds()
		at := wall.Add(-time.Duration(offset) * time.Second)
		if !at.Before(start) && (end.IsZero() || at.Before(end)) {
			all = append(all, at.In(zone))
		}
		if end.IsZero() {
			break
		}
		t = end
	}
	return all
}
