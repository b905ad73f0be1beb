package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
)

// publish opens a draft for sign-up; it stands on the preview's button.
func publish(s Services) bot.Command {
	return bot.Command{May: organises, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		e, err := own(ctx, s, r, r.Args)
		if err != nil {
			return chat.Reply{}, err
		}
		after, err := s.Events.Publish(ctx, e)
		if err != nil {
			return chat.Reply{}, err
		}
		return chat.Reply{Message: events.PublishedView(r.P, after, r.Person, r.Now), Replace: r.Event.Kind == chat.Click}, nil
	}}
}

// discard throws a draft away.
func discard(s Services) bot.Command {
	return bot.Command{May: organises, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		e, err := own(ctx, s, r, r.Args)
		if err != nil {
			return chat.Reply{}, err
		}
		if err := s.Events.Discard(ctx, e); err != nil {
			return chat.Reply{}, err
		}
		return chat.Reply{Message: events.DiscardedView(r.P, e), Replace: r.Event.Kind == chat.Click}, nil
	}}
}
