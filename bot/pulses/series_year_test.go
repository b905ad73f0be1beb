package pulses_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/bot/hours"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// postbox takes rows without a database: a year has many.
type postbox struct {
	mu   sync.Mutex
	rows map[string]outbox.Row
}

func (b *postbox) Enqueue(_ context.Context, r outbox.Row) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rows[r.ID] = r
	return nil
}

func (b *postbox) Purge(context.Context, string) error           { return nil }
func (b *postbox) Pending(context.Context, string) (bool, error) { return false, nil }

// of is how many rows of a kind there are about a run.
func (b *postbox) of(kind string, about pulses.ID) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for id := range b.rows {
		if strings.HasPrefix(id, kind+"/"+string(about)+"/") {
			n++
		}
	}
	return n
}

// follow lets time pass from due instant to due instant, and does what is due, twice, as on
// two replicas.
func (w *world) follow(t *testing.T, until time.Time, opened func(pulses.Run), replicas ...*process) {
	t.Helper()
	seen := map[pulses.ID]bool{}
	for {
		next, ok, err := replicas[0].NextDue(t.Context(), w.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if !ok || next.After(until) {
			return
		}
		w.clock.Pass(next.Sub(w.clock.Now()))
		if err := replicas[0].Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		runs, err := replicas[0].Store.All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range runs {
			if r.State != pulses.Open || seen[r.ID] {
				continue
			}
			for _, other := range replicas[1:] {
				if err := other.Tick(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			seen[r.ID] = true
			opened(r)
		}
	}
}

func (p *process) series(t testing.TB, plan pulses.Plan) pulses.Run {
	t.Helper()
	r, err := p.Create(t.Context(), writer, p.NewRun(), plan)
	if err == nil {
		r, err = p.Release(t.Context(), releaser, r, r.Version)
	}
	if err != nil || r.State != pulses.Recurring {
		t.Fatalf("the series is %s: %v", r.State, err)
	}
	return r
}

var feeling = pulses.Survey{
	Title: words("Stimmung"), Purpose: words("Damit wir wissen, wie es läuft."),
	Questions: []pulses.Question{{Kind: pulses.Scale, Text: words("Wie geht es dir?"), Options: []pulses.Words{words("1"), words("2"), words("3"), words("4"), words("5")}}},
}

// A year of a weekly, a monthly and a quarterly survey: on working days at nine by the
// clocks of Berlin, nobody is asked twice in two weeks, each run is one, and the trend has them all.
func TestAYearOfRecurringSurveys(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	w, box := newWorld(t), &postbox{rows: map[string]outbox.Row{}}
	p, q := w.process(t), w.process(t)
	for _, each := range []*process{p, q} {
		each.Zone, each.Hours, each.Rest, each.Outbox, each.Rows = berlin, hours.New(berlin), 14, box, box
	}
	p.staff(t, 10, "III")
	p.staff(t, 6, "OB")
	at := func(m time.Month, d, hour int) time.Time { return time.Date(2026, m, d, hour, 0, 0, 0, berlin) }
	plan := func(r pulses.Rhythm, d string, opens, closes time.Time) pulses.Plan {
		return pulses.Plan{
			Survey: feeling, Target: pulses.Target{Dezernate: []string{d}, Roles: []people.Role{}},
			Repeat: r, Opens: opens, Closes: closes,
		}
	}
	weekly := p.series(t, plan(pulses.Weekly, "III", at(14, 22, 9), at(14, 25, 16)))
	monthly := p.series(t, plan(pulses.Monthly, "OB", at(12, 31, 9), time.Date(2027, 1, 7, 16, 0, 0, 0, berlin)))
	quarterly := p.series(t, plan(pulses.Quarterly, "OB", time.Date(2027, 1, 20, 9, 0, 0, 0, berlin), time.Date(2027, 1, 27, 16, 0, 0, 0, berlin)))

	asked := map[people.ID][]time.Time{}
	days, newest := map[pulses.ID][]string{}, map[pulses.ID]pulses.ID{}
	recipients := map[string]bool{}
	work := hours.New(berlin)
	opened := func(r pulses.Run) {
		local := r.OpenedAt.In(berlin)
		if !work.Works(local) || local.Hour() != 9 || !work.Works(r.Closes) || r.Closes.In(berlin).Hour() != 16 && !r.Closes.Equal(r.Opens) {
			t.Errorf("%s is from %s to %s", r.ID, local, r.Closes.In(berlin))
		}
		if recipients[r.Recipient] {
			t.Errorf("%s has the key of another run", r.ID)
		}
		recipients[r.Recipient], newest[r.Origin] = true, r.ID
		days[r.Origin] = append(days[r.Origin], local.Format("01-02"))
		members, err := p.Store.Members(t.Context(), r.ID)
		if err != nil || len(members) != r.Invited || len(members) < r.K || box.of(pulses.KindInvite, r.ID) != len(members) {
			t.Errorf("%s: %d members, invited %d, %d invitations (%v)", r.ID, len(members), r.Invited, box.of(pulses.KindInvite, r.ID), err)
		}
		for i, m := range members {
			asked[m.Person] = append(asked[m.Person], local)
			if i == 0 {
				continue // does not take part
			}
			a := chose(min(int(local.Month())/3, 3) + i%2)
			if _, err := p.Answer(t.Context(), r.ID, m.Person, a); err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
		}
	}
	ends, runs, missed := time.Date(2027, 11, 28, 0, 0, 0, 0, berlin), 38, 2
	if os.Getenv("KIGO_LONG") == "" { // the weekly one ends in April, everything else is the same
		w.follow(t, time.Date(2027, 4, 14, 0, 0, 0, 0, berlin), opened, p, q)
		if _, err := p.Stop(t.Context(), writer, weekly); err != nil {
			t.Fatal(err)
		}
		runs, missed = 7, 1
	}
	w.follow(t, ends, opened, p, q)

	for who, times := range asked {
		for i := 1; i < len(times); i++ {
			if before := times[i-1].AddDate(0, 0, 14).Truncate(24 * time.Hour); times[i].Before(before) {
				t.Errorf("%s was asked on %s and on %s", who, times[i-1], times[i])
			}
		}
		if len(times) < 3 {
			t.Errorf("%s was asked %d times in a year: others are asked in their place", who, len(times))
		}
	}
	// The 31st of January is a Sunday, and twelve days after the quarterly one.
	wantMonthly := []string{"12-31", "03-01", "03-31", "05-31", "06-30", "08-31", "09-30"}
	wantQuarterly := []string{"01-20", "04-20", "07-20", "10-20"}
	if !slices.Equal(days[monthly.ID], wantMonthly) || !slices.Equal(days[quarterly.ID], wantQuarterly) {
		t.Errorf("monthly on %v, want %v; quarterly on %v, want %v", days[monthly.ID], wantMonthly, days[quarterly.ID], wantQuarterly)
	}
	for _, s := range []struct {
		id         pulses.ID
		runs, miss int
	}{{weekly.ID, runs, missed}, {monthly.ID, 7, 4}, {quarterly.ID, 4, 0}} {
		if got := box.of(pulses.KindMissed, s.id); len(days[s.id]) != s.runs || got != s.miss {
			t.Errorf("%s: %d runs, %d missed and said, want %d and %d: %v", s.id, len(days[s.id]), got, s.runs, s.miss, days[s.id])
		}
		last, rep, err := p.Report(t.Context(), newest[s.id], writer)
		if err != nil {
			t.Fatal(err)
		}
		reports, err := p.History(t.Context(), last, rep, writer)
		points := pulses.Trend(0, pulses.Scale, reports)
		if err != nil || len(points) != s.runs {
			t.Errorf("%s: %d points of a trend (%v), want %d", s.id, len(points), err, s.runs)
			continue
		}
		for i := 1; i < len(points); i++ {
			if !points[i].Closed.After(points[i-1].Closed) {
				t.Errorf("%s: point %d is not after the one before", s.id, i)
			}
		}
	}
}
