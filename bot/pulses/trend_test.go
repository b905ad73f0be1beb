package pulses_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kigo/bot/people"
	"kigo/bot/pulses"
)

// scaled asks for a step of five.
func scaled(title string) pulses.Plan {
	steps := []pulses.Words{words("a"), words("b"), words("c"), words("d"), words("e")}
	return pulses.Plan{Series: "stimmung", Survey: pulses.Survey{
		Title: words(title), Purpose: words("Damit wir es wissen."),
		Questions: []pulses.Question{{Kind: pulses.Scale, Text: words("Wie geht es dir?"), Options: steps}},
	}}
}

// Runs of a series with the same questions are shown one after the other, those of which
// nothing is published with the sentence and no number, in text, picture and its words.
func TestASeriesIsShownOverTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.process(t)
	var charts []pulses.Chart
	p.Draw = func(c pulses.Chart) ([]byte, error) {
		charts = append(charts, c)
		return []byte("picture"), nil
	}
	all := p.staff(t, 12, "OB")
	lead := people.Person{ID: all[0].ID, Roles: map[people.Role]bool{people.Admin: true}}
	pass := func(title string, change func(*pulses.Plan), choices ...int) pulses.Run {
		t.Helper()
		plan := scaled(title)
		plan.Closes = p.Now().Add(24 * time.Hour)
		change(&plan)
		r := p.planned(t, plan)
		for i, c := range choices {
			p.answer(t, r, all[i], chose(c))
		}
		p.finish(t, r.ID)
		if err := p.Rows.Purge(t.Context(), "pulse.result/"); err != nil {
			t.Fatal(err)
		}
		w.clock.Pass(30 * 24 * time.Hour)
		return r
	}
	same := func(*pulses.Plan) {}
	pass("erste", same, 0, 1, 2, 3, 4, 1)
	pass("stumm", same, 2, 2, 2)
	pass("andere Frage", func(pl *pulses.Plan) { pl.Survey.Questions[0].Text = words("Etwas ganz anderes?") }, 0, 1, 0, 1, 0)
	pass("andere Reihe", func(pl *pulses.Plan) { pl.Series = "sonst" }, 0, 1, 0, 1, 0)
	last := pass("letzte", same, 4, 4, 3, 4, 2, 3)
	pass("später", same, 0, 0, 1, 0, 0)

	r, rep, err := p.Report(t.Context(), last.ID, lead)
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.ResultOverTime(t.Context(), printer(t, "de"), r, rep, lead)
	if err != nil {
		t.Fatal(err)
	}
	text := m.Plain()
	want := "Mi, 25.11.2026: 2,8 (95 %: 1,3 bis 4,4)\n- Fr, 25.12.2026: Nicht veröffentlicht, damit niemand erkennbar wird.\n- Do, 25.03.2027: 4,3 (95 %: 3,5 bis 5,0)"
	if !strings.Contains(text, want) || strings.Contains(text, "24.04.2027") {
		t.Errorf("it says: %s", text)
	}
	if len(m.Images) != 2 || len(charts) != 2 {
		t.Fatalf("%d pictures of %d charts", len(m.Images), len(charts))
	}
	if alt := m.Images[1].Alt; !strings.Contains(alt, "Fr, 25.12.2026: Nicht veröffentlicht, damit niemand erkennbar wird.; Do, 25.03.2027: 4,3") {
		t.Errorf("the picture says: %s", alt)
	}
	if bars := charts[1].Panels[0].Bars; len(bars) != 3 || bars[0].At < 2.8 || bars[0].At > 2.9 || bars[1].Spread || bars[1].At != 1 {
		t.Errorf("the picture shows %+v", bars)
	}
	for range 2 { // the same picture for everybody
		p.Result(printer(t, "de"), r, rep)
	}
	if len(charts) != 2 {
		t.Errorf("drawn %d times", len(charts))
	}
	p.Draw = func(pulses.Chart) ([]byte, error) { return nil, errors.New("no ink") }
	if m := p.Result(printer(t, "en"), r, rep); len(m.Images) != 0 || len(m.Sections) < 2 {
		t.Errorf("without its picture the result is %+v", m)
	}
}

// A picture holds what is published, in numbers and in words, and nothing of the rest.
func TestAChartShowsWhatIsPublished(t *testing.T) {
	t.Parallel()
	p := printer(t, "de")
	survey := mood
	survey.Questions = append(survey.Questions[:1:1], pulses.Question{Kind: pulses.Multiple, Text: words("Geheim?"), Options: survey.Questions[0].Options},
		pulses.Question{Kind: pulses.FreeText, Text: words("Was noch?")})
	rep := pulses.Report{K: 5, Questions: []pulses.Result{
		{Kind: pulses.Single, Parts: []pulses.Count{{Groups: []string{"II"}, N: 8, Given: []int{4, 2, 1}, None: 1}, {Groups: []string{"OB"}, N: 6, Given: []int{2, 2, 2}}}},
		{Kind: pulses.Multiple}, {Kind: pulses.FreeText},
	}}
	c := pulses.ResultChart(p, pulses.Run{Plan: pulses.Plan{Survey: survey}}, rep)
	want := "Balkendiagramm „Ergebnis: Stimmung“. 1. Wie geht es dir? (Anzahl der Antworten): 1 – gut: 6 (46 %); 2 – mittel: 4 (31 %); 3 – schlecht: 3 (23 %); keine Angabe: 1."
	if got := c.Alt(p); got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if len(c.Panels) != 1 || c.Panels[0].Bars[0].At != 6 || c.Panels[0].Axis.To != 6 || c.Panels[0].Axis.Step != 2 {
		t.Errorf("it shows %+v", c.Panels)
	}
	pilot := pulses.Report{K: 5, Questions: []pulses.Result{{Kind: pulses.Scale, Parts: []pulses.Count{
		{Groups: []string{"III", "OB"}, N: 8, Given: []int{0, 0, 0, 4, 4}}, {Groups: []string{"II", "V"}, N: 6, Given: []int{3, 2, 1, 0, 0}},
	}}}}
	r := pulses.Run{Plan: scaled("Stimmung")}
	if c := pulses.ComparisonChart(p, r, pilot, []pulses.Report{pilot}); len(c.Panels) != 1 || len(c.Panels[0].Bars) != 2 || c.Panels[0].Bars[0].Value != "4,5 (95 %: 4,1 bis 4,9)" {
		t.Errorf("the two waves: %+v", c.Panels)
	}
	pilot.Questions[0].Parts[0].Groups = []string{"II", "OB"}
	if c := pulses.ComparisonChart(p, r, pilot, []pulses.Report{pilot}); len(c.Panels) != 0 {
		t.Errorf("parts that don't tell them apart: %+v", c.Panels)
	}
}
