package chat_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"kigo/bot/chat"
)

func TestMarkdownBecomesTheTree(t *testing.T) {
	t.Parallel()
	br := chat.Node{Kind: chat.Break}
	plain := func(s string) chat.Node { return node(chat.Plain, s) }
	for name, tc := range map[string]struct {
		source string
		want   chat.Text
	}{
		"nothing":        {"", nil},
		"words":          {"Guten Tag", chat.Text{plain("Guten Tag")}},
		"strong":         {"**Platz sicher:** Forum", chat.Text{node(chat.Strong, "Platz sicher:"), plain(" Forum")}},
		"emphasis":       {"*sehr*", chat.Text{node(chat.Strong, "sehr")}},
		"code":           {"Mit `/kigo hilfe` …", chat.Text{plain("Mit "), node(chat.Code, "/kigo hilfe"), plain(" …")}},
		"link":           {"[Intranet](https://a.example/x?a=1&b=2)", chat.Text{{Kind: chat.Link, Text: "Intranet", URL: "https://a.example/x?a=1&b=2"}}},
		"mail":           {"[Postfach](mailto:kigo@a.example)", chat.Text{{Kind: chat.Link, Text: "Postfach", URL: "mailto:kigo@a.example"}}},
		"bare address":   {"<https://a.example>", chat.Text{{Kind: chat.Link, Text: "https://a.example", URL: "https://a.example"}}},
		"line break":     {"eins\nzwei", chat.Text{plain("eins"), br, plain("zwei")}},
		"paragraphs":     {"eins\n\nzwei", chat.Text{plain("eins"), br, br, plain("zwei")}},
		"rule":           {"eins\n\n---\n\nzwei", chat.Text{plain("eins"), br, br, plain("zwei")}},
		"heading":        {"# Titel\nText", chat.Text{plain("Titel"), br, br, plain("Text")}},
		"quotation":      {"> gesagt", chat.Text{plain("gesagt")}},
		"escaped sign":   {`2 \* 3 \[x\]`, chat.Text{plain("2 * 3 [x]")}},
		"entity":         {"Rat &amp; Tat &#8211; &euro;", chat.Text{plain("Rat & Tat – €")}},
		"code as it is":  {"`a \\* &amp; b`", chat.Text{node(chat.Code, "a \\* &amp; b")}},
		"block of code":  {"```\nx  = 1\ny\n```", chat.Text{plain("x  = 1"), br, plain("y")}},
		"list":           {"Es gibt\n- eins\n- **zwei**", chat.Text{plain("Es gibt"), br, {Kind: chat.List, Items: []chat.Text{{plain("eins")}, {node(chat.Strong, "zwei")}}}}},
		"text below":     {"- eins\n\nEnde", chat.Text{{Kind: chat.List, Items: []chat.Text{{plain("eins")}}}, plain("Ende")}},
		"picture":        {"![Das Rathaus](https://a.example/x.png)", chat.Text{plain("Das Rathaus")}},
		"table is plain": {"a | b", chat.Text{plain("a | b")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, chat.Markdown(tc.source)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", tc.source, diff)
			}
		})
	}
}

// What a curator pastes may come from anywhere. Nothing of it is executed, nothing makes
// a link that is none, nothing of its words is lost.
func TestMarkdownTakesHostileTextForWords(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"script":           "<script>alert(1)</script>",
		"script, in lines": "<script>\nalert(1)\n</script>\n\nalert",
		"inline HTML":      `Hallo <img src=x onerror="alert(1)"> alert`,
		"javascript":       "[alert](javascript:alert(1))",
		"JavaScript":       "[alert](JaVaScRiPt:alert(1))",
		"tricky script":    "[alert](java&Tab;script:alert(1))",
		"data":             "[alert](data:text/html;base64,PHNjcmlwdD4=)",
		"no scheme":        "[alert](//evil.example/)",
		"relative":         "[alert](../../etc/passwd)",
		"auto":             "<javascript:alert(1)>",
		"reference":        "[alert][1]\n\n[1]: javascript:alert(1)",
	} {
		tree := chat.Markdown(source)
		if !strings.Contains(tree.String(), "alert") {
			t.Errorf("%s: %q lost its words: %q", name, source, tree)
		}
		for _, link := range links(tree) {
			t.Errorf("%s: %q became a link to %q", name, source, link.URL)
		}
	}
	if got, want := chat.Markdown("<script>\nalert(1)\n</script>").String(), "<script>\nalert(1)\n</script>"; got != want {
		t.Errorf("raw HTML is kept as words: %q, want %q", got, want)
	}
}

func links(t chat.Text) []chat.Node {
	var found []chat.Node
	for _, n := range t {
		if n.Kind == chat.Link {
			found = append(found, n)
		}
		for _, item := range n.Items {
			found = append(found, links(item)...)
		}
	}
	return found
}

func TestMarkdownSurvivesDeepNesting(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"quotations": strings.Repeat(">", 3000) + " x",
		"lists":      strings.Repeat("- ", 1500) + "x",
		"brackets":   strings.Repeat("[", 3000) + "x",
		"stars":      strings.Repeat("*", 3000) + "x",
		"backticks":  strings.Repeat("`", 3000) + "\nx",
		"links":      strings.Repeat("[a](", 1500) + "x",
	} {
		if got := chat.Markdown(source).String(); !strings.Contains(got, "x") {
			t.Errorf("%s: the words are lost", name)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"**a** [b](http://c)\n- d\n  - e\n\n```\nf\n```", "<b>\n", "> - 1) x\\", "&#0; \x00\xff", "![a][b]\n\n[b]: c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		tree := chat.Markdown(source)
		_ = tree.String()
		for _, n := range tree {
			if n.Kind == chat.Plain && (n.Text == "" || strings.Contains(n.Text, "\n")) {
				t.Errorf("%q has the plain node %q: it must be words on one line", source, n.Text)
			}
			if utf8.ValidString(source) && !utf8.ValidString(n.Text) {
				t.Errorf("%q has the node %q", source, n.Text)
			}
		}
		for _, l := range links(tree) {
			if !strings.Contains(l.URL, ":") {
				t.Errorf("%q has a link to %q, which is not absolute", source, l.URL)
			}
		}
	})
}
