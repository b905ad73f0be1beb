package knowledge

import (
	"cmp"
	"slices"
	"time"
)

// Unwatched reports whether nobody would ever look at the entry again: it has neither a
// review date nor an owner.
func (e Entry) Unwatched() bool { return e.Review.IsZero() && e.Owner == "" }

// dueOf are the entries that somebody should look at by now: the longest due first, those
// that nobody looks after last.
func dueOf(all []Record, now time.Time) []Record {
	var due []Record
	for _, r := range all {
		if !r.IsList() && !r.Retired && (r.Entry.Due(now) || r.Entry.Unwatched()) {
			due = append(due, r)
		}
	}
	slices.SortStableFunc(due, func(a, b Record) int {
		return cmp.Or(compareBool(a.Entry.Unwatched(), b.Entry.Unwatched()), a.Entry.Review.Compare(b.Entry.Review))
	})
	return due
}

// compareBool puts false first.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
