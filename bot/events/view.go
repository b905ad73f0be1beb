package events

import (
	"strconv"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// PageSize is how many events a page of the list shows.
const PageSize = 6

// ListView is a page of what is coming, from 1; each event with the person's own standing.
func ListView(p i18n.Printer, all []Event, me people.Person, page int, now time.Time) chat.Message {
	if len(all) == 0 {
		return chat.Say(p.Text("event.none"))
	}
	pages := (len(all) + PageSize - 1) / PageSize
	page = max(1, min(page, pages))
	shown := all[(page-1)*PageSize : min(page*PageSize, len(all))]
	title := p.Text("event.list")
	if pages > 1 {
		title = p.Text("event.list.page", i18n.Args{"Page": page, "Pages": pages})
	}
	m := chat.Say(title)
	for _, e := range shown {
		m.Sections = append(m.Sections, Card(p, e, me, now))
	}
	var turn []chat.Button
	if page > 1 {
		turn = append(turn, chat.Button{Label: p.Plain("event.button.earlier"), Line: "termine " + strconv.Itoa(page-1)})
	}
	if page < pages {
		turn = append(turn, chat.Button{Label: p.Plain("event.button.later"), Line: "termine " + strconv.Itoa(page+1)})
	}
	if len(turn) > 0 {
		m.Sections = append(m.Sections, chat.Section{Buttons: turn})
	}
	return m
}

// Card is one event with everything that a person wants to know before signing up.
func Card(p i18n.Printer, e Event, me people.Person, now time.Time) chat.Section {
	st := e.Standing(me.ID)
	s := chat.Section{
		Text:   chat.Lines(chat.Text{{Kind: chat.Strong, Text: e.Title}}, chat.Words(e.Description), standingLine(p, st)),
		Fields: append(facts(p, e), chat.Field{Label: p.Plain("event.field.seats"), Value: chat.Words(seatsLine(p, e, now))}),
	}
	if e.Confirm > 0 {
		s.Fields = append(s.Fields, chat.Field{Label: p.Plain("event.field.confirm"), Value: p.Text("event.confirm_within", i18n.Args{"Count": e.Confirm})})
	}
	switch {
	case st.Offered && !e.Over(now):
		s.Buttons = offerButtons(p, e)
	case st.In() && !e.Over(now):
		s.Buttons = append(s.Buttons, leaveButton(p, e))
	case !st.In() && e.Joinable(now):
		s.Buttons = append(s.Buttons, joinButton(p, e))
	}
	return s
}

func facts(p i18n.Printer, e Event) []chat.Field {
	return []chat.Field{
		{Label: p.Plain("event.field.when"), Value: chat.Words(p.Span(e.Start, e.End))},
		{Label: p.Plain("event.field.place"), Value: chat.Words(e.Place)},
	}
}

// seatsLine says how much room there is, "noch 12 Plätze" or "ausgebucht, 14 warten".
func seatsLine(p i18n.Printer, e Event, now time.Time) string {
	var line string
	switch {
	case e.Unlimited():
		line = p.Plain("event.seats.unlimited")
	case !e.Full():
		line = p.Plain("event.seats.free", i18n.Args{"Count": e.Free()})
	case e.CountWaiting() == 0:
		line = p.Plain("event.seats.none_left")
	default:
		line = p.Plain("event.seats.full", i18n.Args{"Count": e.CountWaiting()})
	}
	switch {
	case e.Ended(now):
		return p.Plain("event.seats.over")
	case e.Over(now):
		return p.Plain("event.seats.running")
	case !e.Joinable(now):
		return p.Plain("event.seats.closed", i18n.Args{"Line": line})
	case !e.Deadline.Equal(e.Start):
		return p.Plain("event.seats.until", i18n.Args{"Line": line, "Deadline": e.Deadline})
	}
	return line
}

func standingLine(p i18n.Printer, st Standing) chat.Text {
	switch {
	case st.Seated:
		return p.Text("event.mine.seated")
	case st.Offered:
		return chat.Words(offerWords(p, st))
	case st.Waiting:
		return p.Text("event.mine.waiting", i18n.Args{"Rank": st.Rank, "Of": st.Of})
	}
	return nil
}

// headline is the answer that nobody can misread.
func headline(p i18n.Printer, e Event, st Standing) chat.Text {
	switch {
	case st.Seated:
		return p.Text("event.answer.seated", i18n.Args{"Title": e.Title})
	case st.Offered:
		return p.Text("event.answer.offered", i18n.Args{"Title": e.Title, "Offer": offerWords(p, st)})
	}
	return p.Text("event.answer.waiting", i18n.Args{"Title": e.Title, "Rank": st.Rank, "Of": st.Of})
}

// JoinedView answers a sign-up; already says that it was not the first.
func JoinedView(p i18n.Printer, e Event, me people.ID, already bool, now time.Time) chat.Message {
	st := e.Standing(me)
	next := p.Text("event.next.seated")
	switch {
	case st.Offered:
		next = p.Text("event.next.offered")
	case st.Waiting && e.Late(now):
		next = p.Text("event.next.waiting_late")
	case st.Waiting && e.Confirm > 0:
		next = p.Text("event.next.waiting_offer", i18n.Args{"Count": e.Confirm})
	case st.Waiting:
		next = p.Text("event.next.waiting")
	}
	t := chat.Lines(headline(p, e, st), next)
	if already {
		t = chat.Lines(p.Text("event.already"), t)
	}
	return withButtons(p, e, st, t)
}

// PickView asks which event is meant; line is the command that gets its id.
func PickView(p i18n.Printer, question chat.Text, all []Event, line string, now time.Time) chat.Message {
	const buttons = 6 // above, a list to choose from is easier to read
	if len(all) > buttons {
		sel := chat.Select{Label: p.Plain("event.pick.label"), Line: line}
		for _, e := range all {
			sel.Options = append(sel.Options, chat.Option{Label: e.Title + " · " + p.DateTime(e.Start), Value: string(e.ID)})
		}
		return chat.Message{Sections: []chat.Section{{Text: question, Selects: []chat.Select{sel}}}}
	}
	m := chat.Say(question)
	for _, e := range all {
		facts := p.Span(e.Start, e.End) + " · " + e.Place + " · " + seatsLine(p, e, now)
		m.Sections = append(m.Sections, chat.Section{
			Text:    chat.Lines(chat.Text{{Kind: chat.Strong, Text: e.Title}}, chat.Words(facts)),
			Buttons: []chat.Button{{Label: shorten(e.Title), Line: line + " " + string(e.ID), Style: chat.Primary}},
		})
	}
	return m
}

// ConfirmLeaveView asks once, because a place that was given up is somebody else's.
func ConfirmLeaveView(p i18n.Printer, e Event, st Standing) chat.Message {
	key := "event.leave.ask.seated"
	switch {
	case st.Offered:
		key = "event.leave.ask.offered"
	case st.Waiting:
		key = "event.leave.ask.waiting"
	}
	return chat.Say(p.Text(key, i18n.Args{"Title": e.Title, "When": p.Span(e.Start, e.End), "Rank": st.Rank, "Of": st.Of}),
		chat.Button{Label: p.Plain("event.leave.yes"), Line: "abmelden " + string(e.ID) + " ja", Style: chat.Danger},
		chat.Button{Label: p.Plain("event.leave.no"), Line: "platz " + string(e.ID)},
	)
}

// LeftView answers a sign-off.
func LeftView(p i18n.Printer, e Event, now time.Time) chat.Message {
	m := chat.Say(p.Text("event.left", i18n.Args{"Title": e.Title}))
	if e.Joinable(now) {
		m.Sections[0].Buttons = []chat.Button{joinButton(p, e)}
	}
	return m
}

// MineView is everything that a person is in.
func MineView(p i18n.Printer, all []Event, me people.ID, now time.Time) chat.Message {
	if len(all) == 0 {
		return chat.Say(p.Text("event.mine.none"), listButton(p))
	}
	m := chat.Say(p.Text("event.mine", i18n.Args{"Count": len(all)}))
	for _, e := range all {
		m.Sections = append(m.Sections, mineCard(p, e, me, now))
	}
	return m
}

func mineCard(p i18n.Printer, e Event, me people.ID, now time.Time) chat.Section {
	st := e.Standing(me)
	if e.State == Cancelled {
		return chat.Section{Text: p.Text("event.mine.cancelled", i18n.Args{"Title": e.Title, "Reason": e.Reason}), Fields: facts(p, e)}
	}
	s := chat.Section{Text: headline(p, e, st), Fields: facts(p, e)}
	if !e.Over(now) {
		s.Buttons = inButtons(p, e, st)
	}
	return s
}

func joinButton(p i18n.Printer, e Event) chat.Button {
	return chat.Button{Label: p.Plain("event.button.join", i18n.Args{"Title": shorten(e.Title)}), Line: "anmelden " + string(e.ID), Style: chat.Primary}
}

func leaveButton(p i18n.Printer, e Event) chat.Button {
	return chat.Button{Label: p.Plain("event.button.leave", i18n.Args{"Title": shorten(e.Title)}), Line: "abmelden " + string(e.ID)}
}

func inButtons(p i18n.Printer, e Event, st Standing) []chat.Button {
	if st.Offered {
		return offerButtons(p, e)
	}
	return []chat.Button{
		{Label: p.Plain("event.button.calendar"), Line: "kalender " + string(e.ID)},
		{Label: p.Plain("event.button.leave.short"), Line: "abmelden " + string(e.ID)},
	}
}

func listButton(p i18n.Printer) chat.Button {
	return chat.Button{Label: p.Plain("event.button.list"), Line: "termine"}
}

// shorten keeps a title within what a button shows.
func shorten(s string) string { return chat.Shorten(s, 40) }

// StartView is the person's next dates and what they could still sign up for, a few of each.
func StartView(p i18n.Printer, all []Event, me people.Person, now time.Time) []chat.Section {
	const few = 3
	var sections []chat.Section
	mine := keep(all, func(e Event) bool { return e.Standing(me.ID).In() })
	if len(mine) > 0 {
		sections = append(sections, chat.Section{Text: p.Text("start.mine")})
	}
	for _, e := range mine[:min(few, len(mine))] {
		sections = append(sections, mineCard(p, e, me.ID, now))
	}
	open := keep(all, func(e Event) bool { return e.Joinable(now) && !e.Standing(me.ID).In() })
	if len(open) > 0 {
		sections = append(sections, chat.Section{Text: p.Text("start.open")})
	}
	for _, e := range open[:min(few, len(open))] {
		sections = append(sections, Card(p, e, me, now))
	}
	if len(sections) == 0 {
		sections = append(sections, chat.Section{Text: p.Text("event.none")})
	}
	return sections
}
