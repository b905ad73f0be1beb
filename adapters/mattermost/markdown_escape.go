package mattermost

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"kigo/bot/chat"
)

// guard stands behind an "@" that must notify nobody. It cannot be seen.
const guard = "\u200b"

var (
	entity   = regexp.MustCompile(`^&#?\w+;`)
	emoji    = regexp.MustCompile(`^:[A-Za-z0-9_+-]+:`)
	emoticon = regexp.MustCompile("^[:;][-`'’]{0,2}(?:[()\\[\\]|/$@]|[DOPSXdopsx](?:\\W|$))")
	domain   = regexp.MustCompile(`^\.\p{L}{2,4}/`)
	scheme   = regexp.MustCompile(`(?i)(?:https?|ftp|mailto|tel)$`)
	web      = regexp.MustCompile(`(?i)www\d{0,3}$`)
	// lure is what Mattermost replaces even where it knows no mark-up.
	lure = regexp.MustCompile(`:[A-Za-z0-9_+-]+:|#\p{L}|~[A-Za-z0-9._-]`)
)

// inline writes nodes without a line break between them; item says that it begins a point of a list.
func inline(nodes chat.Text, item bool) string {
	w := lineWriter{item: item}
	for i, n := range nodes {
		var next chat.Node
		if i+1 < len(nodes) {
			next = nodes[i+1]
		}
		switch n.Kind {
		case chat.Code:
			w.code(n.Text)
		case chat.Link:
			label := lineWriter{inside: true}
			label.words(strings.TrimSpace(n.Text), chat.Node{})
			w.b.WriteString("[" + label.b.String() + "](" + destination(n.URL) + ")")
		case chat.Strong:
			w.strong(n.Text, next)
		default:
			w.words(n.Text, next)
		}
	}
	s := w.b.String()
	for short := ""; short != s; {
		short, s = s, strings.TrimSuffix(strings.TrimRight(s, " "), "&nbsp;")
	}
	return s
}

// lineWriter writes one line. Signs that mean something to one of the apps are written with a
// backslash where all of them take one, and else as an HTML entity, which to each
// of them is nothing but the sign.
type lineWriter struct {
	b      strings.Builder
	item   bool
	inside bool // not at the beginning of a line, even if nothing is written yet
}

func (w *lineWriter) code(s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	longest, run := 0, 0
	for _, r := range s {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") {
		s = " " + s + " "
	}
	if strings.HasSuffix(w.b.String(), "`") {
		w.b.WriteString(guard) // otherwise both are one
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

// strong leaves the blanks around the words out, and the stars where the mobile app
// would show them.
func (w *lineWriter) strong(s string, next chat.Node) {
	words := strings.TrimFunc(s, unicode.IsSpace)
	at := strings.Index(s, words)
	before, after := s[:at], s[at+len(words):]
	w.words(before, chat.Node{})
	if words == "" {
		return
	}
	inner := lineWriter{inside: true}
	inner.words(words, chat.Node{})
	content := inner.b.String()
	first, _ := utf8.DecodeRuneInString(content)
	last, _ := utf8.DecodeLastRuneInString(content)
	left, _ := utf8.DecodeLastRuneInString(w.b.String())
	right, _ := utf8.DecodeRuneInString(next.Text)
	closes := after != "" || next.Kind == "" || next.Kind == chat.Code || next.Kind == chat.Link || !mark(last) || apart(right)
	if closes && (w.b.Len() == 0 || !mark(first) || apart(left)) {
		w.b.WriteString("**" + content + "**")
	} else {
		w.words(words, next)
	}
	w.words(after, chat.Node{})
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
		if i >= from {
			w.sign(s, i, r, next)
		}
	}
}

// start writes what would mean something at the beginning of a line only, and returns what is left.
func (w *lineWriter) start(s string) string {
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	rest := s[digits:]
	if rest == "" {
		return s
	}
	second := strings.IndexAny(rest[1:]+" ", " \u00a0-|:") == 0
	switch c := rest[0]; {
	case digits > 0 && (c == '.' || c == ')') && (len(rest) == 1 || second):
		w.b.WriteString(s[:digits] + `\` + rest[:1])
		return rest[1:]
	case digits > 0:
		return s
	case c == '>', (c == '-' || c == '+') && second, c == '#' && !letter(rest[1:]):
		w.b.WriteString(`\` + rest[:1])
	case c == '=':
		w.b.WriteString("&#61;")
	case c == ':' && strings.HasPrefix(rest, ":-"):
		w.b.WriteString("&#58;")
	case c == '[' && w.item: // the web app makes boxes to tick of it, backslash or not
		w.b.WriteString("&#91;")
	default:
		return s
	}
	return rest[1:]
}

// sign writes the sign r at position i of s.
func (w *lineWriter) sign(s string, i int, r rune, next chat.Node) {
	after := s[i+utf8.RuneLen(r):]
	prev, _ := utf8.DecodeLastRuneInString(s[:i])
	switch r {
	case '`', '*', '[', ']', '|':
		w.b.WriteString(`\` + string(r))
		return
	case '_':
		if !word(prev) || after == "" || !word(rune(after[0])) {
			w.b.WriteByte('\\')
		}
	case '~':
		if after != "" && (word(rune(after[0])) || strings.ContainsRune("._-", rune(after[0]))) {
			w.b.WriteString("&#126;") // could be a channel
			return
		}
		w.b.WriteByte('\\')
	case '.':
		if web.MatchString(s[max(0, i-6):i]) || domain.MatchString(s[i:]) {
			w.b.WriteByte('\\')
		}
	case '!':
		if after == "" && next.Kind == chat.Link {
			w.b.WriteByte('\\')
		}
	default:
		if name := w.entity(s, i, r, prev, after); name != "" {
			w.b.WriteString(name)
			return
		}
	}
	w.b.WriteRune(r)
	if r == '@' && !mailbox(s, i) {
		w.b.WriteString(guard)
	}
}

// entity is how to write a sign that no backslash helps; "" is as it is.
func (w *lineWriter) entity(s string, i int, r, prev rune, after string) string {
	switch r {
	case ' ', '\u00a0':
		if w.b.Len() == 0 || r != ' ' || strings.HasSuffix(w.b.String(), " ") || strings.HasSuffix(w.b.String(), "&nbsp;") {
			return "&nbsp;"
		}
	case '\\':
		if after == "" || !word(rune(after[0])) {
			return "&#92;"
		}
	case '<':
		if strings.HasPrefix(after, "3") || strings.HasPrefix(after, "/3") {
			return "&#60;" // "&lt;3" would become a heart
		}
		return "&lt;"
	case '&':
		if entity.MatchString(s[i:]) {
			return "&amp;"
		}
	case '#':
		if letter(after) {
			return "&#35;"
		}
	case '$':
		return "&#36;"
	case ':', ';':
		face := !word(prev) && emoticon.MatchString(s[i:])
		link := strings.HasPrefix(after, "/") || scheme.MatchString(s[max(0, i-6):i])
		if face || r == ':' && (link || emoji.MatchString(s[i:])) {
			return map[rune]string{':': "&#58;", ';': "&#59;"}[r]
		}
	case '-':
		if i > 0 && strings.EqualFold(s[i-1:min(i+2, len(s))], "x-d") {
			return "&#45;"
		}
	case []rune(newlineSign)[0]:
		return "&#9252;"
	}
	return ""
}

// mailbox reports whether the "@" at position i of s stands in an e-mail address, where it notifies nobody.
func mailbox(s string, i int) bool {
	return i > 0 && i+1 < len(s) && word(rune(s[i-1])) && s[i-1] != '_' && word(rune(s[i+1])) && s[i+1] != '_'
}

// word reports whether r is a letter, digit or underscore to a browser.
func word(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

func letter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}
