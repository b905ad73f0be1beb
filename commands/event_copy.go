package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
)

// copyEvent opens the form for a new event with everything but the dates of another one.
func copyEvent(s Services) bot.Command {
	return bot.Command{May: organises, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		e, ask, err := pickRecent(ctx, s, r, "veranstaltung kopieren")
		if ask != nil || err != nil {
			return reply(ask), err
		}
		copied, err := eventForm(ctx, s, r, "event.form.copy", "veranstaltung neu "+s.Events.NewID(), e.Copy())
		if err == nil {
			copied.Form.Intro = events.NoShowsText(r.P, e)
		}
		return copied, err
	}}
}
