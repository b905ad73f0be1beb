package commands

import (
	"context"
	"errors"
	"slices"
	"strings"

	"kigo/bot"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/people"
)

// attach takes the picture or file of a direct message along with an announcement that has
// not begun; what follows says which, if there are several, and what the picture shows.
func attach(s Services) bot.Command {
	return bot.Command{May: isAdmin, Fits: func(string) bool { return true }, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		b, words, err := attachTo(ctx, s, r)
		if err != nil {
			return chat.Reply{}, err
		}
		switch {
		case len(r.Event.Files) == 0 && slices.Contains([]string{"weg", "off"}, people.Fold(words)):
			b, err = s.Broadcasts.Detach(ctx, b.ID, r.Person)
		case len(r.Event.Files) == 0:
			err = fault.New("broadcast.file.none", fault.Args{"ID": string(b.ID)})
		case len(r.Event.Files) > 1:
			err = fault.New("broadcast.file.one")
		default:
			b, err = s.Broadcasts.Attach(ctx, b.ID, r.Person, r.Event.Files[0], words)
		}
		if err != nil {
			return chat.Reply{}, err
		}
		return showBroadcast(ctx, s, r, b)
	}}
}

// attachTo is the announcement that the first word names, or else the only one that can
// still be changed; rest is what follows.
func attachTo(ctx context.Context, s Services, r bot.Request) (b broadcasts.Broadcast, rest string, err error) {
	first, rest, _ := strings.Cut(r.Args, " ")
	b, err = s.Broadcasts.Get(ctx, broadcasts.ID(strings.ToLower(first)))
	var unknown *fault.Fault
	if err == nil || !errors.As(err, &unknown) {
		return b, strings.TrimSpace(rest), err
	}
	all, err := s.Broadcasts.All(ctx)
	all = slices.DeleteFunc(all, func(b broadcasts.Broadcast) bool { return b.CanRevise() != nil })
	switch {
	case err != nil:
		return b, "", err
	case len(all) == 0:
		return b, "", fault.New("broadcast.file.no_draft")
	case len(all) > 1:
		var names []string
		for _, b := range all[:min(5, len(all))] {
			names = append(names, b.Name()+": "+string(b.ID))
		}
		return b, "", fault.New("broadcast.file.which", fault.Args{"Names": strings.Join(names, ", ")})
	}
	return all[0], r.Args, nil
}
