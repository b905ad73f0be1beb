package when

import (
	"testing"
	"time"
)

func TestZeitumstellung(t *testing.T) {
	for name, tc := range map[string]struct{ zone, text, now, want string }{
		"Lücke 2026":                     {"Europe/Berlin", "29.3.2026 2:30", "2026-03-28T10:00:00Z", "when.gap"},
		"Beginn der Lücke":               {"Europe/Berlin", "29.3.2026 2:00", "2026-03-28T10:00:00Z", "when.gap"},
		"vor der Lücke":                  {"Europe/Berlin", "29.3.2026 1:59", "2026-03-28T10:00:00Z", "2026-03-29T00:59:00Z"},
		"nach der Lücke":                 {"Europe/Berlin", "29.3.2026 3:00", "2026-03-28T10:00:00Z", "2026-03-29T01:00:00Z"},
		"morgen in der Lücke 2027":       {"Europe/Berlin", "morgen 2:30", "2027-03-27T10:00:00Z", "when.gap"},
		"in einem Tag in der Lücke":      {"Europe/Berlin", "in 1 Tag 2:30", "2027-03-27T10:00:00Z", "when.gap"},
		"kommender Sonntag in der Lücke": {"Europe/Berlin", "kommenden Sonntag 2.30 Uhr", "2027-03-27T10:00:00Z", "when.gap"},
		"Stunden über die Lücke":         {"Europe/Berlin", "in 2 Stunden", "2027-03-28T00:30:00Z", "2027-03-28T02:30:00Z"},
		"doppelt 2026":                   {"Europe/Berlin", "25.10.2026 2:30", "2026-10-24T10:00:00Z", "when.twice"},
		"Beginn der doppelten Stunde":    {"Europe/Berlin", "25.10.2026 2:00", "2026-10-24T10:00:00Z", "when.twice"},
		"vor der doppelten Stunde":       {"Europe/Berlin", "25.10.2026 1:59", "2026-10-24T10:00:00Z", "2026-10-24T23:59:00Z"},
		"nach der doppelten Stunde":      {"Europe/Berlin", "25.10.2026 3:00", "2026-10-24T10:00:00Z", "2026-10-25T02:00:00Z"},
		"morgen doppelt 2027":            {"Europe/Berlin", "morgen 2:59", "2027-10-30T10:00:00Z", "when.twice"},
		"Minuten in der ersten Hälfte":   {"Europe/Berlin", "in 30 Minuten", "2027-10-31T00:15:00Z", "2027-10-31T00:45:00Z"},
		"Minuten in der zweiten Hälfte":  {"Europe/Berlin", "in 30 Minuten", "2027-10-31T01:15:00Z", "2027-10-31T01:45:00Z"},
		"heute aus der doppelten Stunde": {"Europe/Berlin", "heute 9:00", "2027-10-31T01:15:00Z", "2027-10-31T08:00:00Z"},
		"New York":                       {"America/New_York", "14.3.2027 2:30", "2027-03-01T10:00:00Z", "when.gap"},
		"New York doppelt":               {"America/New_York", "7.11.2027 1:30", "2027-03-01T10:00:00Z", "when.twice"},
		"halbe Stunde gibt es":           {"Australia/Lord_Howe", "3.10.2027 2:30", "2027-03-01T10:00:00Z", "2027-10-02T15:30:00Z"},
		"halbe Stunde fehlt":             {"Australia/Lord_Howe", "3.10.2027 2:29", "2027-03-01T10:00:00Z", "when.gap"},
		"Mitternacht fehlt":              {"Africa/Cairo", "30.4.2027 0:30", "2027-03-01T10:00:00Z", "when.gap"},
		"24 Uhr fehlt":                   {"Africa/Cairo", "29.4.2027 24 Uhr", "2027-03-01T10:00:00Z", "when.gap"},
		"ein ganzer Tag fehlt":           {"Pacific/Apia", "30.12.2011 12:00", "2011-12-01T10:00:00Z", "when.gap"},
		"ferner Osten":                   {"Pacific/Kiritimati", "morgen 0:30", "2026-11-25T10:30:00Z", "2026-11-26T10:30:00Z"},
		"ferner Westen":                  {"Pacific/Pago_Pago", "morgen 23:30", "2026-11-25T10:30:00Z", "2026-11-26T10:30:00Z"},
		"UTC":                            {"UTC", "28.3.2027 2:30", "2027-03-01T10:00:00Z", "2027-03-28T02:30:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, tc.now)
			if err != nil {
				t.Fatal(err)
			}
			at, err := Parse(tc.text, now, zone(tc.zone))
			got := key(err)
			if err == nil {
				got = at.UTC().Format(time.RFC3339)
			}
			if got != tc.want {
				t.Errorf("Parse(%q) = %s, erwartet %s", tc.text, got, tc.want)
			}
		})
	}
}

func TestZeitumstellungNenntStundeUndTag(t *testing.T) {
	for text, want := range map[string][2]string{
		"28.3.2027 2:05":    {"2:05", "28.03.2027"},
		"25.10.2026 2 Uhr":  {"2:00", "25.10.2026"},
		"31.10.2027 um 2 h": {"2:00", "31.10.2027"},
	} {
		_, err := Parse(text, at("01.10.2026 10:00"), berlin)
		if a := args(t, err); a["Time"] != want[0] || a["Day"] != want[1] {
			t.Errorf("%q: %v", text, a)
		}
	}
}
