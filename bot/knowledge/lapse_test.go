package knowledge_test

import (
	"strings"
	"testing"
	"time"

	"kigo/bot/knowledge"
)

func TestWhoWaitsForTooLongIsTold(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert := d.person(t, "bert")
	g := d.passOn(t, bert, "Gibt es Fahrradständer am Rathaus?")
	d.w.clock.Pass(knowledge.KeepOpenGap + time.Hour)
	for range 2 { // told once
		if _, err := d.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	rows := d.told(t)
	if len(rows) != 1 || rows[0].Person != bert.ID {
		t.Fatalf("%+v", rows)
	}
	if text := d.render(t, rows[0], "de"); !strings.Contains(text, "„Gibt es Fahrradständer am Rathaus?“") || !strings.Contains(text, "leider niemand") {
		t.Error(text)
	}
	after := d.gap(t, g.ID)
	if m := knowledge.MeanwhileView(speak(t, "de"), after, "", "Ja."); after.State != knowledge.GapLapsed || !strings.Contains(m.Plain(), "zu lange offen") {
		t.Errorf("an editor who is too late reads %q of %+v", m.Plain(), after)
	}
	if m := knowledge.PassedView(speak(t, "de"), after, bert.ID); !strings.Contains(m.Plain(), "leider niemand") {
		t.Error(m.Plain())
	}
	again := d.passOn(t, bert, "Gibt es Fahrradständer am Rathaus?")
	if again.ID != g.ID || again.State != knowledge.GapOpen || again.Round != 2 {
		t.Errorf("asked again: %+v", again)
	}
}

func TestWhoAsksAgainAfterTheQuestionIsForgottenIsToldAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert := d.person(t, "bert")
	once := knowledge.Solution{Into: knowledge.IntoOnce, Answer: "Im Hof.", Source: "Hausdienst"}
	for n := 1; n <= 2; n++ {
		g := d.passOn(t, bert, "Gibt es Fahrradständer am Rathaus?")
		if g.Round != 1 {
			t.Fatalf("the gap of before is still there: %+v", g)
		}
		d.solve(t, g, once)
		if rows := d.told(t); len(rows) != n {
			t.Fatalf("the occasion of before counts as this one: %+v", rows)
		}
		d.w.clock.Pass(knowledge.KeepClosedGap + time.Hour)
		if _, err := d.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
