package pulses_test

import (
	"strings"
	"testing"
	"time"

	"kigo/bot/i18n"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

func printer(t *testing.T, lang string) i18n.Printer {
	t.Helper()
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.Printer(lang)
}

// Every template can be asked as it is, and speaks both languages.
func TestEveryTemplateCanBeAsked(t *testing.T) {
	t.Parallel()
	for _, name := range pulses.Templates {
		s, err := pulses.Template(printer(t, "de"), name)
		if err == nil {
			err = s.Validate()
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, q := range s.Questions {
			for _, w := range append([]pulses.Words{q.Text}, q.Options...) {
				if w.EN == "" || w.EN == w.DE {
					t.Errorf("%s: %q has no English: %q", name, w.DE, w.EN)
				}
			}
		}
	}
}

// Questions are a line each; what is no question is refused by its number.
func TestQuestionsAreLines(t *testing.T) {
	t.Parallel()
	p := printer(t, "de")
	all, err := pulses.ParseQuestions(p, "Skala: Wie war es? // How was it?\n\n auswahl:Was | dies // this| das\nMehrfach: Womit? | a | b | c\nenps: Empfiehlst du uns?\ntext: Was noch?")
	if err != nil || len(all) != 5 {
		t.Fatalf("%d questions, %v", len(all), err)
	}
	kinds := []pulses.Kind{pulses.Scale, pulses.Single, pulses.Multiple, pulses.ENPS, pulses.FreeText}
	for i, k := range kinds {
		if all[i].Kind != k {
			t.Errorf("question %d is %s, want %s", i+1, all[i].Kind, k)
		}
	}
	if all[0].Text != (pulses.Words{DE: "Wie war es?", EN: "How was it?"}) || len(all[0].Options) != 5 {
		t.Errorf("the scale is %+v", all[0])
	}
	if all[1].Options[0] != (pulses.Words{DE: "dies", EN: "this"}) || all[1].Options[1].DE != "das" {
		t.Errorf("the choice is %+v", all[1])
	}
	for _, wrong := range []string{"Wie war es?", "skala: a\nraten: b", ": c"} {
		if _, err := pulses.ParseQuestions(p, wrong); err == nil {
			t.Errorf("%q is taken for questions", wrong)
		}
	}
}

// What a form shows of a survey reads as the same survey when it is sent back untouched.
func TestAnUntouchedFormChangesNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	for _, lang := range i18n.Languages {
		p := printer(t, lang)
		for _, name := range pulses.Templates {
			s, err := pulses.Template(p, name)
			if err != nil {
				t.Fatal(err)
			}
			closes := now.AddDate(0, 0, 10)
			plan := pulses.Plan{
				Survey: s, K: 7, Closes: closes, Remind: time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC),
				Target: pulses.Target{Dezernate: []string{"II", "III", ""}, Roles: []people.Role{}},
			}
			values := map[string]string{}
			for _, f := range pulses.PlanForm(p, "", "", pulses.Run{Plan: plan}, now).Fields {
				values[f.Name] = f.Value
			}
			again, err := pulses.ReadPlan(p, values, now, nil)
			if err != nil {
				t.Errorf("%s in %s: %v", name, lang, err)
			}
			if !again.Closes.Equal(closes) || !again.Remind.Equal(plan.Remind) || again.K != 7 || strings.Join(again.Target.Dezernate, "/") != "II/III/" {
				t.Errorf("%s in %s has become %+v", name, lang, again)
			}
			if len(again.Survey.Questions) != len(s.Questions) || again.Survey.Title != s.Title || again.Survey.Purpose != s.Purpose {
				t.Errorf("%s in %s asks %+v", name, lang, again.Survey)
			}
		}
	}
}

// A choice is read by its number as it is shown, by its words in either language, and
// nothing else; what was typed is in no fault.
func TestAChoiceIsReadByNumberOrWords(t *testing.T) {
	t.Parallel()
	s, err := pulses.Template(printer(t, "de"), "stimmung")
	if err != nil {
		t.Fatal(err)
	}
	scale, enps := s.Questions[0], pulses.Question{Kind: pulses.ENPS, Text: words("Empfiehlst du uns?")}
	for typed, want := range map[string]int{"1": 0, "5": 4, "sehr gut": 4, "SEHR  SCHLECHT": 0, "very good": 4} {
		if g, err := scale.ParseChoice(typed); err != nil || len(g.Choices) != 1 || g.Choices[0] != want {
			t.Errorf("%q is %+v (%v), want %d", typed, g, err, want)
		}
	}
	if g, err := scale.ParseChoice("keine Angabe"); err != nil || !g.None {
		t.Errorf("keine Angabe is %+v (%v)", g, err)
	}
	if g, err := enps.ParseChoice("0"); err != nil || g.Choices[0] != 0 {
		t.Errorf("0 of eNPS is %+v (%v)", g, err)
	}
	for _, typed := range []string{"0", "6", "-1", "gut so", "", "4.0", "99999999999999999999"} {
		_, err := scale.ParseChoice(typed)
		wantFault(t, err, "pulse.no_such_choice")
	}
	_, err = enps.ParseChoice("11")
	wantFault(t, err, "pulse.no_such_choice")
	all, err := pulses.Question{Kind: pulses.Multiple, Options: scale.Options}.ParseChoices("1, 3,,sehr gut, 1")
	if err != nil || len(all.Choices) != 3 {
		t.Errorf("1, 3, sehr gut is %+v (%v)", all, err)
	}
}

// The promise stands where people answer: in the message and in the form; and it is the
// one that anonymity.md makes.
func TestThePromiseIsMadeWherePeopleAnswer(t *testing.T) {
	t.Parallel()
	const promise = "Deine Antwort wird versiegelt gespeichert. Bis zum Ende der Umfrage kann sie niemand lesen, auch Admins nicht und niemand, der die Datenbank kopiert. " +
		"Dann zählt der Bot alles zusammen und vernichtet die einzelnen Antworten samt Schlüssel. Bis dahin kannst du deine Antwort ändern oder zurückziehen. Gezeigt werden nur Gruppen ab 8 Antworten."
	p := printer(t, "de")
	r := pulses.Run{ID: "puls-x", Plan: pulses.Plan{Survey: mood, K: 8}}
	for where, text := range map[string]string{
		"invitation": pulses.InvitationView(p, r).Plain(), "reminder": pulses.ReminderView(p, r).Plain(),
		"open": pulses.OpenView(p, r).Plain(), "form": pulses.AnswerForm(p, r).Intro.String(),
	} {
		if !strings.Contains(text, promise) {
			t.Errorf("%s: %s", where, text)
		}
	}
}

// What is not published is one sentence, without a number, in the message and the table.
func TestWhatIsNotPublishedHasNoNumber(t *testing.T) {
	t.Parallel()
	p := printer(t, "de")
	r := pulses.Run{ID: "puls-x", Invited: 20, Plan: pulses.Plan{Survey: mood, K: 5}}
	rep := pulses.Report{Run: r.ID, K: 5, Questions: []pulses.Result{{Kind: pulses.Single}}}
	text := pulses.ResultView(p, r, rep).Plain()
	if !strings.Contains(text, "Nicht veröffentlicht, damit niemand erkennbar wird.") || strings.Contains(text, "eingeladen waren") {
		t.Errorf("the message says: %s", text)
	}
	table := string(pulses.ResultCSV(p, r, rep).Data)
	if !strings.Contains(table, "1;Wie geht es dir?;;Nicht veröffentlicht, damit niemand erkennbar wird.;;") {
		t.Errorf("the table says: %s", table)
	}
}

// The two waves are compared from published parts, with an interval that says how sure it is.
func TestThePilotIsComparedFromPublishedParts(t *testing.T) {
	t.Parallel()
	p := printer(t, "de")
	s, err := pulses.Template(p, "stimmung")
	if err != nil {
		t.Fatal(err)
	}
	r := pulses.Run{ID: "puls-x", Invited: 60, Plan: pulses.Plan{Survey: s, K: 5}}
	part := func(groups []string, given ...int) pulses.Count {
		c := pulses.Count{Groups: groups, Given: given}
		for _, n := range given {
			c.N += n
		}
		return c
	}
	rep := func(parts ...pulses.Count) pulses.Report {
		return pulses.Report{Run: r.ID, K: 5, Questions: []pulses.Result{{Kind: pulses.Scale, Parts: parts}}}
	}
	apart := pulses.ResultView(p, r, rep(part([]string{"OB", "III", "IV"}, 0, 0, 2, 8, 10), part([]string{"II", "V"}, 10, 8, 2, 0, 0))).Plain()
	for _, want := range []string{"40 Antworten, eingeladen waren 60", "OB, III, IV (20 Antworten)", "Pilot (OB, III, IV): 4,4. Später gestartet (II, V): 1,6. Unterschied 2,8"} {
		if !strings.Contains(apart, want) {
			t.Errorf("it lacks %q: %s", want, apart)
		}
	}
	mixed := pulses.ResultView(p, r, rep(part([]string{"II", "III"}, 3, 3, 3, 3, 3))).Plain()
	if !strings.Contains(mixed, "mit II und V: Nicht veröffentlicht, damit niemand erkennbar wird.") {
		t.Errorf("it compares what is counted together: %s", mixed)
	}
}
