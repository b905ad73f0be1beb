package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// pausePulse makes no more runs of a recurring survey until it is resumed.
func pausePulse(s Services) bot.Command {
	return turnPulse(s, "puls pause", pulses.Recurring, s.Pulses.Pause)
}

// resumePulse goes on with a recurring survey.
func resumePulse(s Services) bot.Command {
	return turnPulse(s, "puls weiter", pulses.Paused, s.Pulses.Resume)
}

func turnPulse(s Services, line string, from pulses.State, turn func(context.Context, people.Person, pulses.Run) (pulses.Run, error)) bot.Command {
	return bot.Command{May: isAdmin, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		run, ask, err := pickPulse(ctx, s, r, r.Args, line, inState(from))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		run, err = turn(ctx, r.Person, run)
		return bot.Private(pulses.TurnedView(r.P, run)), err
	}}
}

// stopPulse ends a recurring survey for good, once that was confirmed.
func stopPulse(ctx context.Context, s Services, r bot.Request, run pulses.Run, sure bool) (chat.Reply, error) {
	if !sure {
		return bot.Private(pulses.StopView(r.P, run)), nil
	}
	run, err := s.Pulses.Stop(ctx, r.Person, run)
	return bot.Private(pulses.TurnedView(r.P, run)), err
}
