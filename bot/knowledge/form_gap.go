package knowledge

import (
	"fmt"
	"strings"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// SolveForm asks for the answer to a gap. near are the entries that may be the answer. An
// answer that was given before stands there already.
func SolveForm(p i18n.Printer, g Gap, near []Entry) *chat.Form {
	wordings := g.Publishable()
	question := ""
	if len(wordings) > 0 {
		question, wordings = wordings[0], wordings[1:]
	}
	into := []chat.Option{
		{Label: p.Plain("gap.form.into.new"), Value: string(IntoNew)},
		{Label: p.Plain("gap.form.into.once"), Value: string(IntoOnce)},
	}
	for _, e := range near {
		into = append(into, chat.Option{
			Label: chat.Shorten(p.Plain("gap.form.into.entry", i18n.Args{"Question": e.Question}), 75), Value: string(IntoEntry(e.ID)),
		})
	}
	field := func(name string, t chat.FieldType, most int, value string) chat.FormField {
		return chat.FormField{
			Name: name, Type: t, Max: most, Value: value,
			Label: p.Plain("gap.form." + name), Hint: p.Plain("gap.form." + name + ".hint"),
		}
	}
	f := &chat.Form{
		Title: p.Plain("gap.form.title"), Submit: p.Plain("gap.form.submit"),
		Intro: intro(p, g, "gap.form.intro", "gap.form.intro.nobody"),
		Line:  fmt.Sprintf("wissen antworten %s %d", g.ID, g.Round),
		Fields: []chat.FormField{
			field("answer", chat.AreaField, maxField, g.Answer),
			field("source", chat.TextField, maxSource, g.Source),
			field("into", chat.SelectField, 0, string(IntoNew)),
			field("question", chat.TextField, MaxQuestion, question),
			field("alternatives", chat.AreaField, maxField, strings.Join(wordings, "\n")),
		},
	}
	f.Fields[2].Options, f.Fields[2].Required = into, true
	return f
}

// ReadSolution reads the values of SolveForm; lang is the language of the answer.
func ReadSolution(values map[string]string, lang string) Solution {
	return Solution{
		Into: Into(values["into"]), Answer: strings.ReplaceAll(values["answer"], "\r\n", "\n"), Source: values["source"],
		Question: values["question"], Alternatives: parts(values["alternatives"], "\n"), Language: lang,
	}
}

// intro is the question, and how many wait for an answer.
func intro(p i18n.Printer, g Gap, key, nobody string) chat.Text {
	if len(g.Askers) == 0 {
		key = nobody
	}
	return p.Text(key, i18n.Args{"Question": g.Question(), "Count": len(g.Askers)})
}

// DismissForm asks for the reason why a gap gets no answer.
func DismissForm(p i18n.Printer, g Gap) *chat.Form {
	return &chat.Form{
		Title: p.Plain("gap.dismiss.title"), Submit: p.Plain("gap.dismiss.submit"),
		Intro: intro(p, g, "gap.dismiss.intro", "gap.dismiss.intro.nobody"),
		Line:  fmt.Sprintf("wissen erledigt %s %d", g.ID, g.Round),
		Fields: []chat.FormField{{
			Name: "reason", Type: chat.AreaField, Max: MaxReason,
			Label: p.Plain("gap.dismiss.reason"), Hint: p.Plain("gap.dismiss.reason.hint"),
		}},
	}
}

// MaxReason is how long the reason may be why a question gets no answer, in characters.
const MaxReason = 500

// RephraseForm asks for a question in other words, to be passed on.
func RephraseForm(p i18n.Printer, question string) *chat.Form {
	return &chat.Form{
		Title: p.Plain("gap.rephrase.title"), Submit: p.Plain("gap.rephrase.submit"), Intro: p.Text("gap.rephrase.intro"), Line: "frage umformulieren",
		Fields: []chat.FormField{
			{Name: "question", Type: chat.AreaField, Max: MaxQuestion, Required: true, Value: question, Label: p.Plain("knowledge.ask.label")},
			{
				Name: "name", Type: chat.SelectField, Required: true, Value: "ohne", Label: p.Plain("gap.rephrase.name"),
				Options: []chat.Option{{Label: p.Plain("gap.rephrase.unnamed"), Value: "ohne"}, {Label: p.Plain("gap.rephrase.named"), Value: "mit"}},
			},
		},
	}
}
