package pulses_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// weekly asks mood every week from the day after on, for a day.
func (p *process) weekly() pulses.Plan {
	opens := p.Now().Add(24 * time.Hour)
	return pulses.Plan{Survey: mood, Repeat: pulses.Weekly, Opens: opens, Closes: opens.Add(24 * time.Hour), Remind: opens.Add(time.Hour)}
}

// runs are those that a series has made.
func (p *process) runs(t *testing.T, series pulses.ID) []pulses.Run {
	t.Helper()
	all, err := p.Store.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var made []pulses.Run
	for _, r := range all {
		if r.Origin == series {
			made = append(made, r)
		}
	}
	return made
}

// Killed between any two steps, or with another process doing the same at any step: there
// is one run, it is open, everybody is in it once, and its keys are those that answers need.
func TestARunIsMadeOnceHoweverItIsInterrupted(t *testing.T) {
	t.Parallel()
	for how := range 2 {
		for n := 4 * how; ; n += everyStepOr(8) {
			w := newWorld(t)
			p, q := w.process(t), w.process(t)
			all := p.staff(t, 6, "OB")
			series := p.series(t, p.weekly())
			w.clock.Pass(24 * time.Hour)
			tick := func(p *process) {
				if err := p.Tick(t.Context()); err != nil {
					t.Errorf("step %d: %v", n, err)
				}
			}
			var reached bool
			if how == 0 {
				reached = p.killed(n, func() { tick(p) })
			} else {
				reached = p.at(n, func() { tick(q) }, func() { _ = p.Tick(t.Context()) }) // who is late may be told so
			}
			tick(q)
			tick(p)
			runs := p.runs(t, series.ID)
			if len(runs) != 1 || runs[0].State != pulses.Open || runs[0].Invited != 6 || runs[0].ID != series.ID+"-20261126" {
				t.Fatalf("step %d: the runs are %+v", n, runs)
			}
			q.answer(t, runs[0], all[0], chose(0))
			if _, err := p.Withdraw(t.Context(), runs[0].ID, all[0].ID); err != nil {
				t.Errorf("step %d: %v", n, err)
			}
			rows, err := p.rows.List(t.Context(), outbox.Open, 100)
			if err != nil || len(rows) != 6 {
				t.Errorf("step %d: %d invitations (%v)", n, len(rows), err)
			}
			if !reached {
				if n < 12 {
					t.Errorf("only %d steps: is every one watched?", n)
				}
				break
			}
		}
	}
}

// Each run has its own keys, its own reminder, its own close; who takes no part in one is
// asked in the next.
func TestEveryRunIsOneOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	all := p.staff(t, 6, "OB")
	series := p.series(t, p.weekly())
	sent := map[string]int{}
	tick := func(pass time.Duration) {
		t.Helper()
		w.clock.Pass(pass)
		if err := p.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		rows, err := p.rows.List(t.Context(), outbox.Open, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			sent[r.ID]++
		}
	}
	count := func(kind string) (n int) {
		for id := range sent {
			if strings.HasPrefix(id, kind+"/") {
				n++
			}
		}
		return n
	}
	tick(24 * time.Hour)
	first := p.runs(t, series.ID)[0]
	p.answer(t, first, all[0], chose(0))
	if _, err := p.Decline(t.Context(), first.ID, all[1].ID); err != nil {
		t.Fatal(err)
	}
	tick(13 * time.Hour)
	if got := count(pulses.KindRemind); got != 6 {
		t.Errorf("%d rows of a reminder, want one for each, which says nothing of who has answered", got)
	}
	answered := func(r pulses.Run, who people.Person) bool {
		_, err := p.Withdraw(t.Context(), r.ID, who.ID)
		return err == nil
	}
	tick(11 * time.Hour)
	if got := p.report(t, first.ID); got.Lost {
		t.Error("the keys of the first run are lost")
	}
	tick(6 * 24 * time.Hour)
	runs := p.runs(t, series.ID)
	if len(runs) != 2 || runs[1].State != pulses.Open || runs[1].Recipient == first.Recipient || runs[1].Series != string(series.ID) {
		t.Fatalf("the runs are %+v", runs)
	}
	for i, who := range all[:2] {
		if answered(runs[1], who) {
			t.Errorf("person %d has answered in the second run", i)
		}
	}
	if got := count(pulses.KindInvite); got != 12 {
		t.Errorf("%d invitations, want 6 in each run: who took no part in the first is asked in the second", got)
	}
	tick(13 * time.Hour)
	if got := count(pulses.KindRemind); got != 12 {
		t.Errorf("%d rows of reminders, want one a person and run", got)
	}
}

// With too few people, or after kigo was away for too long, there is no run, and whoever
// made the series is told once, by number.
func TestARunThatIsMissedIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	p.Rest = 14
	p.staff(t, 4, "OB")
	fourMore := func() { p.staff(t, 4, "II") }
	series := p.series(t, p.weekly())
	rows := func(pass time.Duration) (why []string) {
		t.Helper()
		w.clock.Pass(pass)
		for range 2 {
			if err := p.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		list, err := p.rows.List(t.Context(), outbox.Open, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			if r.Kind == pulses.KindMissed {
				why = append(why, fmt.Sprint(r.Person, r.Data["why"], r.Data["audience"]))
			}
		}
		if err := p.Rows.Purge(t.Context(), pulses.KindMissed+"/"); err != nil {
			t.Fatal(err)
		}
		return why
	}
	want := func(got []string, want string) {
		t.Helper()
		if strings.Join(got, " ") != want {
			t.Errorf("told %q, want %q", got, want)
		}
	}
	want(rows(24*time.Hour), "writer00small4")
	if runs := p.runs(t, series.ID); len(runs) != 0 {
		t.Errorf("runs: %+v", runs)
	}
	fourMore()
	want(rows(7*24*time.Hour), "")                   // eight people: a share of five
	want(rows(7*24*time.Hour), "writer00small3")     // the other three
	want(rows((7*24+13)*time.Hour), "writer00late0") // more than half of the time is over
	if runs := p.runs(t, series.ID); len(runs) != 1 || runs[0].Invited != 5 || runs[0].Spared != 3 {
		t.Errorf("runs: %+v", runs)
	}
	if _, err := w.folder.Get(series.ID + "-20261126"); !errors.Is(err, pulses.ErrNoKeys) {
		t.Errorf("keys of what was not asked: %v", err)
	}
}

// A survey of which nobody is told, and one that is asked once, let nobody rest; who was
// asked by one that is asked once rests from the others.
func TestWhoIsSpared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	p.Rest = 14
	p.staff(t, 5, "OB")
	silent := pulses.Run{ID: "puls-still", State: pulses.Released, Silent: true, Created: p.Now(), Plan: pulses.Plan{Survey: mood, K: 5, Closes: p.Now().Add(24 * time.Hour)}}
	if _, err := p.Store.Insert(t.Context(), silent); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Start(t.Context(), writer, silent); err != nil {
		t.Fatal(err)
	}
	plan := p.weekly()
	series := p.series(t, plan)
	w.clock.Pass(24 * time.Hour)
	if err := p.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if runs := p.runs(t, series.ID); len(runs) != 1 || runs[0].Spared != 0 {
		t.Errorf("runs: %+v", runs)
	}
	if once := p.run(t, mood); once.Invited != 5 {
		t.Errorf("asked once: %+v", once)
	}
}
