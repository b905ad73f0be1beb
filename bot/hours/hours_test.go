package hours_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"kigo/bot/hours"
)

func berlin(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

const layout = "2006-01-02 15:04"

func TestWorkingHours(t *testing.T) {
	t.Parallel()
	zone := berlin(t)
	h := hours.New(zone)
	for name, tc := range map[string]struct{ at, next, before string }{
		"on a Tuesday":                 {"2026-11-24 10:30", "2026-11-24 10:30", "2026-11-24 10:30"},
		"as they begin":                {"2026-11-24 07:00", "2026-11-24 07:00", "2026-11-24 07:00"},
		"as they end":                  {"2026-11-24 19:00", "2026-11-25 07:00", "2026-11-24 17:00"},
		"in the evening":               {"2026-11-24 22:00", "2026-11-25 07:00", "2026-11-24 17:00"},
		"early":                        {"2026-11-24 05:00", "2026-11-24 07:00", "2026-11-23 17:00"},
		"early on a Monday":            {"2026-11-23 05:00", "2026-11-23 07:00", "2026-11-20 17:00"},
		"on a Saturday":                {"2026-11-28 09:00", "2026-11-30 07:00", "2026-11-27 09:00"},
		"on a Sunday evening":          {"2026-11-29 20:00", "2026-11-30 07:00", "2026-11-27 17:00"},
		"on Good Friday":               {"2027-03-26 10:00", "2027-03-30 07:00", "2027-03-25 10:00"},
		"on Easter Monday":             {"2027-03-29 10:00", "2027-03-30 07:00", "2027-03-25 10:00"},
		"on Reformation Day":           {"2028-10-31 10:00", "2028-11-01 07:00", "2028-10-30 10:00"},
		"between Christmas and Monday": {"2026-12-25 10:00", "2026-12-28 07:00", "2026-12-24 10:00"},
		"the Friday before the clocks": {"2026-10-23 19:30", "2026-10-26 07:00", "2026-10-23 17:00"},
	} {
		at, err := time.ParseInLocation(layout, tc.at, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.Next(at.UTC()).In(zone).Format(layout); got != tc.next {
			t.Errorf("%s: next %s, want %s", name, got, tc.next)
		}
		if got := h.Before(at.UTC()).In(zone).Format(layout); got != tc.before {
			t.Errorf("%s: before %s, want %s", name, got, tc.before)
		}
		if got := h.Open(at); got != (tc.at == tc.next) {
			t.Errorf("%s: open is %v", name, got)
		}
	}
}

func TestWorkingTimePasses(t *testing.T) {
	t.Parallel()
	zone := berlin(t)
	h := hours.New(zone)
	for _, tc := range []struct {
		from string
		d    time.Duration
		want string
	}{
		{"2026-11-24 10:00", 4 * time.Hour, "2026-11-24 14:00"},
		{"2026-11-24 17:00", 4 * time.Hour, "2026-11-25 09:00"},
		{"2026-11-27 18:00", 2 * time.Hour, "2026-11-30 08:00"},  // over a weekend
		{"2026-11-28 12:00", 24 * time.Hour, "2026-12-01 19:00"}, // two whole days
		{"2027-03-25 18:00", 2 * time.Hour, "2027-03-30 08:00"},  // over Easter and the clocks
		{"2026-11-24 22:00", 0, "2026-11-25 07:00"},
	} {
		from, err := time.ParseInLocation(layout, tc.from, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.Add(from, tc.d).In(zone).Format(layout); got != tc.want {
			t.Errorf("%v after %s: %s, want %s", tc.d, tc.from, got, tc.want)
		}
	}
}

// Whenever something is due: it comes in working hours, and on the side of it that was asked for.
func TestWhatIsMovedLandsInWorkingHours(t *testing.T) {
	t.Parallel()
	h := hours.New(berlin(t))
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		at := start.Add(time.Duration(rapid.IntRange(0, 3*365*24*60).Draw(t, "minutes")) * time.Minute)
		if next := h.Next(at); !h.Open(next) || next.Before(at) {
			t.Errorf("%v: next %v", at, next)
		}
		if before := h.Before(at); !h.Open(before) || before.After(at) {
			t.Errorf("%v: before %v", at, before)
		}
		d := time.Duration(rapid.IntRange(1, 60*60).Draw(t, "d")) * time.Minute
		if end := h.Add(at, d); end.Before(at.Add(d)) || h.Add(at, d+time.Minute).Before(end) {
			t.Errorf("%v and %v: %v", at, d, end)
		}
	})
}

func TestOtherHours(t *testing.T) {
	t.Parallel()
	zone := berlin(t)
	h, err := hours.Parse("8-16", zone)
	if err != nil {
		t.Fatal(err)
	}
	evening, _ := time.ParseInLocation(layout, "2026-11-24 16:00", zone)
	if next, before := h.Next(evening).Format(layout), h.Before(evening).Format(layout); next != "2026-11-25 08:00" || before != "2026-11-24 14:00" {
		t.Errorf("in the evening: next %s, before %s", next, before)
	}
	for _, s := range []string{"", "7", "19-7", "7-7", "-1-5", "7-25", "7:30-19", "07-19", "7-19 Uhr", "always"} {
		if _, err := hours.Parse(s, zone); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}
