package mattermost

import (
	"strconv"
	"strings"

	"kigo/bot/chat"
)

// signs says how each sign is written that means something to one of the apps: with a backslash
// where all of them take one, and else as an HTML entity, which to each of them is nothing
// but the sign. What is not in the table is written as it is.
var signs = map[rune]func(w *lineWriter, p spot) string{
	'`': slashed, '*': slashed, '[': slashed, '|': slashed, ']': closing, '_': underscore, '~': tilde, '.': dot, '!': bang,
	' ': blank, '\u00a0': blank, '\\': backslash, '<': less, '&': ampersand, '#': hash, '$': numeric, newlineSign: numeric,
	':': colon, ';': colon, '-': dash, '@': mention,
}

// spot is where a sign stands.
type spot struct {
	r    rune
	s    string
	i    int       // of r in s
	next chat.Node // behind s in the line
}

func (p spot) after() string { return p.s[p.i+len(string(p.r)):] }

// before is the byte before the sign, and 0 if there is none.
func (p spot) before() byte {
	if p.i == 0 {
		return 0
	}
	return p.s[p.i-1]
}

// then is the byte behind the sign, and 0 if there is none.
func (p spot) then() byte {
	if a := p.after(); a != "" {
		return a[0]
	}
	return 0
}

func slashed(_ *lineWriter, p spot) string { return `\` + string(p.r) }

func numeric(_ *lineWriter, p spot) string { return "&#" + strconv.Itoa(int(p.r)) + ";" }

func closing(w *lineWriter, p spot) string {
	if w.label && p.then() == ':' { // the web app would hide the line
		return numeric(w, p)
	}
	return `\]`
}

func underscore(_ *lineWriter, p spot) string {
	if alphanumeric(p.before()) && alphanumeric(p.then()) {
		return "_"
	}
	return `\_`
}

func tilde(w *lineWriter, p spot) string {
	if c := p.then(); alphanumeric(c) || c == '_' || c == '.' || c == '-' { // could be a channel
		return numeric(w, p)
	}
	return `\~`
}

func dot(_ *lineWriter, p spot) string {
	if web.MatchString(p.s[max(0, p.i-6):p.i]) || at(domain, p.s, p.i) {
		return `\.`
	}
	return "."
}

func bang(_ *lineWriter, p spot) string {
	if p.then() == 0 && p.next.Kind == chat.Link {
		return `\!`
	}
	return "!"
}

func blank(w *lineWriter, p spot) string {
	line := w.b.String()
	if p.r == ' ' && line != "" && !strings.HasSuffix(line, " ") && !strings.HasSuffix(line, "&nbsp;") {
		return " "
	}
	return "&nbsp;"
}

func backslash(w *lineWriter, p spot) string {
	if alphanumeric(p.then()) {
		return `\`
	}
	return numeric(w, p)
}

func less(w *lineWriter, p spot) string {
	if a := p.after(); strings.HasPrefix(a, "3") || strings.HasPrefix(a, "/3") {
		return numeric(w, p) // "&lt;3" would become a heart
	}
	return "&lt;"
}

func ampersand(_ *lineWriter, p spot) string {
	if at(entity, p.s, p.i) {
		return "&amp;"
	}
	return "&"
}

func hash(w *lineWriter, p spot) string {
	if letter(p.after()) {
		return numeric(w, p)
	}
	return "#"
}

// colon keeps emoji, faces and addresses from being made.
func colon(w *lineWriter, p spot) string {
	if p.then() == ' ' {
		return string(p.r)
	}
	edge := w.label || p.next.Kind == chat.Link || p.next.Kind == chat.Code
	inWord := alphanumeric(p.before()) || p.before() == '_'
	face := !inWord && (at(emoticon, p.s, p.i) || edge && at(eyes, p.s, p.i))
	address := p.then() == '/' || inWord && scheme.MatchString(p.s[max(0, p.i-6):p.i])
	if face || p.r == ':' && (address || at(emoji, p.s, p.i)) {
		return numeric(w, p)
	}
	return string(p.r)
}

func dash(w *lineWriter, p spot) string {
	if p.i > 0 && strings.EqualFold(p.s[p.i-1:min(p.i+2, len(p.s))], "x-d") { // a face, too
		return numeric(w, p)
	}
	return "-"
}

func mention(_ *lineWriter, p spot) string {
	if mailbox(p.s, p.i) {
		return "@"
	}
	return "@" + guard
}
