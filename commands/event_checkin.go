package commands

import (
	"context"
	"strconv"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/people"
)

const attendLine = "veranstaltung anwesend"

// attend is the list at the door: "EVENT", "EVENT page", "EVENT PERSON" or "EVENT PERSON nein".
func attend(s Services) bot.Command {
	return bot.Command{May: organises, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		e, rest, ask, err := pickCheckin(ctx, s, r)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		page, noPage := strconv.Atoi(rest)
		var said chat.Text
		var who people.Person
		if noPage != nil && rest != "" {
			name, present := attendance(rest)
			if who, ask, err = whoAttends(ctx, s, r, e, name, present); ask != nil || err != nil {
				return reply(ask), err
			}
			if e, err = s.Events.Attend(ctx, e, who, present); err != nil {
				return chat.Reply{}, err
			}
			said = events.AttendedText(r.P, who, present)
		}
		list, err := s.Events.Expected(ctx, e)
		if err != nil {
			return chat.Reply{}, err
		}
		if who.ID != "" {
			page = events.CheckinPage(list, who.ID)
		}
		m := events.CheckinView(r.P, e, list, page, said, r.Now)
		return chat.Reply{Message: m, Replace: r.Event.Kind == chat.Click && rest != ""}, nil
	}}
}

// pickCheckin finds the event at the beginning of the arguments, and what stands behind it.
// Where one event alone is being checked in, it needs no naming.
func pickCheckin(ctx context.Context, s Services, r bot.Request) (e events.Event, rest string, ask *chat.Reply, err error) {
	mine, err := s.Events.ManagedRecent(ctx, r.Person)
	if err != nil {
		return e, "", nil, err
	}
	others, err := s.Events.Recent(ctx)
	if err != nil {
		return e, "", nil, err
	}
	c := choice{line: attendLine, question: "event.pick.managed", none: "event.checkin.none", others: others, sole: true}
	for _, m := range mine {
		if m.Checkin(r.Now) {
			c.from = append(c.from, m)
		}
	}
	text, rest := r.Args, ""
	if n := eventWords(c.from, others, r.Args); n > 0 {
		words := strings.Fields(r.Args)
		text, rest = strings.Join(words[:n], " "), strings.Join(words[n:], " ")
	} else if len(c.from) == 1 && r.Args != "" {
		text, rest = string(c.from[0].ID), r.Args
	}
	if e, ask, err = c.pick(r, text); ask != nil || err != nil {
		return e, "", ask, err
	}
	if err = mayManage(r, e); err == nil {
		err = s.Events.CheckinOpen(e)
	}
	return e, rest, nil, err
}

// eventWords is how many of the first words name an event, rather one of from than one of others.
func eventWords(from, others []events.Event, args string) int {
	words := strings.Fields(args)
	for _, among := range [][]events.Event{from, others} {
		for n := len(words); n > 0; n-- {
			if len(events.Match(among, strings.Join(words[:n], " "))) > 0 {
				return n
			}
		}
	}
	return 0
}

// attendance splits the "nein" off that takes it back, or a "ja".
func attendance(text string) (name string, present bool) {
	before, last := lastWord(text)
	switch strings.ToLower(last) {
	case "nein", "no":
		if before != "" {
			return before, false
		}
	case "ja", "yes":
		if before != "" {
			return before, true
		}
	}
	return text, true
}

// whoAttends is the person of the event who is meant, or the question who that is.
func whoAttends(ctx context.Context, s Services, r bot.Request, e events.Event, name string, present bool) (people.Person, *chat.Reply, error) {
	found, err := inEvents(s)(ctx, name, []events.Event{e})
	if err != nil {
		return people.Person{}, nil, err
	}
	who, which, err := onePerson(r.P, name, found, func(id people.ID) string {
		line := attendLine + " " + string(e.ID) + " " + string(id)
		if !present {
			line += " nein"
		}
		return line
	})
	if which != nil {
		ask := bot.Private(*which)
		return who, &ask, nil
	}
	return who, nil, err
}
