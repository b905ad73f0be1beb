package pulses

import (
	"strconv"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// Command lines about a run, as buttons and forms carry them. Whatever stands behind the id
// of a run is read by commands; "antworten" opens the form of several questions.
const (
	WordAnswer   = "antworten"
	WordWithdraw = "zurückziehen"
	WordDecline  = "nicht"
)

func line(id ID, rest string) string { return "puls " + string(id) + " " + rest }

const maxLabel = 60 // characters of a button

// InvitationView asks somebody to take part: what it is for, who sees what, how long it is
// kept, that it is voluntary, and the question or the way to the form.
func InvitationView(p i18n.Printer, r Run) chat.Message {
	return asking(p, p.Text("pulse.invite", i18n.Args{"Title": r.Survey.Title.In(p.Lang())}), r, real(r))
}

// ReminderView asks once more. Nothing in it says that anything is known of who has answered.
func ReminderView(p i18n.Printer, r Run) chat.Message {
	return asking(p, p.Text("pulse.reminder", i18n.Args{"Title": r.Survey.Title.In(p.Lang()), "Closes": r.Closes}), r, real(r))
}

// OpenView is a run that somebody asked for themselves.
func OpenView(p i18n.Printer, r Run) chat.Message {
	return asking(p, p.Text("pulse.open", i18n.Args{"Title": r.Survey.Title.In(p.Lang())}), r, real(r))
}

// SpokenView refuses to take an answer from a message that stays in the chat, and shows the
// buttons of what can be answered instead.
func SpokenView(p i18n.Printer, m chat.Message) chat.Message {
	m.Sections = append([]chat.Section{{Text: p.Text("pulse.spoken")}}, m.Sections...)
	return m
}

// answering says which command lines the buttons of a survey carry.
type answering struct {
	choice func(rest string) string
	open   string
	more   []string // WordWithdraw, WordDecline, where they mean something
}

func real(r Run) answering {
	return answering{
		choice: func(rest string) string { return line(r.ID, rest) },
		open:   line(r.ID, WordAnswer), more: []string{WordDecline, WordWithdraw},
	}
}

func asking(p i18n.Printer, head chat.Text, r Run, a answering) chat.Message {
	m := chat.Say(head)
	m.Sections = append(m.Sections, chat.Section{Text: about(p, r)})
	if r.Survey.OneTap() {
		m.Sections = append(m.Sections, questionSection(p, r.Survey.Questions[0], a.choice))
	} else {
		m.Sections = append(m.Sections, chat.Section{
			Text:    p.Text("pulse.several", i18n.Args{"Count": len(r.Survey.Questions)}),
			Buttons: []chat.Button{{Label: p.Plain("pulse.button.form"), Line: a.open, Style: chat.Primary}},
		})
	}
	var more []chat.Button
	for _, word := range a.more {
		more = append(more, moreButton(p, r.ID, word))
	}
	if len(more) > 0 {
		m.Sections = append(m.Sections, chat.Section{Text: p.Text("pulse.voluntary"), Buttons: more})
	}
	return m
}

func moreButton(p i18n.Printer, id ID, word string) chat.Button {
	key := "pulse.button.decline"
	if word == WordWithdraw {
		key = "pulse.button.withdraw"
	}
	return chat.Button{Label: p.Plain(key), Line: line(id, word)}
}

// about is what people are told before they answer, in messages and in the form itself.
func about(p i18n.Printer, r Run) chat.Text {
	return chat.Lines(
		p.Text("pulse.purpose", i18n.Args{"Text": r.Survey.Purpose.In(p.Lang())}),
		p.Text("pulse.sees", i18n.Args{"Closes": r.Closes}),
		p.Text("pulse.promise", i18n.Args{"K": r.K}), seenBy(p, r))
}

// seenBy says whose operator sees every click, where somebody's does.
func seenBy(p i18n.Printer, r Run) chat.Text {
	if r.Seen == "" {
		return nil
	}
	return p.Text("pulse.seen", i18n.Args{"Platform": r.Seen})
}

// questionSection is a question that one button answers.
func questionSection(p i18n.Printer, q Question, choice func(rest string) string) chat.Section {
	s := chat.Section{Text: p.Text("pulse.question", i18n.Args{"Text": q.Text.In(p.Lang())})}
	if q.Kind == ENPS {
		s.Text = chat.Lines(s.Text, p.Text("pulse.enps.ends"))
	}
	for i := range q.Choices() {
		number := strconv.Itoa(i + q.lowest())
		s.Buttons = append(s.Buttons, chat.Button{Label: chat.Shorten(choiceLabel(p, q, i), maxLabel), Line: choice(number)})
	}
	none := chat.Button{Label: p.Plain("pulse.none"), Line: choice(noneWords[0])}
	s.Buttons = append(s.Buttons, none)
	return s
}

// choiceLabel is a choice with the number that is typed for it.
func choiceLabel(p i18n.Printer, q Question, i int) string {
	number := strconv.Itoa(i + q.lowest())
	if q.Kind == ENPS {
		return number
	}
	return number + " – " + q.Options[i].In(p.Lang())
}

// ThanksView says what was stored, and not a word of what was chosen.
func ThanksView(p i18n.Printer, rec Receipt) chat.Message {
	key := "pulse.thanks"
	if rec.Changed {
		key = "pulse.thanks.changed"
	}
	return afterwards(p, p.Text(key, rec.args(p)), rec.Run, WordWithdraw)
}

// DeclinedView confirms that somebody is not asked any more.
func DeclinedView(p i18n.Printer, rec Receipt) chat.Message {
	return afterwards(p, p.Text("pulse.declined", rec.args(p)), rec.Run, "")
}

// WithdrawnView confirms that an answer is gone.
func WithdrawnView(p i18n.Printer, rec Receipt) chat.Message {
	return afterwards(p, p.Text("pulse.withdrawn", rec.args(p)), rec.Run, "")
}

func (rec Receipt) args(p i18n.Printer) i18n.Args {
	return i18n.Args{"Title": rec.Run.Survey.Title.In(p.Lang()), "Closes": rec.Run.Closes}
}

// afterwards offers to answer anew until the close, and what word says.
func afterwards(p i18n.Printer, text chat.Text, r Run, word string) chat.Message {
	buttons := []chat.Button{{Label: p.Plain("pulse.button.again"), Line: "puls " + string(r.ID)}}
	if word != "" {
		buttons = append(buttons, moreButton(p, r.ID, word))
	}
	return chat.Say(text, buttons...)
}

// ListView is what somebody can answer now: nothing, or several.
func ListView(p i18n.Printer, open []Run) chat.Message {
	if len(open) == 0 {
		return chat.Say(p.Text("pulse.nothing"), chat.Button{Label: p.Plain("pulse.button.results"), Line: "puls ergebnis"})
	}
	m := chat.Say(p.Text("pulse.pick"))
	for _, r := range open {
		m.Sections[0].Buttons = append(m.Sections[0].Buttons, pickButton(p, r, "puls"))
	}
	return m
}

// PickView asks which run is meant; command gets its id.
func PickView(p i18n.Printer, runs []Run, command string) chat.Message {
	m := chat.Say(p.Text("pulse.pick"))
	for _, r := range runs {
		m.Sections[0].Buttons = append(m.Sections[0].Buttons, pickButton(p, r, command))
	}
	return m
}

func pickButton(p i18n.Printer, r Run, command string) chat.Button {
	if r.Repeat != Once {
		label := p.Plain("pulse.button.series", i18n.Args{"Title": chat.Shorten(r.Survey.Title.In(p.Lang()), 40), "Rhythm": r.Repeat.Word(p)})
		return chat.Button{Label: label, Line: command + " " + string(r.ID)}
	}
	label := p.Plain("pulse.button.pick", i18n.Args{"Title": chat.Shorten(r.Survey.Title.In(p.Lang()), 40), "Closes": p.Date(r.Closes)})
	return chat.Button{Label: label, Line: command + " " + string(r.ID)}
}
