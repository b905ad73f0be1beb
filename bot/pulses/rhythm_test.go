package pulses

import (
	"slices"
	"testing"
	"time"

	"kigo/bot/hours"
)

func in(t *testing.T, zone, first, closes string, r Rhythm) calendar {
	t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, z)
		if err != nil {
			t.Fatal(err)
		}
		return v.UTC()
	}
	return calendar{Plan: Plan{Opens: at(first), Closes: at(closes), Repeat: r}, zone: z, work: hours.New(z)}
}

// Runs begin and end by the clock of the zone, on days on which people work; a month that
// lacks the day has its last one.
func TestRunsOfASeriesFallOnWorkingDays(t *testing.T) {
	t.Parallel()
	const layout = "Mon 2006-01-02 15:04 -07"
	for name, tc := range map[string]struct {
		first, closes string
		rhythm        Rhythm
		from          int
		want          []string // beginning and end of runs
	}{
		"weekly, around Easter, and the clocks change before": {"2026-03-23 09:00", "2026-03-26 16:00", Weekly, 0, []string{
			"Mon 2026-03-23 09:00 +01", "Thu 2026-03-26 16:00 +01", "Mon 2026-03-30 09:00 +02", "Thu 2026-04-02 16:00 +02",
			"Tue 2026-04-07 09:00 +02", "Fri 2026-04-10 16:00 +02", "Mon 2026-04-13 09:00 +02", "Thu 2026-04-16 16:00 +02",
		}},
		"a week that is longer ends when the next one begins": {"2026-03-30 09:00", "2026-04-13 16:00", Weekly, 0, []string{
			"Mon 2026-03-30 09:00 +02", "Tue 2026-04-07 09:00 +02", "Tue 2026-04-07 09:00 +02", "Mon 2026-04-13 09:00 +02",
		}},
		"the 31st": {"2026-08-31 09:00", "2026-09-07 16:00", Monthly, 0, []string{
			"Mon 2026-08-31 09:00 +02", "Mon 2026-09-07 16:00 +02", "Wed 2026-09-30 09:00 +02", "Wed 2026-10-07 16:00 +02",
			"Mon 2026-11-02 09:00 +01", "Mon 2026-11-09 16:00 +01", "Mon 2026-11-30 09:00 +01", "Mon 2026-12-07 16:00 +01",
			"Thu 2026-12-31 09:00 +01", "Thu 2027-01-07 16:00 +01", "Mon 2027-02-01 09:00 +01", "Mon 2027-02-08 16:00 +01",
			"Mon 2027-03-01 09:00 +01", "Mon 2027-03-08 16:00 +01",
		}},
		"a leap year": {"2028-01-31 09:00", "2028-02-03 16:00", Monthly, 1, []string{"Tue 2028-02-29 09:00 +01", "Fri 2028-03-03 16:00 +01"}},
		"quarters": {"2026-12-31 09:00", "2027-01-08 12:00", Quarterly, 0, []string{
			"Thu 2026-12-31 09:00 +01", "Fri 2027-01-08 12:00 +01", "Wed 2027-03-31 09:00 +02", "Thu 2027-04-08 12:00 +02",
			"Wed 2027-06-30 09:00 +02", "Thu 2027-07-08 12:00 +02", "Thu 2027-09-30 09:00 +02", "Fri 2027-10-08 12:00 +02",
			"Fri 2027-12-31 09:00 +01", "Mon 2028-01-10 12:00 +01",
		}},
		"in the hour that there is not": {"2027-03-26 02:30", "2027-03-30 02:30", Weekly, 0, []string{
			"Tue 2027-03-30 02:30 +02", "Fri 2027-04-02 02:30 +02",
		}},
		"a first one on a Sunday": {"2026-05-31 10:30", "2026-06-03 10:30", Monthly, 0, []string{"Mon 2026-06-01 10:30 +02", "Thu 2026-06-04 10:30 +02"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := in(t, "Europe/Berlin", tc.first, tc.closes, tc.rhythm)
			var got []string
			for n := range len(tc.want) / 2 {
				got = append(got, c.opens(tc.from+n).In(c.zone).Format(layout), c.closes(tc.from+n).In(c.zone).Format(layout))
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got\n%q, want\n%q", got, tc.want)
			}
		})
	}
}

// Whenever one looks, the last run is the one that began last; and no two have one name.
func TestTheLastRunIsFoundAtAnyTime(t *testing.T) {
	t.Parallel()
	for _, r := range []Rhythm{Weekly, Monthly, Quarterly} {
		c := in(t, "Europe/Berlin", "2026-08-31 09:00", "2026-09-03 16:00", r)
		if n := c.last(c.opens(0).Add(-time.Second)); n != -1 {
			t.Errorf("%s: run %d has begun before the first", r, n)
		}
		names := map[ID]bool{}
		for n := range 130 {
			begins, next := c.opens(n), c.opens(n+1)
			if !next.After(begins) || c.closes(n).After(next) || !c.closes(n).After(begins) {
				t.Errorf("%s: run %d is from %s to %s, the next from %s", r, n, begins, c.closes(n), next)
			}
			for _, at := range []time.Time{begins, begins.Add(next.Sub(begins) / 2), next.Add(-time.Second)} {
				if got := c.last(at); got != n {
					t.Errorf("%s: at %s run %d is the last, want %d", r, at, got, n)
				}
			}
			if name := c.name("puls-x", n); names[name] {
				t.Errorf("%s: two runs are called %s", r, name)
			} else {
				names[name] = true
			}
		}
	}
}

// Half of the people, or so, are asked where the whole could not rest.
func TestAShareIsAskedWhereEverybodyCannotRest(t *testing.T) {
	t.Parallel()
	for rhythm, want := range map[Rhythm][4]int{Weekly: {1, 1, 2, 5}, Monthly: {1, 1, 1, 2}, Quarterly: {1, 1, 1, 1}} {
		for i, rest := range []int{0, 7, 14, 30} {
			if got := rhythm.share(rest); got != want[i] {
				t.Errorf("%s with %d days of rest: one in %d, want one in %d", rhythm, rest, got, want[i])
			}
		}
	}
}
