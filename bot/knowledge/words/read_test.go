package words

import (
	"slices"
	"strings"
	"testing"
)

func lexicon(tb testing.TB) *Lexicon {
	tb.Helper()
	g, err := ParseGlossary(strings.NewReader(`
		# a comment
		anmelden = registrieren, sign up   # another
		verantwortlich = den hut auf, leiten
		bot ~ du
		dezernat v = dezernat 5
		abmelden = stornieren
	`))
	if err != nil {
		tb.Fatal(err)
	}
	return NewLexicon(Source{
		Texts: []string{
			"Wie melde ich mich an? Anmelden zur Veranstaltung", "Marktstand und Stand auf dem Markt", "Was macht ein Projektprofi oder Digitalkoordinator?",
			"Boardmitglieder: das Board und seine Mitglieder", "Mitarbeitende und Teilnehmer", "Workshop", "Wie melde ich mich ab? abmelden", "Dezernat V",
		},
		Asides:    []string{"Ich bin krank"},
		Glossary:  g,
		Elsewhere: []string{"urlaub", "sport", "betrieb", "krank", "test", "guten morgen"},
	})
}

// reading is a text as its words: kind, text, and the known word read instead.
func reading(l *Lexicon, text string) string {
	var all []string
	for _, t := range l.Read(text) {
		s := string("kfux"[t.Kind]) + ":" + t.Text
		if t.As != "" {
			s += ">" + t.As
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

func TestWordsAreKnownForWhatTheyAre(t *testing.T) {
	t.Parallel()
	l := lexicon(t)
	for text, want := range map[string]string{
		"Workshops":                         "k:workshops",
		"der Workshop":                      "f:der k:workshop",
		"Urlaub":                            "x:urlaub",
		"Wurzelbehandlung":                  "u:wurzelbehandlung",
		"Betriebssport":                     "x:betriebs x:sport", // whole parts
		"Transport":                         "u:transport",        // no kind of sport
		"Marktmitglieder":                   "k:markt k:mitglieder",
		"Workshopgebühr":                    "u:gebuhr k:workshop",
		"Projekt Profi":                     "k:projektprofi", // halves
		"digital koordinator":               "k:digitalkoordinator",
		"Digitalkordinator":                 "k:digitalkordinator>digitalkoordinator", // typo
		"Veranstatlung":                     "k:veranstatlung>veranstaltung",
		"Wrkshop":                           "k:wrkshop>workshop",
		"Hut":                               "u:hut", // known only as part of a phrase
		"Wer hat den Hut auf?":              "f:wer f:hat k:den hut auf",
		"sign up":                           "k:sign up",
		"signed up":                         "k:signed up",
		"ich melde mich lieber wieder ab":   "f:ich k:abmelde f:mich f:lieber f:wieder",
		"ich melde mich an, aber ungern":    "f:ich k:anmelde f:mich f:aber u:ungern",
		"bin krank":                         "f:bin x:krank", // an aside does not make it ours
		"Dezernat 5":                        "k:dezernat 5",
		"guten Morgen":                      "x:guten morgen",
		"0888/2019":                         "u:0888/2019",
		"":                                  "",
		strings.Repeat("x", 70):             "u:" + strings.Repeat("x", 70),
		"registrieren":                      "k:registrieren",
		"angemeldet":                        "k:angemeldet",
		"anzumelden":                        "k:anzumelden",
		"die Teilnehmenden":                 "f:die k:teilnehmenden",
		"Mitarbeiter":                       "k:mitarbeiter",
		"Was kostet der Test für Mitglied?": "f:was u:kostet f:der x:test f:fur k:mitglied",
	} {
		if got := reading(l, text); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

func TestWordsMeanTheSame(t *testing.T) {
	t.Parallel()
	l := lexicon(t)
	for text, term := range map[string]string{
		"registrieren": "anmeld", "angemeldet": "anmeld", "anzumelden": "anmeld", "sign up": "anmeld", "Wer hat den Hut auf": "verantwort", "du": "bot",
		"Dezernat 5": "dezernat v", "Marktstände": "stand", "Teilnehmende": "teilnehm", "Boardmitglied": "mitglied", "Vernastaltung": "veranstalt", "signing up": "anmeld",
	} {
		found := slices.ContainsFunc(l.Read(text), func(tok Token) bool {
			return slices.ContainsFunc(tok.Terms, func(m Term) bool { return m.Text == term && m.Weight > 0 && m.Weight <= 1 })
		})
		if !found {
			t.Errorf("%q does not mean %q: %+v", text, term, l.Read(text))
		}
	}
}

func TestLexiconIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	const text = "Vernastaltung Digitalkordinator Marktgebühr anmelden du"
	want := lexicon(t).Read(text)
	for range 20 {
		if got := lexicon(t).Read(text); !slices.EqualFunc(got, want, func(a, b Token) bool { return a.Text == b.Text && a.As == b.As && slices.Equal(a.Terms, b.Terms) }) {
			t.Fatalf("%+v, then %+v", want, got)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		most int
		want int
	}{
		{"forum", "forum", 2, 0}, {"forum", "fourm", 2, 1}, {"forum", "form", 2, 1}, {"forum", "forums", 2, 1}, {"forum", "furom", 2, 2},
		{"forum", "wasser", 2, 3}, {"", "ab", 2, 2}, {"abc", "", 2, 3}, {"a", strings.Repeat("a", 200), 300, 301},
	} {
		if got := distance(tc.a, tc.b, tc.most); got != tc.want {
			t.Errorf("%q and %q are %d apart, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestBrokenGlossaryNamesItsLine(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a = b\nc", "a = b\n= c", "a = b\nc ="} {
		if _, err := ParseGlossary(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	l := lexicon(f)
	for _, s := range []string{"Ki:GO", "an ab an", "\xff", "Straße/innen(in)", "ichmeldemichan", "a\u0300\u0301", "0888/2019/2020", "die*r*innen"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, tok := range l.Read(text) {
			if len(tok.Terms) == 0 || tok.Text == "" {
				t.Errorf("%q: %+v", text, tok)
			}
		}
	})
}
