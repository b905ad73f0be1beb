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

// newPulse asks for a survey in a form and answers with its preview.
func newPulse(s Services) bot.Command {
	return bot.Command{May: isAdmin, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if !r.Submitted() {
			line := "puls neu " + string(s.Pulses.NewRun())
			return chat.Reply{Form: pulses.PlanForm(r.P, r.P.Plain("pulse.plan.new"), line, pulses.Run{}, r.Now)}, nil
		}
		plan, err := readPlan(ctx, s, r)
		if err != nil {
			return chat.Reply{}, err
		}
		run, err := createPulse(ctx, s, r, plan)
		if err != nil {
			return chat.Reply{}, err
		}
		return showPulse(ctx, s, r, run)
	}}
}

// createPulse makes a survey, or what takes the place of a recurring one that is named, too.
func createPulse(ctx context.Context, s Services, r bot.Request, plan pulses.Plan) (pulses.Run, error) {
	id, before, replaces := strings.Cut(r.Args, " ")
	if !replaces {
		return s.Pulses.Create(ctx, r.Person, pulses.ID(id), plan)
	}
	series, err := s.Pulses.Get(ctx, pulses.ID(before), r.Person)
	if err != nil {
		return series, err
	}
	return s.Pulses.Revise(ctx, r.Person, series, pulses.ID(id), plan)
}

// editPulse changes a draft; it has to be released in the version that comes of it. What is
// released stays as it is: of a recurring survey a new draft is made.
func editPulse(s Services) bot.Command {
	return bot.Command{May: isAdmin, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		id, last := r.Args, ""
		if r.Submitted() {
			id, last = lastWord(r.Args)
		}
		run, err := s.Pulses.Get(ctx, pulses.ID(id), r.Person)
		if err != nil {
			return chat.Reply{}, err
		}
		switch {
		case run.State == pulses.Recurring, run.State == pulses.Paused:
			line := "puls neu " + string(s.Pulses.NewRun()) + " " + string(run.ID)
			return chat.Reply{Form: pulses.PlanForm(r.P, r.P.Plain("pulse.plan.revise"), line, s.Pulses.Next(run), r.Now)}, nil
		case !r.Submitted():
			line := "puls ändern " + string(run.ID) + " " + strconv.Itoa(run.Version)
			return chat.Reply{Form: pulses.PlanForm(r.P, r.P.Plain("pulse.plan.edit"), line, run, r.Now)}, nil
		}
		version, err := strconv.Atoi(last)
		if err != nil {
			return chat.Reply{}, unknownPulse(r)
		}
		plan, err := readPlan(ctx, s, r)
		if err != nil {
			return chat.Reply{}, err
		}
		plan.Series = run.Series
		if run, err = s.Pulses.Edit(ctx, r.Person, run, version, plan); err != nil {
			return chat.Reply{}, err
		}
		return showPulse(ctx, s, r, run)
	}}
}

// readPlan reads the form, and refuses an audience in which people would be recognised.
func readPlan(ctx context.Context, s Services, r bot.Request) (pulses.Plan, error) {
	event := func(name string) (string, error) {
		e, err := s.Events.RecentNamed(ctx, name)
		return string(e.ID), err
	}
	plan, err := pulses.ReadPlan(r.P, r.Event.Values, r.Now, event)
	if err != nil {
		return plan, err
	}
	n, err := s.Pulses.Audience(ctx, plan.Target)
	if err != nil {
		return plan, err
	}
	if n < plan.K {
		return plan, fault.Form(map[string]*fault.Fault{
			pulses.FieldTarget: fault.New("pulse.small_audience", fault.Args{"Audience": n, "K": plan.K}),
		})
	}
	return plan, nil
}

func showPulse(ctx context.Context, s Services, r bot.Request, run pulses.Run) (chat.Reply, error) {
	m, err := s.Pulses.Show(ctx, r.P, run, r.Person)
	return bot.Private(m), err
}

func unknownPulse(r bot.Request) error {
	return fault.Missing("pulse.unknown", fault.Args{"Text": short(r.Args)})
}

// pickPulse finds the run that is named by its id or the beginning of its title, or the only
// one that is wanted. Where none of those that are named is wanted it is the newest of them.
func pickPulse(ctx context.Context, s Services, r bot.Request, text, line string, wanted func(pulses.Run) bool) (pulses.Run, *chat.Reply, error) {
	if run, err := s.Pulses.Get(ctx, pulses.ID(strings.ToLower(text)), r.Person); err == nil {
		return run, nil, nil
	}
	all, err := s.Pulses.All(ctx, r.Person)
	if err != nil {
		return pulses.Run{}, nil, err
	}
	var found, named []pulses.Run
	for _, run := range all {
		if !strings.HasPrefix(people.Fold(run.Survey.Title.DE), people.Fold(text)) {
			continue
		}
		if named = append(named, run); wanted(run) {
			found = append(found, run)
		}
	}
	if len(found) == 0 && text != "" && len(named) > 0 {
		found = named[len(named)-1:] // the service says why not
	}
	switch {
	case len(found) == 1:
		return found[0], nil, nil
	case len(found) > 1:
		const most = 10
		ask := bot.Private(pulses.PickView(r.P, found[max(0, len(found)-most):], line))
		return pulses.Run{}, &ask, nil
	case text == "":
		return pulses.Run{}, nil, fault.New("pulse.none_such")
	}
	return pulses.Run{}, nil, unknownPulse(r)
}

// inState says which runs a command is meant for.
func inState(states ...pulses.State) func(pulses.Run) bool {
	return func(r pulses.Run) bool {
		for _, s := range states {
			if r.State == s {
				return true
			}
		}
		return false
	}
}
