package knowledge_test

import (
	"strings"
	"testing"
	"time"

	"kigo/bot/knowledge"
)

func TestTheDigestComesOnceAWeekToWhoWantsIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	gitte := d.editor(t, "gitte")
	bert := d.person(t, "bert")
	for range 2 {
		if err := d.Subscribe(t.Context(), d.anna, true); err != nil {
			t.Fatal(err)
		}
	}
	d.ask(t, bert, "Gibt es Parkplätze am Rathaus?")
	for range 2 {
		d.ask(t, bert, "Wann öffnet die Kantine?")
	}
	monday := time.Date(2026, 11, 30, 8, 0, 0, 0, berlin)
	for range 2 {
		if err := d.SendDigest(t.Context(), monday); err != nil {
			t.Fatal(err)
		}
	}
	rows := d.told(t)
	if len(rows) != 1 || rows[0].ID != "digest/2026-11-30/"+string(d.anna.ID) || !rows[0].Due.Equal(monday) {
		t.Fatalf("%+v", rows)
	}
	text := d.render(t, rows[0], "de")
	kantine, parken := strings.Index(text, "Wann öffnet die Kantine? (2-mal gefragt)"), strings.Index(text, "Gibt es Parkplätze am Rathaus? (einmal gefragt)")
	if kantine < 0 || parken < kantine || strings.Contains(text, "insgesamt offen") {
		t.Error(text)
	}
	d.w.clock.Pass(8 * 24 * time.Hour)
	if text := d.render(t, rows[0], "de"); !strings.Contains(text, "2 Fragen sind insgesamt offen") || strings.Contains(text, "neue Frage") {
		t.Errorf("a week later nothing is new: %s", text)
	}
	if on, err := d.Subscribed(t.Context(), gitte); on || err != nil {
		t.Errorf("gitte never asked for it: %v", err)
	}
	if err := d.Subscribe(t.Context(), d.anna, false); err != nil {
		t.Fatal(err)
	}
	if text := d.render(t, rows[0], "de"); text != "" {
		t.Errorf("switched off before it was sent: %s", text)
	}
}

func TestTheDigestIsForEditorsAndForThingsToDo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	christmas := time.Date(2028, 12, 25, 8, 0, 0, 0, berlin) // a Monday
	if err := d.Subscribe(t.Context(), d.anna, true); err != nil {
		t.Fatal(err)
	}
	if err := d.SendDigest(t.Context(), christmas); err != nil {
		t.Fatal(err)
	}
	row := d.told(t)[0]
	if !row.Due.Equal(christmas) || !row.Waits {
		t.Errorf("on a holiday it does not wait for working hours: %+v", row)
	}
	before, err := d.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if text := d.render(t, row, "de"); (text == "") != before.Empty() {
		t.Errorf("%+v reads %q", before, text)
	}
	d.ask(t, d.person(t, "bert"), "Wann öffnet die Kantine?")
	if text := d.render(t, row, "de"); text == "" {
		t.Error("there is something to do")
	}
	if err := d.w.people.Store.SetRole(t.Context(), d.anna.ID, "editor", false); err != nil {
		t.Fatal(err)
	}
	if text := d.render(t, row, "de"); text != "" {
		t.Errorf("anna is no editor any more: %s", text)
	}
	empty := knowledge.DigestPreviewView(speak(t, "de"), knowledge.Digest{}, false).Plain()
	if !strings.Contains(empty, "nichts zu tun") || !strings.Contains(empty, "kommt nicht von selbst") {
		t.Error(empty)
	}
}
