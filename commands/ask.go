package commands

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/knowledge"
)

// ask answers a question from the knowledge base.
func ask(s Services) bot.Command {
	anything := func(string) bool { return true }
	return bot.Command{Fits: anything, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Submitted() {
			question, err := required(r, "question", knowledge.MaxQuestion)
			if err == nil && !inWords(question) {
				err = fault.Form(map[string]*fault.Fault{"question": fault.New("knowledge.ask.words")})
			}
			if err != nil {
				return chat.Reply{}, err
			}
			return Answer(s)(ctx, r, question)
		}
		if r.Args == "" {
			return chat.Reply{Form: knowledge.AskForm(r.P, "frage")}, nil
		}
		part, rest, _ := strings.Cut(r.Args, " ")
		if part == "nichts-davon" && rest != "" {
			return missed(ctx, s, r, rest)
		}
		if do := onAnswer[part]; do != nil {
			id, question, _ := strings.Cut(rest, " ")
			e, err := s.Library.Entry(ctx, knowledge.ID(id))
			var f *fault.Fault
			if !errors.As(err, &f) { // else there is no such entry, and it is the beginning of a question
				if err != nil {
					return chat.Reply{}, err
				}
				return do(ctx, s, r, e, question)
			}
		}
		return Answer(s)(ctx, r, r.Args)
	}}
}

// Answer replies to a question in plain words; see bot.Config.Ask. Where others read along
// it says nothing but what the knowledge base says.
func Answer(s Services) func(context.Context, bot.Request, string) (chat.Reply, error) {
	return func(ctx context.Context, r bot.Request, question string) (chat.Reply, error) {
		if !inWords(question) {
			return chat.Reply{}, fault.New("knowledge.ask.words")
		}
		found := s.Library.Ask(ctx, question)
		if found.Outcome == knowledge.Answered {
			return bot.Shared(r, entryView(r, found.Entry, question)), nil
		}
		lines, entries := mistyped(r, question), entriesOf(found.Suggestions)
		if len(lines)+len(entries) > 0 {
			return bot.Shared(r, knowledge.MeantView(r.P, lines, entries, question)), nil
		}
		if c, args, ok := r.Bot.Router.Find(question); ok && args == "" && !c.Allowed(r.Person) {
			return chat.Reply{}, bot.Forbidden(r, c) // a word that only commands know is no question to pass on
		}
		return missed(ctx, s, r, question)
	}
}

// mistyped are the command lines that a short message may have meant. Others, who may do
// less or more, are not shown any.
func mistyped(r bot.Request, question string) []string {
	if !few(question) || r.Shared() || r.Submitted() {
		return nil
	}
	return r.Bot.Router.Suggest(question, r.Person)
}

// inWords reports whether there can be a question in it at all.
func inWords(question string) bool { return strings.ContainsFunc(question, unicode.IsLetter) }

// onAnswer is what the buttons under an answer do.
var onAnswer = map[string]func(context.Context, Services, bot.Request, knowledge.Entry, string) (chat.Reply, error){
	"eintrag":     showEntry,
	"daneben":     notMeant,
	"hilfreich":   judge(true),
	"unhilfreich": judge(false),
}

func showEntry(_ context.Context, _ Services, r bot.Request, e knowledge.Entry, question string) (chat.Reply, error) {
	return here(r, entryView(r, e, question)), nil
}

// notMeant shows what else may have been meant.
func notMeant(ctx context.Context, s Services, r bot.Request, e knowledge.Entry, question string) (chat.Reply, error) {
	others := s.Library.Others(ctx, question, e.ID)
	if len(others) == 0 {
		return missed(ctx, s, r, question)
	}
	return here(r, knowledge.MeantView(r.P, nil, entriesOf(others), question)), nil
}

func judge(helped bool) func(context.Context, Services, bot.Request, knowledge.Entry, string) (chat.Reply, error) {
	return func(ctx context.Context, s Services, r bot.Request, e knowledge.Entry, question string) (chat.Reply, error) {
		if s.Inbox == nil {
			return bot.Private(knowledge.JudgedView(r.P, helped)), nil
		}
		m, err := s.Inbox.Judged(ctx, r.Person, r.P, e.ID, question, helped)
		return bot.Private(m), err
	}
}

// missed is the answer to a question that nothing answers.
func missed(ctx context.Context, s Services, r bot.Request, question string) (chat.Reply, error) {
	if s.Inbox == nil || question == "" {
		return bot.Private(knowledge.UnsureView(r.P, s.Library.Contact(ctx))), nil
	}
	m, err := s.Inbox.Missed(ctx, r.Person, r.P, question)
	return bot.Private(m), err
}

// entryView is an entry with the command that leads to the thing itself, if this person may use it.
func entryView(r bot.Request, e knowledge.Entry, question string) chat.Message {
	run := e.Command
	if c, _, ok := r.Bot.Router.Find(run); run == "" || !ok || !c.Allowed(reader(r)) {
		run = ""
	}
	return knowledge.AnswerView(r.P, e, question, run, r.Now)
}

func entriesOf(all []knowledge.Suggestion) []knowledge.Entry {
	var entries []knowledge.Entry
	for _, s := range all {
		entries = append(entries, s.Entry)
	}
	return entries
}
