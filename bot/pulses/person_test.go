package pulses_test

import (
	"testing"

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
