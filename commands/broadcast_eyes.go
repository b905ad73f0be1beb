package commands

import (
	"context"
	"slices"

	"kigo/bot"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/people"
)

// fourEyes shows and switches whether a second admin has to approve.
func fourEyes(s Services) bot.Command {
	return bot.Command{May: isAdmin, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		e, err := s.Broadcasts.Eyes(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		var asked []people.Person
		switch word := people.Fold(r.Args); {
		case word == "":
		case slices.Contains([]string{"aus", "off"}, word):
			e, asked, err = s.Broadcasts.SetEyes(ctx, r.Person, true)
		case slices.Contains([]string{"an", "ein", "on"}, word):
			e, asked, err = s.Broadcasts.SetEyes(ctx, r.Person, false)
		default:
			err = fault.New("broadcast.eyes.usage")
		}
		return here(r, broadcasts.EyesView(r.P, e, asked)), err
	}}
}
