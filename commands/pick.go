package commands

import (
	"context"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
)

// choice is how a command finds the event that is meant.
type choice struct {
	line     string         // the command, which gets the event's id
	question string         // catalogue key: which one?
	none     string         // catalogue key of the fault: nothing to choose from
	from     []events.Event // what the command is meant for
	others   []events.Event // what may be named all the same, so that it can be said why it doesn't work
	sole     bool           // a single event needs no naming
}

// pick finds the one event, or makes the reply that asks for it.
func (c choice) pick(r bot.Request, text string) (e events.Event, ask *chat.Reply, err error) {
	if text == "" {
		switch {
		case len(c.from) == 0:
			return e, nil, fault.New(c.none)
		case len(c.from) == 1 && c.sole:
			return c.from[0], nil, nil
		}
		return e, c.ask(r, c.question, c.from), nil
	}
	if events.Exact(c.others, text) && !events.Exact(c.from, text) {
		c.from = nil // the very name of one that doesn't work, and only the beginning of others
	}
	switch found := events.Match(c.from, text); len(found) {
	case 1:
		return found[0], nil, nil
	case 0:
	default:
		return e, c.ask(r, "event.pick.several", found), nil
	}
	if found := events.Match(c.others, text); len(found) > 0 {
		return found[len(found)-1], nil, nil
	}
	return e, nil, fault.Missing("event.unknown", fault.Args{"Text": short(text)})
}

func (c choice) ask(r bot.Request, question string, all []events.Event) *chat.Reply {
	reply := bot.Private(events.PickView(r.P, r.P.Text(question), all, c.line, r.Now))
	return &reply
}

// pickManaged finds an event that an organiser names, among those of theirs that are
// wanted. Naming another one is answered with why that doesn't work.
func pickManaged(ctx context.Context, s Services, r bot.Request, c choice, text string, wanted func(events.Event) bool) (events.Event, *chat.Reply, error) {
	mine, err := s.Events.Managed(ctx, r.Person)
	if err != nil {
		return events.Event{}, nil, err
	}
	all, err := s.Events.Recent(ctx)
	if err != nil {
		return events.Event{}, nil, err
	}
	c.question, c.none, c.others = "event.pick.managed", "event.managed.none", append(all, mine...)
	for _, e := range mine {
		if wanted(e) {
			c.from = append(c.from, e)
		}
	}
	e, ask, err := c.pick(r, text)
	if ask != nil || err != nil {
		return e, ask, err
	}
	args := fault.Args{"Title": e.Title, "Reason": e.Reason, "Command": chat.Prefix + "veranstaltung " + string(e.ID)}
	switch {
	case !e.Managed(r.Person):
		return e, nil, fault.New("event.not_yours", args)
	case e.State == events.Cancelled:
		return e, nil, fault.New("event.cancelled", args)
	case wanted(e):
		return e, nil, nil
	case e.State == events.Draft:
		return e, nil, fault.New("event.still_draft", args)
	}
	return e, nil, fault.New("event.past", args)
}

// Which events a command of organisers is meant for.
func running(r bot.Request) func(events.Event) bool {
	return func(e events.Event) bool { return e.State == events.Open && !e.Ended(r.Now) }
}

func upcoming(r bot.Request) func(events.Event) bool {
	return func(e events.Event) bool { return e.State == events.Open && !e.Over(r.Now) }
}

func editable(r bot.Request) func(events.Event) bool {
	return func(e events.Event) bool { return e.State == events.Draft || upcoming(r)(e) }
}

// lastWord splits the last word off.
func lastWord(s string) (before, last string) {
	s = strings.TrimSpace(s)
	if i := strings.LastIndex(s, " "); i >= 0 {
		return strings.TrimSpace(s[:i]), s[i+1:]
	}
	return "", s
}

// short keeps what people typed from filling the answer.
func short(s string) string { return chat.Shorten(s, 60) }

// pickRecent finds an event that the person may look into, even if it is over or called off.
func pickRecent(ctx context.Context, s Services, r bot.Request, line string) (e events.Event, ask *chat.Reply, err error) {
	mine, err := s.Events.ManagedRecent(ctx, r.Person)
	if err != nil {
		return e, nil, err
	}
	others, err := s.Events.Recent(ctx)
	if err != nil {
		return e, nil, err
	}
	c := choice{line: line, question: "event.pick.managed", none: "event.managed.none", from: mine, others: others}
	if e, ask, err = c.pick(r, r.Args); ask != nil || err != nil {
		return e, ask, err
	}
	return e, nil, mayManage(r, e)
}

// mayManage is the fault that keeps everybody else out of an organiser's event.
func mayManage(r bot.Request, e events.Event) error {
	if e.Managed(r.Person) {
		return nil
	}
	return fault.New("event.not_yours", fault.Args{"Title": e.Title})
}
