package when

import "testing"

func TestCut(t *testing.T) {
	for name, tc := range map[string]struct{ text, want, rest string }{
		"Uhr":                          {"morgen 9 Uhr Flipchart mitnehmen", "26.11.2026 09:00", "Flipchart mitnehmen"},
		"um":                           {"morgen um 9 an die Liste denken", "26.11.2026 09:00", "an die Liste denken"},
		"nichts dahinter":              {"morgen um 9", "26.11.2026 09:00", ""},
		"nackte Stunde am Ende":        {"morgen 9", "26.11.2026 09:00", ""},
		"Anzahl hinter Uhr":            {"morgen 9 Uhr 30 Leute begrüßen", "26.11.2026 09:00", "30 Leute begrüßen"},
		"Anzahl hinter um":             {"morgen um 9 30 Leute begrüßen", "26.11.2026 09:00", "30 Leute begrüßen"},
		"am ist nicht a.m.":            {"morgen um 9 am Rathaus sein", "26.11.2026 09:00", "am Rathaus sein"},
		"am ist a.m.":                  {"tomorrow at 9 am bring flipchart", "26.11.2026 09:00", "bring flipchart"},
		"9am":                          {"15.12.2026 9am Flipchart", "15.12.2026 09:00", "Flipchart"},
		"Doppelpunkt":                  {"morgen 9:00: Flipchart, Stifte", "26.11.2026 09:00", "Flipchart, Stifte"},
		"Komma":                        {"Di, 1.12.2026, 9:00 Uhr, Flipchart", "01.12.2026 09:00", "Flipchart"},
		"Gedankenstrich":               {"morgen 9 Uhr – Flipchart", "26.11.2026 09:00", "Flipchart"},
		"Punkt":                        {"morgen um 9.30. Flipchart", "26.11.2026 09:30", "Flipchart"},
		"Zeichen im Rest bleiben":      {"in 30 Minuten  -5 % buchen!  ", "25.11.2026 10:30", "-5 % buchen!"},
		"Stunden und Minuten":          {"in 2 Stunden 30 Minuten Pause machen", "25.11.2026 12:30", "Pause machen"},
		"Minuten vor Stunden":          {"in 30 Minuten 2 Stunden Pause", "25.11.2026 10:30", "2 Stunden Pause"},
		"Zeit im Rest":                 {"in 2 Stunden 14 Uhr Termin vorbereiten", "25.11.2026 12:00", "14 Uhr Termin vorbereiten"},
		"Wochentag":                    {"Fr 14 Uhr Blumen gießen", "27.11.2026 14:00", "Blumen gießen"},
		"Zeilenumbruch":                {"morgen 9 Uhr\nFlipchart\nStifte", "26.11.2026 09:00", "Flipchart\nStifte"},
		"englisch":                     {"December 15 2026 2:30 pm call Anna", "15.12.2026 14:30", "call Anna"},
		"längstes Datum":               {"15. Dezember 26 14 Uhr Feier", "15.12.2026 14:00", "Feier"},
		"nur ganze Wörter":             {"morgen um 9 Uhrenvergleich", "26.11.2026 09:00", "Uhrenvergleich"},
		"Leerzeichen davor und danach": {"   heute   14:00   Tee  ", "25.11.2026 14:00", "Tee"},
	} {
		t.Run(name, func(t *testing.T) {
			got, rest, err := Cut(tc.text, now, berlin)
			if err != nil || !got.Equal(at(tc.want)) || rest != tc.rest {
				t.Errorf("Cut(%q) = %v, %q, %q; erwartet %s, %q", tc.text, got, rest, key(err), tc.want, tc.rest)
			}
		})
	}
}

func TestCutRefuses(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"leer":                          {"", "when.unknown"},
		"keine Zeit":                    {"Flipchart mitnehmen", "when.unknown"},
		"Anzahl ist keine Stunde":       {"morgen 9 Flipcharts mitnehmen", "when.missing_time"},
		"Spanne":                        {"morgen um 9-12 Flipchart", "when.missing_time"},
		"Tag ohne Uhrzeit":              {"Dienstag Flipchart mitnehmen", "when.missing_time"},
		"in Tagen ohne Uhrzeit":         {"in 3 Tagen Flipchart mitnehmen", "when.missing_time"},
		"Uhrzeit ohne Tag":              {"um 9 Flipchart mitnehmen", "when.missing_date"},
		"so ist hier kein Sonntag":      {"so geht das nicht", "when.unknown"},
		"nackte Zahl":                   {"9 Flipcharts mitnehmen", "when.unknown"},
		"unmögliche Uhrzeit":            {"morgen 25:00 Flipchart", "when.no_such_time"},
		"unmöglicher Tag":               {"31.2. 9 Uhr Flipchart", "when.no_such_day"},
		"mehrdeutig":                    {"nächsten Freitag 9 Uhr Flipchart", "when.ambiguous"},
		"mitten im Wort endet nichts":   {"in 2 Stundenplänen blättern", "when.unknown"},
		"mitten in der Zahl auch nicht": {"morgen um 9,5 Flipchart", "when.missing_time"},
	} {
		t.Run(name, func(t *testing.T) {
			got, rest, err := Cut(tc.text, now, berlin)
			if key(err) != tc.want || rest != "" || !got.IsZero() {
				t.Errorf("Cut(%q) = %v, %q, %q; erwartet %q", tc.text, got, rest, key(err), tc.want)
			}
		})
	}
}
