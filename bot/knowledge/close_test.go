package knowledge_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/bot/knowledge"
	"kigo/bot/people"
)

var parking = knowledge.Solution{
	Into: knowledge.IntoNew, Answer: "Im Hof stehen **zwölf Plätze**.", Source: "Intranet", Language: "de",
	Question: "Gibt es Parkplätze am Rathaus?", Alternatives: []string{"gibts am rathaus parkplätze"},
}

func TestEverybodyWhoAskedIsToldOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert, carla := d.person(t, "bert"), d.person(t, "carla")
	d.passOn(t, bert, "Gibt es Parkplätze am Rathaus?")
	g := d.passOn(t, carla, "gibts am rathaus parkplätze")
	d.ask(t, d.person(t, "deniz"), "Gibt es Parkplätze am Rathaus?") // passes nothing on
	for range 2 {                                                    // the button is pressed twice
		d.solve(t, g, parking)
	}
	if err := d.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows := d.told(t)
	if len(rows) != 2 || !strings.HasPrefix(rows[0].ID, "answer/"+string(g.ID)+"/") {
		t.Fatalf("%+v", rows)
	}
	if got, want := d.render(t, rows[0], "en"), "You wanted to know: “Gibt es Parkplätze am Rathaus?”\nHere is the answer:\nIm Hof stehen zwölf Plätze.\nSource: Intranet"; got != want {
		t.Errorf("%q", got)
	}
	closed := d.gap(t, g.ID)
	if closed.State != knowledge.GapAnswered || len(closed.Askers) != 0 || closed.Owed != nil || closed.By != d.anna.ID {
		t.Errorf("who waits is still stored: %+v", closed)
	}
	if found := d.Library.Ask(t.Context(), "Wo gibt es Parkplätze am Rathaus?"); found.Entry.ID != closed.Entry || found.Entry.Owner != "anna" {
		t.Errorf("it is not answered from now on: %+v", found)
	}
}

func TestAnAnswerIsToldAsItReadsWhenItIsSent(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	g := d.solve(t, d.passOn(t, d.person(t, "bert"), "Gibt es Parkplätze am Rathaus?"), parking)
	r, err := d.Library.Record(t.Context(), knowledge.RecordID(g.Entry))
	if err != nil {
		t.Fatal(err)
	}
	e := r.Entry
	e.Answer = "Im Hof stehen **elf** Plätze."
	if _, err := d.Library.Change(t.Context(), d.anna, e, r.Version); err != nil {
		t.Fatal(err)
	}
	if text := d.render(t, d.told(t)[0], "de"); !strings.Contains(text, "elf Plätze") {
		t.Error(text)
	}
	if _, err := d.Library.Retire(t.Context(), d.anna, e.ID); err != nil {
		t.Fatal(err)
	}
	if text := d.render(t, d.told(t)[0], "de"); !strings.Contains(text, "zwölf Plätze") {
		t.Errorf("the entry is gone, the editor's words are not: %s", text)
	}
}

func TestNothingIsLostIfKigoStopsAfterTheAnswer(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.held = make(chan struct{})
	g := d.passOn(t, d.person(t, "bert"), "Gibt es Parkplätze am Rathaus?")
	d.solve(t, g, parking)
	if g := d.gap(t, g.ID); len(d.told(t)) != 0 || g.Owed == nil || len(g.Owed.People) != 1 {
		t.Fatalf("%+v", g)
	}
	if err := d.Sweep(t.Context()); !errors.Is(err, errOutbox) {
		t.Fatalf("still held: %v", err)
	}
	close(d.held)
	for range 2 {
		if err := d.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.told(t)) != 1 || d.gap(t, g.ID).Owed != nil {
		t.Errorf("%+v", d.told(t))
	}
}

func TestOfTwoEditorsOneWins(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	gitte := d.editor(t, "gitte")
	g := d.passOn(t, d.person(t, "bert"), "Gibt es Parkplätze am Rathaus?")
	other := parking
	other.Answer = "Nein, leider nicht."
	var mu sync.Mutex
	var second []*knowledge.ClosedMeanwhile
	var group sync.WaitGroup
	for by, s := range map[*people.Person]knowledge.Solution{&d.anna: parking, &gitte: other} {
		group.Go(func() {
			_, err := d.Solve(t.Context(), *by, g.ID, g.Round, s)
			var c *knowledge.ClosedMeanwhile
			if errors.As(err, &c) {
				mu.Lock()
				defer mu.Unlock()
				second = append(second, c)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(second) != 1 {
		t.Fatalf("%d came second", len(second))
	}
	won := d.gap(t, g.ID)
	if second[0].Gap.Answer != won.Answer || len(d.told(t)) != 1 {
		t.Errorf("the second one sees %q, it is %q", second[0].Gap.Answer, won.Answer)
	}
	view := knowledge.MeanwhileView(speak(t, "de"), won, "Anna", "Mein eigener **Text**").Plain()
	if !strings.Contains(view, "inzwischen schon Anna beantwortet") || !strings.Contains(view, "Mein eigener **Text**") {
		t.Error(view)
	}
	entries, err := d.Library.Entries(t.Context())
	if err != nil || len(entries) != 4 {
		t.Errorf("%d entries, want the winner's alone: %v", len(entries), err)
	}
}

func TestWhoPassesOnWhileItIsAnsweredIsToldToo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	g := d.ask(t, d.person(t, "bert"), "Gibt es Parkplätze am Rathaus?")
	var group sync.WaitGroup
	late := make(chan people.ID, 8)
	for _, name := range []string{"p1", "p2", "p3", "p4", "p5", "p6"} {
		who := d.person(t, name)
		group.Go(func() {
			after, err := d.Pass(t.Context(), who, g.ID, false)
			if err != nil {
				t.Error(err)
			}
			if after.State != knowledge.GapOpen { // they see the answer at once
				late <- who.ID
			}
		})
	}
	group.Go(func() { d.solve(t, g, parking) })
	group.Wait()
	if told := len(d.told(t)); told+len(late) != 6 {
		t.Errorf("%d are told, %d have seen it", told, len(late))
	}
}

func TestAnEntryMayBeTheAnswer(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	g := d.passOn(t, d.person(t, "bert"), "Gibt es eine Auskunftsstelle für Veränderungsfragen?")
	after := d.solve(t, g, knowledge.Solution{Into: knowledge.IntoEntry("kontakt")})
	e, err := d.Library.Entry(t.Context(), "kontakt")
	if err != nil || after.Entry != "kontakt" || e.Alternatives[len(e.Alternatives)-1] != g.Question() {
		t.Errorf("%v, %v", e.Alternatives, err)
	}
	if text := d.render(t, d.told(t)[0], "de"); !strings.Contains(text, "Quelle: "+e.Source) {
		t.Error(text)
	}
	_, err = d.Solve(t.Context(), d.anna, g.ID, g.Round, knowledge.Solution{Into: knowledge.IntoEntry("gibt-es-nicht")})
	wantFault(t, err, "knowledge.unknown")
}

func TestAnAnswerIsCheckedBeforeAnybodyIsTold(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	g := d.passOn(t, d.person(t, "bert"), "Gibt es Parkplätze am Rathaus?")
	_, err := d.Solve(t.Context(), d.anna, g.ID, g.Round, knowledge.Solution{Into: knowledge.IntoNew, Language: "de"})
	wantFault(t, err, "fault.form answer=knowledge.entry.empty question=knowledge.entry.empty source=knowledge.entry.empty")
	_, err = d.Solve(t.Context(), d.anna, g.ID, g.Round, knowledge.Solution{Into: knowledge.IntoOnce, Answer: "Ja."})
	wantFault(t, err, "fault.form source=knowledge.entry.empty")
	_, err = d.Solve(t.Context(), d.person(t, "carla"), g.ID, g.Round, parking)
	wantFault(t, err, "knowledge.editors_only")
	_, err = d.Solve(t.Context(), d.anna, "g0000000000", 1, parking)
	wantFault(t, err, "gap.unknown")
	if len(d.told(t)) != 0 || d.gap(t, g.ID).State != knowledge.GapOpen {
		t.Error("somebody was told")
	}
}

func TestDismissedQuestionsAreToldKindly(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert := d.person(t, "bert")
	g := d.passOn(t, bert, "Gibt es Parkplätze am Rathaus?")
	if _, err := d.Dismiss(t.Context(), d.anna, g.ID, g.Round, " Das weiß das Immobilienamt. "); err != nil {
		t.Fatal(err)
	}
	text := d.render(t, d.told(t)[0], "de")
	if !strings.Contains(text, "leider nicht geben.\nDer Grund: Das weiß das Immobilienamt.\n") {
		t.Error(text)
	}
	late, err := d.Pass(t.Context(), d.person(t, "carla"), g.ID, false)
	if err != nil || !strings.Contains(knowledge.PassedView(speak(t, "de"), late, "x").Plain(), "Immobilienamt") {
		t.Errorf("who comes late: %+v, %v", late, err)
	}
}

func TestAskedAgainItIsANewRound(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert := d.person(t, "bert")
	g := d.passOn(t, bert, "Gibt es Parkplätze am Rathaus?")
	once := knowledge.Solution{Into: knowledge.IntoOnce, Answer: "Im Hof.", Source: "Intranet"}
	d.solve(t, g, once)
	again := d.passOn(t, bert, "Gibt es Parkplätze am Rathaus?")
	if again.ID != g.ID || again.Round != 2 || again.Answer != "Im Hof." {
		t.Fatalf("%+v", again)
	}
	if _, err := d.Solve(t.Context(), d.anna, g.ID, g.Round, once); err == nil {
		t.Error("a form of the first round answers the second")
	}
	d.solve(t, again, once)
	if rows := d.told(t); len(rows) != 2 {
		t.Errorf("told: %+v", rows)
	}
}

func TestQuestionsAreForgotten(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.held = make(chan struct{})
	bert := d.person(t, "bert")
	d.ask(t, bert, "Gibt es Fahrradständer am Rathaus?")
	d.solve(t, d.ask(t, bert, "Wann öffnet die Kantine?"), knowledge.Solution{Into: knowledge.IntoOnce, Answer: "Um 8.", Source: "Aushang"})
	owing := d.passOn(t, bert, "Gibt es Parkplätze am Rathaus?")
	d.solve(t, owing, parking)
	left := func(after time.Duration, want int) {
		t.Helper()
		d.w.clock.Pass(after)
		if _, err := d.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
		if all := d.gaps(t); len(all) != want {
			t.Errorf("%v later there are %d", after, len(all))
		}
	}
	left(knowledge.KeepClosedGap-time.Hour, 3)
	left(2*time.Hour, 2) // who is owed an answer gets it first
	close(d.held)
	if err := d.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	left(time.Hour, 1)
	left(knowledge.KeepOpenGap-knowledge.KeepClosedGap-3*time.Hour, 1)
	left(3*time.Hour, 0)
}

func TestAPersonIsForgotten(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.held = make(chan struct{})
	bert := d.person(t, "bert")
	d.passOn(t, bert, "Gibt es Fahrradständer am Rathaus?")
	owing := d.passOn(t, bert, "Gibt es Parkplätze am Rathaus?")
	d.solve(t, owing, parking)
	if err := d.Subscribe(t.Context(), d.anna, true); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[people.ID]int{bert.ID: 2, d.anna.ID: 1} {
		held, err := d.Export(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		q := held.(knowledge.HeldQuestions)
		if len(q.Questions) != want || q.Digest != (who == d.anna.ID) {
			t.Errorf("%+v", q)
		}
		for range 2 {
			if err := d.Forget(t.Context(), who); err != nil {
				t.Fatal(err)
			}
		}
		if inUse, err := d.InUse(t.Context(), who); inUse || err != nil {
			t.Errorf("something is left: %v", err)
		}
	}
	close(d.held)
	if err := d.Sweep(t.Context()); err != nil || len(d.told(t)) != 0 {
		t.Errorf("%v, %+v", err, d.told(t))
	}
}
