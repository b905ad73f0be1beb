package mattermost

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"kigo/bot/chat"
)

// hostile are pieces that mean something to somebody.
var hostile = []string{
	"a", "Kiel", "ä", "1", " ", "  ", "\n", "\n\n", "\t", "\r\n", "\u00a0", "\u2424", "\u200b", "\u2003", "\ufeff", "\x00", "\u202e", "\xff",
	"#", "# ", "#tag", "-", "- ", "---", "+ ", "* ", "**", "_", "__", "`", "```", "~", "~~", "~~~", "~town-square", ">", "> ", "|", "|-|-|", ":-",
	"=", "===", "[", "]", "[x]", "[x] ", "[x](https://boese.example)", "![", "!", "[x]: https://boese.example", "(", ")", "1. ", "2)", "    code",
	":", ":smile:", ":)", ";)", "<", "<b>", "<3", "<!--", "-->", "<https://x.example>", "&", "&amp;", "&#64;", "&lt;", "&copy", "\\", "\\*", "\\@",
	"@", "@all", "@channel", "@bert", "_@all", "bert@kiel.example", "x-d", "$", "$x$", "\"", "'", "{", "}", "^", ".", ",", "?", ";", "/", "%",
	"https://kiel.example/a_b", "http://a.example/@all", "https://u:p@boese.example", "http://[::1]/x", "www.", "www.kiel.example/(x)", "kiel.de/x",
	"mailto:a@b.de", "tel:1", "javascript:alert(1)", "ftp://x.de/_a_", "https://kiel.example/?a=1&lt;=2&b=*x*",
}

var words = rapid.Custom(func(t *rapid.T) string {
	pieces := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(hostile), rapid.StringN(0, 6, -1)), 0, 8)
	return strings.Join(pieces.Draw(t, "pieces"), "")
})

var addresses = rapid.OneOf(words, rapid.Map(words, func(s string) string { return "https://kiel.example/" + s }),
	rapid.SampledFrom([]string{"https://kiel.example", "mailto:anna@kiel.example", "javascript:alert(1)"}))

// texts draws trees; depth is how many lists may stand in each other.
func texts(depth int) *rapid.Generator[chat.Text] {
	return rapid.Custom(func(t *rapid.T) chat.Text {
		kinds := []chat.NodeKind{chat.Plain, chat.Plain, chat.Strong, chat.Code, chat.Link, chat.Break, chat.List}
		var out chat.Text
		for range rapid.IntRange(0, 5).Draw(t, "nodes") {
			n := chat.Node{Kind: rapid.SampledFrom(kinds).Draw(t, "kind")}
			switch n.Kind {
			case chat.Break:
			case chat.List:
				if depth > 0 {
					n.Items = rapid.SliceOfN(texts(depth-1), 0, 3).Draw(t, "items")
				}
			default:
				n.Text = words.Draw(t, "text")
				if n.Kind == chat.Link {
					n.URL = addresses.Draw(t, "address")
				}
			}
			out = append(out, n)
		}
		return out
	})
}

// said are the words of a text in their order; a Break and a point begin anew.
func said(t chat.Text) string {
	var b strings.Builder
	for _, n := range t {
		b.WriteString(n.Text)
		if n.Kind == chat.Break || n.Kind == chat.List {
			b.WriteString("\n")
		}
		for _, item := range n.Items {
			b.WriteString("\n" + said(item) + "\n")
		}
	}
	return b.String()
}

// packed is s as it is seen, without blanks.
func packed(s string) string { return strings.ReplaceAll(seen(s), " ", "") }

func withoutLinks(t chat.Text) bool {
	for _, n := range t {
		if n.Kind == chat.Link {
			return false
		}
		for _, item := range n.Items {
			if !withoutLinks(item) {
				return false
			}
		}
	}
	return true
}

func TestEveryTextIsHarmlessAndWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tree := texts(2).Draw(t, "text")
		clean := tidy(tree)
		post := markdown(tree)
		check(t, post, clean)
		if withoutLinks(tree) && seen(said(tree)) != read(t, post) {
			t.Fatalf("said %q\nread %q\npost %q", seen(said(tree)), read(t, post), post)
		}
	})
}

func check(t rapid.TB, post string, clean chat.Text) {
	t.Helper()
	harmless(t, post, clean)
	if got, want := read(t, post), seen(said(clean)); got != want {
		t.Errorf("said %q\nread %q\npost %q", want, got, post)
	}
	if post != strings.Trim(post, " \n") || !utf8.ValidString(post) {
		t.Errorf("not trimmed or no text: %q", post)
	}
	if t.Failed() {
		t.FailNow()
	}
}

func TestPartsLoseNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tree := texts(2).Draw(t, "text")
		most := rapid.IntRange(150, 300).Draw(t, "most")
		for _, n := range []int{1, 4} { // so that there is something to cut
			tree = append(tree, chat.Words(strings.Repeat("ein Wort, ", 6*n)+"\n\n")...)
		}
		tree = tidy(tree)
		var all []string
		cut := parts(tree, most)
		for i, p := range cut {
			post := printed(p)
			check(t, post, p)
			if n := utf8.RuneCountInString(post); n > most && !long(tree, most) {
				t.Fatalf("part %d has %d characters, not %d: %q", i, n, most, post)
			}
			all = append(all, said(p))
		}
		if got, want := packed(strings.Join(all, "\n")), packed(said(tree)); got != want {
			t.Fatalf("cut:\n%q\nwhole:\n%q", got, want)
		}
	})
}

// long reports whether there is a link whose address alone is nearly too much.
func long(t chat.Text, most int) bool {
	for _, n := range t {
		if n.Kind == chat.Link && len(destination(n.URL)) > most/3 {
			return true
		}
		for _, item := range n.Items {
			if long(item, most) {
				return true
			}
		}
	}
	return false
}

func FuzzMarkdownMakesNoLayout(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, s)
	}
	f.Add("- @all\n# x", "`*_")
	f.Fuzz(func(t *testing.T, a, b string) {
		plain, strong, code := chat.Words(a), chat.Node{Kind: chat.Strong, Text: b}, chat.Node{Kind: chat.Code, Text: b}
		for _, tree := range []chat.Text{
			plain, append(chat.Words(a), strong, code), append(chat.Text{code, strong}, plain...), chat.Bullets(plain, chat.Text{strong}),
			append(plain, chat.Node{Kind: chat.Link, Text: b, URL: "https://kiel.example/" + a}),
		} {
			check(t, markdown(tree), tidy(tree))
		}
	})
}
