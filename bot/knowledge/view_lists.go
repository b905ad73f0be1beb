package knowledge

import (
	"strconv"
	"strings"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// command is the command line that edits a list.
func (r Record) command() string {
	if r.ID == Glossary {
		return "wissen glossar"
	}
	return "wissen abgrenzung"
}

// The arguments that ask for a word to look for, and for new lines.
const (
	SearchList = "?"
	AddToList  = "+"
)

// ListView says what a list of words is for and how to change it.
func ListView(p i18n.Printer, r Record) chat.Message {
	key := "knowledge.list.about.elsewhere"
	other := chat.Button{Label: p.Plain("knowledge.list.glossary"), Line: "wissen glossar"}
	if r.ID == Glossary {
		key = "knowledge.list.about.glossary"
		other = chat.Button{Label: p.Plain("knowledge.list.elsewhere"), Line: "wissen abgrenzung"}
	}
	return chat.Say(p.Text(key, i18n.Args{"Count": strings.Count(r.Text, "\n"), "Command": chat.Prefix + r.command()}),
		chat.Button{Label: p.Plain("knowledge.button.search"), Line: r.command() + " " + SearchList, Style: chat.Primary},
		chat.Button{Label: p.Plain("knowledge.button.add"), Line: r.command() + " " + AddToList},
		historyButton(p, r.ID),
		other)
}

// SearchForm asks for the word whose lines are to be changed.
func SearchForm(p i18n.Printer, r Record) *chat.Form {
	return &chat.Form{Title: p.Plain("knowledge.list.title"), Submit: p.Plain("knowledge.button.search"), Line: r.command() + " " + SearchList,
		Fields: []chat.FormField{{Name: "word", Label: p.Plain("knowledge.list.word"), Type: chat.TextField, Required: true, Max: maxName}}}
}

// LinesForm shows lines of a list to be changed; word "" adds some.
func LinesForm(p i18n.Printer, r Record, word, lines string) *chat.Form {
	line := r.command() + " " + AddToList
	hint := p.Plain("knowledge.list.lines.hint.elsewhere")
	if r.ID == Glossary {
		hint = p.Plain("knowledge.list.lines.hint.glossary")
	}
	if word != "" {
		line = r.command() + " " + strconv.Itoa(r.Version) + " " + word
	}
	return &chat.Form{Title: p.Plain("knowledge.list.title"), Submit: p.Plain("knowledge.list.save"), Line: line,
		Fields: []chat.FormField{{
			Name: "lines", Label: p.Plain("knowledge.list.lines"), Hint: hint, Type: chat.AreaField, Value: lines, Max: maxField,
		}}}
}

// ListSavedView says that the words count from now on, and how to take that back.
func ListSavedView(p i18n.Printer, r Record) chat.Message {
	m := chat.Say(p.Text("knowledge.list.saved", i18n.Args{"Name": r.shown(p)}))
	if r.Version > 1 {
		m.Sections[0].Buttons = []chat.Button{restoreButton(p, "knowledge.button.undo", r, r.Version-1)}
	}
	return m
}

// ListConflictView shows the lines as somebody has changed them meanwhile, and what the
// editor had written.
func ListConflictView(p i18n.Printer, newest Record, by, word, mine string) chat.Message {
	m := chat.Say(p.Text("knowledge.list.conflict", i18n.Args{"Name": by, "At": newest.At}))
	m.Sections = append(m.Sections,
		chat.Section{Text: chat.Words(strings.Join(newest.Lines(word), "\n"))},
		chat.Section{Text: chat.Lines(p.Text("knowledge.list.conflict.mine"), chat.Words(mine)),
			Buttons: []chat.Button{{Label: p.Plain("knowledge.button.again"), Line: newest.command() + " " + word}}})
	return m
}
