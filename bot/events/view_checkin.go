package events

import (
	"slices"
	"strconv"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// checkinPage is how many people have a button of their own at once.
const checkinPage = 20

// CheckinPage is the page, from 1, on which somebody stands.
func CheckinPage(list []people.Person, who people.ID) int {
	i := slices.IndexFunc(list, func(p people.Person) bool { return p.ID == who })
	return max(i, 0)/checkinPage + 1
}

// CheckinView is the list at the door, a page of it from 1, with a button for everybody and, where it is
// long, all those to choose from who are not there yet. said, if any, stands above it.
func CheckinView(p i18n.Printer, e Event, list []people.Person, page int, said chat.Text, now time.Time) chat.Message {
	title := p.Text("event.checkin", i18n.Args{"Title": e.Title})
	if len(list) == 0 {
		return chat.Say(chat.Lines(title, p.Text("event.roster.empty")))
	}
	pages := (len(list) + checkinPage - 1) / checkinPage
	page = max(1, min(page, pages))
	line := "veranstaltung anwesend " + string(e.ID)
	m := chat.Say(chat.Lines(said, title, presentLine(p, e, now), p.Text("event.checkin.how")))
	if pages > 1 {
		m.Sections = append(m.Sections, chat.Section{Selects: absentSelect(p, e, list, line)})
	}
	names := chat.Section{}
	if pages > 1 {
		names.Text = p.Text("event.checkin.page", i18n.Args{"Page": page, "Pages": pages})
	}
	for _, who := range list[(page-1)*checkinPage : min(page*checkinPage, len(list))] {
		names.Buttons = append(names.Buttons, attendButton(p, e, who, line))
	}
	m.Sections = append(m.Sections, names)
	var turn []chat.Button
	if page > 1 {
		turn = append(turn, chat.Button{Label: p.Plain("event.checkin.before"), Line: line + " " + strconv.Itoa(page-1)})
	}
	if page < pages {
		turn = append(turn, chat.Button{Label: p.Plain("event.checkin.after"), Line: line + " " + strconv.Itoa(page+1)})
	}
	if len(turn) > 0 {
		m.Sections = append(m.Sections, chat.Section{Buttons: turn})
	}
	return m
}

// attendButton says that somebody is there or takes it back. It names what it makes true, so
// that pressing it twice is pressing it once.
func attendButton(p i18n.Printer, e Event, who people.Person, line string) chat.Button {
	label := shown(p, who) + dezernat(who)
	if e.Present[who.ID] {
		return chat.Button{Label: p.Plain("event.checkin.is_there", i18n.Args{"Name": label}), Line: line + " " + string(who.ID) + " nein", Style: chat.Primary}
	}
	return chat.Button{Label: label, Line: line + " " + string(who.ID) + " ja"}
}

// absentSelect finds people in a long list, where they can be searched.
func absentSelect(p i18n.Printer, e Event, list []people.Person, line string) []chat.Select {
	sel := chat.Select{Label: p.Plain("event.checkin.absent"), Line: line}
	for _, who := range list {
		if !e.Present[who.ID] {
			sel.Options = append(sel.Options, chat.Option{Label: shown(p, who) + dezernat(who), Value: string(who.ID)})
		}
	}
	if len(sel.Options) == 0 {
		return nil
	}
	return []chat.Select{sel}
}

// AttendedText says what was noted about somebody.
func AttendedText(p i18n.Printer, who people.Person, present bool) chat.Text {
	key := "event.checkin.noted"
	if !present {
		key = "event.checkin.taken_back"
	}
	return p.Text(key, i18n.Args{"Name": who.Shown()})
}

// NoShowsText says how many stayed away from an event that is to be planned once more; nil if nobody did.
func NoShowsText(p i18n.Printer, e Event) chat.Text {
	n := e.CountNoShows()
	if n == 0 {
		return nil
	}
	return p.Text("event.form.no_shows", i18n.Args{"Count": n, "Title": e.Title})
}

func checkinButton(p i18n.Printer, e Event) chat.Button {
	return chat.Button{Label: p.Plain("event.button.checkin"), Line: "veranstaltung anwesend " + string(e.ID), Style: chat.Primary}
}
