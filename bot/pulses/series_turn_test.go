package pulses_test

import (
	"testing"
	"time"

	"kigo/bot/people"
	"kigo/bot/pulses"
)

// While a series is paused nothing is made, nor afterwards what fell into the pause; ended
// is ended. The run that is open goes on.
func TestASeriesIsPausedAndEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	p.staff(t, 5, "OB")
	series := p.series(t, p.weekly())
	step := func(days int, want int) {
		t.Helper()
		w.clock.Pass(time.Duration(days) * 24 * time.Hour)
		if err := p.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := p.runs(t, series.ID); len(got) != want {
			t.Fatalf("%d runs, want %d", len(got), want)
		}
	}
	turn := func(do func() (pulses.Run, error), want pulses.State) {
		t.Helper()
		for range 2 { // once more changes nothing
			after, err := do()
			if err != nil || after.State != want || after.TurnedBy != writer.ID {
				t.Fatalf("it is %s by %s: %v", after.State, after.TurnedBy, err)
			}
			series = after
		}
	}
	stranger := people.Person{ID: "council0", Roles: map[people.Role]bool{people.Council: true}}
	_, err := p.Pause(t.Context(), stranger, series)
	wantFault(t, err, "pulse.admins_only")
	step(1, 1)
	turn(func() (pulses.Run, error) { return p.Pause(t.Context(), writer, series) }, pulses.Paused)
	if open := p.runs(t, series.ID)[0]; open.State != pulses.Open {
		t.Errorf("the open run is %s", open.State)
	}
	step(8, 1) // over the second one
	turn(func() (pulses.Run, error) { return p.Resume(t.Context(), writer, series) }, pulses.Recurring)
	step(0, 1)
	step(6, 2)
	turn(func() (pulses.Run, error) { return p.Stop(t.Context(), writer, series) }, pulses.Stopped)
	step(7, 2)
	_, err = p.Resume(t.Context(), writer, series)
	wantFault(t, err, "pulse.no_series")
	if next, ok, err := p.NextDue(t.Context(), w.clock.Now()); ok || err != nil {
		t.Errorf("something is due at %s (%v)", next, err)
	}
}

// What is asked again and again can't be changed but by another series, which needs its own
// release; the first one ends with it, even if whoever released was interrupted.
func TestAChangeOfASeriesNeedsANewRelease(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	p.staff(t, 5, "OB")
	series := p.series(t, p.weekly())
	plan := p.Next(series).Plan
	plan.Survey.Title = words("Stimmung, anders")
	_, err := p.Edit(t.Context(), writer, series, series.Version, plan)
	wantFault(t, err, "pulse.not_draft")
	after, err := p.Revise(t.Context(), writer, series, p.NewRun(), plan)
	if err != nil || after.State != pulses.Draft || after.Series != string(series.ID) {
		t.Fatalf("%+v, %v", after, err)
	}
	_, err = p.Release(t.Context(), writer, after, after.Version)
	wantFault(t, err, "pulse.release_self")
	if old, err := p.Store.Get(t.Context(), series.ID); err != nil || old.State != pulses.Recurring {
		t.Errorf("before the release the old one is %s (%v)", old.State, err)
	}
	_, ok, err := p.Store.Release(t.Context(), after.ID, after.Version, releaser.ID, pulses.Recurring) // and no further
	if err != nil || !ok {
		t.Fatal(err)
	}
	if err := p.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if old, err := p.Store.Get(t.Context(), series.ID); err != nil || old.State != pulses.Stopped || old.TurnedBy != releaser.ID {
		t.Errorf("after the release the old one is %s by %s (%v)", old.State, old.TurnedBy, err)
	}
}
