package commands

import (
	"context"
	"strconv"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
)

// edit changes an event in the form that made it. The form carries the version that it
// shows, so that two organisers can't undo each other's work unseen.
func edit(s Services) bot.Command {
	return bot.Command{May: organises, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Submitted() {
			return submitEdit(ctx, s, r)
		}
		e, ask, err := pickManaged(ctx, s, r, choice{line: "veranstaltung ändern"}, r.Args, editable(r))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		line := "veranstaltung ändern " + string(e.ID) + " " + strconv.Itoa(e.Version)
		return eventForm(ctx, s, r, "event.form.edit", line, e)
	}}
}

func submitEdit(ctx context.Context, s Services, r bot.Request) (chat.Reply, error) {
	id, version := lastWord(r.Args)
	seen, err := strconv.Atoi(version)
	if err != nil {
		return chat.Reply{}, fault.Missing("event.unknown", fault.Args{"Text": short(r.Args)})
	}
	e, err := own(ctx, s, r, id)
	if err != nil {
		return chat.Reply{}, err
	}
	d, team, err := s.Events.Read(ctx, r.Event.Values, r.Person, e)
	if err != nil {
		return chat.Reply{}, err
	}
	after, err := s.Events.Edit(ctx, e, seen, d, team)
	if err != nil {
		return chat.Reply{}, err
	}
	if after.State == events.Draft {
		return bot.Private(events.PreviewView(r.P, after, r.Person, r.Now)), nil
	}
	return bot.Private(events.EditedView(r.P, after, r.Person, r.Now)), nil
}

// own reads the event with that id, which the person must manage.
func own(ctx context.Context, s Services, r bot.Request, id string) (events.Event, error) {
	e, err := s.Events.Get(ctx, events.ID(id), r.Person)
	if err == nil {
		err = mayManage(r, e)
	}
	return e, err
}
