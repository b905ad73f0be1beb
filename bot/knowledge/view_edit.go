package knowledge

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// Overview is what an editor's start page says.
type Overview struct {
	Entries int
	Due     int
	Drafts  []Draft // the editor's own
	Admin   bool    // may edit the lists of words, too
}

// OverviewView is the editor's start page.
func OverviewView(p i18n.Printer, o Overview) chat.Message {
	m := chat.Say(chat.Lines(
		p.Text("knowledge.overview", i18n.Args{"Count": o.Entries}),
		p.Text("knowledge.overview.due", i18n.Args{"Count": o.Due}),
	), newButton(p),
		chat.Button{Label: p.Plain("knowledge.button.edit"), Line: "wissen ändern"},
		chat.Button{Label: p.Plain("knowledge.button.review"), Line: "wissen prüfen"},
		openButton(p))
	if o.Admin {
		m.Sections[0].Buttons = append(m.Sections[0].Buttons, chat.Button{Label: p.Plain("knowledge.button.glossary"), Line: "wissen glossar"})
	}
	if len(o.Drafts) > 0 {
		s := chat.Section{Text: p.Text("knowledge.overview.drafts", i18n.Args{"Count": len(o.Drafts)})}
		const most = 5
		for _, d := range o.Drafts[:min(most, len(o.Drafts))] {
			s.Buttons = append(s.Buttons, chat.Button{Label: labelled(d.Entry.Question), Line: "wissen entwurf " + string(d.Entry.ID)})
		}
		m.Sections = append(m.Sections, s)
	}
	return m
}

func newButton(p i18n.Printer) chat.Button {
	return chat.Button{Label: p.Plain("knowledge.button.new"), Line: "wissen neu", Style: chat.Primary}
}

func editButton(p i18n.Printer, id ID) chat.Button {
	return chat.Button{Label: p.Plain("knowledge.button.change"), Line: "wissen ändern " + string(id)}
}

func historyButton(p i18n.Printer, id RecordID) chat.Button {
	return chat.Button{Label: p.Plain("knowledge.button.history"), Line: "wissen verlauf " + string(id)}
}

// PickView asks which entry is meant; line is the command that gets its id.
func PickView(p i18n.Printer, entries []Entry, line string) chat.Message {
	if len(entries) <= MaxSuggestions {
		m := chat.Say(p.Text("knowledge.pick"))
		for _, e := range entries {
			m.Sections[0].Buttons = append(m.Sections[0].Buttons, chat.Button{Label: labelled(e.Question), Line: line + " " + string(e.ID)})
		}
		return m
	}
	sel := chat.Select{Label: p.Plain("knowledge.pick.label"), Line: line}
	for _, e := range entries {
		sel.Options = append(sel.Options, chat.Option{Label: e.Question, Value: string(e.ID)})
	}
	text := p.Text("knowledge.pick.many", i18n.Args{"Command": chat.Prefix + line})
	return chat.Message{Sections: []chat.Section{{Text: text, Selects: []chat.Select{sel}}}}
}

// RecordView is an entry with everything that editors can do.
func RecordView(p i18n.Printer, r Record, now time.Time) chat.Message {
	id := string(r.Entry.ID)
	s := entryCard(p, r.Entry, now)
	s.Buttons = []chat.Button{editButton(p, r.Entry.ID), historyButton(p, r.ID)}
	if r.Retired {
		s.Text = chat.Lines(p.Text("knowledge.retired"), s.Text)
		return chat.Message{Sections: []chat.Section{s}}
	}
	s.Buttons = append(s.Buttons, chat.Button{Label: p.Plain("knowledge.button.retire"), Line: "wissen entfernen " + id, Style: chat.Danger})
	return chat.Message{Sections: []chat.Section{s}}
}

// entryCard is an entry as everybody reads it, and beneath what only editors see.
func entryCard(p i18n.Printer, e Entry, now time.Time) chat.Section {
	s := chat.Section{Text: answerText(p, e, now)}
	for _, f := range []struct{ name, value string }{
		{"id", string(e.ID)}, {"alternatives", strings.Join(e.Alternatives, " · ")}, {"tags", strings.Join(e.Tags, ", ")},
		{"owner", e.Owner}, {"command", e.Command},
	} {
		if f.value != "" {
			const most = 300
			s.Fields = append(s.Fields, chat.Field{Label: p.Plain("knowledge.form." + f.name), Value: chat.Words(chat.Shorten(f.value, most))})
		}
	}
	return s
}

// PreviewView shows a draft as everybody will read it.
func PreviewView(p i18n.Printer, d Draft, now time.Time) chat.Message {
	m := chat.Say(p.Text("knowledge.preview"))
	m.Sections = append(m.Sections, entryCard(p, d.Entry, now), chat.Section{Buttons: []chat.Button{
		{Label: p.Plain("knowledge.button.publish"), Line: "wissen veröffentlichen " + d.line(), Style: chat.Primary},
		{Label: p.Plain("knowledge.button.go_on"), Line: "wissen ändern " + string(d.Entry.ID)},
		discardButton(p, d),
	}})
	return m
}

func discardButton(p i18n.Printer, d Draft) chat.Button {
	return chat.Button{Label: p.Plain("knowledge.button.discard"), Line: "wissen verwerfen " + d.line(), Style: chat.Danger}
}

// line names the draft as it is now, so that no button publishes what it did not show.
func (d Draft) line() string {
	return string(d.Entry.ID) + " " + d.Saved()
}

// Saved says when the draft was last saved, in milliseconds.
func (d Draft) Saved() string { return strconv.FormatInt(d.At.UnixMilli(), 10) }

// PublishedView says that a draft is answered from now on, and how to take that back.
func PublishedView(p i18n.Printer, r Record, now time.Time) chat.Message {
	m := chat.Say(p.Text("knowledge.published"))
	s := entryCard(p, r.Entry, now)
	s.Fields = nil
	s.Buttons = []chat.Button{editButton(p, r.Entry.ID)}
	if r.Version > 1 {
		s.Buttons = append(s.Buttons, restoreButton(p, "knowledge.button.undo", r, r.Version-1))
	}
	m.Sections = append(m.Sections, s)
	return m
}

// restoreButton takes the record back to a version, unless somebody changes it before that.
func restoreButton(p i18n.Printer, key string, now Record, version int) chat.Button {
	line := fmt.Sprintf("wissen zurück %s %d %d", now.ID, version, now.Version)
	return chat.Button{Label: p.Plain(key, i18n.Args{"Version": version}), Line: line}
}

// ConflictView shows what somebody else has made of an entry meanwhile, beside the
// editor's own draft of it, so that nothing of either is lost. by is who did it.
func ConflictView(p i18n.Printer, newest Record, by string, d *Draft, now time.Time) chat.Message {
	args := i18n.Args{"Name": by, "At": newest.At}
	if newest.IsList() {
		return chat.Say(p.Text("knowledge.conflict.list", args), historyButton(p, newest.ID))
	}
	if d == nil {
		m := chat.Say(p.Text("knowledge.conflict", args))
		m.Sections = append(m.Sections, RecordView(p, newest, now).Sections...)
		return m
	}
	m := chat.Say(p.Text("knowledge.conflict.draft", args))
	theirs, mine := entryCard(p, newest.Entry, now), entryCard(p, d.Entry, now)
	m.Sections = append(m.Sections, theirs, chat.Section{Text: p.Text("knowledge.conflict.mine")}, mine, chat.Section{Buttons: []chat.Button{
		{Label: p.Plain("knowledge.button.rebase"), Line: "wissen ändern " + string(newest.ID) + " " + strconv.Itoa(newest.Version), Style: chat.Primary},
		discardButton(p, *d),
	}})
	return m
}

// DiscardedView says that a draft is gone.
func DiscardedView(p i18n.Printer, d Draft) chat.Message {
	return chat.Say(p.Text("knowledge.discarded", i18n.Args{"Question": d.Entry.Question}), newButton(p))
}

// ConfirmRetireView asks once.
func ConfirmRetireView(p i18n.Printer, r Record) chat.Message {
	return chat.Say(p.Text("knowledge.retire.ask", i18n.Args{"Question": r.Entry.Question}),
		chat.Button{Label: p.Plain("knowledge.button.retire_yes"), Line: "wissen entfernen " + string(r.ID) + " ja", Style: chat.Danger},
		chat.Button{Label: p.Plain("knowledge.button.retire_no"), Line: "wissen " + string(r.ID)})
}

// RetiredView says that an entry answers nothing any more.
func RetiredView(p i18n.Printer, r Record) chat.Message {
	return chat.Say(p.Text("knowledge.retire.done", i18n.Args{"Question": r.Entry.Question}), restoreButton(p, "knowledge.button.undo", r, r.Version-1))
}
