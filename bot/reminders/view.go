package reminders

import (
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// AddedView says when the person will be reminded of what.
func AddedView(p i18n.Printer, r Reminder) chat.Message {
	return chat.Say(p.Text("reminder.added", r.args()), cancelButton(p, r))
}

// CancelledView says that there will be no reminder.
func CancelledView(p i18n.Printer, r Reminder) chat.Message {
	return chat.Say(p.Text("reminder.cancelled", r.args()))
}

// DueView is the reminder itself; one that comes late says when it was meant to come.
func DueView(p i18n.Printer, r Reminder, now time.Time) chat.Message {
	const late = 10 * time.Minute
	t := p.Text("reminder.due", r.args())
	if now.Sub(r.Due) > late {
		t = chat.Lines(t, p.Text("reminder.late", r.args()))
	}
	line := "erinnern später " + string(r.ID)
	return chat.Say(t,
		chat.Button{Label: p.Plain("remind.button.hour"), Line: line + " 1h"},
		chat.Button{Label: p.Plain("remind.button.tomorrow"), Line: line + " morgen"})
}

// ListSections are the reminders that a person has before them, each with a way to cancel it.
func ListSections(p i18n.Printer, open []Reminder) []chat.Section {
	if len(open) == 0 {
		return []chat.Section{{Text: p.Text("reminder.none")}}
	}
	const buttons = 5 // above, a list to choose from is easier to read
	head := chat.Section{Text: p.Text("reminder.list", i18n.Args{"Count": len(open)})}
	if len(open) <= buttons {
		sections := []chat.Section{head}
		for _, r := range open {
			sections = append(sections, chat.Section{Text: p.Text("reminder.item", r.args()), Buttons: []chat.Button{cancelButton(p, r)}})
		}
		return sections
	}
	const short = 60 // characters of a text
	var items []chat.Text
	sel := chat.Select{Label: p.Plain("reminder.pick"), Line: "erinnern löschen"}
	for _, r := range open {
		r.Text = chat.Shorten(r.Text, short)
		items = append(items, p.Text("reminder.item", r.args()))
		sel.Options = append(sel.Options, chat.Option{Label: chat.Shorten(p.DateTime(r.Due)+" · "+r.Text, short), Value: string(r.ID)})
	}
	head.Text = append(append(head.Text, chat.Node{Kind: chat.Break}), chat.Bullets(items...)...)
	head.Selects = []chat.Select{sel}
	return []chat.Section{head}
}

func cancelButton(p i18n.Printer, r Reminder) chat.Button {
	return chat.Button{Label: p.Plain("reminder.button.cancel"), Line: "erinnern löschen " + string(r.ID)}
}

func (r Reminder) args() i18n.Args { return i18n.Args{"Due": r.Due, "Text": chat.Words(r.Text)} }
