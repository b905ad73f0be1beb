package knowledge

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// duePage is how many due entries a page shows.
const duePage = 5

// DueView is a page, from 1, of the entries that somebody should look at.
func DueView(p i18n.Printer, due []Record, page int, now time.Time) chat.Message {
	if len(due) == 0 {
		return chat.Say(p.Text("knowledge.due.none"))
	}
	pages := (len(due) + duePage - 1) / duePage
	page = max(1, min(page, pages))
	m := chat.Say(p.Text("knowledge.due", i18n.Args{"Count": len(due)}))
	for _, r := range due[(page-1)*duePage : min(page*duePage, len(due))] {
		s := chat.Section{Text: chat.Lines(answerText(p, r.Entry, now), dueReason(p, r.Entry))}
		s.Buttons = []chat.Button{
			{Label: p.Plain("knowledge.button.confirm"), Line: "wissen stimmt " + string(r.ID) + " " + strconv.Itoa(r.Version), Style: chat.Primary},
			editButton(p, r.Entry.ID),
		}
		m.Sections = append(m.Sections, s)
	}
	if page < pages {
		m.Sections = append(m.Sections, chat.Section{Buttons: []chat.Button{
			{Label: p.Plain("knowledge.button.next"), Line: "wissen prüfen " + strconv.Itoa(page+1)},
		}})
	}
	return m
}

func dueReason(p i18n.Printer, e Entry) chat.Text {
	if e.Unwatched() {
		return p.Text("knowledge.due.unwatched")
	}
	return nil
}

// ConfirmedView says when an entry is next looked at.
func ConfirmedView(p i18n.Printer, e Entry) chat.Message {
	return chat.Say(p.Text("knowledge.confirmed", i18n.Args{"Question": e.Question, "Day": dayText(p, e.Review)}),
		chat.Button{Label: p.Plain("knowledge.button.review"), Line: "wissen prüfen"})
}

// RestoredView says that an earlier version is in force again.
func RestoredView(p i18n.Printer, r Record, now time.Time) chat.Message {
	m := chat.Say(p.Text("knowledge.restored"))
	if r.IsList() {
		return m
	}
	m.Sections = append(m.Sections, RecordView(p, r, now).Sections...)
	return m
}

// HistoryView lists the versions of an entry or a list, the newest first; names is what
// those who made them are called.
func HistoryView(p i18n.Printer, all []Record, names func(Record) string) chat.Message {
	m := chat.Say(p.Text("knowledge.history", i18n.Args{"Name": all[0].shown(p)}))
	for i, r := range all {
		args := i18n.Args{"Version": r.Version, "At": r.At, "Name": names(r)}
		s := chat.Section{Text: p.Text("knowledge.history.version", args)}
		switch {
		case i+1 < len(all):
			s.Text = chat.Lines(s.Text, p.Text("knowledge.history.changed", i18n.Args{"What": changes(p, all[i+1], r)}))
		case r.Version == 1:
			s.Text = chat.Lines(s.Text, p.Text("knowledge.history.first"))
		}
		if i > 0 {
			s.Buttons = []chat.Button{restoreButton(p, "knowledge.button.restore", all[0], r.Version)}
		}
		m.Sections = append(m.Sections, s)
	}
	return m
}

// shown is what people call the record.
func (r Record) shown(p i18n.Printer) string {
	switch r.ID {
	case Glossary:
		return p.Plain("knowledge.list.glossary")
	case Elsewhere:
		return p.Plain("knowledge.list.elsewhere")
	}
	return r.Entry.Question
}

// changes names what differs between two versions.
func changes(p i18n.Printer, before, after Record) string {
	a, b := before.Entry, after.Entry
	var names []string
	for _, f := range []struct {
		key  string
		same bool
	}{
		{"knowledge.history.retired", before.Retired == after.Retired},
		{"knowledge.history.words", before.Text == after.Text},
		{"knowledge.form.question", a.Question == b.Question},
		{"knowledge.form.answer", a.Answer == b.Answer},
		{"knowledge.form.source", a.Source == b.Source},
		{"knowledge.form.alternatives", slices.Equal(a.Alternatives, b.Alternatives)},
		{"knowledge.form.tags", slices.Equal(a.Tags, b.Tags)},
		{"knowledge.form.owner", a.Owner == b.Owner},
		{"knowledge.form.review", a.Review.Equal(b.Review)},
		{"knowledge.form.command", a.Command == b.Command},
	} {
		if !f.same {
			names = append(names, p.Plain(f.key))
		}
	}
	return strings.Join(names, ", ")
}
