package slack

import (
	"cmp"
	"strings"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// The limits of a message. Slack does not tell the last one: 9,597 characters have passed
// and 11,341 failed.
const (
	maxBlocks   = 50
	maxRichText = 3000 // characters of one block of text
	maxText     = 9000 // characters of all blocks, with labels and options
)

// post is what one post says. Pictures and files belong to the last one of a message.
type post struct {
	Text   string // the same in words, escaped; never empty
	Blocks []api.Block
	Images []chat.Image
	Files  []chat.File

	words string // what the blocks say
}

// posts lays a message out on as few posts as can hold it, at least one if it is not empty.
// What a section has to click stands below the last part of its text, in the same post.
// seal makes a command line what a button carries.
func posts(m chat.Message, seal func(line string) string) []post {
	if m.Empty() {
		return nil
	}
	l := layout{maker: maker{seal: seal}}
	for _, s := range m.Sections {
		l.section(l.pieces(s))
	}
	if len(l.done) == 0 && len(l.page) == 0 { // nothing but pictures and files
		words := cmp.Or(strings.TrimSpace(clean(m.Plain())), "…")
		l.section(l.pieces(chat.Section{Text: chat.Words(words)}))
	}
	l.finish()
	if len(l.done) == 1 {
		l.done[0].Text = fallback(m)
	}
	last := &l.done[len(l.done)-1]
	last.Images, last.Files = m.Images, m.Files
	if others := (chat.Message{Images: m.Images, Files: m.Files}).Plain(); len(l.done) > 1 && others != "" {
		last.Text = escaped(l.words + "\n\n" + others)
	}
	return l.done
}

// piece is a block with what it counts for, and what it says in words.
type piece struct {
	block   api.Block
	width   int
	words   string
	clicked bool // has something to click
}

// layout fills one post after the other.
type layout struct {
	maker
	page  []api.Block
	used  int    // characters of the page
	words string // what the page, or the last one that is done, says
	done  []post
}

func (l *layout) section(all []piece) {
	if !l.fits(all) && fitsAlone(all) {
		l.finish()
	}
	for i, p := range all {
		together := all[i : i+1]
		if i+1 < len(all) && !p.clicked && all[i+1].clicked {
			if together = all[i:]; !fitsAlone(together) {
				together = all[i : i+2]
			}
		}
		if !l.fits(together) {
			l.finish()
		}
		if l.page == nil {
			l.words = ""
		}
		l.page = append(l.page, p.block)
		l.used += p.width
		l.words += separator(i, l.words) + p.words
	}
}

// separator is what stands before the words of a section's piece.
func separator(i int, before string) string {
	switch {
	case before == "":
		return ""
	case i == 0:
		return "\n\n"
	}
	return "\n"
}

func (l *layout) fits(all []piece) bool {
	return len(l.page)+len(all) <= maxBlocks && l.used+total(all) <= maxText
}

func fitsAlone(all []piece) bool { return len(all) <= maxBlocks && total(all) <= maxText }

func total(all []piece) int {
	n := 0
	for _, p := range all {
		n += p.width
	}
	return n
}

func (l *layout) finish() {
	if len(l.page) > 0 {
		l.done = append(l.done, post{Text: escaped(l.words), Blocks: l.page, words: l.words})
	}
	l.page, l.used = nil, 0
}

// maker makes blocks of sections.
type maker struct {
	seal  func(line string) string
	count int // of the elements, each of which needs a name
}

// pieces are a section's text with its fields, then what it has to click. What no button
// can carry is told in words: what to type instead.
func (m *maker) pieces(s chat.Section) []piece {
	clicks, notes := m.clicks(s)
	texts := []chat.Text{s.Text}
	for _, f := range s.Fields {
		texts = append(texts, field(f))
	}
	all := parts(rows(chat.Lines(append(texts, notes...)...)), maxRichText)
	if last := len(all) - 1; last >= 0 && len(clicks) > 0 {
		all = append(all[:last], parts(all[last], min(maxRichText, maxText-clicks[0].width))...)
	}
	var out []piece
	for _, rs := range all {
		p := piece{block: richText(rs), words: written(rs)}
		for _, r := range rs {
			p.width += r.width()
		}
		out = append(out, p)
	}
	return append(out, clicks...)
}

// field is a fact with its name before it.
func field(f chat.Field) chat.Text {
	name := oneLine(f.Label)
	if name == "" {
		return f.Value
	}
	t := chat.Text{{Kind: chat.Strong, Text: name + ":"}}
	if strings.TrimSpace(f.Value.String()) != "" && f.Value[0].Kind != chat.List {
		t = append(t, chat.Node{Kind: chat.Plain, Text: " "})
	}
	return append(t, f.Value...)
}
