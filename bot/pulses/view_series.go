package pulses

import (
	"context"
	"slices"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/hours"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// ahead reports whether it is yet to be asked, once or again.
func (r Run) ahead() bool {
	return slices.Contains([]State{Draft, Released, Recurring, Paused}, r.State)
}

// shown is a run as those see it who look after it: a series with its next run's times.
type shown struct {
	Run
	by    string      // who last paused or ended it
	then  []time.Time // of a series that goes on: when its next runs begin
	rest  int         // days in which nobody is asked twice
	share int         // 1/share of the people are asked in a run
}

const foreseen = 3 // runs of a series that are named

// shown works out what a view of a run needs.
func (s *Service) shown(r Run, names map[people.ID]string) shown {
	all := shown{Run: r, by: names[r.TurnedBy], rest: s.Rest, share: 1}
	if r.Repeat == Once {
		return all
	}
	c := s.calendar(r.Plan)
	n := c.last(s.Now()) + 1
	all.Plan, all.share = c.plan(n), r.Repeat.share(s.Rest)
	for i := range foreseen {
		all.then = append(all.then, c.opens(n+i))
	}
	return all
}

// Next is a series with the times of the run that comes next, to be changed from then on.
func (s *Service) Next(r Run) Run { return s.shown(r, nil).Run }

// names are the names of those who have last paused or ended series.
func (s *Service) names(ctx context.Context, runs []Run) (map[people.ID]string, error) {
	turned := func(r Run) bool { return r.TurnedBy != "" }
	if !slices.ContainsFunc(runs, turned) {
		return nil, nil //nolint:nilnil // nobody has to be named
	}
	all, err := s.People.Everybody(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[people.ID]string, len(all))
	for _, p := range all {
		names[p.ID] = p.Shown()
	}
	return names, nil
}

// state is one sentence on how far a run is.
func (r shown) state(p i18n.Printer) chat.Text {
	args := r.shownArgs(p)
	args["At"], args["By"] = r.TurnedAt, r.by
	key := "pulse.state." + string(r.State)
	if (r.State == Paused || r.State == Stopped) && r.by == "" {
		key += ".unnamed"
	}
	return p.Text(key, args)
}

// series is what there is to know of one: how often, when, and who is spared.
func (r shown) series(p i18n.Printer) []chat.Field {
	if r.Repeat == Once {
		return nil
	}
	field := func(key string, value chat.Text) chat.Field {
		return chat.Field{Label: p.Plain("pulse.fact." + key), Value: value}
	}
	facts := []chat.Field{field("rhythm", p.Text("pulse.rhythm."+string(r.Repeat)))}
	if r.State != Stopped && r.State != Paused {
		var days []chat.Text
		for _, t := range r.then {
			days = append(days, chat.Words(p.DateTime(t)))
		}
		facts = append(facts, field("then", chat.Lines(days...)))
	}
	if r.rest > 0 {
		rest := p.Text("pulse.rest", i18n.Args{"Days": r.rest})
		if r.share > 1 {
			rest = append(append(rest, chat.Words(" ")...), p.Text("pulse.rest.share", i18n.Args{"Share": r.share})...)
		}
		facts = append(facts, field("rest", rest))
	}
	return facts
}

// rateText is how many have taken part, as far as that is known to those who look after
// surveys: while it runs once a day and rounded, afterwards what is published, once
// everybody who was asked has it. Nil if there is nothing to say.
func (s *Service) rateText(ctx context.Context, p i18n.Printer, r Run) (chat.Text, error) {
	if percent, counted := r.Participation(); r.State == Open && counted {
		return p.Text("pulse.rate", i18n.Args{"Percent": percent}), nil
	}
	told, err := s.AllTold(ctx, r)
	if err != nil || !told {
		return nil, err
	}
	rep, there, err := s.Store.Report(ctx, r.ID)
	if err != nil || !there {
		return nil, err
	}
	n, published := rep.N()
	switch {
	case rep.Lost:
		return p.Text("pulse.keys_lost", i18n.Args{"Title": r.Survey.Title.In(p.Lang())}), nil
	case !published:
		return p.Text("pulse.suppressed"), nil
	}
	return p.Text("pulse.result.n", i18n.Args{"Count": n, "Invited": r.Invited}), nil
}

// List is every run for those who look after them, series first, then the newest first; to
// the works council with what it may do.
func (s *Service) List(ctx context.Context, p i18n.Printer, me people.Person) (chat.Message, error) {
	runs, err := s.All(ctx, me)
	if err != nil {
		return chat.Message{}, err
	}
	names, err := s.names(ctx, runs)
	if err != nil {
		return chat.Message{}, err
	}
	slices.Reverse(runs)
	goesOn := func(r Run) bool { return r.State == Recurring || r.State == Paused }
	slices.SortStableFunc(runs, func(a, b Run) int {
		switch {
		case goesOn(a) == goesOn(b):
			return 0
		case goesOn(a):
			return -1
		}
		return 1
	})
	head := p.Text("pulse.managed")
	if len(runs) == 0 {
		head = p.Text("pulse.managed.none")
	}
	if me.Is(people.Council) {
		head = chat.Lines(p.Text("pulse.council"), head)
	}
	m := chat.Say(head)
	if me.Is(people.Admin) {
		m.Sections[0].Buttons = []chat.Button{{Label: p.Plain("pulse.do.neu"), Line: "puls neu", Style: chat.Primary}}
	}
	for _, r := range runs[:min(listed, len(runs))] {
		text := s.shown(r, names).state(p)
		rate, err := s.rateText(ctx, p, r)
		if err != nil {
			return chat.Message{}, err
		}
		if rate != nil {
			text = chat.Lines(text, p.Text("pulse.managed.rate", i18n.Args{"Rate": rate}))
		}
		m.Sections = append(m.Sections, chat.Section{
			Text:    text,
			Buttons: []chat.Button{{Label: p.Plain("pulse.do.zeigen"), Line: "puls zeigen " + string(r.ID)}},
		})
	}
	if more := len(runs) - listed; more > 0 {
		m.Sections = append(m.Sections, chat.Section{Text: p.Text("pulse.managed.more", i18n.Args{"Count": more})})
	}
	return m, nil
}

const listed = 10 // runs in a message

// TurnedView says what became of a series.
func TurnedView(p i18n.Printer, r Run) chat.Message {
	return chat.Say(p.Text("pulse.turned."+string(r.State), r.shownArgs(p)),
		chat.Button{Label: p.Plain("pulse.do.zeigen"), Line: "puls zeigen " + string(r.ID)})
}

// StopView asks whether to end a series.
func StopView(p i18n.Printer, r Run) chat.Message {
	return chat.Say(p.Text("pulse.stop.sure", r.shownArgs(p)),
		chat.Button{Label: p.Plain("pulse.do.stop_now"), Line: "puls beenden " + string(r.ID) + " " + yes, Style: chat.Danger})
}

// MissedView says why a run does not take place; audience is how many could have been asked.
func MissedView(p i18n.Printer, r Run, due time.Time, why string, audience int) chat.Message {
	args := i18n.Args{"Title": r.Survey.Title.In(p.Lang()), "Due": due, "Audience": audience, "K": r.K}
	return chat.Say(p.Text("pulse.missed."+why, args), chat.Button{Label: p.Plain("pulse.do.zeigen"), Line: "puls zeigen " + string(r.ID)})
}

// Word is a rhythm as forms show and take it.
func (r Rhythm) Word(p i18n.Printer) string {
	if r == Once {
		return p.Plain("pulse.rhythm.once")
	}
	return p.Plain("pulse.rhythm." + string(r))
}

func rhythmOptions(p i18n.Printer) []chat.Option {
	var all []chat.Option
	for _, r := range Rhythms {
		all = append(all, chat.Option{Label: r.Word(p), Value: r.Word(p)})
	}
	return all
}

// parseRhythm reads a rhythm by its word in either language; nothing is once.
func parseRhythm(p i18n.Printer, text string) (Rhythm, error) {
	if fold(text) == "" {
		return Once, nil
	}
	for _, r := range Rhythms {
		for _, lang := range i18n.Languages {
			if fold(text) == fold(r.Word(p.In(lang))) {
				return r, nil
			}
		}
	}
	return Once, fault.New("pulse.rhythm")
}

// tomorrow is when a series begins if nobody says when: in the morning of the next day on
// which people work.
func tomorrow(now time.Time, zone *time.Location) time.Time {
	const hour = 9
	day := now.In(zone)
	c := calendar{zone: zone, work: hours.New(zone)}
	return c.working(day.Year(), day.Month(), day.Day()+1, time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, zone))
}
