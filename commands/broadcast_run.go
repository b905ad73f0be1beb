package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/people"
)

// halt stops an announcement.
func halt(s Services) bot.Command {
	return turn(s, "mitteilung stopp", broadcasts.In(broadcasts.Approved, broadcasts.Sending), (*broadcasts.Service).Stop)
}

// resume goes on with an announcement that was stopped.
func resume(s Services) bot.Command {
	return turn(s, "mitteilung weiter", broadcasts.In(broadcasts.Stopped), (*broadcasts.Service).Resume)
}

type turning func(*broadcasts.Service, context.Context, broadcasts.ID, people.Person) (broadcasts.Broadcast, error)

// turn does something to an announcement at once, and answers with how far it is then.
func turn(s Services, line string, wanted func(broadcasts.Broadcast) bool, do turning) bot.Command {
	return bot.Command{May: isAdmin, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		b, ask, err := pickBroadcast(ctx, s, r, line, wanted)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if b, err = do(s.Broadcasts, ctx, b.ID, r.Person); err != nil {
			return chat.Reply{}, err
		}
		m, err := s.Broadcasts.Progress(ctx, r.P, b)
		return here(r, m), err
	}}
}

// recall takes an announcement back for good, after a yes.
func recall(s Services) bot.Command {
	wanted := broadcasts.In(broadcasts.Approved, broadcasts.Sending, broadcasts.Stopped, broadcasts.Done)
	do := turn(s, "mitteilung zurückrufen", wanted, (*broadcasts.Service).Recall)
	return bot.Command{May: isAdmin, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		before, last := lastWord(r.Args)
		if yes(last) {
			r.Args = before
			return do.Run(ctx, r)
		}
		b, ask, err := pickBroadcast(ctx, s, r, "mitteilung zurückrufen", wanted)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if err := b.CanRecall(); err != nil {
			return chat.Reply{}, err
		}
		return here(r, broadcasts.ConfirmRecallView(r.P, b)), nil
	}}
}

// acknowledge counts a reader, and no more than that.
func acknowledge(s Services) bot.Command {
	return bot.Command{Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if err := s.Broadcasts.Acknowledge(ctx, broadcasts.ID(r.Args), r.Person.ID); err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(broadcasts.ReadView(r.P)), nil
	}}
}
