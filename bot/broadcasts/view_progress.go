package broadcasts

import (
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// progressView is how far an announcement is: the message that updates itself. starts is
// when copies go out (again); zero is now.
func progressView(p i18n.Printer, b Broadcast, receipts int, starts time.Time) chat.Message {
	s := chat.Section{Text: headline(p, b, starts)}
	if b.Total > 0 && b.State != Draft {
		s.Fields = figuresOf(p, b, receipts, starts)
	}
	if b.Correction != nil {
		s.Text = chat.Lines(s.Text, p.Text("broadcast.correction.waits"))
	}
	s.Buttons = buttons(p, b)
	return chat.Message{Sections: []chat.Section{s}}
}

// headline is the announcement's name and what is going on with it.
func headline(p i18n.Printer, b Broadcast, starts time.Time) chat.Text {
	args := i18n.Args{"Name": b.Name(), "Begins": beginning(p, starts), "Count": b.ToEdit()}
	switch {
	case b.Target.Kind == ToChannels && b.State == Done && b.Send.Skipped > 0:
		return p.Text("broadcast.state.shut", args)
	case b.State == Recalled && !b.Edit.Over():
		return p.Text(b.either("broadcast.state.recalling", "broadcast.state.recalling.channel"), args)
	case b.State == Sending && !starts.IsZero():
		return p.Text("broadcast.state.waiting", args)
	case b.absent():
		args["Count"], args["Until"] = b.Send.Waiting, b.Send.Until
		return p.Text("broadcast.state.absent", args)
	case b.State == Approved && starts.IsZero():
		return p.Text("broadcast.state.sending", args)
	case b.State == Done && !b.Edit.Over():
		return p.Text(b.either("broadcast.state.correcting", "broadcast.state.correcting.channel"), args)
	}
	return p.Text("broadcast.state."+string(b.State), args)
}

func figuresOf(p i18n.Printer, b Broadcast, receipts int, starts time.Time) []chat.Field {
	unit := b.either("broadcast.people", "broadcast.channels")
	number := func(key string, n int) chat.Field {
		return chat.Field{Label: p.Plain(key), Value: p.Text(unit, i18n.Args{"Count": n})}
	}
	fields := []chat.Field{number("broadcast.field.sent", b.Send.Done)}
	if b.State != Recalled {
		fields = append(fields, number("broadcast.field.left", b.Send.Left()))
	}
	if b.State == Recalled || b.Edition > 0 {
		key := "broadcast.field.corrected"
		if b.State == Recalled {
			key = "broadcast.field.recalled"
		}
		fields = append(fields, number(key, b.Edit.Done))
	}
	if n := b.Send.Skipped; n > 0 {
		fields = append(fields, number("broadcast.field.skipped", n))
	}
	if n := b.Send.Failed + b.Edit.Failed; n > 0 {
		fields = append(fields, number("broadcast.field.failed", n))
	}
	if b.Receipt && b.State != Recalled {
		fields = append(fields, chat.Field{Label: p.Plain("broadcast.field.read"), Value: p.Text("broadcast.people", i18n.Args{"Count": receipts})})
	}
	if b.State == Sending && starts.IsZero() && !b.absent() {
		fields = append(fields, chat.Field{Label: p.Plain("broadcast.field.time_left"), Value: chat.Words(duration(p, b.TimeLeft()))})
	}
	return fields
}

// ApprovedView says what approving has set going.
func ApprovedView(p i18n.Printer, b Broadcast, correction bool) chat.Message {
	if correction {
		return chat.Say(p.Text("broadcast.approved.correction"))
	}
	args := i18n.Args{"Count": max(b.Reach, b.Total), "Channels": channelNames(p, b.Target.Channels)}
	return chat.Say(p.Text(b.either("broadcast.approved", "broadcast.approved.channel"), args), buttons(p, b)...)
}

// buttons are what admins can do with an announcement that is on its way.
func buttons(p i18n.Printer, b Broadcast) []chat.Button {
	id := string(b.ID)
	stop := chat.Button{Label: p.Plain("broadcast.button.stop"), Line: "mitteilung stopp " + id, Style: chat.Danger}
	resume := chat.Button{Label: p.Plain("broadcast.button.resume"), Line: "mitteilung weiter " + id, Style: chat.Primary}
	correct := chat.Button{Label: p.Plain("broadcast.button.correct"), Line: "mitteilung korrigieren " + id}
	recall := chat.Button{Label: p.Plain("broadcast.button.recall"), Line: "mitteilung zurückrufen " + id, Style: chat.Danger}
	switch {
	case b.Forgotten:
		return nil
	case b.State == Draft:
		return []chat.Button{{Label: p.Plain("broadcast.button.show"), Line: "mitteilung " + id, Style: chat.Primary}, discardButton(p, b)}
	case b.State == Approved:
		return []chat.Button{stop, changeButton(p, b)}
	case b.State == Sending:
		return []chat.Button{stop, correct, recall}
	case b.State == Stopped:
		return []chat.Button{resume, correct, recall}
	case b.State == Done:
		return []chat.Button{correct, recall}
	}
	return nil
}

// ListView is the latest announcements, each with what can be done.
func ListView(p i18n.Printer, cards []chat.Section, more int) chat.Message {
	fresh := chat.Button{Label: p.Plain("broadcast.button.new"), Line: "mitteilung neu", Style: chat.Primary}
	if len(cards) == 0 {
		return chat.Say(p.Text("broadcast.none"), fresh)
	}
	m := chat.Say(p.Text("broadcast.list"), fresh)
	m.Sections = append(m.Sections, cards...)
	if more > 0 {
		m.Sections = append(m.Sections, chat.Section{Text: p.Text("broadcast.list.more", i18n.Args{"Count": more})})
	}
	return m
}

// PickView asks which of several announcements is meant; line is the command that gets its id.
func PickView(p i18n.Printer, all []Broadcast, line string) chat.Message {
	m := chat.Say(p.Text("broadcast.pick"))
	for _, b := range all {
		m.Sections[0].Buttons = append(m.Sections[0].Buttons, chat.Button{Label: b.Name(), Line: line + " " + string(b.ID)})
	}
	return m
}

// ConfirmRecallView asks once: it can't be undone.
func ConfirmRecallView(p i18n.Printer, b Broadcast) chat.Message {
	return chat.Say(p.Text(b.either("broadcast.recall.ask", "broadcast.recall.ask.channel"), i18n.Args{"Name": b.Name(), "Count": b.Send.Done}),
		chat.Button{Label: p.Plain("broadcast.recall.yes"), Line: "mitteilung zurückrufen " + string(b.ID) + " ja", Style: chat.Danger},
		chat.Button{Label: p.Plain("broadcast.recall.no"), Line: "mitteilung " + string(b.ID)})
}

// DiscardedView says that a draft, or a correction, is gone.
func DiscardedView(p i18n.Printer, b Broadcast) chat.Message {
	key := "broadcast.discarded"
	if b.State != Draft {
		key = "broadcast.discarded.correction"
	}
	return chat.Say(p.Text(key, i18n.Args{"Name": b.Name()}))
}

// TestedView says that the test is on its way.
func TestedView(p i18n.Printer) chat.Message { return chat.Say(p.Text("broadcast.tested")) }
