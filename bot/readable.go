package bot

import (
	"unicode"
	"unicode/utf8"

	"kigo/bot/chat"
	"kigo/bot/fault"
)

// readable refuses what no person types on purpose.
func readable(ev chat.Event) error {
	if utf8.RuneCountInString(ev.Line) > MaxLine {
		return fault.New("fault.too_long", fault.Args{"Max": MaxLine})
	}
	if !Clean(ev.Line) {
		return fault.New("fault.control")
	}
	fields := map[string]*fault.Fault{}
	for name, v := range ev.Values {
		if n := utf8.RuneCountInString(v); n > MaxLine {
			fields[name] = fault.New("fault.too_long_form", fault.Args{"Has": n, "Max": MaxLine})
		} else if !Clean(v) {
			fields[name] = fault.New("fault.control")
		}
	}
	return fault.Form(fields)
}

// Clean reports whether s is valid text without control characters other than line
// breaks and tabs, and without marks that turn the writing direction around.
func Clean(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r == '\n' || r == '\r' || r == '\t' {
			continue
		}
		if unicode.IsControl(r) || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') || r == '\uE000' || r == '\uE001' {
			return false
		}
	}
	return true
}
