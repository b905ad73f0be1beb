package outbox

import (
	"time"

	"kigo/bot/people"
)

// later is the moment until which a row that may wait is put off; false if it is sent now.
// It waits until its person wants to be disturbed again, and for working hours; if that
// would be too late, for working hours alone; if that would be too late, too, not at all.
func (d *Dispatcher) later(r Row, to people.Person) (time.Time, bool) {
	now := d.Now()
	if !r.Waits || d.Hours == nil {
		return now, false
	}
	for _, from := range []time.Time{to.QuietUntil, now} {
		if from.Before(now) {
			from = now
		}
		if next := d.Hours.Next(from); r.bears(next) {
			return next, next.After(now)
		}
	}
	return now, false
}

// bears reports whether the row is of use at t.
func (r Row) bears(t time.Time) bool {
	return (r.By.IsZero() || t.Before(r.By)) && (r.Until.IsZero() || t.Before(r.Until))
}

// expired reports whether the row is outdated at t.
func (r Row) expired(t time.Time) bool { return !r.Until.IsZero() && !t.Before(r.Until) }

// putOff is why a row is not sent now.
type putOff struct{ until time.Time }

func (p *putOff) Error() string { return "put off until " + p.until.Format(time.RFC3339) }
