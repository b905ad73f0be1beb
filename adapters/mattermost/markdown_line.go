package mattermost

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kigo/bot/chat"
)

// inline writes nodes without a line break between them; item says that it begins a point of a list.
func inline(nodes chat.Text, item bool) string {
	w := lineWriter{item: item}
	for i, n := range nodes {
		var next chat.Node
		if i+1 < len(nodes) {
			next = nodes[i+1]
		}
		w.node(n, next)
	}
	s := w.b.String()
	if strings.TrimSpace(s) == "" {
		return ""
	}
	for short := ""; short != s; {
		short, s = s, strings.TrimSuffix(strings.TrimRight(s, " "), "&nbsp;")
	}
	return s
}

// lineWriter writes one line.
type lineWriter struct {
	b      strings.Builder
	item   bool
	inside bool // of a mark, so not at the beginning of a line
	label  bool // of a link
}

// node writes a node. The blanks around its words stay outside of its marks.
func (w *lineWriter) node(n, next chat.Node) {
	words := strings.TrimFunc(n.Text, unicode.IsSpace)
	if n.Kind == chat.Plain || words == "" {
		w.words(n.Text, next)
		return
	}
	before, after, _ := strings.Cut(n.Text, words)
	w.words(before, chat.Node{})
	if after != "" {
		next = chat.Node{Kind: chat.Plain, Text: after}
	}
	switch n.Kind {
	case chat.Code:
		w.code(words)
	case chat.Link:
		w.link(words, n.URL)
	default:
		w.strong(words, next)
	}
	if next.Kind == chat.Plain && address(next.Text) {
		w.part()
	}
	w.words(after, chat.Node{})
}

func (w *lineWriter) code(s string) {
	longest, run := 0, 0
	for _, r := range s {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	if strings.HasSuffix(w.b.String(), "`") || address(s) {
		w.part()
	}
	w.b.WriteString(fence)
	for i, r := range s {
		w.b.WriteRune(r)
		if r == '@' && !mailbox(s, i) {
			w.b.WriteString(guard)
		}
	}
	w.b.WriteString(fence)
}

// part keeps marks away from what stands before them. The mobile app would take them for
// a part of an e-mail address.
func (w *lineWriter) part() {
	if s := w.b.String(); s != "" && !strings.HasSuffix(s, " ") {
		w.b.WriteString(guard)
	}
}

// address reports whether s begins with something like an e-mail address.
func address(s string) bool {
	first, _, _ := strings.Cut(s, " ")
	return strings.Contains(first, "@")
}

func (w *lineWriter) link(s, target string) {
	label := lineWriter{inside: true, label: true}
	label.words(s, chat.Node{})
	if w.item && w.b.Len() == 0 && strings.EqualFold(s, "x") {
		w.b.WriteString(guard) // some see a box to tick
	}
	w.b.WriteString("[" + label.b.String() + "](" + destination(target) + ")")
}

// strong leaves the stars out where the mobile app would show them; next stands behind
// the words.
func (w *lineWriter) strong(s string, next chat.Node) {
	inner := lineWriter{inside: true}
	inner.words(s, chat.Node{})
	content := inner.b.String()
	if strings.HasPrefix(content, "-") {
		content = `\` + content // stars and dashes are a rule
	}
	if address(s) {
		w.part()
	}
	first, _ := utf8.DecodeRuneInString(content)
	last, _ := utf8.DecodeLastRuneInString(content)
	left, _ := utf8.DecodeLastRuneInString(w.b.String())
	right := 'x' // as if a letter stood there
	if next.Kind == chat.Plain && !address(next.Text) {
		right, _ = utf8.DecodeRuneInString(next.Text)
	}
	opens := w.b.Len() == 0 || !mark(first) || apart(left)
	closes := !mark(last) || apart(right) || next.Kind == "" || next.Kind == chat.Link
	if opens && closes {
		w.b.WriteString("**" + content + "**")
		return
	}
	w.b.WriteString(guard) // so that nothing begins before and ends in it
	w.words(s, chat.Node{})
	w.b.WriteString(guard)
}

// mark reports whether r counts as punctuation in any edition of CommonMark.
func mark(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// apart reports whether r counts as punctuation or blank in every edition of CommonMark.
func apart(r rune) bool {
	return unicode.IsPunct(r) || unicode.IsSpace(r) || r < 128 && unicode.IsSymbol(r)
}

// words writes text as text; next stands behind it in the line.
func (w *lineWriter) words(s string, next chat.Node) {
	rest := s
	if w.b.Len() == 0 && !w.inside {
		rest = w.start(s)
	}
	from := len(s) - len(rest)
	for i, r := range s {
		if i < from {
			continue
		}
		if write := signs[r]; write != nil {
			w.b.WriteString(write(w, spot{r, s, i, next}))
		} else {
			w.b.WriteRune(r)
		}
	}
}
