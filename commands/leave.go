package commands

import (
	"context"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
)

// leave signs off, from the waiting list too, after asking once: a place that was given
// up is somebody else's.
func leave(s Services) bot.Command {
	return bot.Command{Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		text, sure := confirmed(r.Args)
		e, ask, err := named(ctx, s, text, func(all []events.Event) (events.Event, *chat.Reply, error) {
			c := choice{line: "abmelden", question: "event.pick.leave", none: "event.leave.none", others: all, sole: true}
			for _, e := range all {
				if e.State == events.Open && !e.Over(r.Now) && e.Standing(r.Person.ID).In() {
					c.from = append(c.from, e)
				}
			}
			return c.pick(r, text)
		})
		if ask != nil || err != nil {
			return reply(ask), err
		}
		st := e.Standing(r.Person.ID)
		if e.State == events.Open && !e.Over(r.Now) && !st.In() {
			return chat.Reply{}, fault.New("event.not_in", fault.Args{"Title": e.Title})
		}
		if e.State == events.Open && !e.Over(r.Now) && !sure {
			return bot.Private(events.ConfirmLeaveView(r.P, e, st)), nil
		}
		after, err := s.Events.Leave(ctx, e, r.Person.ID)
		if err != nil {
			return chat.Reply{}, err
		}
		return chat.Reply{Message: events.LeftView(r.P, after, r.Now), Replace: r.Event.Kind == chat.Click}, nil
	}}
}

// confirmed splits a "ja" off that stands behind something.
func confirmed(args string) (text string, sure bool) {
	before, last := lastWord(args)
	if before != "" && (strings.EqualFold(last, "ja") || strings.EqualFold(last, "yes")) {
		return before, true
	}
	return args, false
}
