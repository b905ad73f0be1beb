package commands

import (
	"context"
	"slices"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// enter signs up a colleague who has no desk to do it from.
func enter(s Services) bot.Command {
	find := func(ctx context.Context, name string, _ []events.Event) ([]people.Person, error) {
		return s.People.Find(ctx, name)
	}
	return colleague(s, "veranstaltung eintragen", find, func(ctx context.Context, r bot.Request, e events.Event, who people.Person) (chat.Message, error) {
		after, already, err := s.Events.Enter(ctx, e, r.Person, who)
		return events.EnteredView(r.P, after, who, already), err
	})
}

// remove signs a colleague off, who may have left and stand in the event all the same.
func remove(s Services) bot.Command {
	return colleague(s, "veranstaltung austragen", inEvents(s), func(ctx context.Context, r bot.Request, e events.Event, who people.Person) (chat.Message, error) {
		after, err := s.Events.Remove(ctx, e, r.Person, who)
		return events.RemovedView(r.P, after, who), err
	})
}

// finder looks people up by what was typed, for one of the events.
type finder func(ctx context.Context, name string, all []events.Event) ([]people.Person, error)

// inEvents prefers those who are in one of the events: they, or nobody, are meant.
func inEvents(s Services) finder {
	return func(ctx context.Context, name string, all []events.Event) ([]people.Person, error) {
		found, err := s.People.Find(ctx, name)
		if err != nil {
			return nil, err
		}
		var in []people.Person
		for _, e := range all {
			list, err := s.Events.Roster(ctx, e)
			if err != nil {
				return nil, err
			}
			in = append(in, list...)
		}
		found = people.Among(name, found, in)
		there := slices.DeleteFunc(slices.Clone(found), func(p people.Person) bool {
			return !slices.ContainsFunc(all, func(e events.Event) bool { return e.Standing(p.ID).In() })
		})
		if len(there) > 0 {
			return there, nil
		}
		return found, nil
	}
}

type onColleague func(ctx context.Context, r bot.Request, e events.Event, who people.Person) (chat.Message, error)

// colleague is a command about another person: "PERSON [in EVENT]".
func colleague(s Services, line string, find finder, do onColleague) bot.Command {
	return bot.Command{May: organises, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Args == "" {
			return chat.Reply{}, fault.New("event.colleague.usage", fault.Args{"Command": chat.Prefix + line})
		}
		mine, err := s.Events.Managed(ctx, r.Person)
		if err != nil {
			return chat.Reply{}, err
		}
		t, err := readTarget(ctx, find, mine, r.Args)
		if err != nil {
			return chat.Reply{}, err
		}
		if len(t.found) == 0 && t.event == "" && len(strings.Fields(t.name)) > 1 { // part of it may be meant as the event
			return chat.Reply{}, fault.New("event.colleague.unknown", fault.Args{"Text": short(t.name), "Command": chat.Prefix + line})
		}
		who, which, err := onePerson(r.P, t.name, t.found, func(id people.ID) string {
			return strings.TrimSpace(line + " " + string(id) + " " + t.event)
		})
		if err != nil {
			return chat.Reply{}, err
		}
		if which != nil {
			return bot.Private(*which), nil
		}
		event, ask, err := pickManaged(ctx, s, r, choice{line: line + " " + string(who.ID), sole: true}, t.event, upcoming(r))
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

// onePerson is the one found, or the question who is meant by name; line is the command
// that it asks for.
func onePerson(p i18n.Printer, name string, found []people.Person, line func(people.ID) string) (people.Person, *chat.Message, error) {
	if len(found) > 1 {
		m := people.PickView(p, name, found, line)
		return people.Person{}, &m, nil
	}
	who, err := people.One(name, found)
	return who, nil, err
}

// target is whom an organiser named, and in which event.
type target struct {
	name, event string
	found       []people.Person // whom name may mean
}

// readTarget takes the first reading of args that makes sense: somebody is found, and the
// event is one of mine. Without any, it is as if the first one had been meant.
func readTarget(ctx context.Context, find finder, mine []events.Event, args string) (target, error) {
	all := readings(mine, args)
	for _, t := range all {
		among := mine
		if t.event != "" {
			if among = events.Match(mine, t.event); len(among) == 0 {
				continue
			}
		}
		var err error
		if t.found, err = find(ctx, t.name, among); err != nil || len(t.found) > 0 {
			return t, err
		}
	}
	t := all[0]
	var err error
	t.found, err = find(ctx, t.name, nil)
	return t, err
}

// separators stand between a person and an event.
var separators = []string{" in ", " für ", " fuer ", " aus ", " for ", " from "}

// readings are the ways to part args into a person and an event, the likeliest first: by
// an event's id at the end, at a separator, not at all, and by an event's words at the end.
func readings(mine []events.Event, args string) []target {
	before, last := lastWord(args)
	for _, e := range mine {
		if before == "" || !strings.EqualFold(string(e.ID), last) {
			continue
		}
		for _, sep := range separators {
			if name, ok := strings.CutSuffix(before+" ", sep); ok {
				return []target{{name: strings.TrimSpace(name), event: last}}
			}
		}
		return []target{{name: before, event: last}}
	}
	var out []target
	for _, sep := range separators {
		if i := strings.LastIndex(args, sep); i > 0 {
			out = append(out, target{name: strings.TrimSpace(args[:i]), event: strings.TrimSpace(args[i+len(sep):])})
		}
	}
	out = append(out, target{name: args})
	const most = 10 // words that somebody types of a title
	words := strings.Fields(args)
	for n := 1; n <= most && n < len(words); n++ {
		i := len(words) - n
		out = append(out, target{name: strings.Join(words[:i], " "), event: strings.Join(words[i:], " ")})
	}
	return out
}
