package chat_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kigo/bot/chat"
)

func node(kind chat.NodeKind, text string) chat.Node { return chat.Node{Kind: kind, Text: text} }

func TestWordsAreNeverMarkUp(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		want chat.Text
	}{
		"nothing":            {"", nil},
		"one line":           {"**fett** <b> [a](http://b)", chat.Text{node(chat.Plain, "**fett** <b> [a](http://b)")}},
		"line breaks":        {"eins\nzwei", chat.Text{node(chat.Plain, "eins"), {Kind: chat.Break}, node(chat.Plain, "zwei")}},
		"empty line between": {"a\n\nb", chat.Text{node(chat.Plain, "a"), {Kind: chat.Break}, {Kind: chat.Break}, node(chat.Plain, "b")}},
	} {
		if diff := cmp.Diff(tc.want, chat.Words(tc.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if got := chat.Words(tc.text).String(); got != tc.text {
			t.Errorf("%s: Words and back is %q, want %q", name, got, tc.text)
		}
	}
}

func TestTextAsString(t *testing.T) {
	t.Parallel()
	list := func(words ...string) chat.Text {
		var points []chat.Text
		for _, w := range words {
			points = append(points, chat.Words(w))
		}
		return chat.Bullets(points...)
	}
	for name, tc := range map[string]struct {
		text chat.Text
		want string
	}{
		"empty":       {nil, ""},
		"mark-up":     {chat.Text{node(chat.Strong, "Platz sicher:"), node(chat.Plain, " Forum, "), node(chat.Code, "/kigo platz")}, "Platz sicher: Forum, /kigo platz"},
		"link":        {chat.Text{{Kind: chat.Link, Text: "Intranet", URL: "https://kiel.example"}}, "Intranet (https://kiel.example)"},
		"bare link":   {chat.Text{{Kind: chat.Link, Text: "https://kiel.example", URL: "https://kiel.example"}}, "https://kiel.example"},
		"list":        {list("eins", "zwei"), "- eins\n- zwei"},
		"text, list":  {chat.Lines(chat.Words("Es gibt:"), list("eins", "zwei"), chat.Words("Ende")), "Es gibt:\n- eins\n- zwei\nEnde"},
		"list, break": {append(list("eins"), node(chat.Break, ""), node(chat.Plain, "Ende")), "- eins\n\nEnde"},
		"two lists":   {append(list("eins"), list("zwei")...), "- eins\n- zwei"},
		"list in list": {chat.Bullets(append(chat.Words("eins"), list("eins a", "eins b")...), chat.Words("zwei")),
			"- eins\n  - eins a\n  - eins b\n- zwei"},
		"list in last point":       {chat.Bullets(append(chat.Words("eins"), list("eins a")...)), "- eins\n  - eins a"},
		"two lines in a point":     {list("eins\nnoch eins", "zwei"), "- eins\n  noch eins\n- zwei"},
		"breaks at the end go":     {append(chat.Words("eins"), node(chat.Break, "")), "eins"},
		"empty line in the middle": {chat.Words("a\n\nb"), "a\n\nb"},
	} {
		if got := tc.text.String(); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestLinesPutsTextsUnderEachOther(t *testing.T) {
	t.Parallel()
	got := chat.Lines(nil, chat.Words("eins"), nil, chat.Words("zwei"), chat.Words("")).String()
	if got != "eins\nzwei" {
		t.Errorf("%q, want one line each and none for what is empty", got)
	}
}

// full is a message with one of everything that a person can do or read.
func full() chat.Message {
	return chat.Message{
		Sections: []chat.Section{
			{
				Text:   chat.Text{node(chat.Strong, "Ki:GO Forum")},
				Fields: []chat.Field{{Label: "Wo", Value: chat.Words("Ratssaal")}},
				Buttons: []chat.Button{
					{Label: "Anmelden", Line: "anmelden forum", Style: chat.Primary},
					{Label: "Abmelden", Line: "abmelden forum"},
				},
				Selects: []chat.Select{{Label: "Wann?", Line: "erinnern forum", Options: []chat.Option{
					{Label: "Am Tag davor", Value: "1d"}, {Label: "Eine Stunde vorher", Value: "1h"},
				}}},
			},
			{},
			{Text: chat.Words("Noch etwas?")},
		},
		Images: []chat.Image{{Name: "b.png", Alt: "Ein Balkendiagramm: 3 sind zufrieden", Type: "image/png"}},
		Files:  []chat.File{{Name: "forum.ics", Type: "text/calendar"}},
	}
}

func TestPlainIsCompleteWithoutButtons(t *testing.T) {
	t.Parallel()
	const want = `Ki:GO Forum
Wo: Ratssaal
[Anmelden] /kigo anmelden forum
[Abmelden] /kigo abmelden forum
Wann?
[Am Tag davor] /kigo erinnern forum 1d
[Eine Stunde vorher] /kigo erinnern forum 1h

Noch etwas?

Ein Balkendiagramm: 3 sind zufrieden

forum.ics`
	if diff := cmp.Diff(want, full().Plain()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, s := range full().Sections {
		for _, b := range s.Buttons {
			if !strings.Contains(full().Plain(), chat.Prefix+b.Line) {
				t.Errorf("the text does not say what to type instead of the button %q", b.Label)
			}
		}
		for _, sel := range s.Selects {
			for _, o := range sel.Options {
				if !strings.Contains(full().Plain(), chat.Prefix+sel.Line+" "+o.Value) {
					t.Errorf("the text does not say what to type instead of choosing %q", o.Label)
				}
			}
		}
	}
}

func TestEmptyMessages(t *testing.T) {
	t.Parallel()
	if m := (chat.Message{}); !m.Empty() || m.Plain() != "" {
		t.Errorf("the zero message: empty %v, text %q", m.Empty(), m.Plain())
	}
	for name, m := range map[string]chat.Message{
		"text":  chat.Say(chat.Words("ja")),
		"file":  {Files: []chat.File{{Name: "a"}}},
		"image": {Images: []chat.Image{{Alt: "a"}}},
	} {
		if m.Empty() {
			t.Errorf("a message with a %s counts as empty", name)
		}
	}
}
