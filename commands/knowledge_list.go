package commands

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/knowledge"
	"kigo/bot/people"
)

// words edits one of the lists of words, line by line: the lines that hold a word, or new ones.
func words(s Services, id knowledge.RecordID) bot.Command {
	admins := func(p people.Person) bool { return p.Is(people.Admin) }
	return bot.Command{May: admins, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		list, err := s.Library.Record(ctx, id)
		if err != nil {
			return chat.Reply{}, err
		}
		if r.Submitted() {
			return submitWords(ctx, s, r, list)
		}
		switch r.Args {
		case "":
			return bot.Private(knowledge.ListView(r.P, list)), nil
		case knowledge.SearchList:
			return chat.Reply{Form: knowledge.SearchForm(r.P, list)}, nil
		case knowledge.AddToList:
			return chat.Reply{Form: knowledge.LinesForm(r.P, list, "", "")}, nil
		}
		return linesOf(r, list, r.Args)
	}}
}

// linesOf opens the form with the lines that hold a word.
func linesOf(r bot.Request, list knowledge.Record, word string) (chat.Reply, error) {
	lines, err := list.Extract(word)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: knowledge.LinesForm(r.P, list, word, lines)}, nil
}

func submitWords(ctx context.Context, s Services, r bot.Request, list knowledge.Record) (chat.Reply, error) {
	if r.Args == knowledge.SearchList {
		found, err := linesOf(r, list, r.Value("word"))
		var f *fault.Fault
		if errors.As(err, &f) {
			err = fault.Form(map[string]*fault.Fault{"word": f})
		}
		return found, err
	}
	word, version := "", 0
	if r.Args != knowledge.AddToList {
		number, rest, _ := strings.Cut(r.Args, " ")
		version, _ = strconv.Atoi(number) // the form has put it there
		word = rest
	}
	after, err := s.Library.ChangeLines(ctx, r.Person, list.ID, version, word, r.Value("lines"))
	var c *knowledge.Conflict
	if errors.As(err, &c) {
		names, err := whoChanged(ctx, s, r.P, c.Newest)
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(knowledge.ListConflictView(r.P, c.Newest, names(c.Newest), word, r.Value("lines"))), nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	return bot.Private(knowledge.ListSavedView(r.P, after)), nil
}
