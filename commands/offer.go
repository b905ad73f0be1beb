package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
)

// accept confirms a seat that the person has moved up to.
func accept(s Services) bot.Command {
	return bot.Command{Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		e, ask, err := named(ctx, s, r.Args, func(all []events.Event) (events.Event, *chat.Reply, error) {
			mine, err := s.Events.Offered(ctx, r.Person.ID)
			if err != nil {
				return events.Event{}, nil, err
			}
			c := choice{line: "zusagen", question: "event.pick.accept", none: "event.accept.none", from: mine, others: all, sole: true}
			return c.pick(r, r.Args)
		})
		if ask != nil || err != nil {
			return reply(ask), err
		}
		after, already, err := s.Events.Accept(ctx, e, r.Person.ID)
		if err != nil {
			return chat.Reply{}, err
		}
		return chat.Reply{Message: events.AcceptedView(r.P, after, r.Person.ID, already), Replace: r.Event.Kind == chat.Click}, nil
	}}
}
