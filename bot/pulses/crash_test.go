package pulses_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/fault"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// election is a run with six colleagues who have been thanked, three for the first answer
// and three for the second, and one person whose fate is tested. Only they choose the third.
type election struct {
	*process
	w    *world
	run  pulses.Run
	who  people.Person
	want []int // how often each answer was thanked for
}

func newElection(t *testing.T, w *world, p *process) *election {
	t.Helper()
	all := p.startOver(t, 8) // one does not take part
	e := &election{process: p, w: w, run: p.run(t, mood), who: all[6], want: []int{3, 3, 0}}
	for i, who := range all[:6] {
		p.answer(t, e.run, who, chose(i%2))
	}
	return e
}

// startOver forgets earlier elections, so that the later ones take no longer. It returns the
// people, of whom there are n.
func (p *process) startOver(t *testing.T, n int) []people.Person {
	t.Helper()
	for _, c := range []string{"pulses", "pulse_electorate", "outbox"} {
		if _, err := p.db.Collection(c).DeleteMany(t.Context(), bson.D{}); err != nil {
			t.Fatal(err)
		}
	}
	if p.crew == nil {
		p.crew = p.staff(t, n, "OB")
	}
	return p.crew
}

// deed is something that the person does. It returns what counts of theirs if it is
// granted, and if it is refused; -1 is nothing.
type deed struct {
	before           int // what they had answered; -1 is nothing
	do               func(p *process, e *election) error
	granted, refused int
	refusedIn        string // the fault that says so in the moment of closing
}

const nothing = -1

var deeds = map[string]deed{
	"first answer": {before: nothing, granted: 2, refused: nothing, refusedIn: "pulse.closed_now", do: func(p *process, e *election) error {
		_, err := p.Answer(context.Background(), e.run.ID, e.who.ID, chose(2))
		return err
	}},
	"change": {before: 0, granted: 2, refused: 0, refusedIn: "pulse.closed_change", do: func(p *process, e *election) error {
		_, err := p.Answer(context.Background(), e.run.ID, e.who.ID, chose(2))
		return err
	}},
	"withdrawal": {before: 2, granted: nothing, refused: 2, refusedIn: "pulse.closed_withdraw", do: func(p *process, e *election) error {
		_, err := p.Withdraw(context.Background(), e.run.ID, e.who.ID)
		return err
	}},
	"declining": {before: 2, granted: nothing, refused: 2, refusedIn: "pulse.closed_change", do: func(p *process, e *election) error {
		_, err := p.Decline(context.Background(), e.run.ID, e.who.ID)
		return err
	}},
}

func (e *election) prepare(t *testing.T, d deed) {
	t.Helper()
	if d.before != nothing {
		e.answer(t, e.run, e.who, chose(d.before))
	}
}

// wantCounted checks that the colleagues count, and of the person what they were told.
func (e *election) wantCounted(t *testing.T, d deed, told error) {
	t.Helper()
	rep := e.report(t, e.run.ID)
	counts := d.granted
	var f *fault.Fault
	switch {
	case told == nil:
	case !errors.As(told, &f):
		t.Errorf("told %v, want words", told)
		return
	case f.Key == d.refusedIn || f.Key == "pulse.not_open":
		counts = d.refused
	default:
		t.Errorf("told %v", told)
		return
	}
	want := slices.Clone(e.want)
	if counts != nothing {
		want[counts]++
	}
	if got := rep.Questions[0].Total().Given; !slices.Equal(got, want) {
		t.Errorf("counted %v, want %v: the person was told %v", got, want, told)
	}
	e.w.wantCleared(t, e.process, e.run.ID)
}

// Whoever is killed while answering has told the person nothing. They try again, and then
// it is as if nothing had happened.
func TestKilledBetweenAnyTwoStepsOfAnswering(t *testing.T) {
	t.Parallel()
	for name, d := range deeds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			p, victim := w.process(t), w.process(t)
			w.atEveryStep(t, p, d, 4, func(e *election, step int) (told error, reached bool) {
				e.prepare(t, d)
				if !victim.killed(step, func() { told = d.do(victim, e) }) {
					return told, false
				}
				told = d.do(p, e)
				if name == "withdrawal" && told != nil {
					wantFault(t, told, "pulse.nothing_withdrawn") // it is withdrawn
					told = nil
				}
				return told, true
			})
		})
	}
}

func TestKilledBetweenAnyTwoStepsOfClosing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, victim := w.process(t), w.process(t)
	d := deeds["first answer"]
	w.atEveryStep(t, p, d, 15, func(e *election, step int) (told error, reached bool) {
		told = d.do(p, e)
		return told, victim.killed(step, func() { _, _ = victim.Close(t.Context(), writer, e.run.ID) })
	})
}

// atEveryStep has an election for each step before which something is interrupted, of which
// there must be some, and checks what comes of it.
func (w *world) atEveryStep(t *testing.T, p *process, d deed, least int, interrupt func(e *election, step int) (told error, reached bool)) {
	t.Helper()
	for step := 0; ; step++ {
		e := newElection(t, w, p)
		told, reached := interrupt(e, step)
		p.finish(t, e.run.ID)
		e.wantCounted(t, d, told)
		if !reached {
			wantSteps(t, step, least)
			return
		}
	}
}

// A second process closes, counts, and lets all texts through, while the first, which had
// begun, is only slow and then goes on.
func TestTheFirstThatClosesIsOnlySlow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, slow := w.process(t), w.process(t)
	survey := mood
	survey.Questions = append(slices.Clone(mood.Questions), pulses.Question{Kind: pulses.FreeText, Text: words("Was noch?")})
	for step := 0; ; step += everyStepOr(5) {
		all := p.startOver(t, 7)
		r := p.run(t, survey)
		for i, who := range all {
			p.answer(t, r, who, pulses.Answer{{Choices: []int{i % 2}}, {Text: fmt.Sprint("Text ", i)}})
		}
		reached := slow.at(step, func() {
			p.finish(t, r.ID)
			p.letThrough(t, r.ID)
		}, func() { _, _ = slow.Close(t.Context(), writer, r.ID) })
		if !reached {
			p.letThrough(t, r.ID)
		}
		p.letThrough(t, r.ID) // what the slow one has put back
		rep := p.finish(t, r.ID)
		if got := rep.Questions[0].Total().Given; !slices.Equal(got, []int{4, 3}) && !slices.Equal(got, []int{4, 3, 0}) {
			t.Errorf("slow before step %d: counted %v", step, got)
		}
		if got := rep.ShownTexts(1); len(got) != 7 {
			t.Errorf("slow before step %d: %d texts, want each once: %v", step, len(got), got)
		}
		w.wantCleared(t, p, r.ID)
		if !reached {
			wantSteps(t, step, 15)
			return
		}
	}
}

// Somebody answers, step by step, while somebody closes, step by step: wherever one of
// them is when the other goes on, what the person is told is what is counted.
func TestAnswersInTheMomentOfClosing(t *testing.T) {
	t.Parallel()
	first := 0
	for _, name := range slices.Sorted(maps.Keys(deeds)) {
		for _, killed := range []bool{false, true} {
			from := first
			t.Run(fmt.Sprintf("%s, who closes is killed %v", name, killed), func(t *testing.T) {
				t.Parallel()
				meetInEveryStep(t, deeds[name], killed, from)
			})
			first += 3
		}
	}
}

// meetInEveryStep lets every step of answering meet every step of closing; in the short form
// some, which differ by the first.
func meetInEveryStep(t *testing.T, d deed, killed bool, first int) {
	t.Helper()
	w := newWorld(t)
	p, answerer, closer := w.process(t), w.process(t), w.process(t)
	stride := everyStepOr(23)
	met := 0
	for step := first % everyStepOr(2); ; step += everyStepOr(2) {
		answering := true
		for closing := (first + step) % stride; ; closing += stride {
			e := newElection(t, w, p)
			e.prepare(t, d)
			var told error
			turn, back := make(chan struct{}), make(chan struct{})
			go func() { // the answerer stops before its step, until the closer has come to its own
				defer close(back)
				if !answerer.at(step, func() { turn <- struct{}{}; <-turn }, func() { told = d.do(answerer, e) }) {
					answering = false
					turn <- struct{}{}
				}
			}()
			<-turn
			resume := func() {
				if answering {
					turn <- struct{}{}
				}
				<-back
				if killed {
					runtime.Goexit()
				}
			}
			reached := closer.at(closing, resume, func() { _, _ = closer.Close(t.Context(), writer, e.run.ID) })
			if !reached {
				if answering {
					turn <- struct{}{}
				}
				<-back
			}
			p.finish(t, e.run.ID)
			e.wantCounted(t, d, told)
			if t.Failed() {
				t.Fatalf("the answer waited before step %d, the close before step %d", step, closing)
			}
			met++
			if !reached {
				break
			}
		}
		if !answering {
			t.Logf("met %d times", met)
			return
		}
	}
}

// everyStepOr is how many steps a test goes on at once: 1 in the long form.
func everyStepOr(short int) int {
	if os.Getenv("KIGO_LONG") != "" {
		return 1
	}
	return short
}

func wantSteps(t *testing.T, got, least int) {
	t.Helper()
	if got < least {
		t.Errorf("only %d steps: does the test still see them?", got)
	}
}
