package chat

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// address finds what people take for an address when they read it.
var address = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*:/|@|\bwww\.|\d\.\d+\.\d+\.\d|[\p{L}\p{N}][.。．｡]\p{L}{2,}`)

// Honest reports whether the words of a link name no other address than the one that it
// leads to.
func Honest(words, target string) bool {
	visible := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, words)
	if !address.MatchString(visible) {
		return true
	}
	bare := func(s string) string {
		s = strings.ToLower(strings.TrimSpace(s))
		for _, prefix := range []string{"http://", "https://", "mailto:", "www."} {
			s = strings.TrimPrefix(s, prefix)
		}
		return strings.TrimSuffix(s, "/")
	}
	u, err := url.Parse(target)
	return bare(words) == bare(target) || err == nil && u.Host != "" && bare(words) == bare(u.Host)
}
