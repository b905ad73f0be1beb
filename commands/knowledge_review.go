package commands

import (
	"context"
	"strconv"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/knowledge"
)

// review lists the entries that somebody should look at.
func review(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Fits: isNumber, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		due, err := s.Library.Due(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		page, _ := strconv.Atoi(r.Args) // anything else is the first page
		return here(r, knowledge.DueView(r.P, due, page, r.Now)), nil
	}}
}

// confirm says that an entry is still right.
func confirm(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		id, version, _ := cutNumber(r.Args)
		e, err := s.Library.Confirm(ctx, r.Person, knowledge.ID(id), version)
		if err != nil {
			return conflicting(ctx, s, r, err, nil)
		}
		return bot.Private(knowledge.ConfirmedView(r.P, e)), nil
	}}
}

// history lists the versions of an entry or a list of words.
func history(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Fits: oneWord, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		rec, ask, err := pickEntry(ctx, s, r, "wissen verlauf", r.Args)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		all, err := s.Library.History(ctx, rec.ID)
		if err != nil {
			return chat.Reply{}, err
		}
		names, err := whoChanged(ctx, s, r.P, all...)
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(knowledge.HistoryView(r.P, all, names)), nil
	}}
}

// undo takes an entry or a list back to the version before, or to the one that is named:
// "ID [VERSION [SEEN]]". A button says which version it was shown with.
func undo(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		id, version, numbered := cutNumber(r.Args)
		id, before, shown := cutNumber(id)
		rec, ask, err := pickEntry(ctx, s, r, "wissen verlauf", id)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		seen := rec.Version
		switch {
		case shown:
			version, seen = before, version
		case !numbered:
			version = rec.Version - 1
		}
		if version < 1 {
			return chat.Reply{}, fault.New("knowledge.first_version", fault.Args{"ID": string(rec.ID)})
		}
		after, err := s.Library.Restore(ctx, r.Person, rec.ID, version, seen)
		if err != nil {
			return conflicting(ctx, s, r, err, nil)
		}
		return bot.Private(knowledge.RestoredView(r.P, after, r.Now)), nil
	}}
}

// retire takes an entry out of all answers, after a yes.
func retire(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		id, last := lastWord(r.Args)
		if !yes(last) || id == "" {
			rec, ask, err := pickEntry(ctx, s, r, "wissen entfernen", r.Args)
			if ask != nil || err != nil {
				return reply(ask), err
			}
			if rec.IsList() {
				return chat.Reply{}, unknownEntry(r.Args)
			}
			return here(r, knowledge.ConfirmRetireView(r.P, rec)), nil
		}
		rec, err := s.Library.Retire(ctx, r.Person, knowledge.ID(id))
		if err != nil {
			return conflicting(ctx, s, r, err, nil)
		}
		return here(r, knowledge.RetiredView(r.P, rec)), nil
	}}
}
