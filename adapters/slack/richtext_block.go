package slack

import (
	"strings"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// maxIndent is how deep lists may stand in each other.
const maxIndent = 8

// richText is rows as a block, of which the words are literal. rs must not be empty.
func richText(rs []row) *api.RichTextBlock {
	block := api.NewRichTextBlock("")
	for rs = trimRows(rs); len(rs) > 0; {
		var element api.RichTextElement
		switch {
		case rs[0].code:
			element, rs = codeElement(rs)
		case rs[0].point:
			element, rs = listElement(rs)
		default:
			element, rs = sectionElement(rs)
		}
		if element != nil {
			block.Elements = append(block.Elements, element)
		}
	}
	return block
}

// codeElement is the block of code that rs begins with.
func codeElement(rs []row) (api.RichTextElement, []row) {
	var lines []string
	for len(rs) > 0 && rs[0].code {
		text := ""
		for _, s := range rs[0].spans {
			text += s.text
		}
		lines, rs = append(lines, text), rs[1:]
	}
	text := strings.TrimRight(strings.Join(lines, "\n"), "\n")
	if text == "" {
		return nil, rs
	}
	return &api.RichTextPreformatted{
		Type: api.RTEPreformatted, Elements: []api.RichTextSectionElement{api.NewRichTextSectionTextElement(text, nil)},
	}, rs
}

// listElement is the list that rs begins with, up to where its depth changes.
func listElement(rs []row) (api.RichTextElement, []row) {
	depth := rs[0].depth
	list := api.NewRichTextList(api.RTEListBullet, min(depth-1, maxIndent))
	for len(rs) > 0 && rs[0].depth == depth {
		var item inline
		item.row(rs[0])
		for rs = rs[1:]; len(rs) > 0 && rs[0].depth == depth && !rs[0].point; rs = rs[1:] {
			item.row(rs[0])
		}
		list.Elements = append(list.Elements, item.section())
	}
	return list, rs
}

// sectionElement is the words that rs begins with, without the empty rows at their end.
func sectionElement(rs []row) (api.RichTextElement, []row) {
	n := 0
	for n < len(rs) && !rs[n].code && !rs[n].point {
		n++
	}
	words, rest := rs[:n], rs[n:]
	for len(words) > 0 && words[len(words)-1].blank() {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return nil, rest
	}
	var all inline
	for _, r := range words {
		all.row(r)
	}
	return all.section(), rest
}

// inline gathers rows into one element.
type inline struct {
	elements []api.RichTextSectionElement
	begun    bool
}

func (l *inline) section() *api.RichTextSection { return api.NewRichTextSection(l.elements...) }

func (l *inline) row(r row) {
	if l.begun {
		l.words("\n", nil)
	}
	l.begun = true
	for _, s := range r.spans {
		switch s.kind {
		case chat.Link:
			l.elements = append(l.elements, api.NewRichTextSectionLinkElement(s.url, s.text, nil))
		case chat.Strong:
			l.words(s.text, &api.RichTextSectionTextStyle{Bold: true})
		case chat.Code:
			l.words(s.text, &api.RichTextSectionTextStyle{Code: true})
		default:
			l.words(s.text, nil)
		}
	}
}

// words adds to the last element, if it looks the same.
func (l *inline) words(s string, style *api.RichTextSectionTextStyle) {
	if end := len(l.elements) - 1; end >= 0 && style == nil {
		if last, ok := l.elements[end].(*api.RichTextSectionTextElement); ok && last.Style == nil {
			last.Text += s
			return
		}
	}
	l.elements = append(l.elements, api.NewRichTextSectionTextElement(s, style))
}
