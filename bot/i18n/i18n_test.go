package i18n

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/bot/chat"
	"kigo/bot/fault"
)

// berlin is a catalogue that shows times in Berlin.
func berlin(t testing.TB) *Catalogue {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(zone)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ tag, want string }{
		{"de", "de"}, {"en", "en"}, {"en-GB", "en"}, {"en_US", "en"}, {"EN-us", "en"}, {"de-CH-1901", "de"},
		{"", "fallback"}, {"fr", "fallback"}, {"english", "fallback"}, {"e", "fallback"}, {"-", "fallback"}, {"d\x00e", "fallback"},
	} {
		if got := Match(tc.tag, "fallback"); got != tc.want {
			t.Errorf("Match(%q) = %q, want %q", tc.tag, got, tc.want)
		}
	}
}

func TestPrinterOfAnUnknownLanguageSpeaksTheReference(t *testing.T) {
	t.Parallel()
	c := berlin(t)
	for lang, want := range map[string]string{"de": "de", "en": "en", "fr": "de", "": "de", "EN": "de"} {
		if got := c.Printer(lang).Lang(); got != want {
			t.Errorf("Printer(%q) speaks %q, want %q", lang, got, want)
		}
	}
}

func TestMarkUpOfTheCatalogueBecomesNodes(t *testing.T) {
	t.Parallel()
	p := berlin(t).Printer("de")
	want := chat.Text{
		{Kind: chat.Strong, Text: "Warteliste, Platz 3 von 14:"}, {Kind: chat.Plain, Text: " "}, {Kind: chat.Plain, Text: "Ki:GO Forum"},
	}
	got := p.Text("event.answer.waiting", Args{"Title": "Ki:GO Forum", "Rank": 3, "Of": 14})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := p.Plain("event.answer.waiting", Args{"Title": "Ki:GO Forum", "Rank": 3, "Of": 14}); got != "Warteliste, Platz 3 von 14: Ki:GO Forum" {
		t.Errorf("as plain text: %q", got)
	}
}

// Whatever people write stands there as they wrote it, in whichever place of a sentence.
func TestArgumentsAreNeverReadAsMarkUp(t *testing.T) {
	t.Parallel()
	for name, hostile := range map[string]string{
		"Markdown":     "**fett** `code` [Klick](https://evil.example) ![x](y) # > - 1.",
		"list":         "- eins",
		"heading":      "# Titel",
		"HTML":         `<script>alert(1)</script> <b>&amp;</b> &lt;`,
		"template":     `{{.Title}} {{printf "%s" .}} {{define "x"}}{{end}} {{`,
		"escapes":      `\* \[ \\ \n`,
		"backticks":    "`",
		"other names":  "{{.Rank}} {{.Of}}",
		"mentions":     "@all <!channel> <@U012> @here",
		"only figures": "0",
	} {
		for _, lang := range Languages {
			p := berlin(t).Printer(lang)
			for key, around := range map[string][2]string{ // in running text, in strong text, in a quotation
				"event.answer.waiting": {": ", ""},
				"event.edited":         {" ", " "},
				"bot.unknown":          {"", ""},
			} {
				got := p.Plain(key, Args{"Title": hostile, "Typed": hostile, "Rank": 1, "Of": 2})
				if !strings.Contains(got, around[0]+hostile+around[1]) {
					t.Errorf("%s in %s %s: %q", name, lang, key, got)
				}
				for _, n := range p.Text(key, Args{"Title": hostile, "Typed": hostile, "Rank": 1, "Of": 2}) {
					if n.Kind == chat.Link || n.Kind == chat.List {
						t.Errorf("%s in %s %s made a %s: %+v", name, lang, key, n.Kind, n)
					}
				}
			}
		}
	}
}

// The marks stand for arguments in a parsed sentence; one that brings marks along could
// name another argument.
func TestArgumentsCannotBringMarks(t *testing.T) {
	t.Parallel()
	p := berlin(t).Printer("de")
	for name, hostile := range map[string]string{
		"another argument": "\uE0000\uE001", "itself": "\uE0001\uE001", "open": "\uE000", "close": "\uE001", "no number": "\uE000x\uE001", "out of range": "\uE00099\uE001",
	} {
		got := p.Plain("event.enter.seated", Args{"Name": "Name" + hostile, "Title": "Titel" + hostile})
		if strings.ContainsAny(got, "\uE000\uE001") || strings.Count(got, "Titel") != 1 || strings.Count(got, "Name") != 1 {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestLineBreaksInArgumentsStay(t *testing.T) {
	t.Parallel()
	p := berlin(t).Printer("de")
	got := p.Plain("event.message", Args{"From": "Anna", "Title": "Forum", "Text": "Bitte mitbringen:\n- Stift\n\n- Papier"})
	if want := "Nachricht von Anna zu Forum:\nBitte mitbringen:\n- Stift\n\n- Papier"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestArgumentsThatAreNoStrings(t *testing.T) {
	t.Parallel()
	p := berlin(t).Printer("de")
	closed := p.Plain("event.closed", Args{"Title": chat.Text{{Kind: chat.Strong, Text: "Forum"}}, "Deadline": at(t, "2026-11-25T08:00:00Z")})
	if !strings.Contains(closed, "Forum ist seit Mi, 25.11.2026, 9:00 Uhr geschlossen") {
		t.Errorf("text and time: %q", closed)
	}
	if got := p.Plain("event.too_short", Args{"Min": 3}); !strings.Contains(got, "mindestens 3 Zeichen") {
		t.Errorf("number: %q", got)
	}
}

func TestPluralForms(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][3]string{
		"de": {"noch 0 Plätze", "noch 1 Platz", "noch 12 Plätze"},
		"en": {"0 seats left", "1 seat left", "12 seats left"},
	} {
		p := berlin(t).Printer(lang)
		for i, n := range []int{0, 1, 12} {
			if got := p.Plain("event.seats.free", Args{"Count": n}); got != want[i] {
				t.Errorf("%s, %d: %q, want %q", lang, n, got, want[i])
			}
		}
	}
}

// A sentence that counts reads well for every number, also where the catalogue has one form.
func TestEverySentenceThatCountsTakesEveryNumber(t *testing.T) {
	t.Parallel()
	for _, lang := range Languages {
		p := berlin(t).Printer(lang)
		for key, forms := range read(t, lang) {
			counts := false
			for _, s := range forms {
				counts = counts || strings.Contains(s, ".Count")
			}
			for n := 0; counts && n < 3; n++ {
				if got := p.Plain(key, Args{"Count": n}); got == "["+key+"]" {
					t.Errorf("%s %s says nothing for %d", lang, key, n)
				}
			}
		}
	}
}

func TestAMissingSentenceIsNoPanic(t *testing.T) {
	t.Parallel()
	p := berlin(t).Printer("de")
	if got := p.Plain("no.such.key", Args{"Title": "x"}); got != "[no.such.key]" {
		t.Errorf("%q", got)
	}
	if got := p.Optional("no.such.key"); got != "" {
		t.Errorf("optional: %q", got)
	}
	if got := p.Optional("help.join.example"); got != "Workshop" {
		t.Errorf("optional, there: %q", got)
	}
}

func TestFaultIsItsSentence(t *testing.T) {
	t.Parallel()
	f := fault.New("event.unknown", fault.Args{"Text": "<b>Forum</b>"})
	for lang, want := range map[string]string{"de": "zu „<b>Forum</b>“ passt", "en": "“<b>Forum</b>”"} {
		if got := berlin(t).Printer(lang).Fault(f).String(); !strings.Contains(got, want) {
			t.Errorf("%s: %q lacks %q", lang, got, want)
		}
	}
}

func FuzzArguments(f *testing.F) {
	for _, s := range []string{"Forum", "**a**", "{{.Of}}", "\uE0000\uE001", "<b>", "\xff", "a\nb"} {
		f.Add(s)
	}
	c := berlin(f)
	f.Fuzz(func(t *testing.T, s string) {
		want := strings.NewReplacer("\uE000", "", "\uE001", "").Replace(strings.TrimRight(strings.ToValidUTF8(s, "\uFFFD"), "\n"))
		got := strings.ToValidUTF8(c.Printer("de").Plain("event.answer.seated", Args{"Title": s}), "\uFFFD")
		if strings.ReplaceAll(got, "\uFFFD", "") != strings.ReplaceAll("Platz sicher: "+want, "\uFFFD", "") {
			t.Errorf("%q became %q", s, got)
		}
	})
}
