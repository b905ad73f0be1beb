package mattermost

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// guard stands behind an "@" that must notify nobody. It cannot be seen.
const guard = "\u200b"

// What Mattermost makes something of, at the beginning of some text or, with a $, at its end.
var (
	entity   = regexp.MustCompile(`^&#?\w+;`)
	emoji    = regexp.MustCompile(`^:[A-Za-z0-9_+-]+:`)
	emoticon = regexp.MustCompile("^[:;][-`'’]{0,2}(?:[()\\[\\]|/$@]|[DOPSXdopsx](?:[\\W_]|$))")
	eyes     = regexp.MustCompile("^[:;][-`'’]{0,2}$") // a mark behind them makes it a face
	domain   = regexp.MustCompile(`^\.\p{L}{2,4}/`)
	scheme   = regexp.MustCompile(`(?i)(?:https?|ftp|mailto|tel)$`)
	web      = regexp.MustCompile(`(?i)www\d{0,3}$`)
	numbered = regexp.MustCompile(`^\d+[.)](?:[ \x{a0}]|$)`)
	// lure is what Mattermost replaces even where it knows no mark-up.
	lure = regexp.MustCompile(`:[A-Za-z0-9_+-]+:|#\p{L}|~[A-Za-z0-9._-]`)
)

// start writes what would mean something at the beginning of a line only, and returns what is left.
func (w *lineWriter) start(s string) string {
	if n := len(numbered.FindString(s)); n > 0 {
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		w.b.WriteString(s[:digits] + `\` + s[digits:digits+1])
		return s[digits+1:]
	}
	if s == "" {
		return s
	}
	written := ""
	switch s[0] {
	case '>':
		written = `\>`
	case '-', '+':
		if strings.IndexAny(s[1:]+" ", " \u00a0-=|:") == 0 {
			written = `\` + s[:1]
		}
	case '#':
		if !letter(s[1:]) {
			written = `\#`
		}
	case '=':
		written = "&#61;"
	case ':':
		if strings.HasPrefix(s, ":-") {
			written = "&#58;"
		}
	case '[':
		if w.item { // the web app makes boxes to tick of it, backslash or not
			written = "&#91;"
		}
	}
	if written == "" {
		return s
	}
	w.b.WriteString(written)
	return s[1:]
}

// at reports whether what re means begins at position i of s, within what any app would take for it.
func at(re *regexp.Regexp, s string, i int) bool { return re.MatchString(s[i:min(len(s), i+100)]) }

// mailbox reports whether the "@" at position i of s stands in an e-mail address, where it notifies nobody.
func mailbox(s string, i int) bool {
	return i > 0 && i+1 < len(s) && alphanumeric(s[i-1]) && alphanumeric(s[i+1])
}

// alphanumeric reports whether c is a letter or a digit to a browser.
func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func letter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}
