package slack

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kigo/adapters/slack/slacktest/blockkit"
	"kigo/bot/chat"
)

func TestCleanTakesAwayWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"a\u202eb\u2066c\u200fd\u061ce\ufefff": "abcdef",
		"a\x00b\x1b[31mc\u009d":                "ab[31mc",
		"a\r\nb\rc\vd\u0085e\u2028f":           "a\nb\nc\nd\ne\nf",
		"a\tb":                                 "a b",
		"\xff<!here>":                          "\uFFFD<!here>",
		"„Größe“ 日本語 مرحبا 👩‍💻 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 e\u0301": "„Größe“ 日本語 مرحبا 👩‍💻 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 e\u0301",
	} {
		if got := clean(s); got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
}

func TestShortLeavesSignsWhole(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"kurz": "kurz", "genau zehn": "genau zehn", "mehr als zehn": "mehr als…", "123456789👍": "123456789…", "1234567👩‍💻x": "1234567…", "1234567👍🏽x": "1234567…",
		"1234567🇩🇪🇩🇪": "1234567…", "👍👍👍👍👍": "👍👍👍👍👍", "👍👍👍👍👍👍": "👍👍👍👍…", "e" + strings.Repeat("\u0301", 20): "e" + strings.Repeat("\u0301", 8) + "…",
	} {
		got, rest := short(s, 10)
		whole := strings.ReplaceAll(strings.TrimSuffix(got, "…")+rest, " ", "")
		if got != want || width(got) > 10 || whole != strings.ReplaceAll(s, " ", "") {
			t.Errorf("%q is %q and %q, want %q", s, got, rest, want)
		}
	}
}

func TestRowsAreTheTree(t *testing.T) {
	t.Parallel()
	long := chat.Text{
		{Kind: chat.Strong, Text: "Titel"}, {Kind: chat.Break}, {Kind: chat.Break}, {Kind: chat.Plain, Text: "Es gibt"},
		{Kind: chat.List, Items: []chat.Text{
			append(chat.Words("eins\nnoch eins"), chat.Bullets(chat.Words("tief"))...), nil, append(chat.Text{{Kind: chat.Break}}, chat.Words("zwei")...),
		}},
		{Kind: chat.Plain, Text: "Ende "}, {Kind: chat.Code, Text: "a"}, {Kind: chat.Code, Text: "b\n\nc\n"}, {Kind: chat.Plain, Text: "danach"},
	}
	const want = "Titel\n\nEs gibt\n- eins\n  noch eins\n  - tief\n- zwei\nEnde a\nb\n\nc\ndanach"
	if diff := cmp.Diff(want, written(rows(long))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const shown = "Titel\n\nEs gibt\n• eins\nnoch eins\n  • tief\n• zwei\nEnde a\nb\n\nc\ndanach"
	if diff := cmp.Diff(shown, blockkit.Shown(asJSON(t, []any{richText(rows(long))}), nil)); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
}

func TestListsMayBeDeep(t *testing.T) {
	t.Parallel()
	deep := chat.Words("Grund")
	for range 50 {
		deep = chat.Bullets(deep, chat.Words("Rand"))
	}
	valid(t, posts(chat.Say(deep), same))
}

// words are of which each can be told from the others.
func countedWords(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("Größe%05d", i))
	}
	return all
}

func TestALongTextIsCutBetweenWords(t *testing.T) {
	t.Parallel()
	words := countedWords(6000)
	paragraphs := slices.Clone(words)
	for i := 0; i < len(paragraphs); i += 50 {
		paragraphs[i] += "\n\n"
	}
	for name, text := range map[string]string{"one line": strings.Join(words, " "), "lines": strings.Join(words, "\n"), "paragraphs": strings.Join(paragraphs, " ")} {
		all := posts(chat.Say(chat.Words(text), chat.Button{Label: "Weiter", Line: "weiter"}), same)
		valid(t, all)
		var got []string
		for i, p := range all {
			for _, b := range p.Blocks {
				got = append(got, strings.Fields(blockkitWords(asJSON(t, b)))...)
			}
			if last := i == len(all)-1; last != (p.Blocks[len(p.Blocks)-1].BlockType() == "actions") {
				t.Errorf("%s: the button is not in the last post", name)
			}
		}
		if !slices.Equal(got, words) {
			t.Errorf("%s: %d words have become %d", name, len(words), len(got))
		}
		if least := utf8.RuneCountInString(text)/maxText + 1; len(all) > least+3 {
			t.Errorf("%s: %d posts, %d would do", name, len(all), least)
		}
	}
}

func TestPartsLoseNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var tree chat.Text
		for range 3 { // so that there is something to cut
			tree = append(tree, drawText(0).Draw(t, "text")...)
			tree = append(tree, chat.Words(strings.Repeat("ein Wort, ", rapid.IntRange(0, 200).Draw(t, "words"))+"\n\n")...)
		}
		const most = 1100
		var got strings.Builder
		for _, part := range parts(rows(tree), most) {
			n := 0
			for _, r := range part {
				n += r.width()
				for _, s := range r.spans {
					got.WriteString(signs(s.text))
				}
			}
			if n > most || len(part) == 0 || part[0].blank() || part[len(part)-1].blank() {
				t.Errorf("a part of %d characters: %v", n, part)
			}
		}
		if want := signsOf(tree); got.String() != want {
			t.Errorf("%q has become %q", want, got.String())
		}
	})
}

func TestLinksLeadWhereTheySay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ words, url, want string }{
		"web":           {"Rathaus", "https://kiel.example/a?b=c#d", "[Rathaus>https://kiel.example/a?b=c#d]"},
		"mail":          {"Postfach", "MAILTO:a@kiel.example?subject=x", "[Postfach>MAILTO:a@kiel.example?subject=x]"},
		"itself":        {"https://kiel.example", "https://kiel.example/", "[https://kiel.example>https://kiel.example/]"},
		"its host":      {"www.kiel.example", "https://www.kiel.example/x", "[www.kiel.example>https://www.kiel.example/x]"},
		"no words":      {" \n", "https://kiel.example", "[https://kiel.example>https://kiel.example]"},
		"other address": {"kiel.example", "https://evil.example", "kiel.example ([https://evil.example>https://evil.example])"},
		"hidden sign":   {"kiel\u200b.example", "https://evil.example", "kiel\u200b.example ([https://evil.example>https://evil.example])"},
		"user":          {"Rathaus", "https://kiel.example@evil.example", "Rathaus"},
		"script":        {"Rathaus", "javascript:alert(1)", "Rathaus"},
		"data":          {"Rathaus", "data:text/html,x", "Rathaus"},
		"slack":         {"Rathaus", "slack://user?team=T&id=U", "Rathaus"},
		"relative":      {"Rathaus", "//evil.example", "Rathaus"},
		"no host":       {"Rathaus", "https:///x", "Rathaus"},
		"strange host":  {"Rathaus", "https://kiel.example|evil/", "Rathaus"},
		"signs":         {"Rathaus", "https://kiel.example/<!channel>|a b\u202e\"", "[Rathaus>https://kiel.example/%3C!channel%3E%7Ca%20b%E2%80%AE%22]"},
		"control":       {"Rathaus", "https://kiel.example/\x00", "Rathaus"},
		"nothing":       {"", "", ""},
		"too long":      {"Weit", "https://kiel.example/" + strings.Repeat("x", 1000), "Weit (https://kiel.example/" + strings.Repeat("x", 1000) + ")"},
	} {
		got := ""
		for _, s := range link(chat.Node{Kind: chat.Link, Text: tc.words, URL: tc.url}) {
			if s.kind == chat.Link {
				s.text = "[" + s.text + ">" + s.url + "]"
			}
			got += s.text
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestTheFallbackIsEscapedAndNeverEmpty(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		m    chat.Message
		want string
	}{
		"mentions": {chat.Say(chat.Words("<!channel> & &lt;@U1&gt;\u202e")), "&lt;!channel&gt; &amp; &amp;lt;@U1&amp;gt;"},
		"button":   {chat.Say(chat.Words("Und?"), chat.Button{Label: "Ja", Line: "ja"}), "Und?\n[Ja] /kigo ja"},
		"picture":  {chat.Message{Images: []chat.Image{{Alt: "Ein <Bild>"}}}, "Ein &lt;Bild&gt;"},
		"nothing":  {chat.Message{}, "…"},
		"blank":    {chat.Say(chat.Words(" \u202e\n")), "…"},
		"long":     {chat.Say(chat.Words(strings.Repeat("&", 1000))), strings.Repeat("&amp;", 599) + "…"},
		"exact":    {chat.Say(chat.Words(strings.Repeat("<", 750))), strings.Repeat("&lt;", 750)},
	} {
		if got := fallback(tc.m); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}
