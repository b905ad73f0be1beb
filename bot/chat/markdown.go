package chat

import (
	"bufio"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	render "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

// Markdown reads trusted text (catalogues, curated knowledge) into the tree. What the
// tree has no node for, such as raw HTML, pictures or links that leave the web, is kept
// as its plain words.
func Markdown(source string) Text {
	src := []byte(source)
	doc := goldmark.DefaultParser().Parse(text.NewReader(src))
	return blocks(doc, src)
}

func blocks(parent ast.Node, src []byte) Text {
	var parts []Text
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n.Kind() {
		case ast.KindList:
			var items []Text
			for li := n.FirstChild(); li != nil; li = li.NextSibling() {
				items = append(items, blocks(li, src))
			}
			parts = append(parts, Bullets(items...))
		case ast.KindCodeBlock, ast.KindFencedCodeBlock:
			parts = append(parts, verbatim(n.Lines().Value(src)))
		case ast.KindHTMLBlock:
			raw := n.Lines().Value(src)
			if h, ok := n.(*ast.HTMLBlock); ok && h.HasClosure() {
				raw = append(raw, h.ClosureLine.Value(src)...)
			}
			parts = append(parts, verbatim(raw))
		case ast.KindBlockquote:
			parts = append(parts, blocks(n, src))
		default:
			parts = append(parts, inlines(n, src))
		}
	}
	return paragraphs(parts)
}

func verbatim(lines []byte) Text { return Words(strings.TrimRight(string(lines), "\r\n")) }

// paragraphs puts an empty line between two paragraphs, none before a list.
func paragraphs(parts []Text) Text {
	var out Text
	for _, p := range parts {
		if len(p) == 0 {
			continue
		}
		if len(out) > 0 && out[len(out)-1].Kind != List {
			out = append(out, Node{Kind: Break})
			if p[0].Kind != List {
				out = append(out, Node{Kind: Break})
			}
		}
		out = append(out, p...)
	}
	return out
}

func inlines(parent ast.Node, src []byte) Text {
	var out Text
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			s := string(n.Value(src))
			if !n.IsRaw() {
				s = resolved(s)
			}
			out = append(out, Words(s)...)
			if n.HardLineBreak() || n.SoftLineBreak() {
				out = append(out, Node{Kind: Break})
			}
		case *ast.String:
			out = append(out, Words(string(n.Value))...)
		case *ast.CodeSpan:
			out = append(out, Node{Kind: Code, Text: inlines(n, src).String()})
		case *ast.Emphasis:
			out = append(out, Node{Kind: Strong, Text: inlines(n, src).String()})
		case *ast.Link:
			out = append(out, link(inlines(n, src), resolved(string(n.Destination)))...)
		case *ast.AutoLink:
			out = append(out, link(Words(string(n.Label(src))), string(n.URL(src)))...)
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				seg := n.Segments.At(i)
				out = append(out, Words(string(seg.Value(src)))...)
			}
		default:
			out = append(out, inlines(n, src)...)
		}
	}
	return joined(out)
}

// web is what a link may lead to: nothing that runs in a browser or depends on the page.
var web = regexp.MustCompile(`^(?i:https?://|mailto:)[^\s]+$`)

// link is the words, as a link where the address is one of the web.
func link(words Text, url string) Text {
	if !web.MatchString(url) {
		return words
	}
	s := words.String()
	if s == "" {
		s = url
	}
	return Text{{Kind: Link, Text: s, URL: url}}
}

// resolved is s without the signs that escape, and with entities as what they stand for.
func resolved(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var b strings.Builder
	w := bufio.NewWriter(&b)
	render.DefaultWriter.Write(w, []byte(s)) // as HTML, the only way goldmark offers
	_ = w.Flush()                            // a strings.Builder takes everything
	return html.UnescapeString(b.String())
}

// joined merges neighbouring plain nodes, which the parser cuts at every special character.
func joined(t Text) Text {
	var out Text
	for _, n := range t {
		if last := len(out) - 1; last >= 0 && n.Kind == Plain && out[last].Kind == Plain {
			out[last].Text += n.Text
			continue
		}
		out = append(out, n)
	}
	return out
}
