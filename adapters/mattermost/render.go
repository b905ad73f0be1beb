package mattermost

import (
	"encoding/json"
	"slices"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

// The limits of a post. The server holds the first one only.
const (
	maxText        = 16_000 // characters of the message, and of each text below it
	maxAttachments = 20
	maxActions     = 20 // buttons and selects of an attachment
	maxFiles       = 10
	maxPost        = 245_000 // bytes of JSON; the server takes 300,000 with everything around it
	maxAttachment  = 110_000 // bytes of JSON without the text, so that one fits beside every message
	maxFallback    = 1_000   // characters
)

// page is what one post holds.
type page struct {
	Message     string
	Attachments []*model.MessageAttachment
	Images      []chat.Image
	Files       []chat.File
}

// pages lays a message out on as few posts as can hold it, at least one if it is not empty.
// The first text is the post's own, which notifications and screen readers begin with. Fields,
// buttons and selects stand in attachments below, those of a section with the last part of
// its text. What a picture shows is written on the page that has it. link signs a command line.
func pages(m chat.Message, link func(line string) *model.PostActionIntegration) []page {
	l := layout{link: link, ids: map[string]int{}}
	for _, s := range m.Sections {
		l.section(s)
	}
	for _, i := range m.Images {
		l.image(i)
	}
	for _, f := range m.Files {
		l.room(len(l.page.Images)+len(l.page.Files) < maxFiles)
		l.page.Files = append(l.page.Files, f)
	}
	l.room(false)
	if len(l.done) == 0 && !m.Empty() {
		l.done = []page{{}}
	}
	return l.done
}

// layout fills one page after the other.
type layout struct {
	link func(line string) *model.PostActionIntegration
	ids  map[string]int // how often an action was seen
	page page
	size int // of the page, in bytes of JSON
	done []page
}

// block is an attachment on its way to a page.
type block struct {
	model.MessageAttachment
	text  chat.Text
	plain []string // lines of the fallback below the text
}

// room ends the page if there is no room for what comes.
func (l *layout) room(there bool) {
	if there || l.fresh() {
		return
	}
	l.done = append(l.done, l.page)
	l.page, l.size = page{}, 0
}

func (l *layout) fresh() bool {
	p := l.page
	return p.Message == "" && len(p.Attachments)+len(p.Images)+len(p.Files) == 0
}

func (l *layout) section(s chat.Section) {
	texts, rest := parts(tidy(s.Text), maxText), l.extras(s)
	if len(texts) > 0 && len(rest) == 0 && len(l.page.Attachments) == 0 && l.add(texts[0], len(texts) > 1) {
		texts = texts[1:]
	}
	for i, t := range texts {
		b := &block{text: t}
		if i == len(texts)-1 && len(rest) > 0 {
			b, rest = rest[0], rest[1:]
			b.text = t
		}
		l.put(b)
	}
	for _, b := range rest {
		l.put(b)
	}
}

// add writes t into the page's message. It returns false if it does not fit there.
func (l *layout) add(t chat.Text, more bool) bool {
	s := printed(t)
	if l.page.Message != "" {
		s = l.page.Message + "\n\n" + s
	}
	size := l.size - jsonSize(l.page.Message) + jsonSize(s)
	if !l.fresh() && (more || utf8.RuneCountInString(s) > maxText || size > maxPost) {
		return false
	}
	l.page.Message, l.size = s, size
	return true
}

// put places a block on this page or the next. On a fresh page its text becomes the message.
func (l *layout) put(b *block) {
	a := b.attachment()
	size := jsonSize(a)
	l.room(len(l.page.Attachments) < maxAttachments && l.size+size <= maxPost)
	if l.fresh() && len(b.text) > 0 {
		l.add(b.text, false)
		b.text = nil
		a = b.attachment()
		size = jsonSize(a)
	}
	if len(b.text)+len(b.Fields)+len(b.Actions) == 0 {
		return
	}
	l.size += size
	l.page.Attachments = append(l.page.Attachments, a)
}

// image puts a picture beside its description, which is the last that the page says.
func (l *layout) image(i chat.Image) {
	texts := parts(tidy(chat.Words(i.Alt)), maxText)
	l.room(len(l.page.Images)+len(l.page.Files) < maxFiles && len(texts) < 2)
	below := slices.ContainsFunc(l.page.Attachments, func(a *model.MessageAttachment) bool { return a.Text != "" })
	for _, t := range texts {
		if below || !l.add(t, len(texts) > 1) {
			l.put(&block{text: t})
		}
	}
	l.page.Images = append(l.page.Images, i)
}

func (b *block) attachment() *model.MessageAttachment {
	a := b.MessageAttachment
	a.Text = printed(b.text)
	a.Fallback = fallback(append([]string{b.text.String()}, b.plain...))
	return &a
}

// jsonSize is how many bytes v has in a request, with the comma behind it.
func jsonSize(v any) int {
	data, err := json.Marshal(v)
	if err != nil {
		return maxPost // what can't be written is for the caller to find out
	}
	return len(data) + 1
}
