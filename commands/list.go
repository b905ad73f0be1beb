package commands

import (
	"context"
	"strconv"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
)

// list shows what is coming, a page at a time.
func list(s Services) bot.Command {
	return bot.Command{Fits: isNumber, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		all, err := s.Events.Coming(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		page, err := strconv.Atoi(r.Args)
		if err != nil {
			page = 1
			if r.Args != "" {
				if all = events.Match(all, r.Args); len(all) == 0 {
					return chat.Reply{}, fault.Missing("event.unknown", fault.Args{"Text": short(r.Args)})
				}
			}
		}
		return chat.Reply{Message: events.ListView(r.P, all, r.Person, page, r.Now), Replace: r.Event.Kind == chat.Click && r.Args != ""}, nil
	}}
}

func isNumber(args string) bool {
	_, err := strconv.Atoi(args)
	return err == nil
}
