package slack

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"kigo/bot/chat"
)

// maxAddress is how many characters an address may have to become a link.
const maxAddress = 1000

// link is a node as a link that leads where its words say. Where the address is none of the
// web or of a mailbox, it is its words.
func link(n chat.Node) []span {
	words, target := oneLine(n.Text), address(n.URL)
	if words == "" {
		words = target
	}
	switch {
	case target == "":
		return []span{{kind: chat.Plain, text: words}}
	case width(target) > maxAddress:
		return []span{{kind: chat.Plain, text: words + " (" + target + ")"}}
	case chat.Honest(words, target):
		return []span{{kind: chat.Link, text: words, url: target}}
	}
	return []span{
		{kind: chat.Plain, text: words + " ("}, {kind: chat.Link, text: target, url: target}, {kind: chat.Plain, text: ")"},
	}
}

// address is where a link may lead, or "": a page of the web, or a mailbox. It pretends to be
// no other's, and has no sign in it that means something to Slack.
func address(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Hostname() == "" || u.User != nil || strings.ContainsFunc(u.Host, strange) {
			return ""
		}
	case "mailto":
		if !strings.Contains(u.Opaque, "@") {
			return ""
		}
	default:
		return ""
	}
	var b strings.Builder
	for _, r := range strings.TrimSpace(s) {
		if strange(r) {
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// strange is what stands in no address as it is.
func strange(r rune) bool {
	return strings.ContainsRune("<>|\"`\\^{}", r) || unicode.IsSpace(r) || !unicode.IsGraphic(r) || r == unicode.ReplacementChar
}
