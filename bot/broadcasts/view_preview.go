package broadcasts

import (
	"strconv"
	"strings"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// previewView shows what waits for approval to me, one of the admins: as it will be read, to
// how many people, from when on (zero is at once) and for how long, and what can be done.
func previewView(p i18n.Printer, b Broadcast, a Audience, starts time.Time, me people.ID) chat.Message {
	head := p.Text("broadcast.preview")
	if b.Correction != nil {
		head = p.Text("broadcast.preview.correction")
	}
	return previewed(p, head, b, a, starts, me)
}

// askView asks another admin for approval.
func askView(p i18n.Printer, b Broadcast, a Audience, starts time.Time, me people.ID, from string) chat.Message {
	key := "broadcast.ask"
	if b.Correction != nil {
		key = "broadcast.ask.correction"
	}
	return previewed(p, p.Text(key, i18n.Args{"From": from}), b, a, starts, me)
}

func previewed(p i18n.Printer, head chat.Text, b Broadcast, a Audience, starts time.Time, me people.ID) chat.Message {
	m := chat.Say(head)
	shown := b.proposed()
	for _, lang := range i18n.Languages {
		in := p.In(lang)
		if lang != i18n.Languages[0] {
			if shown.TextEN == "" {
				m.Sections = append(m.Sections, chat.Section{Text: p.Text("broadcast.preview.german_only")})
				continue
			}
			m.Sections = append(m.Sections, chat.Section{Text: p.Text("broadcast.preview.english")})
		}
		shown.Approver = "" // as two admins would have agreed
		as := MessageView(in, shown)
		if b.Correction != nil {
			as = CorrectedView(in, shown)
		}
		for _, s := range as.Sections {
			s.Buttons = nil
			m.Sections = append(m.Sections, s)
		}
	}
	m.Sections = append(m.Sections, looksView(p, a.Looks)...)
	about := chat.Section{Text: hints(p, b, a), Fields: facts(p, b, a, starts)}
	if b.Correction != nil {
		about = chat.Section{Text: p.Text(b.either("broadcast.preview.replaces", "broadcast.preview.replaces.channel"), i18n.Args{"Count": b.Send.Done})}
	}
	next := chat.Button{Label: p.Plain("broadcast.button.ask"), Line: "mitteilung freigabe " + string(b.ID), Style: chat.Primary}
	if me != b.proposer() {
		next = chat.Button{Label: p.Plain("broadcast.button.approve"), Line: "mitteilung freigeben " + string(b.ID) + " " + strconv.Itoa(b.Version), Style: chat.Primary}
	}
	test := chat.Button{Label: p.Plain("broadcast.button.test"), Line: "mitteilung test " + string(b.ID)}
	about.Buttons = []chat.Button{test, next, changeButton(p, b), discardButton(p, b)}
	m.Sections = append(m.Sections, about)
	if b.State == Draft {
		m.Sections = append(m.Sections, fileView(p, b))
	}
	if len(a.Instead) > 0 {
		m.Sections = append(m.Sections, insteadView(p, b, a))
	}
	return m
}

// fileView says how a picture or file goes along, or takes it away.
func fileView(p i18n.Printer, b Broadcast) chat.Section {
	if b.File == nil {
		return chat.Section{Text: p.Text("broadcast.file.how", i18n.Args{"ID": string(b.ID), "Max": MaxFile >> 20})}
	}
	return chat.Section{
		Text:    p.Text("broadcast.file.with", i18n.Args{"Name": b.File.Name}),
		Buttons: []chat.Button{{Label: p.Plain("broadcast.file.without"), Line: "mitteilung anhang " + string(b.ID) + " weg"}},
	}
}

// insteadView offers the channels that reach the same people.
func insteadView(p i18n.Printer, b Broadcast, a Audience) chat.Section {
	to := Target{Kind: ToChannels, Channels: a.Instead}
	_, typed, _ := strings.Cut(to.typed(), " ")
	return chat.Section{
		Text:    p.Text("broadcast.instead", i18n.Args{"Count": len(a.People), "Channels": channelNames(p, a.Instead)}),
		Buttons: []chat.Button{{Label: p.Plain("broadcast.instead.button"), Line: "mitteilung kanal " + string(b.ID) + " " + strconv.Itoa(b.Version) + " " + typed}},
	}
}

func channelNames(p i18n.Printer, all []Channel) string {
	var names []string
	for _, c := range all {
		names = append(names, p.Plain("broadcast.channel", i18n.Args{"Name": c.Name, "Chat": people.PlatformName(p, c.Platform)}))
	}
	return strings.Join(names, ", ")
}

func facts(p i18n.Printer, b Broadcast, a Audience, starts time.Time) []chat.Field {
	var chats []string
	for _, c := range a.Chats() {
		chats = append(chats, p.Plain("broadcast.field.chat", i18n.Args{"Chat": people.PlatformName(p, c), "Number": a.ByChat[c]}))
	}
	fields := []chat.Field{
		{Label: p.Plain("broadcast.field.target"), Value: chat.Words(TargetName(p, b.Target))},
		{Label: p.Plain("broadcast.field.people"), Value: p.Text(b.either("broadcast.people", "broadcast.people.channel"), i18n.Args{"Count": a.Reach()})},
	}
	if len(chats) > 0 && b.Target.Kind != ToChannels {
		fields = append(fields, chat.Field{Label: p.Plain("broadcast.field.chats"), Value: chat.Words(strings.Join(chats, ", "))})
	}
	return append(fields,
		chat.Field{Label: p.Plain("broadcast.field.begins"), Value: chat.Words(beginning(p, starts))},
		chat.Field{Label: p.Plain("broadcast.field.takes"), Value: chat.Words(duration(p, time.Duration(a.Seconds)*time.Second))})
}

func beginning(p i18n.Printer, starts time.Time) string {
	if starts.IsZero() {
		return p.Plain("broadcast.at_once")
	}
	return p.DateTime(starts)
}

// hints are what an admin has to know besides.
func hints(p i18n.Printer, b Broadcast, a Audience) chat.Text {
	var all chat.Text
	if a.Left > 0 {
		all = chat.Lines(all, p.Text("broadcast.hint.left", i18n.Args{"Count": a.Left, "Topic": b.topicName(p)}))
	}
	if a.Chatless > 0 {
		all = chat.Lines(all, p.Text("broadcast.hint.chatless", i18n.Args{"Count": a.Chatless}))
	}
	if b.Compulsory {
		all = chat.Lines(all, p.Text("broadcast.hint.compulsory"))
	}
	if b.Urgent {
		all = chat.Lines(all, p.Text("broadcast.hint.urgent"))
	}
	return chat.Lines(all, p.Text("broadcast.hint.mail"))
}

// TargetName says whom an announcement is for.
func TargetName(p i18n.Printer, t Target) string {
	switch t.Kind {
	case ToDezernate:
		var names []string
		for _, d := range t.Names {
			names = append(names, people.DezernatName(p, d))
		}
		return strings.Join(names, ", ")
	case ToRoles:
		var names []string
		for _, r := range t.Names {
			names = append(names, people.RoleName(p, people.Role(r)))
		}
		return p.Plain("broadcast.target.roles", i18n.Args{"Names": strings.Join(names, ", ")})
	case ToTopic:
		return p.Plain("broadcast.target.topic", i18n.Args{"Name": TopicName(p, Topic{ID: t.topic(), Name: t.Label})})
	case ToEvent:
		return p.Plain("broadcast.target.event", i18n.Args{"Title": t.Label})
	case ToChannels:
		return channelNames(p, t.Channels)
	}
	return p.Plain("broadcast.target.all")
}

// duration is about how long something takes.
func duration(p i18n.Printer, d time.Duration) string {
	if d < time.Minute {
		return p.Plain("broadcast.time.moment")
	}
	if d < time.Hour {
		return p.Plain("broadcast.time.minutes", i18n.Args{"Count": int((d + time.Minute - 1) / time.Minute)})
	}
	return p.Plain("broadcast.time.hours", i18n.Args{"Hours": int(d / time.Hour), "Minutes": int(d % time.Hour / time.Minute)})
}

// AskedView says who has been asked for approval.
func AskedView(p i18n.Printer, others []people.Person) chat.Message {
	var names []string
	for _, o := range others {
		names = append(names, o.Shown())
	}
	return chat.Say(p.Text("broadcast.asked", i18n.Args{"Names": strings.Join(names, ", ")}))
}

func changeButton(p i18n.Printer, b Broadcast) chat.Button {
	line := "mitteilung ändern "
	if b.Correction != nil {
		line = "mitteilung korrigieren "
	}
	return chat.Button{Label: p.Plain("broadcast.button.change"), Line: line + string(b.ID)}
}

func discardButton(p i18n.Printer, b Broadcast) chat.Button {
	return chat.Button{Label: p.Plain("broadcast.button.discard"), Line: "mitteilung verwerfen " + string(b.ID), Style: chat.Danger}
}
