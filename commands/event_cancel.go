package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
)

// cancel calls an event off for good, with a reason that everybody in it is told.
func cancel(s Services) bot.Command {
	return bot.Command{May: organises, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Submitted() {
			e, err := own(ctx, s, r, r.Args)
			if err != nil {
				return chat.Reply{}, err
			}
			reason, err := required(r, "reason", events.MaxReason)
			if err != nil {
				return chat.Reply{}, err
			}
			after, err := s.Events.Cancel(ctx, e, r.Person, reason)
			if err != nil {
				return chat.Reply{}, err
			}
			return bot.Private(events.CancelledView(r.P, after)), nil
		}
		e, ask, err := pickManaged(ctx, s, r, choice{line: "veranstaltung absagen"}, r.Args, running(r))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		return chat.Reply{Form: events.CancelForm(r.P, e, "veranstaltung absagen "+string(e.ID))}, nil
	}}
}

// required reads a field of the form that must not be empty.
func required(r bot.Request, name string, most int) (string, error) {
	v := r.Value(name)
	switch n := len([]rune(v)); {
	case n == 0:
		return "", fault.Form(map[string]*fault.Fault{name: fault.New("fault.required")})
	case n > most:
		return "", fault.Form(map[string]*fault.Fault{name: fault.New("fault.too_long", fault.Args{"Max": most})})
	}
	return v, nil
}
