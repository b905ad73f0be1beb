package reminders_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/reminders"
)

func TestReading(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"morgen 9 Uhr Flipchart mitnehmen":         "26.11.2026 09:00 Flipchart mitnehmen",
		"in 2 Stunden Anruf":                       "25.11.2026 12:00 Anruf",
		"15.12. 14:00 Blumen":                      "15.12.2026 14:00 Blumen",
		"am Dienstag um 9 Blumen":                  "01.12.2026 09:00 Blumen",
		"tomorrow at 9 to call Anna":               "26.11.2026 09:00 call Anna",
		"heute 9:00 Blumen":                        "reminder.past",
		"heute 10:00 Blumen":                       "reminder.past",
		"morgen um 9":                              "reminder.no_text",
		"morgen Blumen":                            "when.missing_time",
		"um 9 Blumen":                              "when.missing_date",
		"nächsten Freitag 9 Uhr Blumen":            "when.ambiguous",
		"31.2. 9:00 Blumen":                        "when.no_such_day",
		"15.12.2099 9:00 Blumen":                   "when.far",
		"Blumen":                                   "when.unknown",
		"morgen 9 Uhr " + strings.Repeat("ä", 500): "26.11.2026 09:00 " + strings.Repeat("ä", 500),
		"morgen 9 Uhr " + strings.Repeat("ä", 501): "fault.too_long",
	} {
		due, text, err := reminders.Read(typed, start, berlin)
		got := due.Format("02.01.2006 15:04") + " " + text
		var f *fault.Fault
		if errors.As(err, &f) {
			got = f.Key
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

func TestAReminderComesOnceAtItsTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	due := start.Add(11*time.Hour + 30*time.Minute) // in the evening, because that is what was asked for
	w.add(t, "anna", due, "Blumen")
	if got := w.comes(t, due.Add(-time.Second)); len(got) != 0 {
		t.Errorf("too early: %v", got)
	}
	if got := w.comes(t, due); fmt.Sprint(got) != "[anna: Erinnerung: Blumen]" {
		t.Errorf("at its time: %v", got)
	}
	if got := w.comes(t, due.Add(time.Minute)); len(got) != 0 {
		t.Errorf("once more: %v", got)
	}
	if open, err := w.List(t.Context(), "anna"); err != nil || len(open) != 0 {
		t.Errorf("still listed: %v, %v", open, err)
	}
	if used, err := w.InUse(t.Context(), "anna"); err != nil || used {
		t.Errorf("in use: %v, %v", used, err)
	}
}

func TestTheSameTwiceIsOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.add(t, "anna", start.Add(time.Hour), "Blumen")
	if again := w.add(t, "anna", start.Add(time.Hour), "Blumen"); again.ID != first.ID {
		t.Errorf("%v and %v", first.ID, again.ID)
	}
	if other := w.add(t, "bert", start.Add(time.Hour), "Blumen"); other.ID == first.ID {
		t.Error("two people share a reminder")
	}
}

func TestReminderIsLateOnlyWithinItsGrace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(t, "anna", start.Add(time.Hour), "Blumen")
	w.add(t, "anna", start.Add(2*time.Hour), "Brot")
	got := w.comes(t, start.Add(25*time.Hour)) // the first one to the second too late
	if want := "[anna: Erinnerung: Brot\nSie war für Mi, 25.11.2026, 12:00 Uhr gedacht, da konnte ich nicht schreiben.]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
	if open, err := w.List(t.Context(), "anna"); err != nil || len(open) != 0 {
		t.Errorf("still listed: %v, %v", open, err)
	}
}

func TestCancelAndPutOffAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.add(t, "anna", start.Add(time.Hour), "Blumen")
	_, err := w.Cancel(t.Context(), "bert", r.ID)
	wantFault(t, err, "reminder.gone")
	_, err = w.Snooze(t.Context(), "bert", r.ID, start.Add(2*time.Hour))
	wantFault(t, err, "reminder.gone")
	if _, err := w.Cancel(t.Context(), "anna", r.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.Cancel(t.Context(), "anna", r.ID)
	wantFault(t, err, "reminder.gone")
	if got := w.comes(t, start.Add(time.Hour)); len(got) != 0 {
		t.Errorf("cancelled, and yet: %v", got)
	}
}

func TestPutOffComesOnceMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.add(t, "anna", start.Add(time.Hour), "Blumen")
	w.comes(t, start.Add(time.Hour))
	for range 2 {
		if _, err := w.Snooze(t.Context(), "anna", r.ID, start.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.comes(t, start.Add(2*time.Hour)); fmt.Sprint(got) != "[anna: Erinnerung: Blumen]" {
		t.Errorf("put off: %v", got)
	}
}

func TestCancelledBetweenOutboxAndChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.add(t, "anna", start.Add(time.Hour), "Blumen")
	w.now = start.Add(time.Hour)
	if err := w.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Cancel(t.Context(), "anna", r.ID); err != nil {
		t.Fatal(err)
	}
	if got := w.comes(t, w.now); len(got) != 0 {
		t.Errorf("cancelled, and yet: %v", got)
	}
}

func TestFiftyAreEnough(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range reminders.MaxOpen {
		w.add(t, "anna", start.Add(time.Hour), fmt.Sprint("Nr. ", i))
	}
	_, err := w.Add(t.Context(), "anna", start.Add(time.Hour), "noch eine")
	wantFault(t, err, "reminder.too_many")
	w.comes(t, start.Add(time.Hour))
	w.add(t, "anna", start.Add(2*time.Hour), "wieder eine") // those that came don't count
	held, err := w.Export(t.Context(), "anna")
	if err != nil || len(held.([]reminders.Reminder)) != reminders.MaxOpen+1 {
		t.Errorf("export: %v, %v", held, err)
	}
}

func TestManyAreChosenFromAList(t *testing.T) {
	t.Parallel()
	c, err := i18n.New(berlin)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{0: "1 sections, 0 buttons, 0 options", 1: "2 sections, 1 buttons, 0 options", 5: "6 sections, 5 buttons, 0 options", 50: "1 sections, 0 buttons, 50 options"} {
		open := make([]reminders.Reminder, n)
		for i := range open {
			open[i] = reminders.Reminder{ID: reminders.ID(fmt.Sprint("r", i)), Due: start, Text: strings.Repeat("x", 500)}
		}
		buttons, options := 0, 0
		sections := reminders.ListSections(c.Printer("de"), open)
		for _, s := range sections {
			buttons += len(s.Buttons)
			for _, sel := range s.Selects {
				options += len(sel.Options)
			}
		}
		if got := fmt.Sprintf("%d sections, %d buttons, %d options", len(sections), buttons, options); got != want {
			t.Errorf("%d reminders: %s, want %s", n, got, want)
		}
	}
}
