package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
)

// message writes to everybody in an event.
func message(s Services) bot.Command {
	return bot.Command{May: organises, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Submitted() {
			id, nonce := lastWord(r.Args)
			e, err := own(ctx, s, r, id)
			if err != nil {
				return chat.Reply{}, err
			}
			text, err := required(r, "text", events.MaxMessage)
			if err != nil {
				return chat.Reply{}, err
			}
			after, err := s.Events.Message(ctx, e, r.Person, nonce, text)
			if err != nil {
				return chat.Reply{}, err
			}
			return bot.Private(events.MessageSentView(r.P, after)), nil
		}
		e, ask, err := pickManaged(ctx, s, r, choice{line: "veranstaltung nachricht"}, r.Args, running(r))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if len(e.Queue) == 0 {
			return chat.Reply{}, fault.New("event.nobody", fault.Args{"Title": e.Title})
		}
		return chat.Reply{Form: events.MessageForm(r.P, e, "veranstaltung nachricht "+string(e.ID)+" "+s.Events.NewID())}, nil
	}}
}
