package pulses

import (
	"strconv"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// manageView is a run for those who look after it, with every word that is asked; words
// are what they can do.
func manageView(p i18n.Printer, r shown, size int, rate chat.Text, words []string) chat.Message {
	head := chat.Section{Text: r.state(p), Fields: runFacts(p, r, size, rate)}
	for _, word := range words {
		head.Buttons = append(head.Buttons, manageButton(p, r.Run, word))
	}
	preview := chat.Say(p.Text("pulse.preview"))
	for _, s := range asking(p, p.Text("pulse.invite", i18n.Args{"Title": r.Survey.Title.In(p.Lang())}), r.Run, real(r.Run)).Sections {
		s.Text, s.Buttons = chat.Lines(s.Text, labels(s.Buttons)), nil
		preview.Sections = append(preview.Sections, s)
	}
	if !r.Survey.OneTap() {
		var questions []chat.Text
		for i, q := range r.Survey.Questions {
			questions = append(questions, fullQuestion(p, i, q))
		}
		preview.Sections = append(preview.Sections, chat.Section{Text: chat.Lines(questions...)})
	}
	if r.ahead() {
		preview.Sections = append(preview.Sections, head)
	} else {
		preview.Sections = append([]chat.Section{head}, preview.Sections...)
	}
	return preview
}

// labels are buttons that can't be pressed, as words.
func labels(buttons []chat.Button) chat.Text {
	if len(buttons) == 0 {
		return nil
	}
	var points []chat.Text
	for _, b := range buttons {
		points = append(points, chat.Words(b.Label))
	}
	return chat.Bullets(points...)
}

func fullQuestion(p i18n.Printer, i int, q Question) chat.Text {
	t := p.Text("pulse.form.question", i18n.Args{"Number": i + 1, "Text": q.Text.In(p.Lang())})
	if q.Kind == ENPS {
		return chat.Lines(t, p.Text("pulse.enps.ends"))
	}
	var points []chat.Text
	for c := range q.Options {
		points = append(points, chat.Words(choiceLabel(p, q, c)))
	}
	if len(points) == 0 {
		return t
	}
	return chat.Lines(t, chat.Bullets(points...))
}

func (r Run) shownArgs(p i18n.Printer) i18n.Args {
	return i18n.Args{"Title": r.Survey.Title.In(p.Lang()), "Opens": r.Opens, "Closes": r.Closes}
}

func runFacts(p i18n.Printer, r shown, size int, rate chat.Text) []chat.Field {
	field := func(key string, value chat.Text) chat.Field {
		return chat.Field{Label: p.Plain("pulse.fact." + key), Value: value}
	}
	opens := p.Text("pulse.fact.by_hand")
	if !r.Opens.IsZero() {
		opens = chat.Words(p.DateTime(r.Opens))
	}
	facts := []chat.Field{
		field("target", chat.Words(r.Target.typed(p))),
		field("people", p.Text("pulse.people", i18n.Args{"Count": size})),
	}
	if r.ahead() {
		facts = append(facts, field("opens", opens))
	}
	facts = append(facts, field("closes", chat.Words(p.DateTime(r.Closes))))
	if !r.Remind.IsZero() {
		facts = append(facts, field("remind", chat.Words(p.DateTime(r.Remind))))
	}
	facts = append(facts, field("k", chat.Words(strconv.Itoa(r.K))))
	if rate != nil {
		facts = append(facts, field("rate", rate))
	}
	if r.Spared > 0 {
		facts = append(facts, field("spared", p.Text("pulse.spared", i18n.Args{"Count": r.Spared, "Days": r.rest})))
	}
	return append(facts, r.series(p)...)
}

func manageButton(p i18n.Printer, r Run, word string) chat.Button {
	b := chat.Button{Label: p.Plain("pulse.do." + people.Fold(word)), Line: "puls " + word + " " + string(r.ID)}
	switch word {
	case "freigeben":
		b.Line += " " + strconv.Itoa(r.Version)
		b.Style = chat.Primary
	case "freigabe", "starten", "weiter":
		b.Style = chat.Primary
	case "verwerfen", "schließen", "beenden":
		b.Style = chat.Danger
	}
	return b
}

// TestView is a draft to try out: nothing of it is stored.
func TestView(p i18n.Printer, r Run) chat.Message {
	test := "puls test " + string(r.ID) + " "
	return asking(p, p.Text("pulse.test", i18n.Args{"Title": r.Survey.Title.In(p.Lang())}), r,
		answering{choice: func(rest string) string { return test + rest }, open: test + WordAnswer})
}

// TestForm is the form of a draft, to try out.
func TestForm(p i18n.Printer, r Run) *chat.Form {
	return answerForm(p, r, "puls test "+string(r.ID)+" "+WordAnswer)
}

// TestedView says that an answer in a test would have counted.
func TestedView(p i18n.Printer, r Run) chat.Message {
	return chat.Say(p.Text("pulse.tested"), chat.Button{Label: p.Plain("pulse.button.back"), Line: "puls zeigen " + string(r.ID)})
}

// AskedView says how many people were asked to release a draft.
func AskedView(p i18n.Printer, r Run, n int) chat.Message {
	key := "pulse.asked"
	if r.Repeat != Once {
		key = "pulse.asked.series"
	}
	return chat.Say(p.Text(key, i18n.Args{"Count": n}))
}

// DiscardedView says that a run is gone.
func DiscardedView(p i18n.Printer, r Run) chat.Message {
	return chat.Say(p.Text("pulse.discarded", r.shownArgs(p)))
}

// CloseView asks whether to end a run before its time.
func CloseView(p i18n.Printer, r Run) chat.Message {
	return chat.Say(p.Text("pulse.close.sure", r.shownArgs(p)),
		chat.Button{Label: p.Plain("pulse.do.close_now"), Line: "puls schließen " + string(r.ID) + " " + yes, Style: chat.Danger})
}

// ClosedView says that a run is over and what comes now.
func ClosedView(p i18n.Printer, r Run) chat.Message {
	return chat.Say(p.Text("pulse.closed", r.shownArgs(p)))
}
