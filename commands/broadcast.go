package commands

import (
	"context"
	"strings"

	"kigo/bot"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/people"
)

// announcements shows the latest announcements, or one: what waits for approval as a
// preview, everything else with how far it is.
func announcements(s Services) bot.Command {
	return bot.Command{May: isAdmin, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Args != "" {
			b, ask, err := pickBroadcast(ctx, s, r, "mitteilung", func(broadcasts.Broadcast) bool { return true })
			if ask != nil || err != nil {
				return reply(ask), err
			}
			return showBroadcast(ctx, s, r, b)
		}
		all, err := s.Broadcasts.All(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		const most = 5
		shown := all[:min(most, len(all))]
		var cards []chat.Section
		for _, b := range shown {
			m, err := s.Broadcasts.Progress(ctx, r.P, b)
			if err != nil {
				return chat.Reply{}, err
			}
			cards = append(cards, m.Sections...)
		}
		return here(r, broadcasts.ListView(r.P, cards, len(all)-len(shown))), nil
	}}
}

// showBroadcast answers with an announcement as it stands.
func showBroadcast(ctx context.Context, s Services, r bot.Request, b broadcasts.Broadcast) (chat.Reply, error) {
	m, err := s.Broadcasts.Show(ctx, r.P, b, r.Person.ID)
	return here(r, m), err
}

// pickBroadcast finds the announcement that is named by its id or the beginning of its name,
// or the only one that is wanted. Naming one that is not wanted finds it all the same: then
// the service says why it doesn't work.
func pickBroadcast(ctx context.Context, s Services, r bot.Request, line string, wanted func(broadcasts.Broadcast) bool) (broadcasts.Broadcast, *chat.Reply, error) {
	text := r.Args
	if b, err := s.Broadcasts.Get(ctx, broadcasts.ID(strings.ToLower(text))); err == nil {
		return b, nil, nil
	}
	all, err := s.Broadcasts.All(ctx)
	if err != nil {
		return broadcasts.Broadcast{}, nil, err
	}
	var found []broadcasts.Broadcast
	for _, b := range all {
		if text == "" && wanted(b) || text != "" && strings.HasPrefix(people.Fold(b.Name()), people.Fold(text)) {
			found = append(found, b)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil, nil
	case len(found) > 1:
		const most = 10
		ask := bot.Private(broadcasts.PickView(r.P, found[:min(most, len(found))], line))
		return broadcasts.Broadcast{}, &ask, nil
	case text == "":
		return broadcasts.Broadcast{}, nil, fault.New("broadcast.none_such")
	}
	return broadcasts.Broadcast{}, nil, fault.Missing("broadcast.unknown", fault.Args{"Text": short(text)})
}
