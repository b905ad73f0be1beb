package mattermost

import (
	"strings"
	"unicode"

	"kigo/bot/chat"
)

// tidy makes of t what the printer and the cutter rely on: words are clean and have no line
// breaks in them, neighbours of one kind are one node, addresses in words are links of
// their own, and a link leads where its words say.
func tidy(t chat.Text) chat.Text {
	t = join(nil, t...)
	var out chat.Text
	for i, n := range t {
		if i+1 < len(t) && t[i+1].Kind == chat.Break {
			n.Text = strings.TrimSuffix(n.Text, "\r") // the break is the other half
		}
		switch n.Kind {
		case chat.Break:
			out = append(out, chat.Node{Kind: chat.Break})
		case chat.List:
			var items []chat.Text
			for _, item := range n.Items {
				if item = tidy(item); worded(item) {
					items = append(items, item)
				}
			}
			if len(items) == 0 {
				out = append(out, chat.Node{Kind: chat.Break})
				continue
			}
			out = append(out, chat.Node{Kind: chat.List, Items: items})
		case chat.Link:
			out = join(out, tidyLink(n)...)
		case chat.Code:
			out = join(out, wordLines(chat.Code, strings.ReplaceAll(clean(n.Text), string(newlineSign), " "))...)
		case chat.Strong:
			out = join(out, withAddresses(chat.Strong, clean(n.Text))...)
		default:
			out = join(out, withAddresses(chat.Plain, clean(n.Text))...)
		}
	}
	return out
}

// join appends nodes to t; words behind words of the same kind become one node.
func join(t chat.Text, nodes ...chat.Node) chat.Text {
	for _, n := range nodes {
		last := len(t) - 1
		if last >= 0 && t[last].Kind == n.Kind && (n.Kind == chat.Plain || n.Kind == chat.Strong) {
			t[last].Text += n.Text
			continue
		}
		t = append(t, n)
	}
	return t
}

// wordLines is clean text as nodes of a kind, with its line breaks.
func wordLines(kind chat.NodeKind, s string) chat.Text {
	t := chat.Words(s)
	for i := range t {
		if t[i].Kind == chat.Plain {
			t[i].Kind = kind
		}
	}
	return t
}

// newlineSign is a picture of a line break, which Mattermost's web app takes for one.
const newlineSign = '\u2424'

// clean is s with one kind of line break and of blank, and with "�" for what is no text or would
// turn the writing direction around.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r):
			return '\n'
		case r == '\t':
			return ' '
		case r == '\uFEFF':
			return -1
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return '\uFFFD'
		default:
			return r
		}
	}, s)
}

// oneLine is s, clean, with one blank for each run of them.
func oneLine(s string) string {
	s = strings.ReplaceAll(clean(s), "\uFFFD", "")
	return strings.Join(strings.Fields(s), " ")
}
