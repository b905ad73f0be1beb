package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
)

// calendar brings a file for the calendar: of one event, or of all that the person is in.
func calendar(s Services) bot.Command {
	return bot.Command{Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		var all []events.Event
		var err error
		if r.Args == "" {
			all, err = s.Events.Mine(ctx, r.Person.ID)
		} else if all, err = s.Events.Recent(ctx); err == nil {
			if all = events.Match(all, r.Args); len(all) == 0 {
				return chat.Reply{}, fault.New("event.unknown", fault.Args{"Text": short(r.Args)})
			}
		}
		if err != nil {
			return chat.Reply{}, err
		}
		if len(all) == 0 {
			return chat.Reply{}, fault.New("event.calendar.none")
		}
		return bot.Private(events.CalendarView(r.P, all, r.Person.ID, r.Now)), nil
	}}
}
