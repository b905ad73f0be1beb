package knowledge_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/bot/knowledge"
	"kigo/bot/people"
)

func TestTheSameQuestionIsOneGap(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert, carla := d.person(t, "bert"), d.person(t, "carla")
	g := d.ask(t, bert, "Gibt es Parkplätze am Rathaus?")
	d.w.clock.Pass(24 * time.Hour)
	d.ask(t, carla, "gibts am rathaus parkplätze")
	d.ask(t, carla, "Gibt es  Parkplätze am Rathaus??") // the same wording
	d.ask(t, carla, "Gibt es Fahrradständer am Rathaus?")
	if all := d.gaps(t); len(all) != 2 {
		t.Fatalf("%d gaps: %+v", len(all), all)
	}
	g = d.gap(t, g.ID)
	if diff := cmp.Diff([]string{"Gibt es Parkplätze am Rathaus?", "gibts am rathaus parkplätze"}, g.Wordings); diff != "" || g.Asked != 3 {
		t.Errorf("asked %d times, wordings %s", g.Asked, diff)
	}
	if !g.First.Before(g.Last) || len(g.Askers) != 0 {
		t.Errorf("from %v to %v; nobody has passed it on, but %v wait", g.First, g.Last, g.Askers)
	}
}

func TestManyAskTheSameInOneMoment(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var group sync.WaitGroup
	for n := range 8 {
		who := d.person(t, fmt.Sprintf("p%d", n))
		group.Go(func() {
			for range 2 { // pressed twice
				g := d.ask(t, who, "Gibt es Parkplätze am Rathaus?")
				if _, err := d.Pass(t.Context(), who, g.ID, false); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	all := d.gaps(t)
	if len(all) != 1 || all[0].Asked != 16 || len(all[0].Askers) != 8 || len(all[0].Wordings) != 1 {
		t.Errorf("%+v", all)
	}
}

func TestWordingsAreBounded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert := d.person(t, "bert")
	for n := range knowledge.MaxWordings + 3 {
		d.ask(t, bert, "Gibt es "+strings.Repeat("denn ", n)+"Parkplätze am Rathaus?")
	}
	all := d.gaps(t)
	if len(all) != 1 || len(all[0].Wordings) != knowledge.MaxWordings || all[0].Asked != knowledge.MaxWordings+3 {
		t.Errorf("%d gaps, %d wordings, asked %d times", len(all), len(all[0].Wordings), all[0].Asked)
	}
}

func TestNobodyIsStoredWhoDoesNotPassOn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert, carla := d.person(t, "bert"), d.person(t, "carla")
	g := d.ask(t, bert, "Gibt es Parkplätze am Rathaus?")
	if held, err := d.InUse(t.Context(), bert.ID); held || err != nil {
		t.Errorf("bert is in the store: %v", err)
	}
	if _, err := d.Pass(t.Context(), bert, g.ID, false); err != nil {
		t.Fatal(err)
	}
	g, err := d.Pass(t.Context(), carla, g.ID, true)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]people.ID{carla.ID}, g.Named()); diff != "" || len(g.Waiting()) != 2 {
		t.Errorf("whose names may be seen (-want +got):\n%s", diff)
	}
	if g, err = d.Pass(t.Context(), bert, g.ID, true); err != nil || len(g.Named()) != 2 {
		t.Errorf("bert wants to be named after all: %v, %v", g.Named(), err)
	}
	for range 2 {
		if err := d.Withdraw(t.Context(), bert, g.ID); err != nil {
			t.Fatal(err)
		}
	}
	if g := d.gap(t, g.ID); len(g.Askers) != 1 {
		t.Errorf("bert has withdrawn: %v", g.Askers)
	}
}

func TestWhatIsNotNoted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert := d.person(t, "bert")
	for question, want := range map[string]string{
		"":                                      "keine Frage",
		"🎉🎉":                                    "keine Frage",
		"Du Arschloch":                          "Ärger",
		"Ist Frau Müller da?":                   "ein Name: Frau Müller",
		strings.Repeat("Wo ist der Saal? ", 60): "zu lang",
	} {
		m, err := d.Missed(t.Context(), bert, speak(t, "de"), question)
		if err != nil || !strings.Contains(m.Plain(), want) {
			t.Errorf("%.20q is answered %q, %v", question, m.Plain(), err)
		}
		if _, err := d.Judged(t.Context(), bert, speak(t, "de"), "kontakt", question, false); err != nil {
			t.Error(err)
		}
	}
	if all := d.gaps(t); len(all) != 0 {
		t.Errorf("noted: %+v", all)
	}
	insults, err := d.Gaps.Tallies(t.Context(), knowledge.TallyInsult)
	if err != nil || len(insults) != 1 || insults[0].Subject != "2026-11-25" || insults[0].Count != 1 {
		t.Errorf("counted: %+v, %v", insults, err)
	}
}

func TestPersonalDataIsPassedOnOnlyWhenThePersonSaysSo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert := d.person(t, "bert")
	g, err := d.PassAnyway(t.Context(), bert, "Ist Frau Müller wieder im Beteiligungsbüro?", false)
	if err != nil || len(g.Askers) != 1 {
		t.Fatalf("%+v, %v", g, err)
	}
	if g.Told() != "" || len(g.Publishable()) != 0 {
		t.Error("others could read the name")
	}
	for question, want := range map[string]string{"🎉": "gap.wordless", "Du Idiot": "gap.insult", strings.Repeat("a", 301): "fault.too_long"} {
		_, err := d.PassAnyway(t.Context(), bert, question, false)
		wantFault(t, err, want)
	}
	after := d.solve(t, g, knowledge.Solution{Into: knowledge.IntoOnce, Answer: "Ja, seit heute.", Source: "Beteiligungsbüro"})
	rows := d.told(t)
	if len(rows) != 1 || after.Entry != "" {
		t.Fatalf("%+v", rows)
	}
	if text := d.render(t, rows[0], "de"); strings.Contains(text, "Müller") || !strings.Contains(text, "Ja, seit heute.\nQuelle: Beteiligungsbüro") {
		t.Error(text)
	}
}

func TestDislikedAnswersAreCountedAndTheirQuestionsNoted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert := d.person(t, "bert")
	for _, helped := range []bool{false, true, false} {
		if _, err := d.Judged(t.Context(), bert, speak(t, "de"), "kontakt", "Wer hilft mir mit der Reisekostenabrechnung?", helped); err != nil {
			t.Fatal(err)
		}
	}
	if m, err := d.Judged(t.Context(), bert, speak(t, "de"), "kigo-was", "", false); err != nil || len(m.Sections[0].Buttons) != 0 {
		t.Fatalf("there is no question to pass on: %+v, %v", m, err)
	}
	all := d.gaps(t)
	if len(all) != 1 || all[0].Disliked != "kontakt" || all[0].Asked != 2 || len(all[0].Askers) != 0 {
		t.Errorf("%+v", all)
	}
	list, err := d.Disliked(t.Context())
	if err != nil || len(list) != 2 || list[0].Entry.ID != "kontakt" || list[0].Times != 2 || list[0].Helped != 1 || list[1].Times != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAQuestionThatWasAnsweredBadlyIsPassedOnAndCountsOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert := d.person(t, "bert")
	m, err := d.Judged(t.Context(), bert, speak(t, "de"), "kontakt", "Wer hilft mir mit der Reisekostenabrechnung?", false)
	g := d.gaps(t)[0]
	var lines []string
	for _, b := range m.Sections[0].Buttons {
		lines = append(lines, b.Line)
	}
	line := "frage weitergeben " + string(g.ID)
	if diff := cmp.Diff([]string{line, line + " name"}, lines); diff != "" || err != nil || g.Asked != 1 {
		t.Fatalf("asked %d times, %v, %s", g.Asked, err, diff)
	}
	m, err = d.Judged(t.Context(), bert, speak(t, "de"), "kontakt", "Hilft mir Frau Müller?", false)
	if err != nil || m.Sections[0].Buttons[0].Line != "frage nichts-davon Hilft mir Frau Müller?" {
		t.Errorf("who passes personal data on is told first: %+v, %v", m, err)
	}
	if all := d.gaps(t); len(all) != 1 {
		t.Errorf("noted: %+v", all)
	}
}
