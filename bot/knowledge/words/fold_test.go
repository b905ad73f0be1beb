package words

import (
	"strings"
	"testing"
)

// read is a text as its folded words.
func read(s string) string {
	var all []string
	for _, p := range pieces(s) {
		all = append(all, p.text)
	}
	return strings.Join(all, " ")
}

func TestSpellingsBecomeOne(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Ki:GO": "kigo", "KiGo": "kigo", "KI-GO": "kigo", "ki go": "kigo", "Kiego": "kigo", "ki.go": "kigo", "Ki:GO-Forum": "kigo forum", "Ki : GO": "kigo",
		"Ki:GO?": "kigo", "„Ki:GO“": "kigo", "Ki*GO": "kigo", "Kilogramm": "kilogramm", "Chicago": "chicago",
		"für": "fur", "fuer": "fur", "FÜR": "fur", "Straße": "strasse", "STRASSE": "strasse", "Ärzte": "arzte", "Aerzte": "arzte", "ueber": "uber", "neue": "neue", "Quelle": "quelle", "u\u0308ber": "uber",
		"0888/2019": "0888/2019", "Vorlage 0888/2019!": "vorlage 0888/2019", "am 29.08.2019": "am 29 08 2019",
		"Digital-Coach": "digital coach", "gibt's": "gibt", "gibts": "gibt es", "wie gehts": "wie geht es",
		"": "", "😀": "", "?!": "", "a\xffb": "a b", "ｆｕｌｌ": "full",
	} {
		if got := read(text); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

func TestGenderFormsBecomeOne(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{
			"Mitarbeiter", "Mitarbeiter:innen", "Mitarbeiter*innen", "Mitarbeiter_innen", "MitarbeiterInnen", "Mitarbeiter/innen", "Mitarbeiter/-innen",
			"Mitarbeiter(innen)", "Mitarbeiterin", "Mitarbeiterinnen", "Mitarbeitern", "Mitarbeiter*in", "Mitarbeiter·in",
		},
		{"Koordinator", "Koordinator*innen", "Koordinatorin", "Koordinatorinnen", "Koordinatoren", "Koordinator:in"},
		{"ein", "ein*e", "ein:e"},
		{"Coach", "Coachin", "Coach*innen"},
	} {
		want := Stem(read(same[0]))
		for _, form := range same {
			if got := Stem(read(form)); got != want {
				t.Errorf("%q is read as %q, want %q", form, got, want)
			}
		}
	}
	for _, other := range []string{"Termin", "darin", "Verein", "Medizin", "Berlin"} {
		if got := masculine(Fold(other)); got != Fold(other) {
			t.Errorf("%q became %q", other, got)
		}
	}
}

func TestTextsEndWhereTheyAreTooLong(t *testing.T) {
	t.Parallel()
	if n := len(pieces(strings.Repeat("wort ", 5000))); n != maxTokens {
		t.Errorf("%d words are read", n)
	}
}

func TestClausesEnd(t *testing.T) {
	t.Parallel()
	ps := pieces("Ich melde mich an, oder nicht")
	for i, want := range []bool{false, false, false, true, false, true} {
		if ps[i].ends != want {
			t.Errorf("%q ends a clause: %v", ps[i].text, ps[i].ends)
		}
	}
}
