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
		if r.Args == "" {
			mine, err := s.Events.Managed(ctx, r.Person)
			return bot.Private(events.ManagedView(r.P, mine, r.Now)), err
		}
		all := func(events.Event) bool { return true }
		e, ask, err := pickManaged(ctx, s, r, choice{line: "veranstaltung"}, r.Args, all)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		return bot.Private(events.ManageView(r.P, e, r.Now)), nil
	}}
}
