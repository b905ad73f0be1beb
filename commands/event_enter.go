package commands

import (
	"context"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
	"kigo/bot/people"
)

// enter signs up a colleague who has no desk to do it from.
func enter(s Services) bot.Command {
	return colleague(s, "veranstaltung eintragen", func(ctx context.Context, r bot.Request, e events.Event, who people.Person) (chat.Message, error) {
		after, already, err := s.Events.Enter(ctx, e, r.Person, who)
		return events.EnteredView(r.P, after, who, already), err
	})
}

// remove signs a colleague off.
func remove(s Services) bot.Command {
	return colleague(s, "veranstaltung austragen", func(ctx context.Context, r bot.Request, e events.Event, who people.Person) (chat.Message, error) {
		after, err := s.Events.Remove(ctx, e, r.Person, who)
		return events.RemovedView(r.P, after, who), err
	})
}

type onColleague func(ctx context.Context, r bot.Request, e events.Event, who people.Person) (chat.Message, error)

// colleague is a command about another person: "PERSON [EVENT]", the event by its id.
func colleague(s Services, line string, do onColleague) bot.Command {
	return bot.Command{May: organises, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Args == "" {
			return chat.Reply{}, fault.New("event.colleague.usage", fault.Args{"Command": chat.Prefix + line})
		}
		mine, err := s.Events.Managed(ctx, r.Person)
		if err != nil {
			return chat.Reply{}, err
		}
		name, e := splitEvent(mine, r.Args)
		who, ask, err := pickPerson(ctx, s, r, line, name, e)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		event, ask, err := pickManaged(ctx, s, r, choice{line: line + " " + string(who.ID), sole: true}, e, upcoming(r))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		m, err := do(ctx, r, event, who)
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(m), nil
	}}
}

// separators stand between a person and an event.
var separators = []string{" in ", " für ", " fuer ", " aus ", " for ", " from "}

// splitEvent finds the event that an organiser named behind the person: by its id, or
// by words after "in", "für" or "aus".
func splitEvent(mine []events.Event, args string) (name, event string) {
	before, last := lastWord(args)
	for _, e := range mine {
		if before == "" || !strings.EqualFold(string(e.ID), last) {
			continue
		}
		for _, sep := range separators {
			if name, ok := strings.CutSuffix(before+" ", sep); ok {
				return strings.TrimSpace(name), last
			}
		}
		return before, last
	}
	for _, sep := range separators {
		if i := strings.LastIndex(args, sep); i > 0 {
			return strings.TrimSpace(args[:i]), strings.TrimSpace(args[i+len(sep):])
		}
	}
	return args, ""
}

func pickPerson(ctx context.Context, s Services, r bot.Request, line, name, event string) (people.Person, *chat.Reply, error) {
	found, err := s.People.Find(ctx, name)
	switch {
	case err != nil:
		return people.Person{}, nil, err
	case len(found) == 0:
		return people.Person{}, nil, fault.New("person.unknown", fault.Args{"Text": short(name)})
	case len(found) == 1:
		return found[0], nil, nil
	}
	var buttons []chat.Button
	for _, p := range found {
		label := p.Shown()
		if p.Dezernat != "" {
			label += " (" + p.Dezernat + ")"
		}
		buttons = append(buttons, chat.Button{Label: short(label), Line: strings.TrimSpace(line + " " + string(p.ID) + " " + event)})
	}
	ask := bot.Private(chat.Say(r.P.Text("person.pick", fault.Args{"Text": short(name)}), buttons...))
	return people.Person{}, &ask, nil
}
