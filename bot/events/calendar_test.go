package events

import (
	"strings"
	"testing"
	"time"

	"kigo/bot/i18n"
)

func printer(t *testing.T, lang string) i18n.Printer {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	c, err := i18n.New(zone)
	if err != nil {
		t.Fatal(err)
	}
	return c.Printer(lang)
}

func TestCalendarFile(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 12, 15, 8, 0, 0, 0, time.UTC)
	e := Event{ID: "forum-k7m2", State: Open, Sequence: 2, Details: Details{
		Title: "Forum; Markt, Stände\nBEGIN:VEVENT", Place: "Ratssaal", Start: start, End: start.Add(4 * time.Hour), Deadline: start,
	}}
	file := string(Calendar(printer(t, "de"), []Event{e}, "p", start).Data)
	t.Log(file)
	for _, want := range []string{
		"BEGIN:VTIMEZONE\r\n", "UID:forum-k7m2@kigo\r\n", "SEQUENCE:2\r\n", "STATUS:CONFIRMED\r\n", "LOCATION:Ratssaal\r\n",
		"DTSTART;TZID=Europe/Berlin:20261215T090000\r\n", "DTEND;TZID=Europe/Berlin:20261215T130000\r\n",
		`SUMMARY:Forum\; Markt\, Stände\nBEGIN:VEVENT`,
	} {
		if !strings.Contains(file, want) {
			t.Errorf("the file lacks %q", want)
		}
	}
	if n := strings.Count(file, "\r\nBEGIN:VEVENT\r\n"); n != 1 {
		t.Errorf("%d events in the file, want 1: a title must not smuggle one in", n)
	}
	e.State = Cancelled
	if file := string(Calendar(printer(t, "de"), []Event{e}, "p", start).Data); !strings.Contains(file, "STATUS:CANCELLED\r\n") {
		t.Error("a cancelled event is not marked as such")
	}
}
