package chat

import "strings"

// NodeKind is what a Node is.
type NodeKind string

// The kinds of nodes. Text from people may stand in the words of every kind, such as a
// title in a Strong node: an adapter escapes them all.
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
	var w writer
	w.text(t, "")
	return w.b.String()
}

// writer keeps line breaks back until something follows them.
type writer struct {
	b      strings.Builder
	breaks int
}

func (w *writer) words(s, indent string) {
	if s == "" {
		return
	}
	if w.breaks > 0 {
		w.b.WriteString(strings.Repeat("\n", w.breaks) + indent)
		w.breaks = 0
	}
	w.b.WriteString(s)
}

func (w *writer) text(t Text, indent string) {
	for _, n := range t {
		switch n.Kind {
		case Break:
			w.breaks++
		case List:
			for _, item := range n.Items {
				w.newLine()
				w.words("- ", indent)
				w.text(item, indent+"  ")
			}
			w.newLine()
		case Link:
			w.words(n.Text, indent)
			if n.URL != "" && n.URL != n.Text {
				w.words(" ("+n.URL+")", indent)
			}
		default:
			w.words(n.Text, indent)
		}
	}
}

// newLine makes sure that what follows stands at the beginning of a line.
func (w *writer) newLine() {
	if w.breaks == 0 && w.b.Len() > 0 {
		w.breaks = 1
	}
}
