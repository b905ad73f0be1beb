package events

import (
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// PreviewView shows a draft as staff will see it.
func PreviewView(p i18n.Printer, e Event, me people.Person, now time.Time) chat.Message {
	card := Card(p, published(e), people.Person{ID: me.ID}, now)
	card.Buttons = nil
	m := chat.Say(p.Text("event.preview"))
	m.Sections = append(m.Sections, card, chat.Section{Buttons: []chat.Button{
		{Label: p.Plain("event.button.publish"), Line: "veranstaltung veröffentlichen " + string(e.ID), Style: chat.Primary},
		{Label: p.Plain("event.button.edit"), Line: "veranstaltung ändern " + string(e.ID)},
		{Label: p.Plain("event.button.discard"), Line: "veranstaltung verwerfen " + string(e.ID), Style: chat.Danger},
	}})
	return m
}

func published(e Event) Event {
	e.State = Open
	return e
}

// PublishedView says that people can sign up now, and how.
func PublishedView(p i18n.Printer, e Event, me people.Person, now time.Time) chat.Message {
	m := chat.Say(p.Text("event.published", i18n.Args{"Title": e.Title, "Command": chat.Prefix + "anmelden " + string(e.ID)}))
	m.Sections = append(m.Sections, Card(p, e, people.Person{ID: me.ID}, now), chat.Section{Buttons: manageButtons(p, e, now)})
	return m
}

// EditedView says what an event looks like now.
func EditedView(p i18n.Printer, e Event, me people.Person, now time.Time) chat.Message {
	m := chat.Say(p.Text("event.edited", i18n.Args{"Title": e.Title}))
	m.Sections = append(m.Sections, Card(p, e, me, now), chat.Section{Buttons: manageButtons(p, e, now)})
	return m
}

// DiscardedView says that a draft is gone.
func DiscardedView(p i18n.Printer, e Event) chat.Message {
	return chat.Say(p.Text("event.discarded", i18n.Args{"Title": e.Title}), newButton(p))
}

// CancelledView says that an event is called off and who will be told.
func CancelledView(p i18n.Printer, e Event) chat.Message {
	if len(e.Queue) == 0 {
		return chat.Say(p.Text("event.cancelled_done.nobody", i18n.Args{"Title": e.Title}))
	}
	return chat.Say(p.Text("event.cancelled_done", i18n.Args{"Title": e.Title, "Count": len(e.Queue)}))
}

// MessageSentView says how many people get a message.
func MessageSentView(p i18n.Printer, e Event) chat.Message {
	return chat.Say(p.Text("event.message_done", i18n.Args{"Title": e.Title, "Count": len(e.Queue)}))
}

// EnteredView says how a colleague stands after having been signed up.
func EnteredView(p i18n.Printer, e Event, who people.Person, already bool) chat.Message {
	st := e.Standing(who.ID)
	args := i18n.Args{"Name": who.Shown(), "Title": e.Title, "Rank": st.Rank, "Of": st.Of}
	key := "event.enter.seated"
	if st.Waiting {
		key = "event.enter.waiting"
	}
	t := chat.Lines(p.Text(key, args), isTold(p, who))
	if already {
		t = chat.Lines(p.Text("event.enter.already", args), p.Text(key, args))
	}
	return chat.Say(t, peopleButton(p, e))
}

// RemovedView says that a colleague has been signed off.
func RemovedView(p i18n.Printer, e Event, who people.Person) chat.Message {
	done := p.Text("event.remove.done", i18n.Args{"Name": who.Shown(), "Title": e.Title})
	return chat.Say(chat.Lines(done, isTold(p, who)), peopleButton(p, e))
}

// isTold says whether kigo can tell a colleague what an organiser did.
func isTold(p i18n.Printer, who people.Person) chat.Text {
	key := "event.enter.told"
	if len(who.Accounts) == 0 || who.Gone {
		key = "event.enter.untold"
	}
	return p.Text(key, i18n.Args{"Name": who.Shown()})
}

// ManagedView is what somebody organises.
func ManagedView(p i18n.Printer, all []Event, now time.Time) chat.Message {
	if len(all) == 0 {
		return chat.Say(p.Text("event.managed.none"), newButton(p))
	}
	m := chat.Say(p.Text("event.managed", i18n.Args{"Count": len(all)}), newButton(p))
	const shown = 10
	for _, e := range all[:min(len(all), shown)] {
		m.Sections = append(m.Sections, manageCard(p, e, now, []chat.Button{
			{Label: shorten(e.Title), Line: "veranstaltung " + string(e.ID)},
		}))
	}
	if more := len(all) - shown; more > 0 {
		m.Sections = append(m.Sections, chat.Section{Text: p.Text("event.managed.more", i18n.Args{"Count": more})})
	}
	return m
}

// ManageView is one event with everything that its organisers can do.
func ManageView(p i18n.Printer, e Event, now time.Time) chat.Message {
	return chat.Message{Sections: []chat.Section{manageCard(p, e, now, manageButtons(p, e, now))}}
}

func manageCard(p i18n.Printer, e Event, now time.Time, buttons []chat.Button) chat.Section {
	title := chat.Text{{Kind: chat.Strong, Text: e.Title}}
	if e.State == Draft {
		title = append(append(title, chat.Words(" ")...), p.Text("event.draft")...)
	}
	return chat.Section{
		Text:    title,
		Fields:  append(facts(p, e), chat.Field{Label: p.Plain("event.field.seats"), Value: chat.Words(seatsLine(p, published(e), now))}),
		Buttons: buttons,
	}
}

func manageButtons(p i18n.Printer, e Event, now time.Time) []chat.Button {
	id := string(e.ID)
	if e.State == Draft {
		return []chat.Button{
			{Label: p.Plain("event.button.publish"), Line: "veranstaltung veröffentlichen " + id, Style: chat.Primary},
			{Label: p.Plain("event.button.edit"), Line: "veranstaltung ändern " + id},
			{Label: p.Plain("event.button.discard"), Line: "veranstaltung verwerfen " + id, Style: chat.Danger},
		}
	}
	buttons := []chat.Button{peopleButton(p, e)}
	if e.Checkin(now) {
		buttons = append(buttons, checkinButton(p, e))
	}
	if !e.Over(now) {
		buttons = append(buttons, chat.Button{Label: p.Plain("event.button.edit"), Line: "veranstaltung ändern " + id})
	}
	return append(buttons,
		chat.Button{Label: p.Plain("event.button.message"), Line: "veranstaltung nachricht " + id},
		chat.Button{Label: p.Plain("event.button.copy"), Line: "veranstaltung kopieren " + id},
		chat.Button{Label: p.Plain("event.button.cancel"), Line: "veranstaltung absagen " + id, Style: chat.Danger})
}

func peopleButton(p i18n.Printer, e Event) chat.Button {
	return chat.Button{Label: p.Plain("event.button.people"), Line: "veranstaltung teilnehmende " + string(e.ID)}
}

func newButton(p i18n.Printer) chat.Button {
	return chat.Button{Label: p.Plain("event.button.new"), Line: "veranstaltung neu", Style: chat.Primary}
}

// CancelForm asks for the reason; sending it calls the event off.
func CancelForm(p i18n.Printer, e Event, line string) *chat.Form {
	intro := p.Text("event.cancel.intro", i18n.Args{"Title": e.Title, "Count": len(e.Queue)})
	if len(e.Queue) == 0 {
		intro = p.Text("event.cancel.intro.nobody", i18n.Args{"Title": e.Title})
	}
	return askText(line, "reason", MaxReason, chat.Form{
		Title:  p.Plain("event.cancel.title"),
		Intro:  intro,
		Submit: p.Plain("event.cancel.submit"),
	}, p.Plain("event.cancel.label"))
}

// MessageForm asks for a message to everybody in an event.
func MessageForm(p i18n.Printer, e Event, line string) *chat.Form {
	return askText(line, "text", MaxMessage, chat.Form{
		Title:  p.Plain("event.send.title"),
		Intro:  p.Text("event.send.intro", i18n.Args{"Title": e.Title, "Count": len(e.Queue)}),
		Submit: p.Plain("event.send.submit"),
	}, p.Plain("event.send.label"))
}

// askText gives a form its one text.
func askText(line, name string, most int, f chat.Form, label string) *chat.Form {
	f.Line = line
	f.Fields = []chat.FormField{{Name: name, Label: label, Type: chat.AreaField, Required: true, Max: most}}
	return &f
}
