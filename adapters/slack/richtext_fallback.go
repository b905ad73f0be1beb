package slack

import (
	"strings"

	"kigo/bot/chat"
)

// maxFallback is how many characters a message's text beside its blocks has at most.
const maxFallback = 3000

// fallback is the whole message in words, for notifications, screen readers and old
// clients. It is escaped, so that it calls nobody, and never empty.
func fallback(m chat.Message) string { return escaped(m.Plain()) }

var escapes = map[rune]string{'&': "&amp;", '<': "&lt;", '>': "&gt;"}

// escaped is s, clean, as mrkdwn that means what s says, in at most maxFallback characters.
func escaped(s string) string {
	s = strings.TrimSpace(clean(s))
	if s == "" {
		return "…"
	}
	var b strings.Builder
	used, end, cut := 0, 0, 0 // cut is the last seam that leaves room for an ellipsis
	before := ' '
	for _, r := range s {
		sign := string(r)
		if e, ok := escapes[r]; ok {
			sign = e
		}
		if used < maxFallback {
			end = b.Len()
			if seam(before, r) {
				cut = end
			}
		}
		if used += width(sign); used > maxFallback {
			if cut == 0 {
				cut = end
			}
			return strings.TrimSpace(b.String()[:cut]) + "…"
		}
		b.WriteString(sign)
		before = r
	}
	return b.String()
}
