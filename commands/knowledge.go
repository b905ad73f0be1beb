package commands

import (
	"context"
	"errors"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/knowledge"
	"kigo/bot/people"
)

// library is the editors' overview, or one entry with what can be done with it.
func library(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Fits: oneWord, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Args != "" {
			rec, ask, err := pickEntry(ctx, s, r, "wissen", r.Args)
			if ask != nil || err != nil {
				return reply(ask), err
			}
			if rec.IsList() {
				return chat.Reply{}, unknownEntry(r.Args)
			}
			return here(r, knowledge.RecordView(r.P, rec, r.Now)), nil
		}
		entries, err := s.Library.Entries(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		due, err := s.Library.Due(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		drafts, err := s.Library.Drafts(ctx, r.Person.ID)
		return bot.Private(knowledge.OverviewView(r.P, knowledge.Overview{
			Entries: len(entries), Due: len(due), Drafts: drafts, Admin: r.Person.Is(people.Admin),
		})), err
	}}
}

// oneWord takes an entry's id, and no sentence.
func oneWord(args string) bool { return args != "" && !strings.ContainsAny(args, " ?\n") }

// pickEntry finds the record that an editor names by its id, or makes the reply that asks
// which entry is meant; line is the command that gets its id.
func pickEntry(ctx context.Context, s Services, r bot.Request, line, text string) (rec knowledge.Record, ask *chat.Reply, err error) {
	if text != "" {
		rec, err = s.Library.Record(ctx, knowledge.RecordID(text))
		var f *fault.Fault
		if !errors.As(err, &f) {
			return rec, nil, err
		}
	}
	var entries []knowledge.Entry
	if text == "" {
		entries, err = s.Library.Entries(ctx)
	} else if found := s.Library.Ask(ctx, text); found.Outcome == knowledge.Answered {
		entries = []knowledge.Entry{found.Entry}
	} else {
		entries = entriesOf(found.Suggestions)
	}
	if len(entries) == 0 {
		return rec, nil, err
	}
	m := bot.Private(knowledge.PickView(r.P, entries, line))
	return rec, &m, nil
}

func unknownEntry(text string) error {
	return fault.Missing("knowledge.unknown", fault.Args{"Text": short(text)})
}

// whoChanged is the name of whoever made a version.
func whoChanged(ctx context.Context, s Services, p i18n.Printer, all ...knowledge.Record) (func(knowledge.Record) string, error) {
	var ids []people.ID
	for _, r := range all {
		ids = append(ids, r.By)
	}
	byID, err := s.People.GetMany(ctx, ids)
	return func(r knowledge.Record) string {
		if who, ok := byID[r.By]; ok {
			return who.Shown()
		}
		if r.By == "" {
			return p.Plain("knowledge.by.import")
		}
		return p.Plain("knowledge.by.unknown")
	}, err
}

// conflicting turns a *knowledge.Conflict into a message with both texts; other errors
// come back. d is the editor's draft, if there is one.
func conflicting(ctx context.Context, s Services, r bot.Request, err error, d *knowledge.Draft) (chat.Reply, error) {
	var c *knowledge.Conflict
	if !errors.As(err, &c) {
		return chat.Reply{}, err
	}
	names, err := whoChanged(ctx, s, r.P, c.Newest)
	if err != nil {
		return chat.Reply{}, err
	}
	return bot.Private(knowledge.ConflictView(r.P, c.Newest, names(c.Newest), d, r.Now)), nil
}
