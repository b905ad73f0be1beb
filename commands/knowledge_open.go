package commands

import (
	"context"
	"strconv"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/knowledge"
	"kigo/bot/people"
)

// openQuestions lists the questions that wait for an editor, and the entries that did not help.
func openQuestions(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Fits: isNumber, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		page, _ := strconv.Atoi(r.Args) // anything else is the first one
		open, err := s.Inbox.Open(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		disliked, err := s.Inbox.Disliked(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		var ids []people.ID
		for _, g := range open {
			ids = append(ids, g.Named()...)
		}
		named, err := s.People.GetMany(ctx, ids)
		if err != nil {
			return chat.Reply{}, err
		}
		return here(r, knowledge.OpenView(r.P, open, disliked, named, page)), nil
	}}
}
