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
	d.w.pass(knowledge.KeepOpenGap + time.Hour)
	for range 2 { // told once
		if err := d.Prune(t.Context()); err != nil {
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
