package commands

import (
	"context"
	"strconv"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
	"kigo/bot/people"
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
		reply := bot.Shared(r, events.ListView(r.P, all, reader(r), page, r.Now))
		reply.Replace = r.Event.Kind == chat.Click && r.Args != ""
		return reply, nil
	}}
}

// reader is whose standing a list shows: nobody's where others read it, too.
func reader(r bot.Request) people.Person {
	if r.Shared() {
		return people.Person{}
	}
	return r.Person
}

func isNumber(args string) bool {
	_, err := strconv.Atoi(args)
	return err == nil
}
