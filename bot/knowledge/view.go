package knowledge

import (
	"strings"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// maxCarried is how much of a question a button carries, in characters.
const maxCarried = 250

// carried is a question as part of a command line.
func carried(question string) string {
	return chat.Shorten(strings.Join(strings.Fields(question), " "), maxCarried)
}

// labelled keeps a question within what a button shows.
func labelled(question string) string { return chat.Shorten(question, 60) }

// AnswerView is an entry, with its source and how to say whether it helped. run is the
// command line that leads to the thing itself; "" offers none.
func AnswerView(p i18n.Printer, e Entry, question, run string, now time.Time) chat.Message {
	s := chat.Section{Text: answerText(p, e, now)}
	if run != "" {
		s.Buttons = append(s.Buttons, chat.Button{Label: p.Plain("knowledge.button.run", i18n.Args{"Command": chat.Prefix + run}), Line: run, Style: chat.Primary})
	}
	judge := func(key, word string) {
		s.Buttons = append(s.Buttons, chat.Button{Label: p.Plain("knowledge.button." + key), Line: strings.TrimSpace("frage " + word + " " + string(e.ID) + " " + carried(question))})
	}
	judge("helped", "hilfreich")
	judge("unhelped", "unhilfreich")
	judge("not_meant", "daneben")
	return chat.Message{Sections: []chat.Section{s}}
}

// answerText is the entry as everybody reads it.
func answerText(p i18n.Printer, e Entry, now time.Time) chat.Text {
	t := append(chat.Text{{Kind: chat.Strong, Text: e.Question}, {Kind: chat.Break}}, chat.Markdown(e.Answer)...)
	if t[len(t)-1].Kind != chat.List {
		t = append(t, chat.Node{Kind: chat.Break})
	}
	return append(t, sourceLine(p, e, now)...)
}

func sourceLine(p i18n.Printer, e Entry, now time.Time) chat.Text {
	args := i18n.Args{"Source": e.Source, "Day": dayText(p, e.Review)}
	switch {
	case e.Review.IsZero():
		return p.Text("knowledge.source", args)
	case e.Due(now):
		return p.Text("knowledge.source.overdue", args)
	}
	return p.Text("knowledge.source.until", args)
}

// dayText is a day as entries keep it, whatever the zone.
func dayText(p i18n.Printer, t time.Time) string {
	return p.Date(time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, p.Zone()))
}

// MeantView asks which of the command lines or entries was meant.
func MeantView(p i18n.Printer, lines []string, entries []Entry, question string) chat.Message {
	var buttons []chat.Button
	for _, l := range lines {
		buttons = append(buttons, chat.Button{Label: labelled(chat.Prefix + l), Line: l})
	}
	for _, e := range entries {
		buttons = append(buttons, chat.Button{Label: labelled(e.Question), Line: strings.TrimSpace("frage eintrag " + string(e.ID) + " " + carried(question))})
	}
	return chat.Say(p.Text("knowledge.meant"), append(buttons, chat.Button{Label: p.Plain("knowledge.button.none"), Line: noneLine(question)})...)
}

// noneLine is the command line that passes a question on.
func noneLine(question string) string {
	return strings.TrimSpace("frage nichts-davon " + carried(question))
}

// UnsureView says that there is no answer, and where else to ask. contact is the entry
// that says whom to ask; nil if there is none.
func UnsureView(p i18n.Printer, contact *Entry) chat.Message {
	buttons := []chat.Button{{Label: p.Plain("help.button"), Line: "hilfe"}}
	return chat.Say(p.Text("knowledge.unsure"), append(buttons, contactButton(contact)...)...)
}

// contactButton leads to the entry that says whom to ask, if there is one.
func contactButton(contact *Entry) []chat.Button {
	if contact == nil {
		return nil
	}
	return []chat.Button{{Label: labelled(contact.Question), Line: "frage eintrag " + string(contact.ID)}}
}

// JudgedView thanks for the word on an answer.
func JudgedView(p i18n.Printer, helped bool) chat.Message {
	if helped {
		return chat.Say(p.Text("knowledge.judged.helped"))
	}
	return chat.Say(p.Text("knowledge.judged.noted"))
}

// unhelpedView thanks for the word, and asks whether to pass the question on.
func unhelpedView(p i18n.Printer, pass ...chat.Button) chat.Message {
	return chat.Say(p.Text("knowledge.judged.unhelped"), pass...)
}

// AskForm asks for a question.
func AskForm(p i18n.Printer, line string) *chat.Form {
	return &chat.Form{
		Title: p.Plain("knowledge.ask.title"), Intro: p.Text("knowledge.ask.intro"), Submit: p.Plain("knowledge.ask.submit"), Line: line,
		Fields: []chat.FormField{{
			Name: "question", Label: p.Plain("knowledge.ask.label"), Hint: p.Plain("knowledge.ask.hint"),
			Type: chat.TextField, Required: true, Max: MaxQuestion,
		}},
	}
}
