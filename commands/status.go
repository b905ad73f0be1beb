package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
)

// status shows everything that the person is in, and where they stand.
func status(s Services) bot.Command {
	return bot.Command{Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		mine, err := s.Events.Mine(ctx, r.Person.ID)
		if err != nil {
			return chat.Reply{}, err
		}
		if r.Args != "" {
			if mine = events.Match(mine, r.Args); len(mine) == 0 {
				return chat.Reply{}, fault.Missing("event.status.none", fault.Args{"Text": short(r.Args)})
			}
		}
		return bot.Private(events.MineView(r.P, mine, r.Person.ID, r.Now)), nil
	}}
}
