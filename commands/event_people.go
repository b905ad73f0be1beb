package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
)

// attendees lists who is in an event, for those who organise it and for admins alone.
func attendees(s Services) bot.Command {
	return bot.Command{May: organises, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		e, ask, err := pickRecent(ctx, s, r, "veranstaltung teilnehmende")
		if ask != nil || err != nil {
			return reply(ask), err
		}
		list, err := s.Events.Roster(ctx, e)
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(events.RosterView(r.P, e, list, r.Now)), nil
	}}
}
