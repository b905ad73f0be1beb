package slack

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	api "github.com/slack-go/slack"
	"pgregory.net/rapid"

	"kigo/adapters/slack/slacktest/blockkit"
	"kigo/bot/chat"
)

// Whatever a message says, Slack takes it, nothing in it means more than it says, and
// nobody is called by it.
func TestEveryMessageIsValidAndLiteral(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawMessage(rapid.Bool().Draw(t, "small")).Draw(t, "message")
		all := posts(m, func(line string) string { return line })
		if m.Empty() != (len(all) == 0) {
			t.Errorf("%d posts", len(all))
		}
		valid(t, all)
		if text := fallback(m); text == "" || len([]rune(text)) > maxFallback || strings.ContainsAny(text, "<>") {
			t.Errorf("the fallback is %q", text)
		}
		for i, p := range all {
			if images := len(p.Images); i == len(all)-1 && images != len(m.Images) || i < len(all)-1 && images > 0 {
				t.Errorf("post %d of %d has %d pictures of %d", i, len(all), images, len(m.Images))
			}
		}
	})
}

// No sign of what can be read is lost, doubled or out of its place, over all posts. What can
// be clicked does what it says, once.
func TestNothingIsLostOrDoubled(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawMessage(true).Draw(t, "message")
		m.Images = nil
		var want strings.Builder
		var lines []string
		for _, s := range m.Sections {
			want.WriteString(signsOf(s.Text))
			for _, f := range s.Fields {
				want.WriteString(signs(f.Label) + ":" + signsOf(f.Value))
			}
			for _, b := range s.Buttons {
				lines = append(lines, b.Line)
			}
			for _, sel := range s.Selects {
				if len(sel.Options) == 0 {
					want.WriteString(signs(sel.Label))
				}
				for _, o := range sel.Options {
					lines = append(lines, sel.Line+" "+o.Value)
				}
			}
		}
		kept := map[string][]chat.Option{}
		for _, one := range menus(m) {
			kept[one.ID] = one.Options
		}
		var got strings.Builder
		var does []string
		names := map[string]bool{}
		for _, p := range posts(m, func(line string) string { return line }) {
			for _, b := range p.Blocks {
				if rich, ok := b.(*api.RichTextBlock); ok {
					got.WriteString(signs(blockkitWords(asJSON(t, rich))))
				}
				for _, c := range blockkit.Controls(asJSON(t, []api.Block{b}), nil) {
					if names[c.ActionID] {
						t.Errorf("two elements are called %q", c.ActionID)
					}
					names[c.ActionID] = true
					does = append(does, clicksOf(t, c, kept)...)
				}
			}
		}
		if want.Len() == 0 && len(does) == 0 && !m.Empty() { // a message can't be empty
			want.WriteString(signs(cmp.Or(strings.TrimSpace(clean(m.Plain())), "…")))
		}
		if got.String() != want.String() {
			t.Errorf("shown is %q, said was %q", got.String(), want.String())
		}
		for _, all := range [][]string{lines, does} {
			for i := range all {
				all[i] = strings.ToValidUTF8(all[i], "\uFFFD") // as they travel
			}
			slices.Sort(all)
		}
		if !slices.Equal(lines, does) {
			t.Errorf("clicks do %q, want %q", does, lines)
		}
	})
}

// blockkitWords are the words of rich text.
func blockkitWords(v any) string {
	var b strings.Builder
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			b.WriteString(blockkitWords(item))
		}
	case map[string]any:
		if s, ok := v["text"].(string); ok {
			return s
		}
		return blockkitWords(v["elements"])
	}
	return b.String()
}

// clicksOf are the lines of all that can be done with an element.
func clicksOf(t fataler, c blockkit.Control, kept map[string][]chat.Option) []string {
	t.Helper()
	act := api.BlockAction{ActionID: c.ActionID}
	offered := blockkit.Options(c.Element)
	switch c.Type {
	case "button":
		act.Value, _ = c.Element["value"].(string)
		line, ok := clickedLine(act)
		if !ok {
			t.Errorf("the button %q does nothing", c.ActionID)
		}
		return []string{line}
	case "external_select":
		id, ok := menuAsked(c.ActionID)
		if !ok || kept[id] == nil {
			t.Errorf("nobody knows the menu %q", c.ActionID)
		}
		for _, o := range kept[id] {
			offered = append(offered, asJSON(t, option(o)).(map[string]any))
		}
	}
	var lines []string
	for _, o := range offered {
		act.SelectedOption.Value, _ = o["value"].(string)
		line, ok := clickedLine(act)
		if !ok {
			t.Errorf("the option %v of %q does nothing", o, c.ActionID)
		}
		lines = append(lines, line)
	}
	return lines
}

// What can be clicked stands below the last part of its section's text, in the same post.
func TestClicksStayWithTheirText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSection(true).Draw(t, "section")
		s.Text = append(chat.Words(strings.Repeat("Wort ", rapid.IntRange(1, 6000).Draw(t, "words"))), s.Text...)
		before := chat.Section{Text: chat.Words(strings.Repeat("Vorher ", rapid.IntRange(0, 3000).Draw(t, "words before")))}
		for i, p := range posts(chat.Message{Sections: []chat.Section{before, s}}, func(line string) string { return line }) {
			first := slices.IndexFunc(p.Blocks, func(b api.Block) bool { return b.BlockType() == "actions" })
			if first > 0 || first < 0 {
				if first > 0 {
					return
				}
				continue
			}
			t.Errorf("post %d begins with what to click", i)
		}
	})
}

func TestSuggestionsAreWhatIsSearched(t *testing.T) {
	t.Parallel()
	options := searched(250).Options
	options = append(options, chat.Option{Label: "Größe <b> " + strings.Repeat("x", 200), Value: ""}, chat.Option{Label: "zu lang", Value: strings.Repeat("v", 151)})
	for query, want := range map[string]int{
		"": 100, "termin": 100, "TERMIN 1": 100, "termin 24": 13, "24 termin": 13, "größe": 1, "Größe <b> xxxxxxxx…": 1, "gibt es nicht": 0, "zu lang": 0,
	} {
		got := suggestions(options, query)
		if len(got.Options) != want {
			t.Errorf("%q: %d options, want %d", query, len(got.Options), want)
		}
		answer, ok := asJSON(t, got).(map[string]any)
		if problems := blockkit.Suggestions(answer); !ok || len(problems) > 0 {
			t.Errorf("%q: %v", query, problems)
		}
	}
}

func TestForeignClicksAreNoLine(t *testing.T) {
	t.Parallel()
	for _, act := range []api.BlockAction{
		{}, {ActionID: "x", Value: "hilfe"}, {ActionID: "pick", Value: "hilfe"}, {ActionID: "pick.1:", SelectedOption: api.OptionBlockObject{Value: "a"}},
		{ActionID: "pick.1:anmelden"}, {ActionID: ":anmelden", Value: "a", SelectedOption: api.OptionBlockObject{Value: "a"}}, {ActionID: "do:x", Value: "a"},
	} {
		if line, ok := clickedLine(act); ok && act.ActionID != "do:x" {
			t.Errorf("%+v is the line %q", act, line)
		}
	}
	if line, ok := clickedLine(api.BlockAction{ActionID: "do.7"}); !ok || line != "" {
		t.Errorf("a button without a line is %q, %v", line, ok)
	}
}

func FuzzPosts(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, words string) {
		valid(t, posts(chat.Message{Sections: []chat.Section{{
			Text:    append(chat.Words(words), chat.Node{Kind: chat.Strong, Text: words}, chat.Node{Kind: chat.Code, Text: words}, chat.Node{Kind: chat.Link, Text: words, URL: words}),
			Fields:  []chat.Field{{Label: words, Value: chat.Words(words)}},
			Buttons: []chat.Button{{Label: words, Line: words}},
			Selects: []chat.Select{{Label: words, Line: words, Options: []chat.Option{{Label: words, Value: words}}}},
		}}, Images: []chat.Image{{Alt: words}}}, func(line string) string { return line }))
	})
}
