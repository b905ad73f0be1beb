package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// comparedMembers says how people compared with the members of each chat.
func comparedMembers(ctx context.Context, s Services, p i18n.Printer) ([]chat.Section, error) {
	all, err := s.People.Comparisons(ctx)
	if err != nil {
		return nil, err
	}
	var sections []chat.Section
	for _, c := range all {
		sections = append(sections, people.ComparisonSection(p, c))
	}
	return sections, nil
}

// letLeave takes over, the next night, that so many have left a chat.
func letLeave(ctx context.Context, s Services, r bot.Request, platform string) (chat.Reply, error) {
	c, ok, err := s.People.AllowLeaving(ctx, r.Person, platform)
	if err != nil {
		return chat.Reply{}, err
	}
	if !ok {
		return chat.Reply{}, fault.New("doctor.members.unknown")
	}
	return afterwards(ctx, s, r, r.P.Text("doctor.members.allowed", i18n.Args{"Chat": people.PlatformName(r.P, c.Platform), "Count": c.Left}))
}
