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
	suffix   string         // what follows the id
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
	return e, nil, fault.New("event.unknown", fault.Args{"Text": short(text)})
}

func (c choice) ask(r bot.Request, question string, all []events.Event) *chat.Reply {
	reply := bot.Private(events.PickView(r.P, r.P.Text(question), all, c.line, c.suffix, r.Now))
	return &reply
}

// pickManaged finds an event for an organiser.
func pickManaged(ctx context.Context, s Services, r bot.Request, line, text, suffix string) (events.Event, *chat.Reply, error) {
	mine, err := s.Events.Managed(ctx, r.Person)
	if err != nil {
		return events.Event{}, nil, err
	}
	e, ask, err := choice{line: line, suffix: suffix, question: "event.pick.managed", none: "event.managed.none", from: mine}.pick(r, text)
	return e, ask, err
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
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}
