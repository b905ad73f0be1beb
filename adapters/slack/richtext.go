package slack

import (
	"strings"
	"unicode"

	"kigo/bot/chat"
)

// row is a line of text: a paragraph's, a point's of a list, or one of a block of code.
// What stands in it is words and nothing else, whatever they look like.
type row struct {
	depth int  // of the list that it belongs to; 0 is none
	point bool // begins a point of that list
	code  bool // stands in a block of code
	spans []span
}

// span is a part of a row that looks the same from end to end.
type span struct {
	kind chat.NodeKind // Plain, Strong, Code or Link
	text string        // never empty, without line breaks
	url  string        // of a link
}

// rows is the tree as clean lines.
func rows(t chat.Text) []row {
	var b rowBuilder
	b.text(t, 0)
	return b.rows
}

type rowBuilder struct {
	rows  []row
	open  bool // the last row goes on
	point bool // the next row begins a point
}

func (b *rowBuilder) text(t chat.Text, depth int) {
	for _, n := range t {
		switch n.Kind {
		case chat.Break:
			b.lineBreak(depth)
		case chat.List:
			for _, item := range n.Items {
				b.open, b.point = false, true
				b.text(item, depth+1)
			}
			b.open, b.point = false, false
		case chat.Link:
			for _, s := range link(n) {
				b.add(s, depth)
			}
		case chat.Code:
			b.code(strings.Trim(clean(n.Text), "\n"), depth)
		case chat.Strong:
			b.words(chat.Strong, clean(n.Text), depth)
		default:
			b.words(chat.Plain, clean(n.Text), depth)
		}
	}
}

// lineBreak ends the row; a second one leaves an empty row, but not before a point's words.
func (b *rowBuilder) lineBreak(depth int) {
	if !b.open && !b.point {
		b.rows = append(b.rows, row{depth: depth})
	}
	b.open = false
}

func (b *rowBuilder) words(kind chat.NodeKind, s string, depth int) {
	for i, part := range strings.Split(s, "\n") {
		if i > 0 {
			b.lineBreak(depth)
		}
		b.add(span{kind: kind, text: part}, depth)
	}
}

// code of several lines is a block of its own, unless it stands in a list.
func (b *rowBuilder) code(s string, depth int) {
	if depth > 0 || !strings.Contains(s, "\n") {
		b.words(chat.Code, s, depth)
		return
	}
	for part := range strings.SplitSeq(s, "\n") {
		r := row{code: true}
		if part != "" {
			r.spans = []span{{kind: chat.Code, text: part}}
		}
		b.rows = append(b.rows, r)
	}
	b.open = false
}

func (b *rowBuilder) add(s span, depth int) {
	if s.text == "" {
		return
	}
	if !b.open {
		b.rows = append(b.rows, row{depth: depth, point: b.point})
		b.open, b.point = true, false
	}
	last := &b.rows[len(b.rows)-1]
	if end := len(last.spans) - 1; end >= 0 && last.spans[end].kind == s.kind && s.kind != chat.Link {
		last.spans[end].text += s.text
		return
	}
	last.spans = append(last.spans, s)
}

// blank reports whether nothing can be read in the row.
func (r row) blank() bool {
	for _, s := range r.spans {
		if strings.TrimSpace(s.text) != "" {
			return false
		}
	}
	return true
}

// width is how many characters the row counts for: its words, the addresses behind them
// and the end of the line.
func (r row) width() int {
	n := 1
	for _, s := range r.spans {
		n += width(s.text) + width(s.url)
	}
	return n
}

// written is rows in plain words, as chat.Text writes them.
func written(rs []row) string {
	var b strings.Builder
	for i, r := range rs {
		if i > 0 {
			b.WriteByte('\n')
		}
		switch {
		case r.point:
			b.WriteString(strings.Repeat("  ", r.depth-1) + "- ")
		case len(r.spans) > 0:
			b.WriteString(strings.Repeat("  ", r.depth))
		}
		for _, s := range r.spans {
			b.WriteString(s.text)
			if s.url != "" && s.url != s.text {
				b.WriteString(" (" + s.url + ")")
			}
		}
	}
	return b.String()
}

// clean is s with one kind of line break and of blank, without what cannot be seen but
// changes what is: control characters and marks that turn the writing direction around.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
			return '\n'
		case '\t':
			return ' '
		}
		if r >= ' ' && r <= '~' {
			return r
		}
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Deprecated) ||
			r == '\uFEFF' || r >= '\ufff9' && r <= '\ufffb' {
			return -1
		}
		return r
	}, s)
}

// oneLine is s, clean, with one blank for each run of them.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }
