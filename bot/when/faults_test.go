package when

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestMehrdeutigNenntBeideTage(t *testing.T) {
	_, err := Parse("nächsten Freitag 14 Uhr", now, berlin)
	a := args(t, err)
	first, second := a["First"].(time.Time), a["Second"].(time.Time)
	if !first.Equal(at("27.11.2026 14:00")) || !second.Equal(at("04.12.2026 14:00")) {
		t.Errorf("First %v, Second %v", first, second)
	}
}

func TestNächstenIstNurInDerselbenWocheMehrdeutig(t *testing.T) {
	names := []string{"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"}
	for today := range 7 {
		for wanted, name := range names {
			got, err := Parse("nächsten "+name+" 14 Uhr", at("23.11.2026 10:00").AddDate(0, 0, today), berlin)
			if later := wanted > today; later != (key(err) == "when.ambiguous") {
				t.Errorf("%s am %s: %v, %q", name, names[today], got, key(err))
			}
			if err == nil && !got.Equal(at("30.11.2026 14:00").AddDate(0, 0, wanted)) {
				t.Errorf("%s am %s: %v", name, names[today], got)
			}
		}
	}
}

func TestFalscherWochentagNenntDenTag(t *testing.T) {
	_, err := Parse("Mo, 15.12.2026, 14:00 Uhr", now, berlin)
	a := args(t, err)
	if a["Text"] != "Mo" || !a["Day"].(time.Time).Equal(at("15.12.2026 14:00")) {
		t.Errorf("%v", a)
	}
}

func TestFehlerNennenDasGetippte(t *testing.T) {
	for text, want := range map[string]string{
		"  irgend   wann ":    "irgend wann",
		"am 31. Februar 9:00": "31. Februar",
		"morgen um 25:00 Uhr": "25:00 Uhr",
		"15.12.":              "15.12.",
		"gegen\xff14 Uhr":     "gegen14 Uhr",
	} {
		_, err := Parse(text, now, berlin)
		if got := args(t, err)["Text"]; got != want {
			t.Errorf("%q: Text %q, erwartet %q (%s)", text, got, want, key(err))
		}
	}
}

func TestFehlerWiederholenLangesGekürzt(t *testing.T) {
	_, err := Parse(strings.Repeat("ö", 1_000_000), now, berlin)
	if got := args(t, err)["Text"].(string); utf8.RuneCountInString(got) != maxTyped {
		t.Errorf("%d Zeichen", utf8.RuneCountInString(got))
	}
}

func TestAngefangeneMinuteWirdAufgerundet(t *testing.T) {
	got, err := Parse("in 2 Minuten", now.Add(time.Second), berlin)
	if err != nil || !got.Equal(now.Add(3*time.Minute)) {
		t.Errorf("%v, %v", got, err)
	}
}
