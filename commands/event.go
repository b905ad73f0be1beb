package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
)

// manage is the organiser's overview: what is theirs, and what can be done with it.
func manage(s Services) bot.Command {
	return bot.Command{May: organises, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		mine, err := s.Events.Managed(ctx, r.Person)
		if err != nil {
			return chat.Reply{}, err
		}
		if r.Args != "" {
			e, ask, err := choice{line: "veranstaltung", question: "event.pick.managed", none: "event.managed.none", from: mine}.pick(r, r.Args)
			if ask != nil || err != nil {
				return reply(ask), err
			}
			return bot.Private(events.ManageView(r.P, e, r.Now)), nil
		}
		return bot.Private(events.ManagedView(r.P, mine, r.Now)), nil
	}}
}
