package mattermost

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"kigo/bot/chat"
)

// maxAddress is how long an address, in bytes, may be to become a link.
const maxAddress = 2000

// bare finds addresses in words.
var bare = regexp.MustCompile(`(?i)(?:\bhttps?://|\bwww\d{0,3}\.)[^\s<>"\x60|\\^{}\p{C}\p{Z}\x{FFFD}„“”‚‘’«»]+`)

// withAddresses is clean text as nodes of a kind, except that each address in it is a link to itself.
// Left to themselves, the apps link what they find, with the escapes in it, and the server fetches
// the picture behind it.
func withAddresses(kind chat.NodeKind, s string) chat.Text {
	var out chat.Text
	done := 0
	for _, at := range bare.FindAllStringIndex(s, -1) {
		text := trimAddress(s[at[0]:at[1]])
		target := text
		if strings.EqualFold(text[:3], "www") {
			target = "http://" + text
		}
		if !followable(target) {
			continue
		}
		out = append(out, wordLines(kind, s[done:at[0]])...)
		out = append(out, chat.Node{Kind: chat.Link, Text: text, URL: target})
		done = at[0] + len(text)
	}
	return append(out, wordLines(kind, s[done:])...)
}

// trimAddress leaves out what belongs to the sentence around an address.
func trimAddress(s string) string {
	for len(s) > 0 {
		last := s[len(s)-1]
		switch {
		case strings.IndexByte("?!.,:;*_~'", last) >= 0:
		case last == ')' && strings.Count(s, ")") > strings.Count(s, "("):
		case last == ']' && strings.Count(s, "]") > strings.Count(s, "["):
		default:
			return s
		}
		s = s[:len(s)-1]
	}
	return s
}

// tidyLink is a link that leads where its words say, and else its words, with the address
// behind them if it is one of the web.
func tidyLink(n chat.Node) chat.Text {
	label, target := strings.ReplaceAll(clean(n.Text), "\n", " "), strings.TrimSpace(n.URL)
	if strings.TrimSpace(label) == "" {
		label = oneLine(target)
	}
	switch {
	case len(target) <= maxAddress && !followable(target):
		return withAddresses(chat.Plain, label)
	case len(target) > maxAddress:
		return withAddresses(chat.Plain, label+" ("+oneLine(target)+")")
	case chat.Honest(label, target):
		return chat.Text{{Kind: chat.Link, Text: label, URL: target}}
	}
	out := join(withAddresses(chat.Plain, label), chat.Node{Kind: chat.Plain, Text: " ("})
	return append(out, chat.Node{Kind: chat.Link, Text: oneLine(target), URL: target}, chat.Node{Kind: chat.Plain, Text: ")"})
}

// followable reports whether an address may become a link: one of the web or of a mailbox,
// that does not pretend to be another's.
func followable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxAddress || strings.ContainsFunc(address, unseen) {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.Hostname() != "" && u.User == nil
	case "mailto":
		return strings.Contains(u.Opaque, "@")
	}
	return false
}

// unseen reports whether nobody sees r, or sees what it is.
func unseen(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar
}

// destination is an address as it stands in a link.
func destination(address string) string {
	scheme, rest, _ := strings.Cut(address, "//")
	if rest == "" {
		return encodedPart(address, inAddress)
	}
	host := rest[:strings.IndexAny(rest+"/", "/?#")]
	return encodedPart(scheme, inAddress) + "//" + encodedPart(host, inAddress+"[]") + encodedPart(rest[len(host):], inAddress) // [::1]
}

// encodedPart is s with everything encoded that is neither a letter nor among the plain signs.
func encodedPart(s, plain string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '&' && at(entity, s, i):
			b.WriteString("&amp;")
		case r == '%' && !at(percent, s, i):
			b.WriteString("%25")
		case r < 128 && strings.ContainsRune(plain, r), r >= 128 && unicode.IsGraphic(r) && !unseen(r) && r != newlineSign:
			b.WriteRune(r)
		default:
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		}
	}
	return b.String()
}

// inAddress are the signs of an address that mean nothing in Markdown.
const inAddress = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:/?#@!$&+,;=%"

var percent = regexp.MustCompile(`^%[0-9A-Fa-f]{2}`)
