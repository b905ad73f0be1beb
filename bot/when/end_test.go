package when

import (
	"testing"
	"time"
)

func TestParseEnd(t *testing.T) {
	for name, tc := range map[string]struct{ start, text, want string }{
		"Uhrzeit":                       {"15.12.2026 14:00", "16:00", "15.12.2026 16:00"},
		"Uhrzeit mit Punkt":             {"15.12.2026 14:00", "16.12", "15.12.2026 16:12"},
		"volle Stunde":                  {"15.12.2026 14:00", "16 Uhr", "15.12.2026 16:00"},
		"bis":                           {"15.12.2026 14:00", "bis 16 Uhr", "15.12.2026 16:00"},
		"bis und nackte Stunde":         {"15.12.2026 14:00", "Bis 16", "15.12.2026 16:00"},
		"until":                         {"15.12.2026 14:00", "until 4pm", "15.12.2026 16:00"},
		"24 Uhr":                        {"15.12.2026 14:00", "bis 24 Uhr", "16.12.2026 00:00"},
		"Stunden":                       {"15.12.2026 14:00", "2 Stunden", "15.12.2026 16:00"},
		"Minuten":                       {"15.12.2026 14:00", "90 Minuten", "15.12.2026 15:30"},
		"Komma":                         {"15.12.2026 14:00", "1,5 Std", "15.12.2026 15:30"},
		"Punkt":                         {"15.12.2026 14:00", "1.25 hours", "15.12.2026 15:15"},
		"Stunden und Minuten":           {"15.12.2026 14:00", "1 h 30 min", "15.12.2026 15:30"},
		"Stunden und Minuten mit Punkt": {"15.12.2026 14:00", "1 Std. 30 Min.", "15.12.2026 15:30"},
		"zusammengeschrieben":           {"15.12.2026 14:00", "1h30", "15.12.2026 15:30"},
		"h":                             {"15.12.2026 14:00", "2h", "15.12.2026 16:00"},
		"h ist immer eine Dauer":        {"15.12.2026 9:00", "10h", "15.12.2026 19:00"},
		"Doppelpunkt und h":             {"15.12.2026 14:00", "1:30 h", "15.12.2026 15:30"},
		"Uhrzeit mit h":                 {"15.12.2026 14:00", "16:00 h", "15.12.2026 16:00"},
		"lange Dauer mit h":             {"15.12.2026 14:00", "36:00 h", "17.12.2026 02:00"},
		"Doppelpunkt und Stunden":       {"15.12.2026 14:00", "16:00 Stunden", "16.12.2026 06:00"},
		"für eine Dauer":                {"15.12.2026 14:00", "für eine Stunde", "15.12.2026 15:00"},
		"halbe Stunde":                  {"15.12.2026 14:00", "eine halbe Stunde", "15.12.2026 14:30"},
		"zwei Tage":                     {"15.12.2026 14:00", "2 Tage", "17.12.2026 14:00"},
		"volles Datum":                  {"15.12.2026 14:00", "16.12.2026 12:00", "16.12.2026 12:00"},
		"volles Datum mit bis":          {"15.12.2026 14:00", "bis zum 16.12. um 12 Uhr", "16.12.2026 12:00"},
		"über den Jahreswechsel":        {"30.12.2026 14:00", "2.1. 12 Uhr", "02.01.2027 12:00"},
		"derselbe Tag ohne Jahr":        {"15.12.2026 14:00", "15.12. 16 Uhr", "15.12.2026 16:00"},
		"was kigo druckt":               {"15.12.2026 14:00", "Mi, 16.12.2026, 12:00 Uhr", "16.12.2026 12:00"},
		"Wochentag":                     {"15.12.2026 14:00", "Donnerstag 12 Uhr", "17.12.2026 12:00"},
		"derselbe Wochentag":            {"15.12.2026 14:00", "Dienstag 16 Uhr", "15.12.2026 16:00"},
		"genau 14 Tage":                 {"15.12.2026 14:00", "29.12.2026 14:00", "29.12.2026 14:00"},
		"zwei Wochen":                   {"15.12.2026 14:00", "2 Wochen", "29.12.2026 14:00"},
		"zwei Wochen über die Lücke":    {"20.03.2027 14:00", "2 Wochen", "03.04.2027 14:00"},
		"zwei Wochen über die Doppelte": {"20.10.2026 14:00", "3.11.2026 14:00", "03.11.2026 14:00"},
		"Stunden über die Lücke":        {"28.03.2027 01:30", "1 Stunde", "28.03.2027 03:30"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseEnd(tc.text, at(tc.start), berlin)
			if err != nil || !got.Equal(at(tc.want)) {
				t.Errorf("ParseEnd(%q) = %v, %q; erwartet %s", tc.text, got, key(err), tc.want)
			}
		})
	}
}

func TestParseEndRefuses(t *testing.T) {
	for name, tc := range map[string]struct{ start, text, want string }{
		"vor dem Anfang":                {"15.12.2026 14:00", "13:00", "when.end"},
		"am Anfang":                     {"15.12.2026 14:00", "14 Uhr", "when.end"},
		"keine Dauer":                   {"15.12.2026 14:00", "0 Minuten", "when.end"},
		"Tag davor":                     {"15.12.2026 14:00", "14.12.2026 16:00", "when.end"},
		"mehr als 14 Tage":              {"15.12.2026 14:00", "29.12.2026 14:01", "when.long"},
		"drei Wochen":                   {"15.12.2026 14:00", "3 Wochen", "when.long"},
		"viele Minuten":                 {"15.12.2026 14:00", "99999999999999999 Minuten", "when.long"},
		"leer":                          {"15.12.2026 14:00", "", "when.unknown"},
		"nur bis":                       {"15.12.2026 14:00", "bis", "when.unknown"},
		"nackte Zahl":                   {"15.12.2026 14:00", "16", "when.unknown"},
		"bezogen auf heute":             {"15.12.2026 14:00", "morgen 12 Uhr", "when.unknown"},
		"nächster Wochentag":            {"15.12.2026 14:00", "nächsten Dienstag 12 Uhr", "when.unknown"},
		"Spanne ab jetzt":               {"15.12.2026 14:00", "in 2 Stunden", "when.unknown"},
		"Tag ohne Uhrzeit":              {"15.12.2026 14:00", "16.12.", "when.missing_time"},
		"Tag mit Jahr ohne Uhrzeit":     {"15.12.2026 14:00", "bis 16.12.2026", "when.missing_time"},
		"25 Uhr":                        {"15.12.2026 14:00", "25:00", "when.no_such_time"},
		"31. Februar":                   {"15.02.2027 14:00", "31.2. 16 Uhr", "when.no_such_day"},
		"falscher Wochentag":            {"15.12.2026 14:00", "Mo, 16.12.2026, 12:00 Uhr", "when.weekday"},
		"in der Lücke":                  {"28.03.2027 01:00", "2:30", "when.gap"},
		"ein Tag bis in die Lücke":      {"27.03.2027 02:30", "1 Tag", "when.gap"},
		"in der doppelten Stunde":       {"25.10.2026 01:00", "bis 2:30 Uhr", "when.twice"},
		"ein Tag bis in die doppelte":   {"24.10.2026 02:30", "1 Tag", "when.twice"},
		"gebrochene Tage gibt es nicht": {"15.12.2026 14:00", "1,5 Tage", "when.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseEnd(tc.text, at(tc.start), berlin)
			if key(err) != tc.want {
				t.Errorf("ParseEnd(%q) = %v, %q; erwartet %q", tc.text, got, key(err), tc.want)
			}
		})
	}
}

func TestEndeNenntAnfangUndGrenze(t *testing.T) {
	start := at("15.12.2026 14:00")
	_, err := ParseEnd("13 Uhr", start, berlin)
	if a := args(t, err); !a["Start"].(time.Time).Equal(start) {
		t.Errorf("%v", a)
	}
	_, err = ParseEnd("3 Wochen", start, berlin)
	if a := args(t, err); a["Days"] != 14 {
		t.Errorf("%v", a)
	}
}
