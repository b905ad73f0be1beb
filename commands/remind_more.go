package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
	"kigo/bot/people"
	"kigo/bot/reminders"
)

// remindStandard sets when a person is reminded of events without a choice of their own.
func remindStandard(s Services) bot.Command {
	fits := func(args string) bool { return wishWords[people.Fold(args)] != "" }
	return bot.Command{Fits: fits, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Args != "" {
			w := wishWords[people.Fold(r.Args)]
			if w == "" {
				return chat.Reply{}, fault.New("event.remind.wish_unknown", fault.Args{"Text": short(r.Args)})
			}
			if err := s.Events.Choose(ctx, r.Person.ID, "", w); err != nil {
				return chat.Reply{}, err
			}
		}
		wishes, err := s.Events.WishesOf(ctx, r.Person.ID)
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(events.StandardView(r.P, wishes.For(""))), nil
	}}
}

// remindLater is behind the buttons that put a reminder off, of an event or a personal one.
func remindLater(s Services) bot.Command {
	return bot.Command{Hidden: true, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		id, word := lastWord(r.Args)
		at, ok := laterBy(word, r.Now, s.Events.Zone)
		if !ok || id == "" {
			return chat.Reply{}, fault.Missing("reminder.later_how", nil)
		}
		e, isEvent, err := s.Events.Named(ctx, id)
		if err != nil {
			return chat.Reply{}, err
		}
		if isEvent {
			if err := s.Events.Snooze(ctx, e, r.Person.ID, at); err != nil {
				return chat.Reply{}, err
			}
			return bot.Private(events.SnoozedView(r.P, e, at)), nil
		}
		put, err := s.Reminders.Snooze(ctx, r.Person.ID, reminders.ID(id), at)
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(reminders.AddedView(r.P, put)), nil
	}}
}

// remindCancel forgets a personal reminder.
func remindCancel(s Services) bot.Command {
	return bot.Command{Hidden: true, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		gone, err := s.Reminders.Cancel(ctx, r.Person.ID, reminders.ID(r.Args))
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(reminders.CancelledView(r.P, gone)), nil
	}}
}
