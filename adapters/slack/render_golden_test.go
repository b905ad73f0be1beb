package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/slack/slacktest/blockkit"
	"kigo/bot/chat"
)

var update = flag.Bool("update", false, "rewrite testdata from what is shown now")

// everything is a message with one of each element, and with text that tries to break out.
func everything() chat.Message {
	return chat.Message{
		Sections: []chat.Section{{
			Text: chat.Text{
				{Kind: chat.Strong, Text: "Ki:GO Forum"}, {Kind: chat.Plain, Text: " <b>&\x1b[31m rot\rweg\u202e\u0085 :smile:"},
				{Kind: chat.Break}, {Kind: chat.Link, Text: "Rathaus", URL: "https://example.org/?a=1&b=2"},
				{Kind: chat.List, Items: []chat.Text{
					chat.Words("eins"), append(chat.Words("zwei\ndrei"), chat.Bullets(chat.Words("zwei a"), chat.Words("zwei b"))...), chat.Words("vier"),
				}},
				{Kind: chat.Break}, {Kind: chat.Plain, Text: "Schreib "}, {Kind: chat.Code, Text: "/kigo hilfe"},
				{Kind: chat.Code, Text: "erste Zeile\n\n  zweite Zeile"}, {Kind: chat.Plain, Text: "Ende"},
			},
			Fields: []chat.Field{{Label: "Ort", Value: chat.Words("Ratssaal\nErdgeschoss")}, {Label: "Dabei", Value: chat.Bullets(chat.Words("Anna"), chat.Words("Bert"))}},
			Buttons: []chat.Button{
				{Label: "Anmelden", Line: "anmelden forum", Style: chat.Primary},
				{Label: "Absagen\nfür immer\x07", Line: "abmelden forum", Style: chat.Danger}, {Label: "Start"},
			},
			Selects: []chat.Select{{Label: "Erinnern", Line: "erinnern forum", Options: []chat.Option{
				{Label: "Am Vortag", Value: "1d"}, {Label: "Gar nicht", Value: ""}, {Label: strings.Repeat("sehr lange Größe ", 6) + "vorher", Value: "2h"},
			}}},
		}, {
			Text:    chat.Words("Zweiter Abschnitt\n\nmit Lücke"),
			Buttons: []chat.Button{{Label: "Hilfe", Line: "hilfe"}},
		}},
		Images: []chat.Image{{Name: "balken.svg", Alt: "Ein Balken: 3 von 5", Type: "image/svg+xml", Data: []byte("<svg/>")}},
		Files:  []chat.File{{Name: "../../Ki:GO Forum.ics", Type: "text/calendar", Data: []byte("BEGIN:VCALENDAR")}},
	}
}

// hostile are words of people's that Slack would take for more than words.
var hostile = []string{
	"<!channel>", "<!here>", "<!everyone>", "<@U012ABC>", "<#C012ABC|allgemein>", "<!subteam^S012ABC>", "<!date^1^{date}|x>", "@channel", "@here",
	"<https://evil.example|Rathaus>", "https://evil.example/", "<mailto:x@evil.example|x>", "[Rathaus](https://evil.example)", "&lt;!channel&gt;", "&amp;lt;",
	"*fett*", "_kursiv_", "~weg~", "`code`", "```block```", "> zitiert", ":smile:", "a\u202eb", "\u200f<\u2066!channel>", "\x00<!\x1bchannel>", "<\xff!here>",
}

func searched(n int) chat.Select {
	sel := chat.Select{Label: "Welche?", Line: "anmelden"}
	for i := range n {
		sel.Options = append(sel.Options, chat.Option{Label: fmt.Sprintf("Termin %03d", i), Value: fmt.Sprintf("termin-%03d", i)})
	}
	return sel
}

// TestGoldens shows every kind of message. A line that begins with "sealed:" has been sealed.
func TestGoldens(t *testing.T) {
	long := strings.Repeat("Größe und Stärke. ", 9)
	var words, hostileSections, many []chat.Section
	for _, w := range hostile {
		hostileSections = append(hostileSections, chat.Section{
			Text:    chat.Text{{Kind: chat.Plain, Text: w}, {Kind: chat.Strong, Text: w}, {Kind: chat.Code, Text: w}, {Kind: chat.Link, Text: w, URL: "https://example.org/" + w}},
			Fields:  []chat.Field{{Label: w, Value: chat.Words(w)}},
			Buttons: []chat.Button{{Label: w, Line: w}},
			Selects: []chat.Select{{Label: w, Line: w, Options: []chat.Option{{Label: w, Value: w}}}},
		})
	}
	var buttons []chat.Button
	for i := range 12 {
		buttons = append(buttons, chat.Button{Label: fmt.Sprintf("Knopf %d", i), Line: fmt.Sprintf("nummer %d", i)})
	}
	for i := range 60 {
		many = append(many, chat.Section{Text: chat.Words(fmt.Sprintf("Abschnitt %d", i))})
	}
	words = append(words, chat.Section{Text: chat.Words(strings.TrimSpace(strings.Repeat(long+"\n\n", 60))), Buttons: buttons[:2]})
	for name, m := range map[string]chat.Message{
		"everything": everything(),
		"hostile":    {Sections: hostileSections},
		"buttons":    chat.Say(chat.Words("Viele"), buttons...),
		"search":     {Sections: []chat.Section{{Text: chat.Words("Wähl"), Selects: []chat.Select{searched(101)}}}},
		"long_text":  {Sections: words, Images: []chat.Image{{Name: "b.png", Alt: "Ein Bild"}}},
		"sections":   {Sections: many},
		"long_labels": {Sections: []chat.Section{{
			Text:    chat.Words("Lang"),
			Fields:  []chat.Field{{Label: long, Value: chat.Words(long)}},
			Buttons: []chat.Button{{Label: long, Line: "eins"}},
			Selects: []chat.Select{{Label: long, Line: "wahl", Options: []chat.Option{{Label: long, Value: "a"}}}},
		}}},
		"long_lines": {Sections: []chat.Section{{
			Text:    chat.Words("Lange Zeilen"),
			Buttons: []chat.Button{{Label: "Geht nicht", Line: strings.Repeat("x", 2001)}, {Label: "Geht", Line: "y"}},
			Selects: []chat.Select{
				{Label: "Lange Zeile", Line: strings.Repeat("y", 250), Options: []chat.Option{{Label: "Apfel", Value: "a"}, {Label: "Birne", Value: "b"}}},
				{Label: "Langer Wert", Line: "wert", Options: []chat.Option{{Label: "Kurz", Value: "k"}, {Label: "Lang", Value: strings.Repeat("z", 151)}}},
			},
		}}},
		"picture": {Images: everything().Images, Files: everything().Files},
		"blank":   {Sections: []chat.Section{{Text: chat.Words(" \n ")}}},
		"links": chat.Say(chat.Text{
			{Kind: chat.Link, Text: "Postfach", URL: "mailto:kigo@kiel.example"}, {Kind: chat.Break},
			{Kind: chat.Link, Text: "www.kiel.example", URL: "https://evil.example/a|b"}, {Kind: chat.Break},
			{Kind: chat.Link, Text: "Skript", URL: "javascript:alert(1)"}, {Kind: chat.Break},
			{Kind: chat.Link, Text: "Verkleidet", URL: "https://kiel.example@evil.example/"}, {Kind: chat.Break},
			{Kind: chat.Link, URL: "https://kiel.example/"}, {Kind: chat.Break},
			{Kind: chat.Link, Text: "Weit", URL: "https://kiel.example/" + strings.Repeat("x", 1000)},
		}),
	} {
		t.Run(name, func(t *testing.T) {
			all := posts(m, func(line string) string { return "sealed:" + line })
			valid(t, all)
			golden(t, filepath.Join("testdata", "post_"+name+".json"), shown(t, all))
		})
	}
}

// shownPost is a post with all that is seen of it.
type shownPost struct {
	Text   string
	Blocks any      `json:",omitempty"`
	Images []string `json:",omitempty"`
	Files  []string `json:",omitempty"`
}

func shown(t *testing.T, all []post) (out []shownPost) {
	t.Helper()
	for _, p := range all {
		s := shownPost{Text: p.Text, Blocks: asJSON(t, p.Blocks)}
		for _, i := range p.Images {
			s.Images = append(s.Images, i.Name)
		}
		for _, f := range p.Files {
			s.Files = append(s.Files, f.Name)
		}
		out = append(out, s)
	}
	return out
}

// asJSON is v as it travels.
func asJSON(t fataler, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%v", err)
	}
	read, err := blockkit.Decode(raw)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return read
}

// fataler is what *testing.T and *rapid.T share.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// valid says what Slack would refuse in posts, and who would be called by them.
func valid(t fataler, all []post) {
	t.Helper()
	for i, p := range all {
		blocks := asJSON(t, p.Blocks)
		if len(p.Blocks) == 0 {
			t.Errorf("post %d has no blocks, so that its text would be taken for mark-up", i)
		}
		for _, problem := range blockkit.Blocks(blockkit.Message, blocks) {
			t.Errorf("post %d: %s", i, problem)
		}
		if n := blockkit.Budget(blocks); n > maxText {
			t.Errorf("post %d has %d characters", i, n)
		}
		for _, b := range p.Blocks {
			if n := blockkit.Budget(asJSON(t, b)); b.BlockType() == "rich_text" && n > maxRichText {
				t.Errorf("a block of post %d has %d characters", i, n)
			}
		}
		if n := len([]rune(p.Text)); n == 0 || n > maxFallback {
			t.Errorf("the text of post %d has %d characters", i, n)
		}
		called := blockkit.NewMentions()
		called.InBlocks(blocks)
		called.InMrkdwn(p.Text, false)
		if diff := cmp.Diff(blockkit.NewMentions(), called); diff != "" {
			t.Errorf("post %d calls somebody: %s", i, diff)
		}
		for _, e := range []string{"&amp;", "&lt;", "&gt;"} {
			p.Text = strings.ReplaceAll(p.Text, e, "")
		}
		if strings.ContainsAny(p.Text, "<>&") {
			t.Errorf("the text of post %d is not escaped: %q", i, p.Text)
		}
		onlyLiteral(t, blocks)
	}
}

// literals are the types of what kigo sends: none of them interprets its words.
var literals = []string{
	"rich_text", "rich_text_section", "rich_text_list", "rich_text_preformatted", "text", "link",
	"actions", "button", "static_select", "external_select", "input", "plain_text_input", "number_input", "modal", "home",
}

func onlyLiteral(t fataler, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			onlyLiteral(t, item)
		}
	case map[string]any:
		kind, typed := v["type"].(string)
		switch {
		case kind == "plain_text" && v["emoji"] != false:
			t.Errorf("codes become pictures in %v", v)
		case typed && kind != "plain_text" && !slices.Contains(literals, kind):
			t.Errorf("%v is not literal", v)
		}
		for _, value := range v {
			onlyLiteral(t, value)
		}
	}
}

func golden(t *testing.T, path string, v any) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make it with -update)", err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
