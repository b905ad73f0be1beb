package mattermost

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"kigo/bot/chat"
)

// novel has so many characters, in paragraphs.
func novel(characters int) string {
	const paragraph = "Am Dienstag treffen wir uns im Ratssaal. Bitte bringt eure Fragen mit, es gibt Kaffee und Franzbrötchen.\n\n"
	return string([]rune(strings.Repeat(paragraph, characters/100+1))[:characters])
}

func TestALongTextIsOnePost(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{"paragraphs": novel(60_000), "one line": strings.ReplaceAll(novel(60_000), "\n\n", " "), "one word": strings.Repeat("ä", 60_000)} {
		got := pages(chat.Say(chat.Words(s), chat.Button{Label: "Gelesen", Line: "gelesen"}), signed)
		withinLimits(t, got)
		if len(got) != 1 {
			t.Fatalf("%s: %d pages", name, len(got))
		}
		if n := utf8.RuneCountInString(got[0].Message); n < 15_500 {
			t.Errorf("%s: only %d characters in the message", name, n)
		}
		last := got[0].Attachments[len(got[0].Attachments)-1]
		if last.Text == "" || len(last.Actions) != 1 {
			t.Errorf("%s: the button does not stand with the last part", name)
		}
		if w := wholePages(t, got); packed(w.text) != packed(s) {
			t.Errorf("%s: words are lost", name)
		}
	}
}

func TestALongerTextIsSeveralPosts(t *testing.T) {
	t.Parallel()
	s := novel(900_000)
	got := pages(chat.Say(chat.Words(s)), signed)
	withinLimits(t, got)
	if len(got) < 3 || len(got) > 6 {
		t.Errorf("%d pages", len(got))
	}
	for i, p := range got {
		if p.Message == "" {
			t.Errorf("page %d has no message of its own", i)
		}
	}
	if w := wholePages(t, got); packed(w.text) != packed(s) {
		t.Error("words are lost")
	}
}

func TestTheFirstTextIsTheMessage(t *testing.T) {
	t.Parallel()
	button := []chat.Button{{Label: "Ja", Line: "ja"}}
	section := func(s string, buttons ...chat.Button) chat.Section {
		return chat.Section{Text: chat.Words(s), Buttons: buttons}
	}
	for name, tc := range map[string]struct {
		sections []chat.Section
		message  string
		below    string // text and number of actions of each attachment
	}{
		"texts":                  {[]chat.Section{section("a"), {}, section("b")}, "a\n\nb", ""},
		"button":                 {[]chat.Section{section("a", button...)}, "a", " 1;"},
		"button, text":           {[]chat.Section{section("a", button...), section("b")}, "a", " 1;b 0;"},
		"text, button":           {[]chat.Section{section("a"), section("b", button...), section("c")}, "a", "b 1;c 0;"},
		"only buttons":           {[]chat.Section{section("", button...), section("", button...)}, "", " 1; 1;"},
		"empty, text":            {[]chat.Section{{}, section("a")}, "a", ""},
		"breaks are no text":     {[]chat.Section{section("\n\n"), section("a")}, "a", ""},
		"select without options": {[]chat.Section{{Text: chat.Words("a"), Selects: []chat.Select{{Label: "x", Line: "x"}}}}, "a", ""},
		"nothing to see":         {[]chat.Section{{}}, "", ""},
	} {
		got := pages(chat.Message{Sections: tc.sections}, signed)
		if len(got) != 1 {
			t.Fatalf("%s: %d pages", name, len(got))
		}
		below := ""
		for _, a := range got[0].Attachments {
			below += fmt.Sprintf("%s %d;", a.Text, len(a.Actions))
		}
		if got[0].Message != tc.message || below != tc.below {
			t.Errorf("%s: message %q, below %q; want %q, %q", name, got[0].Message, below, tc.message, tc.below)
		}
	}
	if got := pages(chat.Message{}, signed); got != nil {
		t.Errorf("an empty message has the pages %v", got)
	}
}

func TestAPictureStandsWithItsDescription(t *testing.T) {
	t.Parallel()
	m := chat.Say(chat.Words("Ergebnis"), chat.Button{Label: "Mehr", Line: "mehr"})
	for i := range 12 {
		m.Images = append(m.Images, chat.Image{Name: fmt.Sprint(i, ".png"), Alt: fmt.Sprint("Bild *", i, "*")})
	}
	m.Images[3].Alt = novel(20_000)
	m.Files = []chat.File{{Name: "a.ics"}, {Name: "b.csv"}}
	got := pages(m, signed)
	withinLimits(t, got)
	images, files := 0, 0
	for i, p := range got {
		text := read(t, p.Message+"\n\n"+strings.Join(attachmentTexts(p), "\n\n"))
		for _, img := range p.Images {
			images++
			if !strings.Contains(packed(text), packed(img.Alt)) {
				t.Errorf("page %d does not say what %s shows", i, img.Name)
			}
		}
		files += len(p.Files)
	}
	if images != 12 || files != 2 {
		t.Errorf("%d pictures and %d files on the pages", images, files)
	}
	if want := "Ergebnis\n\nBild \\*0\\*\n\nBild \\*1\\*\n\nBild \\*2\\*"; got[0].Message != want {
		t.Errorf("the first page says %q, want %q", got[0].Message, want)
	}
	if len(pages(chat.Message{Files: m.Files}, signed)) != 1 {
		t.Error("files alone need a page")
	}
}

func TestManyActionsAndOptions(t *testing.T) {
	t.Parallel()
	var s chat.Section
	for i := range 45 {
		s.Buttons = append(s.Buttons, chat.Button{Label: fmt.Sprint("Knopf ", i), Line: fmt.Sprint("knopf ", i)})
	}
	sel := chat.Select{Label: strings.Repeat("Veranstaltung ", 6), Line: "wähle"}
	for i := range 600 {
		sel.Options = append(sel.Options, chat.Option{Label: fmt.Sprint("Termin ", i), Value: fmt.Sprint(i)})
	}
	s.Selects = []chat.Select{sel}
	got := pages(chat.Message{Sections: []chat.Section{s}}, signed)
	withinLimits(t, got)
	var names []string
	for _, a := range got[0].Attachments {
		for _, act := range a.Actions {
			if len(act.Options) > 0 {
				names = append(names, act.Name)
			}
		}
	}
	if want := "Veranstaltung Veranstaltung Veranstaltung Veranstaltung V…"; len(names) != 3 || names[0] != want+" (1/3)" || names[2] != want+" (3/3)" {
		t.Errorf("selects %q", names)
	}
}

func TestAnActionIsNamedByWhatItDoes(t *testing.T) {
	t.Parallel()
	ids := func(lines ...string) (all []string) {
		var buttons []chat.Button
		for _, l := range lines {
			buttons = append(buttons, chat.Button{Label: "x", Line: l})
		}
		for _, act := range pages(chat.Say(nil, buttons...), signed)[0].Attachments[0].Actions {
			all = append(all, act.Id)
		}
		return all
	}
	before, after := ids("anmelden 1", "hilfe", "hilfe"), ids("abmelden 1", "hilfe")
	if before[0] == after[0] {
		t.Error("a click on the button that was there does what the new one does")
	}
	if before[1] != after[1] || before[1] == before[2] {
		t.Errorf("ids %q and %q", before, after)
	}
}
