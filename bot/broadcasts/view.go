package broadcasts

import (
	"strings"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// MessageView is an announcement as people read it.
func MessageView(p i18n.Printer, b Broadcast) chat.Message { return message(p, b, nil) }

// CorrectedView is what takes the place of a copy after a correction.
func CorrectedView(p i18n.Printer, b Broadcast) chat.Message {
	return message(p, b, p.Text("broadcast.corrected"))
}

// RecalledNotice is what takes the place of a copy after a recall.
func RecalledNotice(p i18n.Printer, _ Broadcast) chat.Message {
	return chat.Say(p.Text("broadcast.recalled"))
}

// posted is what view makes of an announcement for one reader. In a channel people read
// different languages: there it stands in all of them, the reader's first.
func posted(p i18n.Printer, b Broadcast, view func(i18n.Printer, Broadcast) chat.Message) chat.Message {
	m := view(p, b)
	if b.Target.Kind != ToChannels || b.TextEN == "" {
		return m
	}
	for _, lang := range i18n.Languages {
		if lang != p.Lang() {
			m.Sections = append(m.Sections, view(p.In(lang), b).Sections...)
		}
	}
	return m
}

// message is the announcement under a remark.
func message(p i18n.Printer, b Broadcast, remark chat.Text) chat.Message {
	m := chat.Message{Sections: []chat.Section{{Text: chat.Lines(remark, marks(p, b), body(p, b.Content))}}}
	if end := b.end(p); len(end.Text) > 0 {
		m.Sections = append(m.Sections, end)
	}
	return m
}

// marks say that an announcement is not like others.
func marks(p i18n.Printer, b Broadcast) chat.Text {
	var all chat.Text
	if b.Compulsory {
		all = p.Text("broadcast.mark.compulsory")
	}
	if b.hurries() {
		all = chat.Lines(all, p.Text("broadcast.mark.urgent"))
	}
	return all
}

func body(p i18n.Printer, c Content) chat.Text {
	var title chat.Text
	if c.Title != "" {
		title = chat.Text{{Kind: chat.Strong, Text: c.Title}}
	}
	return chat.Lines(title, chat.Markdown(c.in(p.Lang())))
}

// in is the text in a language.
func (c Content) in(lang string) string {
	if lang != i18n.Languages[0] && c.TextEN != "" {
		return c.TextEN
	}
	return c.Text
}

// end is what stands below the text: the receipt that is asked for, and how to get no more.
func (b Broadcast) end(p i18n.Printer) chat.Section {
	var s chat.Section
	if b.Receipt {
		s.Text = p.Text("broadcast.receipt.ask")
		s.Buttons = []chat.Button{{Label: p.Plain("broadcast.button.read"), Line: "mitteilung gelesen " + string(b.ID), Style: chat.Primary}}
	}
	if b.Target.topic() != "" && !b.Compulsory {
		s.Text = chat.Lines(s.Text, p.Text("broadcast.topic", i18n.Args{"Topic": b.topicName(p)}))
	}
	return s
}

func (b Broadcast) topicName(p i18n.Printer) string {
	return TopicName(p, Topic{ID: b.Target.topic(), Name: b.Target.Label})
}

// TopicName is the topic as people read it.
func TopicName(p i18n.Printer, t Topic) string {
	if t.ID == General {
		return p.Plain("topic.general")
	}
	return t.Name
}

// Name is how admins recognise an announcement.
func (b Broadcast) Name() string {
	const most = 40
	if b.Title != "" {
		return chat.Shorten(b.Title, most)
	}
	return chat.Shorten(strings.Join(strings.Fields(chat.Markdown(b.Text).String()), " "), most)
}

// TestView is the announcement that waits for approval, or else as it is, for one admin alone.
func TestView(p i18n.Printer, b Broadcast) chat.Message {
	m := chat.Say(p.Text("broadcast.test.head"))
	corrects := b.Correction != nil
	b = b.proposed()
	shown := MessageView(p, b)
	if corrects {
		shown = CorrectedView(p, b)
	}
	m.Sections = append(m.Sections, shown.Sections...)
	return m
}

// ReadView thanks for a receipt.
func ReadView(p i18n.Printer) chat.Message { return chat.Say(p.Text("broadcast.receipt.done")) }
