package events

import (
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// FeedSection offers a calendar that stays up to date by itself, or what can be done with
// the one that there is.
func FeedSection(p i18n.Printer, f Feed, has bool) chat.Section {
	if !has {
		return chat.Section{Text: p.Text("event.feed.offer"), Buttons: []chat.Button{
			{Label: p.Plain("event.feed.button"), Line: "kalender abo"},
		}}
	}
	return chat.Section{Text: p.Text("event.feed.has", i18n.Args{"Day": p.Date(f.Made)}), Buttons: []chat.Button{
		{Label: p.Plain("event.feed.renew.button"), Line: "kalender erneuern"},
		{Label: p.Plain("event.feed.end.button"), Line: "kalender abschalten", Style: chat.Danger},
	}}
}

// NewFeedView hands out the address of a feed and says how to use it. renewed is that an
// older address has come to nothing.
func NewFeedView(p i18n.Printer, address string, renewed bool) chat.Message {
	key := "event.feed.new"
	if renewed {
		key = "event.feed.renewed"
	}
	link := chat.Text{{Kind: chat.Link, Text: address, URL: address}}
	return chat.Message{Sections: []chat.Section{
		{Text: chat.Lines(p.Text(key), link)},
		{Text: p.Text("event.feed.how")},
		{Text: p.Text("event.feed.secret"), Buttons: []chat.Button{
			{Label: p.Plain("event.feed.end.button"), Line: "kalender abschalten", Style: chat.Danger},
		}},
	}}
}

// FeedEndedView says that the address leads nowhere now.
func FeedEndedView(p i18n.Printer) chat.Message {
	return chat.Say(p.Text("event.feed.ended"), chat.Button{Label: p.Plain("event.feed.button"), Line: "kalender abo"})
}
