package when

import (
	"errors"
	"testing"
	"time"

	"kigo/bot/fault"
)

const layout = "02.01.2006 15:04"

var berlin = zone("Europe/Berlin")

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// at is a wall time in Berlin.
func at(s string) time.Time {
	t, err := time.ParseInLocation(layout, s, berlin)
	if err != nil {
		panic(err)
	}
	return t
}

// now is a Wednesday morning.
var now = at("25.11.2026 10:00")

func key(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	if err != nil {
		return "kein Fault: " + err.Error()
	}
	return ""
}

func args(t *testing.T, err error) fault.Args {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatalf("kein Fault: %v", err)
	}
	return f.Args
}

func TestParse(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"Punkte und Doppelpunkt":             {"15.12.2026 14:00", "15.12.2026 14:00"},
		"Punkt in der Uhrzeit":               {"15.12.2026 14.30 Uhr", "15.12.2026 14:30"},
		"einstellige Zahlen":                 {"1.2.2027 9:05", "01.02.2027 09:05"},
		"ohne Jahr":                          {"15.12. 14 Uhr", "15.12.2026 14:00"},
		"ohne Jahr und ohne letzten Punkt":   {"15.12 14 Uhr", "15.12.2026 14:00"},
		"ohne Jahr ohne Leerzeichen":         {"15.12.14 Uhr", "15.12.2026 14:00"},
		"ohne Jahr, vorbei im Jahr":          {"24.11. 14 Uhr", "24.11.2027 14:00"},
		"ohne Jahr heute, Stunde vorbei":     {"25.11. 9 Uhr", "25.11.2026 09:00"},
		"nächster Schalttag":                 {"29.2. 9 Uhr", "29.02.2028 09:00"},
		"zweistelliges Jahr":                 {"15.12.26 14 Uhr", "15.12.2026 14:00"},
		"zweistelliges Jahr, nackte Stunde":  {"15.12.26 14", "15.12.2026 14:00"},
		"Leerzeichen im Datum":               {" 15. 12.  2026   14:00 ", "15.12.2026 14:00"},
		"Monat ausgeschrieben":               {"15. Dezember 2026 14 Uhr", "15.12.2026 14:00"},
		"Monat abgekürzt":                    {"15. Dez. um 9 Uhr", "15.12.2026 09:00"},
		"Monat ohne Punkte":                  {"15 dez um 9", "15.12.2026 09:00"},
		"Monat mit Umlaut":                   {"3. März 2027, 8 Uhr", "03.03.2027 08:00"},
		"Monat in ASCII":                     {"3. MAERZ 2027 8 uhr", "03.03.2027 08:00"},
		"Umlaut aus zwei Zeichen":            {"3. Ma\u0308rz 2027 8 Uhr", "03.03.2027 08:00"},
		"Monat und zweistelliges Jahr":       {"15. Dezember 26 14 Uhr", "15.12.2026 14:00"},
		"Monat und zweistellige Stunde":      {"15. Dezember 14 Uhr", "15.12.2026 14:00"},
		"was kigo druckt":                    {"Di, 15.12.2026, 14:00 Uhr", "15.12.2026 14:00"},
		"was kigo englisch druckt":           {"Tue, 15 Dec 2026, 14:00", "15.12.2026 14:00"},
		"geschütztes Leerzeichen":            {"Di,\u00a015.12.2026,\u202f14:00\u00a0Uhr", "15.12.2026 14:00"},
		"Wochentag und Artikel":              {"am Dienstag, den 15. Dezember 2026 um 14 Uhr", "15.12.2026 14:00"},
		"Wochentag mit Punkt":                {"Di. 15.12. 14 Uhr", "15.12.2026 14:00"},
		"Punkt am Ende":                      {"am 15.12.2026 um 14 Uhr.", "15.12.2026 14:00"},
		"ISO":                                {"2026-12-15 14:00", "15.12.2026 14:00"},
		"ISO mit T":                          {"2026-12-15T14:00", "15.12.2026 14:00"},
		"ISO und Uhr":                        {"2026-12-15, 14 Uhr", "15.12.2026 14:00"},
		"heute":                              {"heute 14:00", "25.11.2026 14:00"},
		"heute vorbei":                       {"heute 9:00", "25.11.2026 09:00"},
		"morgen":                             {"morgen 9 Uhr", "26.11.2026 09:00"},
		"morgen mit h":                       {"morgen 9h", "26.11.2026 09:00"},
		"morgen früh":                        {"morgen früh um 9", "26.11.2026 09:00"},
		"morgen mit nackter Stunde":          {"morgen 9", "26.11.2026 09:00"},
		"Stunde und Minute nach Uhr":         {"morgen 14 Uhr 30", "26.11.2026 14:30"},
		"übermorgen":                         {"übermorgen 9:15", "27.11.2026 09:15"},
		"uebermorgen":                        {"UEBERMORGEN, um 9.15 Uhr", "27.11.2026 09:15"},
		"Wochentag":                          {"Dienstag 14 Uhr", "01.12.2026 14:00"},
		"Wochentag dieser Woche":             {"Freitag 14 Uhr", "27.11.2026 14:00"},
		"derselbe Wochentag":                 {"Mi 14 Uhr", "02.12.2026 14:00"},
		"Wochentag und Punkt in der Uhrzeit": {"Di 14.10", "01.12.2026 14:10"},
		"kommender Wochentag":                {"am kommenden Freitag um 14 Uhr", "27.11.2026 14:00"},
		"nächster in der nächsten Woche":     {"nächsten Dienstag 14 Uhr", "01.12.2026 14:00"},
		"nächster, heute ist einer":          {"naechsten Mittwoch 14 Uhr", "02.12.2026 14:00"},
		"nächste Woche":                      {"nächste Woche Freitag 14 Uhr", "04.12.2026 14:00"},
		"in Tagen":                           {"in 3 Tagen 10:00", "28.11.2026 10:00"},
		"in einem Tag":                       {"in einem Tag um 10 Uhr", "26.11.2026 10:00"},
		"in null Tagen":                      {"in 0 Tagen 12 Uhr", "25.11.2026 12:00"},
		"in Wochen":                          {"in 2 Wochen 10 Uhr", "09.12.2026 10:00"},
		"in zwei Wochen":                     {"in zwei Wochen um 10", "09.12.2026 10:00"},
		"in Stunden":                         {"in 2 Stunden", "25.11.2026 12:00"},
		"in Stunden und Minuten":             {"in 1 Stunde und 15 Minuten", "25.11.2026 11:15"},
		"in anderthalb Stunden":              {"in 1,5 Std.", "25.11.2026 11:30"},
		"in einer halben Stunde":             {"in einer halben Stunde", "25.11.2026 10:30"},
		"in Minuten":                         {"In 30 Minuten", "25.11.2026 10:30"},
		"Ende des Tages":                     {"31.12.2026 24 Uhr", "01.01.2027 00:00"},
		"Mitternacht":                        {"31.12.2026 0:00", "31.12.2026 00:00"},
		"genau fünf Jahre":                   {"25.11.2031 10:00", "25.11.2031 10:00"},
		"lange vorbei":                       {"1.1.2000 0:00", "01.01.2000 00:00"},

		"tomorrow":             {"tomorrow at 9", "26.11.2026 09:00"},
		"today":                {"today 2pm", "25.11.2026 14:00"},
		"day after tomorrow":   {"the day after tomorrow, 2:30 pm", "27.11.2026 14:30"},
		"next tuesday":         {"next Tuesday 2 p.m.", "01.12.2026 14:00"},
		"on friday":            {"on Friday at 9 am", "27.11.2026 09:00"},
		"next week":            {"next week on friday 9am", "04.12.2026 09:00"},
		"in days":              {"in 3 days 10:00", "28.11.2026 10:00"},
		"in an hour":           {"in an hour", "25.11.2026 11:00"},
		"in half an hour":      {"in half an hour", "25.11.2026 10:30"},
		"month first":          {"December 15 2026 14:00", "15.12.2026 14:00"},
		"month first, ordinal": {"Dec 15th, 2026, 2pm", "15.12.2026 14:00"},
		"month first, no year": {"December 15 10 am", "15.12.2026 10:00"},
		"month last":           {"15 Dec 2026 14:00", "15.12.2026 14:00"},
		"ordinal of":           {"the 15th of December at 2pm", "15.12.2026 14:00"},
		"noon":                 {"tomorrow 12 pm", "26.11.2026 12:00"},
		"midnight":             {"tomorrow 12:05 am", "26.11.2026 00:05"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(tc.text, now, berlin)
			if err != nil || !got.Equal(at(tc.want)) {
				t.Errorf("Parse(%q) = %v, %v %v; erwartet %s", tc.text, got, key(err), err, tc.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"leer":                                {"  ", "when.unknown"},
		"Unsinn":                              {"irgendwann", "when.unknown"},
		"Rest hinter der Zeit":                {"morgen 9 Uhr Flipchart", "when.unknown"},
		"Zeitspanne":                          {"morgen 9-12 Uhr", "when.unknown"},
		"Sekunden":                            {"15.12.2026 14:00:00", "when.unknown"},
		"amerikanisches Datum":                {"12/15/2026 14:00", "when.unknown"},
		"dreistelliges Jahr":                  {"15.12.202 14:00", "when.unknown"},
		"einstellige Minute":                  {"morgen 9:5", "when.unknown"},
		"Monate":                              {"in 2 Monaten 10 Uhr", "when.unknown"},
		"am Morgen":                           {"am Morgen 9 Uhr", "when.unknown"},
		"Tag ohne Uhrzeit":                    {"15.12.2026", "when.missing_time"},
		"Tag ohne Jahr und Uhrzeit":           {"15.12.", "when.missing_time"},
		"Tag ohne Jahr, Punkt und Uhrzeit":    {"15.12", "when.missing_time"},
		"Jahr oder Stunde":                    {"15.12. 14", "when.missing_time"},
		"morgen ohne Uhrzeit":                 {"morgen", "when.missing_time"},
		"Wochentag ohne Uhrzeit":              {"Di", "when.missing_time"},
		"in Tagen ohne Uhrzeit":               {"in 3 Tagen", "when.missing_time"},
		"Uhrzeit ohne Tag":                    {"14:00", "when.missing_date"},
		"Uhrzeit mit Punkt ohne Tag":          {"14.30", "when.missing_date"},
		"um ohne Tag":                         {"um 9", "when.missing_date"},
		"pm ohne Tag":                         {"2pm", "when.missing_date"},
		"31. Februar":                         {"31. Februar 2027 9 Uhr", "when.no_such_day"},
		"31. Februar ohne Uhrzeit":            {"31.2.", "when.no_such_day"},
		"31. Februar ohne Jahr":               {"31.2. 9 Uhr", "when.no_such_day"},
		"32. Januar":                          {"32.1. 9 Uhr", "when.no_such_day"},
		"nullter Tag":                         {"0.1.2027 9 Uhr", "when.no_such_day"},
		"dreizehnter Monat":                   {"1.13.2027 9 Uhr", "when.no_such_day"},
		"29. Februar im Gemeinjahr":           {"2027-02-29 9:00", "when.no_such_day"},
		"25 Uhr":                              {"morgen 25:00", "when.no_such_time"},
		"25 Uhr ohne Tag":                     {"25:00", "when.no_such_time"},
		"Minute 60":                           {"morgen 9:60", "when.no_such_time"},
		"nach 24 Uhr":                         {"morgen 24:01", "when.no_such_time"},
		"13 pm":                               {"tomorrow 13 pm", "when.no_such_time"},
		"0 am":                                {"tomorrow 0:10 am", "when.no_such_time"},
		"falscher Wochentag":                  {"Mo, 15.12.2026, 14:00 Uhr", "when.weekday"},
		"falscher Wochentag englisch":         {"Monday, 15 Dec 2026, 14:00", "when.weekday"},
		"nächster in dieser Woche":            {"nächsten Freitag 14 Uhr", "when.ambiguous"},
		"next in this week":                   {"next Sunday 2pm", "when.ambiguous"},
		"unmögliche Uhrzeit vor Mehrdeutigem": {"nächsten Freitag 25 Uhr", "when.no_such_time"},
		"mehr als fünf Jahre":                 {"25.11.2031 10:01", "when.far"},
		"voriges Jahrtausend":                 {"31.12.1999 10:00", "when.far"},
		"viele Tage":                          {"in 99999999999999999999 Tagen 10 Uhr", "when.far"},
		"viele Minuten":                       {"in 99999999999999999999 Minuten", "when.far"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(tc.text, now, berlin)
			if key(err) != tc.want {
				t.Errorf("Parse(%q) = %v, %q; erwartet %q", tc.text, got, key(err), tc.want)
			}
		})
	}
}
