package chat

import "strings"

// NodeKind is what a Node is.
type NodeKind string

// The kinds of nodes. Text from people only ever stands in Plain nodes and in the
// words of a link, so an adapter that escapes those two can't be made to forge anything.
const (
	Plain  NodeKind = "plain"
	Strong NodeKind = "strong"
	Code   NodeKind = "code" // something to type
	Link   NodeKind = "link" // Text is the words, URL the absolute address
	List   NodeKind = "list" // Items are the points
	Break  NodeKind = "break"
)

// Node is one piece of text.
type Node struct {
	Kind  NodeKind `json:"kind"`
	Text  string   `json:"text,omitempty"`
	URL   string   `json:"url,omitempty"`
	Items []Text   `json:"items,omitempty"`
}

// Text is a small tree: all that every platform can show.
type Text []Node

// Words is s as plain text, whatever it contains; line breaks become Break nodes.
func Words(s string) Text {
	var t Text
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			t = append(t, Node{Kind: Break})
		}
		if line != "" {
			t = append(t, Node{Kind: Plain, Text: line})
		}
	}
	return t
}

// Bullets is a list with one point for each of the texts.
func Bullets(points ...Text) Text { return Text{{Kind: List, Items: points}} }

// Lines puts the texts under each other, leaving out empty ones.
func Lines(texts ...Text) Text {
	var out Text
	for _, t := range texts {
		if len(t) == 0 {
			continue
		}
		if len(out) > 0 && out[len(out)-1].Kind != List {
			out = append(out, Node{Kind: Break})
		}
		out = append(out, t...)
	}
	return out
}

// String is the text without any mark-up.
func (t Text) String() string {
	var b strings.Builder
	t.write(&b, "")
	return strings.TrimRight(b.String(), "\n")
}

func (t Text) write(b *strings.Builder, indent string) {
	fresh := b.Len() == 0 // at the start of a line
	for _, n := range t {
		switch n.Kind {
		case Break:
			b.WriteString("\n" + indent)
			fresh = true
			continue
		case List:
			for _, item := range n.Items {
				if !fresh {
					b.WriteString("\n" + indent)
				}
				b.WriteString("- ")
				item.write(b, indent+"  ")
				fresh = false
			}
			b.WriteString("\n" + indent)
			fresh = true
			continue
		case Link:
			b.WriteString(n.Text)
			if n.URL != "" && n.URL != n.Text {
				b.WriteString(" (" + n.URL + ")")
			}
		default:
			b.WriteString(n.Text)
		}
		fresh = false
	}
}
