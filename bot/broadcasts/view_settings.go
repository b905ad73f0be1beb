package broadcasts

import (
	"strings"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// EyesAskView asks another admin whether two eyes shall be enough.
func EyesAskView(p i18n.Printer, from string) chat.Message {
	return chat.Say(p.Text("broadcast.eyes.ask", i18n.Args{"From": from}),
		chat.Button{Label: p.Plain("broadcast.eyes.agree"), Line: eyesLine + " aus", Style: chat.Danger})
}

const eyesLine = "mitteilung vier-augen"

// EyesView is the setting, and who has been asked to change it.
func EyesView(p i18n.Printer, e Eyes, asked []people.Person) chat.Message {
	var names []string
	for _, a := range asked {
		names = append(names, a.Shown())
	}
	switch {
	case len(asked) > 0:
		return chat.Say(p.Text("broadcast.eyes.asked", i18n.Args{"Names": strings.Join(names, ", ")}))
	case e.Two:
		return chat.Say(p.Text("broadcast.eyes.two"), chat.Button{Label: p.Plain("broadcast.eyes.on"), Line: eyesLine + " an", Style: chat.Primary})
	}
	return chat.Say(p.Text("broadcast.eyes.four"), chat.Button{Label: p.Plain("broadcast.eyes.off"), Line: eyesLine + " aus"})
}

// TopicsView is the topics with what me has chosen, under what was done.
func TopicsView(p i18n.Printer, all []Topic, me people.Person, done chat.Text) chat.Message {
	var m chat.Message
	if len(done) > 0 {
		m = chat.Say(done)
	}
	m.Sections = append(m.Sections, chat.Section{Text: p.Text("topic.title")})
	for _, t := range all {
		name := TopicName(p, t)
		state, button := p.Text("topic.in"), chat.Button{Label: p.Plain("topic.leave", i18n.Args{"Name": name}), Line: "themen abbestellen " + string(t.ID)}
		if me.Topics.Left(string(t.ID)) {
			state, button = p.Text("topic.out"), chat.Button{Label: p.Plain("topic.join", i18n.Args{"Name": name}), Line: "themen bestellen " + string(t.ID), Style: chat.Primary}
		}
		m.Sections = append(m.Sections, chat.Section{
			Text:    chat.Lines(chat.Text{{Kind: chat.Strong, Text: name}}, state),
			Buttons: []chat.Button{button},
		})
	}
	m.Sections = append(m.Sections, chat.Section{Text: p.Text("topic.compulsory")})
	return m
}
