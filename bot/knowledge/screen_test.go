package knowledge

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPersonalDataIsSeen(t *testing.T) {
	t.Parallel()
	for question, want := range map[string][]Sighting{
		"Warum bekommt bert.b@kiel.de keine Einladung?":                {{TraitEmail, "bert.b@kiel.de"}},
		"Erreiche ich euch unter 0431 901-2345?":                       {{TraitPhone, "0431 901-2345"}},
		"Ruft mich an: +49 (431) 9012345":                              {{TraitPhone, "+49 (431) 9012345"}},
		"Meine Nummer ist 0171/1234567, bitte melden":                  {{TraitPhone, "0171/1234567"}},
		"Meine Personalnummer ist 4711, bin ich angemeldet?":           {{TraitNumber, "Personalnummer ist 4711"}},
		"Pers.-Nr. 12345 fehlt in der Liste":                           {{TraitNumber, "Pers.-Nr. 12345"}},
		"Bin ich mit 00471123 schon dabei?":                            {{TraitPhone, "00471123"}},
		"Wem gehört 471123?":                                           {{TraitNumber, "471123"}},
		"Geht die Fahrtkostenerstattung auf DE02120300000000202051?":   {{TraitIBAN, "DE02120300000000202051"}},
		"Bitte auf DE02 1203 0000 0000 2020 51 überweisen":             {{TraitIBAN, "DE02 1203 0000 0000 2020 51"}},
		"Ist Frau Müller noch krank?":                                  {{TraitName, "Frau Müller"}},
		"ist frau müller noch krank?":                                  {{TraitName, "frau müller"}},
		"Wer vertritt Herrn Dr. von Schmidt-Petersen?":                 {{TraitName, "Herrn Dr. von Schmidt-Petersen"}},
		"Warum darf Kollegin Yıldız mit?":                              {{TraitName, "Kollegin Yıldız"}},
		"Frau Müller, f.mueller@kiel.de und nochmal f.mueller@kiel.de": {{TraitEmail, "f.mueller@kiel.de"}, {TraitName, "Frau Müller"}},
	} {
		if diff := cmp.Diff(want, Personal(question)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", question, diff)
		}
	}
}

func TestWhatIsNoPersonalDataIsLeftAlone(t *testing.T) {
	t.Parallel()
	for _, question := range []string{
		"Was steht in der Drucksache 0888/2019?", "Findet das Forum am 14.12.2026 um 14:00 Uhr statt?", "Am 14. 12. 2026 von 9-13 Uhr?",
		"Gibt es 5000 Mitarbeitende oder 1.000.000?", "Wann kommt Frau und Mann zum Forum?", "Wer ist Herr der Lage?", "Kommt die Frau Oberbürgermeisterin?",
		"Was macht der Herr Stadtrat?", "Darf ein Kollege mitkommen?", "Kann meine Kollegin sich anmelden?", "Wie melde ich einen Kollegen an?",
		"Wann sind 2026/2027 die Termine?", "Gilt das ab 01.01.2027 bis 31.12.2027?", "Was ist @kigo?", "Wo liegt Raum 3.117?", "",
		"Gehen die Frauen mit?", "Was sagt die Herrschaft?", "Wieso kosten 12 000 Euro so viel?",
	} {
		if got := Personal(question); got != nil {
			t.Errorf("%q: %v", question, got)
		}
	}
}

func TestInsultsAreToldFromQuestions(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"Du Arschloch", "ARSCHLOCH!!!", "Scheißbot", "scheiss bot", "Was für eine Scheiße", "Ihr seid alle Idioten", "Halt die Fresse", "halt   die... Fresse",
		"fuck you", "verpiss dich", "du blöde Kuh", "Bist du dumm?", "Wann kapiert ihr Vollidioten es endlich?",
	} {
		if !Insults(s) {
			t.Errorf("%q counts as a question", s)
		}
	}
	for _, s := range []string{
		"Warum ist der Workshop so ein Mist?", "Warum seid ihr so langsam?", "Was ist das denn für ein Blödsinn?", "Wie melde ich mich an?", "Schweinebraten in der Kantine?",
		"Gibt es eine Scheibe am Fenster?", "Was kostet der Säulengang?", "Ist Mongolei ein Thema?", "Wer ist der Trainer?", "Gibt es Saunagänge?", "",
	} {
		if Insults(s) {
			t.Errorf("%q counts as an insult", s)
		}
	}
}

func TestOnlySignsAskNothing(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{"": true, "🎉🎉": true, "???": true, "42": true, " \n ": true, "Wo?": false, "ß": false} {
		if Wordless(s) != want {
			t.Errorf("%q", s)
		}
	}
}

func TestLongTextsAreScreenedToo(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Wie melde ich mich an? ", 250)
	if Insults(long) || Personal(long) != nil {
		t.Error("a long question is no insult")
	}
	if len(Personal(long+"a@b.de")) != 1 {
		t.Error("the end was not read")
	}
}
