package chat

import (
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Markdown reads trusted text (catalogues, curated knowledge) into the tree. What the
// tree has no node for, such as raw HTML or pictures, is kept as its plain words.
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
		case ast.KindCodeBlock, ast.KindFencedCodeBlock, ast.KindHTMLBlock:
			parts = append(parts, Words(string(n.Lines().Value(src))))
		case ast.KindBlockquote:
			parts = append(parts, blocks(n, src))
		default:
			parts = append(parts, inlines(n, src))
		}
	}
	return paragraphs(parts)
}

// paragraphs puts an empty line between two paragraphs, none before a list.
func paragraphs(parts []Text) Text {
	var out Text
	for i, p := range parts {
		if i > 0 && len(out) > 0 && out[len(out)-1].Kind != List {
			out = append(out, Node{Kind: Break})
			if len(p) > 0 && p[0].Kind != List {
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
			out = append(out, Node{Kind: Plain, Text: string(n.Value(src))})
			if n.HardLineBreak() || n.SoftLineBreak() {
				out = append(out, Node{Kind: Break})
			}
		case *ast.String:
			out = append(out, Node{Kind: Plain, Text: string(n.Value)})
		case *ast.CodeSpan:
			out = append(out, Node{Kind: Code, Text: inlines(n, src).String()})
		case *ast.Emphasis:
			out = append(out, Node{Kind: Strong, Text: inlines(n, src).String()})
		case *ast.Link:
			out = append(out, Node{Kind: Link, Text: inlines(n, src).String(), URL: string(n.Destination)})
		case *ast.AutoLink:
			out = append(out, Node{Kind: Link, Text: string(n.Label(src)), URL: string(n.URL(src))})
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				seg := n.Segments.At(i)
				out = append(out, Node{Kind: Plain, Text: string(seg.Value(src))})
			}
		default:
			out = append(out, inlines(n, src)...)
		}
	}
	return joined(out)
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
