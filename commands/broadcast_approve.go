package commands

import (
	"context"
	"strconv"

	"kigo/bot"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
)

// tryOut sends an announcement to the admin alone.
func tryOut(s Services) bot.Command {
	return bot.Command{May: isAdmin, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		b, ask, err := pickBroadcast(ctx, s, r, "mitteilung test", broadcasts.Broadcast.Undecided)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if err := s.Broadcasts.Test(ctx, b, r.Person.ID); err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(broadcasts.TestedView(r.P)), nil
	}}
}

// submit asks the other admins for approval. Whoever may approve alone is asked for the
// number of people instead.
func submit(s Services) bot.Command {
	return bot.Command{May: isAdmin, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		b, ask, err := pickBroadcast(ctx, s, r, "mitteilung freigabe", broadcasts.Broadcast.Undecided)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if typed, err := s.Broadcasts.CanApprove(ctx, b, r.Person.ID, b.Version); err == nil && typed {
			return numberForm(ctx, s, r, b)
		}
		others, err := s.Broadcasts.Ask(ctx, b, r.Person)
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(broadcasts.AskedView(r.P, others)), nil
	}}
}

// approve lets the version of an announcement, or of its correction, out that the admin has
// seen. Without a version it shows what there is to approve.
func approve(s Services) bot.Command {
	return bot.Command{May: isAdmin, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if _, last := lastWord(r.Args); !isNumber(last) {
			b, ask, err := pickBroadcast(ctx, s, r, "mitteilung freigeben", broadcasts.Broadcast.Undecided)
			if ask != nil || err != nil {
				return reply(ask), err
			}
			return showBroadcast(ctx, s, r, b)
		}
		b, version, err := versioned(ctx, s, r)
		if err != nil {
			return chat.Reply{}, err
		}
		if !r.Submitted() {
			typed, err := s.Broadcasts.CanApprove(ctx, b, r.Person.ID, version)
			if err != nil {
				return chat.Reply{}, err
			}
			if typed {
				return numberForm(ctx, s, r, b)
			}
		}
		after, err := s.Broadcasts.Approve(ctx, b.ID, r.Person, version, r.Value(broadcasts.FieldNumber))
		if err != nil {
			return chat.Reply{}, err
		}
		return here(r, broadcasts.ApprovedView(r.P, after, b.Correction != nil)), nil
	}}
}

// numberForm asks whoever approves alone for the number of people.
func numberForm(ctx context.Context, s Services, r bot.Request, b broadcasts.Broadcast) (chat.Reply, error) {
	n, err := s.Broadcasts.Number(ctx, b)
	if err != nil {
		return chat.Reply{}, err
	}
	line := "mitteilung freigeben " + string(b.ID) + " " + strconv.Itoa(b.Version)
	return chat.Reply{Form: broadcasts.NumberForm(r.P, line, b, n)}, nil
}

// discardBroadcast throws a draft or a correction away.
func discardBroadcast(s Services) bot.Command {
	return bot.Command{May: isAdmin, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		b, ask, err := pickBroadcast(ctx, s, r, "mitteilung verwerfen", broadcasts.Broadcast.Undecided)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if err := s.Broadcasts.Discard(ctx, b.ID); err != nil {
			return chat.Reply{}, err
		}
		return here(r, broadcasts.DiscardedView(r.P, b)), nil
	}}
}
