package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
)

// copyEvent opens the form for a new event with everything but the dates of another one.
func copyEvent(s Services) bot.Command {
	return bot.Command{May: organises, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		mine, err := s.Events.ManagedRecent(ctx, r.Person)
		if err != nil {
			return chat.Reply{}, err
		}
		others, err := s.Events.Recent(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		c := choice{line: "veranstaltung kopieren", question: "event.pick.managed", none: "event.managed.none", from: mine, others: others}
		e, ask, err := c.pick(r, r.Args)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if e, err = own(ctx, s, r, string(e.ID)); err != nil {
			return chat.Reply{}, err
		}
		return eventForm(ctx, s, r, "event.form.copy", "veranstaltung neu "+s.Events.NewID(), e.Copy())
	}}
}
