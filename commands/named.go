package commands

import (
	"context"

	"kigo/bot/chat"
	"kigo/bot/events"
)

// named finds the event that text means. If text is its id, as in the command line of a
// button, that event alone is read; else search looks through all of them.
func named(ctx context.Context, s Services, text string, search func(all []events.Event) (events.Event, *chat.Reply, error)) (events.Event, *chat.Reply, error) {
	if e, ok, err := s.Events.Named(ctx, text); err != nil || ok {
		return e, nil, err
	}
	all, err := s.Events.Recent(ctx)
	if err != nil {
		return events.Event{}, nil, err
	}
	return search(all)
}
