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
		mine, err := s.Events.Mine(ctx, r.Person.ID)
		if err != nil {
			return chat.Reply{}, err
		}
		if r.Args != "" {
			others, err := s.Events.Recent(ctx)
			if err != nil {
				return chat.Reply{}, err
			}
			e, ask, err := choice{line: "kalender", from: mine, others: others}.pick(r, r.Args)
			if ask != nil || err != nil {
				return reply(ask), err
			}
			if !e.Standing(r.Person.ID).In() && !e.Managed(r.Person) {
				return chat.Reply{}, fault.New("event.calendar.not_in", fault.Args{"Title": e.Title, "Command": chat.Prefix + "anmelden " + string(e.ID)})
			}
			mine = []events.Event{e}
		}
		if r.Args != "" || !s.Feeds.Offered() {
			if len(mine) == 0 {
				return chat.Reply{}, fault.New("event.calendar.none")
			}
			return bot.Private(events.CalendarView(r.P, mine, r.Person.ID, r.Now)), nil
		}
		return calendarAndFeed(ctx, s, r, mine)
	}}
}

// calendarAndFeed brings all that the person is in, and what keeps a calendar up to date.
func calendarAndFeed(ctx context.Context, s Services, r bot.Request, mine []events.Event) (chat.Reply, error) {
	feed, has, err := s.Feeds.Of(ctx, r.Person.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	m := chat.Say(r.P.Text("event.calendar.none"))
	if len(mine) > 0 {
		m = events.CalendarView(r.P, mine, r.Person.ID, r.Now)
	}
	m.Sections = append(m.Sections, events.FeedSection(r.P, feed, has))
	return bot.Private(m), nil
}
