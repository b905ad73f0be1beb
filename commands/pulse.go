package commands

import (
	"context"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// pulse shows the surveys that the person can answer, and takes, changes and withdraws
// answers. Nothing of an answer is ever taken from a message, which would stay in the chat;
// that is why it takes any arguments there: no answer must end as a question to somebody.
func pulse(s Services) bot.Command {
	anything := func(string) bool { return true }
	return bot.Command{Discreet: true, Fits: anything, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if s.Pulses.May != nil && !s.Pulses.May(r.Event.Platform) {
			return chat.Reply{}, fault.New("pulse.elsewhere")
		}
		open, err := s.Pulses.Answerable(ctx, r.Person.ID)
		if err != nil {
			return chat.Reply{}, err
		}
		id, rest := cutRun(r.Args, open)
		if (r.Event.Kind == chat.DirectMessage || r.Event.Kind == chat.Mention) && rest != "" {
			return bot.Private(pulses.SpokenView(r.P, openRuns(r, open))), nil
		}
		if id == "" {
			return overview(ctx, s, r, open)
		}
		return answerPulse(ctx, s, r, id, rest)
	}}
}

// cutRun parts arguments into the run, which need not be named where there is only one, and
// what is said to it.
func cutRun(args string, open []pulses.Run) (id pulses.ID, rest string) {
	first, after, _ := strings.Cut(args, " ")
	for _, r := range open {
		if strings.EqualFold(first, string(r.ID)) || people.Fold(args) == people.Fold(r.Survey.Title.DE) {
			if len(first) == len(r.ID) {
				return r.ID, after
			}
			return r.ID, ""
		}
	}
	switch {
	case args == "":
		return "", ""
	case after != "" && strings.HasPrefix(strings.ToLower(first), "puls-"), isPulseWord(after):
		return pulses.ID(strings.ToLower(first)), after // a button of a run that is over, or of no business of theirs
	case len(open) == 1:
		return open[0].ID, args
	}
	return "", args
}

func isPulseWord(s string) bool {
	return s == pulses.WordAnswer || s == pulses.WordDecline || s == pulses.WordWithdraw
}

// overview is what the person can answer; to the works council, every survey as well.
func overview(ctx context.Context, s Services, r bot.Request, open []pulses.Run) (chat.Reply, error) {
	m := openRuns(r, open)
	if !r.Person.Is(people.Council) {
		return bot.Private(m), nil
	}
	all, err := s.Pulses.List(ctx, r.P, r.Person)
	m.Sections = append(m.Sections, all.Sections...)
	return bot.Private(m), err
}

// openRuns is the only run that is open to the person, or the list of them.
func openRuns(r bot.Request, open []pulses.Run) chat.Message {
	if len(open) == 1 {
		return pulses.OpenView(r.P, open[0])
	}
	return pulses.ListView(r.P, open)
}

// answerPulse does what is said to a run. The reply is always the person's alone, and never
// takes the place of a message: an edit would show that something was answered.
func answerPulse(ctx context.Context, s Services, r bot.Request, id pulses.ID, rest string) (chat.Reply, error) {
	run, err := s.Pulses.Get(ctx, id, r.Person)
	if err != nil {
		return chat.Reply{}, err
	}
	var rec pulses.Receipt
	switch people.Fold(rest) {
	case "":
		return bot.Private(pulses.OpenView(r.P, run)), nil
	case people.Fold(pulses.WordDecline):
		rec, err = s.Pulses.Decline(ctx, id, r.Person.ID)
		return bot.Private(pulses.DeclinedView(r.P, rec)), err
	case people.Fold(pulses.WordWithdraw):
		rec, err = s.Pulses.Withdraw(ctx, id, r.Person.ID)
		return bot.Private(pulses.WithdrawnView(r.P, rec)), err
	case people.Fold(pulses.WordAnswer):
		if !r.Submitted() {
			return answerForm(ctx, s, r, run)
		}
	}
	a, err := readAnswer(r, run, rest)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := s.Pulses.Warn(ctx, run, r.Person.ID, a); err != nil {
		return chat.Reply{}, err
	}
	rec, err = s.Pulses.Answer(ctx, id, r.Person.ID, a)
	return bot.Private(pulses.ThanksView(r.P, rec)), err
}

// answerForm opens the form of a run that takes answers, if it takes the person's.
func answerForm(ctx context.Context, s Services, r bot.Request, run pulses.Run) (chat.Reply, error) {
	if err := s.Pulses.CanAnswer(ctx, run.ID, r.Person.ID); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: pulses.AnswerForm(r.P, run)}, nil
}

func readAnswer(r bot.Request, run pulses.Run, rest string) (pulses.Answer, error) {
	switch {
	case r.Submitted():
		return run.Survey.ReadAnswer(r.Event.Values)
	case !run.Survey.OneTap():
		return nil, fault.New("pulse.form_only", fault.Args{"Command": chat.Prefix + "puls " + string(run.ID) + " " + pulses.WordAnswer})
	}
	g, err := run.Survey.Questions[0].ParseChoice(rest)
	return pulses.Answer{g}, err
}
