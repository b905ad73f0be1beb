package commands

import (
	"context"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
)

// join signs up: straight away if one event fits, else after asking which.
func join(s Services) bot.Command {
	return bot.Command{Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		joined, done, err := s.Events.JoinAtOnce(ctx, r.Args, r.Person.ID)
		if err != nil {
			return chat.Reply{}, err
		}
		already := false
		if !done {
			e, ask, err := named(ctx, s, r.Args, func(all []events.Event) (events.Event, *chat.Reply, error) {
				c := choice{line: "anmelden", question: "event.pick.join", none: "event.join.none", others: all}
				for _, e := range all {
					if e.Joinable(r.Now) && (r.Args != "" || !e.Standing(r.Person.ID).In()) {
						c.from = append(c.from, e)
					}
				}
				return c.pick(r, r.Args)
			})
			if ask != nil || err != nil {
				return reply(ask), err
			}
			if joined, already, err = s.Events.Join(ctx, e, r.Person.ID); err != nil {
				return chat.Reply{}, err
			}
		}
		return bot.Private(events.JoinedView(r.P, joined, r.Person.ID, already, r.Now)), nil
	}}
}

func reply(ask *chat.Reply) chat.Reply {
	if ask == nil {
		return chat.Reply{}
	}
	return *ask
}

// few accepts up to six words behind a command in a message: more is a sentence, and what
// ends with a question mark is a question.
func few(args string) bool {
	return len(args) <= 60 && len(strings.Fields(args)) <= 6 && !strings.HasSuffix(args, "?")
}
