package commands

import (
	"context"
	"errors"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/knowledge"
	"kigo/bot/people"
)

// solve answers a gap in a form. The form carries the round that it shows, so that nothing
// is answered that has been answered meanwhile.
func solve(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Hidden: true, Fits: fitsGap, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if !r.Submitted() {
			g, ask, err := openGap(ctx, s, r, r.Args)
			if ask != nil || err != nil {
				return reply(ask), err
			}
			return chat.Reply{Form: knowledge.SolveForm(r.P, g, s.Inbox.Nearest(ctx, g))}, nil
		}
		id, round, err := gapRound(r)
		if err != nil {
			return chat.Reply{}, err
		}
		sol := knowledge.ReadSolution(r.Event.Values, r.P.Lang())
		g, err := s.Inbox.Solve(ctx, r.Person, id, round, sol)
		return closed(ctx, s, r, g, sol.Answer, err)
	}}
}

// assign says that an entry answers a gap; its wordings are added there.
func assign(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Hidden: true, Fits: fitsGap, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		id, entry, _ := strings.Cut(r.Args, " ")
		g, ask, err := openGap(ctx, s, r, id)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if entry == "" {
			all, err := s.Library.Entries(ctx)
			if err != nil {
				return chat.Reply{}, err
			}
			return bot.Private(knowledge.AssignView(r.P, g, s.Inbox.Nearest(ctx, g), all)), nil
		}
		g, err = s.Inbox.Solve(ctx, r.Person, g.ID, g.Round, knowledge.Solution{Into: knowledge.IntoEntry(knowledge.ID(entry))})
		return closed(ctx, s, r, g, "", err)
	}}
}

// dismiss closes a gap without an answer, with a reason if the editor gives one.
func dismiss(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Hidden: true, Fits: fitsGap, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if !r.Submitted() {
			g, ask, err := openGap(ctx, s, r, r.Args)
			if ask != nil || err != nil {
				return reply(ask), err
			}
			return chat.Reply{Form: knowledge.DismissForm(r.P, g)}, nil
		}
		id, round, err := gapRound(r)
		if err != nil {
			return chat.Reply{}, err
		}
		g, err := s.Inbox.Dismiss(ctx, r.Person, id, round, r.Value("reason"))
		return closed(ctx, s, r, g, r.Value("reason"), err)
	}}
}

// openGap reads a gap that an editor wants to close, or makes the reply that shows how it
// has been closed.
func openGap(ctx context.Context, s Services, r bot.Request, id string) (knowledge.Gap, *chat.Reply, error) {
	g, err := s.Inbox.Get(ctx, knowledge.GapID(id))
	if err != nil || g.State == knowledge.GapOpen {
		return g, nil, err
	}
	shown, err := closed(ctx, s, r, g, "", &knowledge.ClosedMeanwhile{Gap: g})
	return g, &shown, err
}

// closed replies to the closing of a gap. Whoever comes second sees what the first one
// wrote, and their own text.
func closed(ctx context.Context, s Services, r bot.Request, g knowledge.Gap, own string, err error) (chat.Reply, error) {
	var meanwhile *knowledge.ClosedMeanwhile
	if !errors.As(err, &meanwhile) {
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(knowledge.SolvedView(r.P, g)), nil
	}
	byID, err := s.People.GetMany(ctx, []people.ID{meanwhile.Gap.By})
	if err != nil {
		return chat.Reply{}, err
	}
	who := r.P.Plain("knowledge.by.unknown")
	if by, ok := byID[meanwhile.Gap.By]; ok {
		who = by.Shown()
	}
	return bot.Private(knowledge.MeanwhileView(r.P, meanwhile.Gap, who, own)), nil
}

// gapRound reads what the line of a form about a gap carries.
func gapRound(r bot.Request) (knowledge.GapID, int, error) {
	id, round, ok := cutNumber(r.Args)
	if !ok {
		return "", 0, fault.Missing("gap.unknown", nil)
	}
	return knowledge.GapID(id), round, nil
}
