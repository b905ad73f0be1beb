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
		mine, err := s.Events.ManagedRecent(ctx, r.Person)
		if err != nil {
			return chat.Reply{}, err
		}
		others, err := s.Events.Recent(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		c := choice{line: "veranstaltung teilnehmende", question: "event.pick.managed", none: "event.managed.none", from: mine, others: others}
		e, ask, err := c.pick(r, r.Args)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if _, err := own(ctx, s, r, string(e.ID)); err != nil {
			return chat.Reply{}, err
		}
		list, err := s.Events.Roster(ctx, e)
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(events.RosterView(r.P, e, list)), nil
	}}
}
