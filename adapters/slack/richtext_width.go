package slack

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf16"

	api "github.com/slack-go/slack"
)

// width is how many characters s counts for. Whether Slack counts code points or UTF-16
// units is not known, so that an emoji counts as two here: nothing is longer than that.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// seam reports whether a cut between two neighbours leaves both whole to the eye.
func seam(before, after rune) bool {
	const joiner = '\u200d'
	switch {
	case before == joiner, after == joiner, unicode.Is(unicode.M, after):
		return false
	case after >= 0x1F3FB && after <= 0x1F3FF: // skin tones
		return false
	case after >= 0xE0020 && after <= 0xE007F: // the rest of some flags
		return false
	}
	return !unicode.Is(unicode.Regional_Indicator, before) || !unicode.Is(unicode.Regional_Indicator, after)
}

// head is the longest beginning of s with at most so many characters that ends at a seam.
func head(s string, most int) string {
	used, end, cut := 0, 0, 0
	before := ' '
	for i, r := range s {
		if i > 0 && seam(before, r) {
			cut = i
		}
		if used += utf16.RuneLen(r); used > most {
			return s[:cmp.Or(cut, end)]
		}
		end, before = i+len(string(r)), r
	}
	return s
}

// short is as much of s as has so many characters, the last an ellipsis if anything is
// missing; rest is what is.
func short(s string, most int) (start, rest string) {
	if width(s) <= most {
		return s, ""
	}
	start = head(s, most-1)
	return strings.TrimRight(start, " ") + "…", strings.TrimLeft(s[len(start):], " ")
}

// label is words on something to click or fill in: one line that is never empty, and in
// which nothing means more than it says.
func label(s string, most int) *api.TextBlockObject {
	start, _ := short(oneLine(s), most)
	return literal(cmp.Or(start, "…"))
}

// literal is a text object of which nothing is interpreted.
func literal(s string) *api.TextBlockObject {
	return api.NewTextBlockObject(api.PlainTextType, s, false, false)
}
