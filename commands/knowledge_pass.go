package commands

import (
	"context"
	"regexp"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/knowledge"
	"kigo/bot/people"
)

var gapID = regexp.MustCompile(`^g[0-9a-f]{10}$`)

// fitsGap is for commands that name a gap, which nobody does in a sentence.
func fitsGap(args string) bool {
	first, _, _ := strings.Cut(args, " ")
	return gapID.MatchString(first)
}

// pass passes a question on to those who may know; the person is told the answer. Their
// name is passed on only if they say so.
func pass(s Services) bot.Command {
	return bot.Command{Hidden: true, Fits: fitsGap, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		id, how, _ := strings.Cut(r.Args, " ")
		g, err := s.Inbox.Pass(ctx, r.Person, knowledge.GapID(id), people.Fold(how) == "name")
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(knowledge.PassedView(r.P, g, r.Person.ID)), nil
	}}
}

// withdraw takes passing on back.
func withdraw(s Services) bot.Command {
	return bot.Command{Hidden: true, Fits: fitsGap, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if err := s.Inbox.Withdraw(ctx, r.Person, knowledge.GapID(r.Args)); err != nil {
			return chat.Reply{}, err
		}
		return here(r, knowledge.WithdrawnView(r.P, knowledge.GapID(r.Args))), nil
	}}
}

// passAnyway passes on a question with personal data, which the person has seen named.
func passAnyway(s Services) bot.Command {
	return bot.Command{Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		g, err := s.Inbox.PassAnyway(ctx, r.Person, r.Args, false)
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(knowledge.PassedView(r.P, g, r.Person.ID)), nil
	}}
}

// rephrase asks for a question in other words, and passes that on.
func rephrase(s Services) bot.Command {
	return bot.Command{Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if !r.Submitted() {
			return chat.Reply{Form: knowledge.RephraseForm(r.P, r.Args)}, nil
		}
		question, err := required(r, "question", knowledge.MaxQuestion)
		if err != nil {
			return chat.Reply{}, err
		}
		if len(knowledge.Personal(question)) > 0 {
			return chat.Reply{}, fault.Form(map[string]*fault.Fault{"question": fault.New("gap.personal.still")})
		}
		g, err := s.Inbox.PassAnyway(ctx, r.Person, question, r.Value("name") == "mit")
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(knowledge.PassedView(r.P, g, r.Person.ID)), nil
	}}
}
