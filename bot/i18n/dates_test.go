package i18n

import (
	"testing"
	"time"
)

func TestDatesNameTheWeekdayAndCountTo24(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ at, de, en string }{
		{"2026-11-25T08:00:00Z", "Mi, 25.11.2026, 9:00 Uhr", "Wed, 25 Nov 2026, 9:00"},
		{"2026-11-23T13:05:00Z", "Mo, 23.11.2026, 14:05 Uhr", "Mon, 23 Nov 2026, 14:05"},
		{"2026-11-24T22:59:59Z", "Di, 24.11.2026, 23:59 Uhr", "Tue, 24 Nov 2026, 23:59"},
		{"2026-11-24T23:00:00Z", "Mi, 25.11.2026, 0:00 Uhr", "Wed, 25 Nov 2026, 0:00"}, // midnight in Berlin, not in UTC
		{"2026-07-02T22:30:00Z", "Fr, 03.07.2026, 0:30 Uhr", "Fri, 3 Jul 2026, 0:30"},  // summer time
		{"2026-12-31T23:30:00Z", "Fr, 01.01.2027, 0:30 Uhr", "Fri, 1 Jan 2027, 0:30"},
		{"2026-11-28T11:00:00Z", "Sa, 28.11.2026, 12:00 Uhr", "Sat, 28 Nov 2026, 12:00"},
		{"2026-11-29T11:00:00Z", "So, 29.11.2026, 12:00 Uhr", "Sun, 29 Nov 2026, 12:00"},
		{"2026-11-26T11:00:00Z", "Do, 26.11.2026, 12:00 Uhr", "Thu, 26 Nov 2026, 12:00"},
		{"2027-03-28T00:59:00Z", "So, 28.03.2027, 1:59 Uhr", "Sun, 28 Mar 2027, 1:59"}, // the last minute before summer time
		{"2027-03-28T01:00:00Z", "So, 28.03.2027, 3:00 Uhr", "Sun, 28 Mar 2027, 3:00"},
		{"2026-10-25T01:30:00Z", "So, 25.10.2026, 2:30 Uhr", "Sun, 25 Oct 2026, 2:30"}, // the second half past two
	} {
		for lang, want := range map[string]string{"de": tc.de, "en": tc.en} {
			if got := berlin(t).Printer(lang).DateTime(at(t, tc.at)); got != want {
				t.Errorf("%s in %s is %q, want %q", tc.at, lang, got, want)
			}
		}
	}
}

func TestSpanNamesASecondDayOnlyIfThereIsOne(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ start, end, de, en string }{
		"one day":  {"2026-12-15T08:00:00Z", "2026-12-15T12:00:00Z", "Di, 15.12.2026, 9:00 bis 13:00 Uhr", "Tue, 15 Dec 2026, 9:00 to 13:00"},
		"two days": {"2026-12-15T08:00:00Z", "2026-12-16T15:30:00Z", "Di, 15.12.2026, 9:00 Uhr bis Mi, 16.12.2026, 16:30 Uhr", "Tue, 15 Dec 2026, 9:00 to Wed, 16 Dec 2026, 16:30"},
		"one UTC day, two in Berlin": {"2026-12-15T22:00:00Z", "2026-12-15T23:30:00Z",
			"Di, 15.12.2026, 23:00 Uhr bis Mi, 16.12.2026, 0:30 Uhr", "Tue, 15 Dec 2026, 23:00 to Wed, 16 Dec 2026, 0:30"},
	} {
		for lang, want := range map[string]string{"de": tc.de, "en": tc.en} {
			if got := berlin(t).Printer(lang).Span(at(t, tc.start), at(t, tc.end)); got != want {
				t.Errorf("%s in %s is %q, want %q", name, lang, got, want)
			}
		}
	}
}

func TestTimesAreShownInTheConfiguredZone(t *testing.T) {
	t.Parallel()
	c, err := New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Printer("de").DateTime(at(t, "2026-11-25T08:00:00Z")); got != "Mi, 25.11.2026, 8:00 Uhr" {
		t.Errorf("in UTC: %q", got)
	}
	if c.Printer("de").Zone() != time.UTC {
		t.Error("the printer does not say its zone")
	}
}
