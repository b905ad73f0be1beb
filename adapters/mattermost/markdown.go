package mattermost

import (
	"strings"

	"kigo/bot/chat"
)

// markdown is the text tree as Mattermost's Markdown. The words in it, whoever wrote
// them, are shown as they are: they make no layout and notify nobody. It is written for all
// that reads a post: the web and desktop app, the mobile app, and the server.
func markdown(t chat.Text) string { return printed(tidy(t)) }

// unguarded takes out again what keeps an "@" from notifying, for text that people copied.
func unguarded(s string) string { return strings.ReplaceAll(s, "@"+guard, "@") }

// plainLabel is s for where Mattermost has no mark-up: the names of buttons, selects,
// options and fields. It is one line of at most so many characters, and never empty. Even there
// Mattermost looks for emoji, hashtags and channels.
func plainLabel(s string, most int) string {
	s = lure.ReplaceAllStringFunc(oneLine(s), func(found string) string { return found[:1] + guard + found[1:] })
	if s == "" {
		return "…"
	}
	return chat.Shorten(s, most)
}

// printed writes a tidy text.
func printed(t chat.Text) string {
	var p printer
	p.text(t, "")
	return p.b.String()
}

// printer keeps line breaks back until something follows them.
type printer struct {
	b       strings.Builder
	breaks  int
	bullet  bool // nothing stands behind the bullet yet
	listed  bool // what was written last is a list
	written bool
}

func (p *printer) text(t chat.Text, indent string) {
	for len(t) > 0 {
		switch t[0].Kind {
		case chat.Break:
			p.breaks++
			t = t[1:]
		case chat.List:
			for _, item := range t[0].Items {
				p.item(item, indent)
			}
			t = t[1:]
		default:
			n := 1
			for n < len(t) && t[n].Kind != chat.Break && t[n].Kind != chat.List {
				n++
			}
			if s := inline(t[:n], p.bullet); s != "" {
				p.begin(indent)
				p.b.WriteString(s)
			}
			t = t[n:]
		}
	}
}

// begin starts the line of some words. Two blanks before a line break make it one
// everywhere, also in points and in e-mails.
func (p *printer) begin(indent string) {
	switch {
	case p.bullet || !p.written:
	case p.listed || p.breaks > 1:
		p.b.WriteString("\n\n" + indent)
	default:
		p.b.WriteString("  \n" + indent)
	}
	p.breaks, p.bullet, p.listed, p.written = 0, false, false, true
}

// item writes a point. Points that it begins with, without words of its own, stand in its place.
func (p *printer) item(item chat.Text, indent string) {
	for len(item) > 0 && (item[0].Kind == chat.List || !worded(item[:1])) {
		for _, inner := range item[0].Items {
			p.item(inner, indent)
		}
		item = item[1:]
	}
	if len(item) == 0 {
		return
	}
	switch {
	case !p.written:
	case p.breaks > 1 && !p.listed:
		p.b.WriteString("\n\n")
	default:
		p.b.WriteString("\n")
	}
	p.b.WriteString(indent + "- ")
	p.breaks, p.bullet, p.listed, p.written = 0, true, false, true
	p.text(item, indent+"  ")
	p.listed, p.breaks = true, 0
}

// worded reports whether there is anything to read in t.
func worded(t chat.Text) bool {
	for _, n := range t {
		if strings.TrimSpace(n.Text) != "" {
			return true
		}
		for _, item := range n.Items {
			if worded(item) {
				return true
			}
		}
	}
	return false
}
