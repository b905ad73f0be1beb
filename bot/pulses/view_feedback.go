package pulses

import (
	"strconv"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// WordSend sends a feedback; its version stands behind it.
const WordSend = "senden"

func feedbackLine(r Run) string { return "puls rückmeldung " + string(r.ID) }

// FeedbackForm asks what those who were asked are told about a run, with the last draft.
func FeedbackForm(p i18n.Printer, r Run) *chat.Form {
	f := &chat.Form{
		Title: p.Plain("pulse.feedback.form"), Submit: p.Plain("pulse.plan.submit"), Line: feedbackLine(r),
		Intro: p.Text("pulse.feedback.intro", i18n.Args{"Title": r.Survey.Title.In(p.Lang()), "Count": r.Invited}),
	}
	add := func(name, value string, required bool) {
		f.Fields = append(f.Fields, chat.FormField{
			Name: name, Type: chat.AreaField, Max: MaxFeedback, Value: value, Required: required, Label: p.Plain("pulse.feedback." + name),
		})
	}
	add(FieldHeard, r.Feedback.Heard.DE, true)
	add(FieldDoing, r.Feedback.Doing.DE, true)
	add(FieldHeardEN, r.Feedback.Heard.EN, false)
	add(FieldDoingEN, r.Feedback.Doing.EN, false)
	return f
}

// FeedbackView tells somebody who was asked what is done about the result.
func FeedbackView(p i18n.Printer, r Run) chat.Message {
	m := chat.Say(p.Text("pulse.feedback", i18n.Args{"Title": r.Survey.Title.In(p.Lang())}))
	m.Sections = append(m.Sections,
		chat.Section{Text: chat.Lines(p.Text("pulse.feedback.heard"), chat.Words(r.Feedback.Heard.In(p.Lang())))},
		chat.Section{Text: chat.Lines(p.Text("pulse.feedback.doing"), chat.Words(r.Feedback.Doing.In(p.Lang())))})
	return m
}

// FeedbackPreview shows a draft as it will be read, and sends it on a press.
func FeedbackPreview(p i18n.Printer, r Run) chat.Message {
	m := chat.Say(p.Text("pulse.feedback.preview", i18n.Args{"Count": r.Invited}))
	for _, lang := range i18n.Languages {
		if lang != i18n.Languages[0] && r.Feedback.Heard.EN+r.Feedback.Doing.EN == "" {
			continue
		}
		m.Sections = append(m.Sections, FeedbackView(p.In(lang), r).Sections...)
	}
	m.Sections = append(m.Sections, chat.Section{Text: p.Text("pulse.feedback.sure"), Buttons: []chat.Button{
		{Label: p.Plain("pulse.feedback.send"), Line: feedbackLine(r) + " " + WordSend + " " + strconv.Itoa(r.Feedback.Version), Style: chat.Primary},
		{Label: p.Plain("pulse.do.aendern"), Line: feedbackLine(r)},
	}})
	return m
}

// FeedbackSentView says that it goes out.
func FeedbackSentView(p i18n.Printer, r Run) chat.Message {
	return chat.Say(p.Text("pulse.feedback.going", r.shownArgs(p)))
}
