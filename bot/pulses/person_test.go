package pulses_test

import (
	"errors"
	"testing"
	"time"

	"kigo/bot/people"
	"kigo/bot/pulses"
)

func TestAForgottenPersonIsNotCounted(t *testing.T) {
	t.Parallel()
	p := newWorld(t).process(t)
	all := p.staff(t, 7, "OB")
	r := p.run(t, mood)
	for i, who := range all {
		p.answer(t, r, who, chose(i%2))
	}
	gone := all[0]
	if err := p.Tick(t.Context()); err != nil { // invites
		t.Fatal(err)
	}
	if in, err := p.InUse(t.Context(), gone.ID); err != nil || !in {
		t.Errorf("in use: %v, %v", in, err)
	}
	for range 2 {
		if err := p.Forget(t.Context(), gone.ID); err != nil {
			t.Fatal(err)
		}
	}
	held, err := p.Export(t.Context(), gone.ID)
	if err != nil || len(held.([]pulses.Held)) != 0 {
		t.Errorf("held: %v (%v)", held, err)
	}
	_, err = p.Answer(t.Context(), r.ID, gone.ID, chose(2))
	wantFault(t, err, "pulse.not_invited")
	if rep := p.finish(t, r.ID); rep.Questions[0].Total().N != 6 {
		t.Errorf("n is %d, want 6", rep.Questions[0].Total().N)
	}
}

func TestTheExportSaysWhoWasAskedNotWhoAnswered(t *testing.T) {
	t.Parallel()
	p := newWorld(t).process(t)
	all := p.staff(t, 5, "OB")
	r := p.run(t, mood)
	p.answer(t, r, all[0], chose(1))
	first, err := p.Export(t.Context(), all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	second, err := p.Export(t.Context(), all[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := first.([]pulses.Held), second.([]pulses.Held); len(a) != 1 || len(b) != 1 || a[0] != b[0] {
		t.Errorf("who has answered: %+v, who has not: %+v", a, b)
	}
}

// Who was asked is known for 90 days: also by the messages that were sent last.
func TestWhoWasAskedIsForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	ctx := t.Context()
	all := p.staff(t, 6, "OB")
	r := p.run(t, mood)
	for i, who := range all {
		p.answer(t, r, who, chose(i%3))
	}
	p.finish(t, r.ID)
	if err := p.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	for _, days := range []int{89, 2} {
		known := days == 89
		w.clock.Pass(time.Duration(days) * 24 * time.Hour)
		if _, err := p.Prune(ctx, w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		members, err := p.Store.Members(ctx, r.ID)
		if err != nil || (len(members) > 0) != known {
			t.Errorf("%d members (%v), want them known: %v", len(members), err, known)
		}
		if pending, err := p.Rows.Pending(ctx, "pulse.result/"+string(r.ID)); err != nil || pending != known {
			t.Errorf("rows of the report: %v (%v), want %v", pending, err, known)
		}
	}
}

// A run that never began leaves nobody behind, wherever beginning broke off.
func TestARunThatNeverBeganLeavesNobody(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *world, p *process) error{
		"its time is over": func(w *world, p *process) error {
			w.clock.Pass(30 * 24 * time.Hour)
			_, err := p.Prune(t.Context(), w.clock.Now())
			return err
		},
		"too few are left": func(w *world, p *process) error {
			all, err := p.People.Everybody(t.Context())
			for _, who := range all {
				if err == nil {
					err = p.people.Store.Set(t.Context(), who.ID, people.Change{people.FieldDezernat: "V"}, false)
				}
			}
			if err == nil {
				err = p.Tick(t.Context())
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			p := w.process(t)
			member := pulses.Member{Person: p.staff(t, 5, "OB")[0].ID, Group: "OB"}
			plan := p.weekly()
			plan.Repeat, plan.K, plan.Target.Dezernate = pulses.Once, pulses.MinK, []string{"OB"}
			run := pulses.Run{ID: "puls-x-20261126", Origin: "puls-x", State: pulses.Released, Plan: plan, Creator: writer.ID}
			_, err := p.Store.Insert(t.Context(), run)
			if err == nil {
				_, err = p.Keys.Create(run.ID)
			}
			if err == nil {
				err = p.Store.Enrol(t.Context(), run.ID, []pulses.Member{member})
			}
			if err == nil {
				w.clock.Pass(24 * time.Hour)
				err = end(w, p)
			}
			if err != nil {
				t.Fatal(err)
			}
			if in, err := p.Store.Elections(t.Context(), member.Person); err != nil || len(in) > 0 {
				t.Errorf("asked in %v (%v)", in, err)
			}
			if _, err := p.Keys.Get(run.ID); !errors.Is(err, pulses.ErrNoKeys) {
				t.Errorf("its keys: %v", err)
			}
		})
	}
}
