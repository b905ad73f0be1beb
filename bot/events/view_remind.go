package events

import (
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// RemindView is a reminder: when and where, and what can be done about it.
func RemindView(p i18n.Printer, e Event, now time.Time) chat.Message {
	const pause = time.Hour // of the button that puts it off
	id := string(e.ID)
	buttons := []chat.Button{{Label: p.Plain("event.button.calendar"), Line: "kalender " + id}}
	if now.Add(pause).Before(e.Start) {
		buttons = append(buttons, chat.Button{Label: p.Plain("remind.button.hour"), Line: "erinnern später " + id + " 1h"})
	}
	buttons = append(buttons,
		chat.Button{Label: p.Plain("event.remind.leave"), Line: "abmelden " + id},
		chat.Button{Label: p.Plain("event.remind.off"), Line: "erinnern " + id + " aus"})
	text := p.Text("event.remind", i18n.Args{"Title": e.Title, "Day": p.Relative(e.Start, now), "Time": p.Clock(e.Start)})
	return chat.Message{Sections: []chat.Section{{Text: text, Fields: facts(p, e), Buttons: buttons}}}
}

// WishesSections are the events that somebody is in, each with when they are reminded of it
// and a way to change that, and the default for all others.
func WishesSections(p i18n.Printer, mine []Event, w Wishes) []chat.Section {
	if len(mine) == 0 {
		return []chat.Section{{Text: p.Text("event.remind.none")}, standardSection(p, w.For(""))}
	}
	return append(PickWishView(p, mine, w).Sections, standardSection(p, w.For("")))
}

// PickWishView asks when somebody wants to be reminded of events that they are in.
func PickWishView(p i18n.Printer, mine []Event, w Wishes) chat.Message {
	const shown = 8
	var m chat.Message
	for _, e := range mine[:min(shown, len(mine))] {
		m.Sections = append(m.Sections, wishSection(p, e, w.For(e.ID)))
	}
	if more := len(mine) - shown; more > 0 {
		m.Sections = append(m.Sections, chat.Section{Text: p.Text("event.remind.more", i18n.Args{"Count": more})})
	}
	return m
}

// wishSection is one event with when somebody who wants w is reminded of it.
func wishSection(p i18n.Printer, e Event, w Wish) chat.Section {
	return chat.Section{
		Text: chat.Lines(chat.Text{{Kind: chat.Strong, Text: e.Title}},
			chat.Words(p.Span(e.Start, e.End)), p.Text("event.remind.set", i18n.Args{"When": offsetsLine(p, e.Offsets(w))})),
		Selects: []chat.Select{wishSelect(p, "erinnern "+string(e.ID))},
	}
}

// standardSection is the default, with a way to change it.
func standardSection(p i18n.Printer, w Wish) chat.Section {
	return chat.Section{
		Text:    p.Text("event.remind.standard", i18n.Args{"When": p.Plain("event.remind.wish." + string(w))}),
		Selects: []chat.Select{wishSelect(p, "erinnern standard")},
	}
}

func wishSelect(p i18n.Printer, line string) chat.Select {
	sel := chat.Select{Label: p.Plain("event.remind.choose"), Line: line}
	for _, w := range Offered {
		sel.Options = append(sel.Options, chat.Option{Label: p.Plain("event.remind.wish." + string(w)), Value: string(w)})
	}
	return sel
}

// offsetsLine is "7 Tage und 1 Tag vorher", or that there is no reminder.
func offsetsLine(p i18n.Printer, all []Offset) string {
	return p.Plain("event.remind.rhythm." + rhythmName(all))
}

// ChosenView says when somebody will be reminded of an event after they chose w.
func (s *Service) ChosenView(p i18n.Printer, e Event, me people.ID, w Wish) chat.Message {
	args := e.args()
	var times []chat.Text
	offsets := e.Offsets(w)
	for _, o := range offsets {
		if at := s.timetable().At(e.Start, o); at.After(s.Now()) {
			times = append(times, chat.Words(p.DateTime(at)))
		}
	}
	switch {
	case len(offsets) == 0:
		return chat.Say(p.Text("event.remind.chosen.off", args))
	case len(times) == 0:
		return chat.Say(p.Text("event.remind.chosen.past", args))
	}
	t := append(append(p.Text("event.remind.chosen", args), chat.Node{Kind: chat.Break}), chat.Bullets(times...)...)
	if e.Standing(me).Waiting {
		t = chat.Lines(t, p.Text("event.remind.chosen.waiting"))
	}
	return chat.Say(t)
}

// StandardView says what counts from now on for events without a choice of their own.
func StandardView(p i18n.Printer, w Wish) chat.Message {
	return chat.Message{Sections: []chat.Section{standardSection(p, w)}}
}

// SnoozedView says when the next reminder comes.
func SnoozedView(p i18n.Printer, e Event, at time.Time) chat.Message {
	return chat.Say(p.Text("event.remind.snoozed", i18n.Args{"Title": e.Title, "At": at}))
}
