package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
)

// create asks for a new event in a form and shows what staff will see before anybody does.
func create(s Services) bot.Command {
	return bot.Command{May: organises, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Submitted() {
			d, team, err := s.Events.Read(ctx, r.Event.Values, r.Person, events.Event{})
			if err != nil {
				return chat.Reply{}, err
			}
			e, err := s.Events.NewDraft(ctx, r.Person, r.Args, d, team)
			if err != nil {
				return chat.Reply{}, err
			}
			return bot.Private(events.PreviewView(r.P, e, r.Person, r.Now)), nil
		}
		return eventForm(ctx, s, r, "event.form.new", "veranstaltung neu "+s.Events.NewID(), events.Event{Details: events.Details{Title: r.Args}})
	}}
}

// eventForm opens the form; line receives it.
func eventForm(ctx context.Context, s Services, r bot.Request, title, line string, e events.Event) (chat.Reply, error) {
	f, err := s.Events.Form(ctx, r.P, r.P.Plain(title), line, e)
	return chat.Reply{Form: f}, err
}
