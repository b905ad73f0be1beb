package commands

import (
	"context"
	"strconv"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// looksAfter says who sees how surveys are made: admins and the works council.
func looksAfter(p people.Person) bool { return p.Is(people.Admin) || p.Is(people.Council) }

// showRun shows one survey as it stands, or lists them.
func showRun(s Services) bot.Command {
	return bot.Command{May: looksAfter, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Args == "" {
			m, err := s.Pulses.List(ctx, r.P, r.Person)
			return bot.Private(m), err
		}
		run, ask, err := pickPulse(ctx, s, r, r.Args, "puls zeigen", func(pulses.Run) bool { return true })
		if ask != nil || err != nil {
			return reply(ask), err
		}
		return showPulse(ctx, s, r, run)
	}}
}

// testPulse lets a draft be tried out; nothing of it is stored.
func testPulse(s Services) bot.Command {
	return bot.Command{May: looksAfter, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		id, rest, _ := strings.Cut(r.Args, " ")
		run, ask, err := pickPulse(ctx, s, r, id, "puls test", inState(pulses.Draft))
		switch {
		case ask != nil || err != nil:
			return reply(ask), err
		case rest == "":
			return bot.Private(pulses.TestView(r.P, run)), nil
		case rest == pulses.WordAnswer && !r.Submitted():
			return chat.Reply{Form: pulses.TestForm(r.P, run)}, nil
		}
		a, err := readAnswer(r, run, rest)
		if err == nil {
			err = run.Survey.Check(a)
		}
		return bot.Private(pulses.TestedView(r.P, run)), err
	}}
}

// submitPulse asks for the release by a second person.
func submitPulse(s Services) bot.Command {
	return bot.Command{May: isAdmin, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		run, ask, err := pickPulse(ctx, s, r, r.Args, "puls freigabe", inState(pulses.Draft))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		n, err := s.Pulses.AskRelease(ctx, r.Person, run)
		return bot.Private(pulses.AskedView(r.P, run, n)), err
	}}
}

// releasePulse lets out the version of a draft that the person has seen.
func releasePulse(s Services) bot.Command {
	return bot.Command{May: looksAfter, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		id, last := lastWord(r.Args)
		version, err := strconv.Atoi(last)
		if err != nil || id == "" {
			run, ask, err := pickPulse(ctx, s, r, r.Args, "puls zeigen", inState(pulses.Draft))
			if ask != nil || err != nil {
				return reply(ask), err
			}
			return showPulse(ctx, s, r, run)
		}
		run, err := s.Pulses.Get(ctx, pulses.ID(id), r.Person)
		if err == nil {
			run, err = s.Pulses.Release(ctx, r.Person, run, version)
		}
		if err != nil {
			return chat.Reply{}, err
		}
		return showPulse(ctx, s, r, run)
	}}
}

// startPulse opens a survey that is released.
func startPulse(s Services) bot.Command {
	return bot.Command{May: isAdmin, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		run, ask, err := pickPulse(ctx, s, r, r.Args, "puls starten", inState(pulses.Released))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if run, err = s.Pulses.Start(ctx, r.Person, run); err != nil {
			return chat.Reply{}, err
		}
		return showPulse(ctx, s, r, run)
	}}
}

// discardPulse throws away what has never been open.
func discardPulse(s Services) bot.Command {
	return bot.Command{May: isAdmin, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		run, ask, err := pickPulse(ctx, s, r, r.Args, "puls verwerfen", inState(pulses.Draft, pulses.Released))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		err = s.Pulses.Discard(ctx, r.Person, run)
		return bot.Private(pulses.DiscardedView(r.P, run)), err
	}}
}

// closePulse ends a survey before its time, or a recurring one for good, once that was confirmed.
func closePulse(s Services) bot.Command {
	return bot.Command{May: isAdmin, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		text, sure := r.Args, false
		if before, last := lastWord(r.Args); last == "ja" {
			text, sure = before, true
		}
		run, ask, err := pickPulse(ctx, s, r, text, "puls schließen", inState(pulses.Open, pulses.Recurring, pulses.Paused))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if run.State == pulses.Recurring || run.State == pulses.Paused {
			return stopPulse(ctx, s, r, run, sure)
		}
		if run.State != pulses.Open {
			key := "pulse.closed_already"
			if run.State == pulses.Draft || run.State == pulses.Released {
				key = "pulse.not_begun"
			}
			return chat.Reply{}, fault.New(key, fault.Args{"Title": run.Survey.Title.DE})
		}
		if !sure {
			return bot.Private(pulses.CloseView(r.P, run)), nil
		}
		run, err = s.Pulses.Close(ctx, r.Person, run.ID)
		return bot.Private(pulses.ClosedView(r.P, run)), err
	}}
}

// pulseResult shows what a survey has come to; those who look after surveys get it as a
// table, too. It leaves no trace, as everything that staff do with surveys.
func pulseResult(s Services) bot.Command {
	return bot.Command{Discreet: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		run, ask, err := pickPulse(ctx, s, r, r.Args, "puls ergebnis", inState(pulses.Published))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		run, rep, err := s.Pulses.Report(ctx, run.ID, r.Person)
		if err != nil {
			return chat.Reply{}, err
		}
		m, err := s.Pulses.ResultOverTime(ctx, r.P, run, rep, r.Person)
		if err != nil {
			return chat.Reply{}, err
		}
		if looksAfter(r.Person) && !rep.Lost {
			m.Files = []chat.File{pulses.ResultCSV(r.P, run, rep)}
		}
		return bot.Private(m), nil
	}}
}

// pulseTexts lets free texts be read before anybody else sees them.
func pulseTexts(s Services) bot.Command {
	return bot.Command{May: looksAfter, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		words := strings.Fields(r.Args)
		text, verdict := r.Args, ""
		if len(words) == 3 {
			text, verdict = words[0], words[2]
		}
		run, ask, err := pickPulse(ctx, s, r, text, "puls texte", inState(pulses.Published))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if verdict != "" {
			if err := s.Pulses.Moderate(ctx, r.Person, run.ID, words[1], verdict == "ja"); err != nil {
				return chat.Reply{}, err
			}
		}
		texts, err := s.Pulses.Unread(ctx, r.Person, run.ID)
		return here(r, pulses.ModerationView(r.P, run, texts)), err
	}}
}
