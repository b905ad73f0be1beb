package events

import (
	"slices"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
)

// rhythmField asks when people are reminded.
func rhythmField(p i18n.Printer, e Event) chat.FormField {
	f := chat.FormField{
		Name: "reminders", Type: chat.SelectField, Value: rhythmName(e.Rhythm()),
		Label: p.Plain("event.form.reminders"), Hint: p.Plain("event.form.reminders.hint"),
	}
	for _, r := range Rhythms {
		f.Options = append(f.Options, chat.Option{Label: offsetsLine(p, r), Value: rhythmName(r)})
	}
	return f
}

// readRhythm reads what was chosen; nothing leaves it as it is.
func readRhythm(wrong map[string]*fault.Fault, v string, old Event) []Offset {
	if v == "" {
		return old.Rhythm()
	}
	i := slices.IndexFunc(Rhythms, func(r []Offset) bool { return rhythmName(r) == v })
	if i < 0 {
		wrong["reminders"] = fault.New("event.reminders_unknown")
		return old.Rhythm()
	}
	return Rhythms[i]
}
