package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// doctor shows operators and admins what could not be delivered, and tries it again.
func doctor(s Services) bot.Command {
	may := func(p people.Person) bool { return p.Is(people.Operator) || p.Is(people.Admin) }
	return bot.Command{May: may, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Args != "" {
			ok, err := s.Outbox.Revive(ctx, r.Args)
			if err != nil {
				return chat.Reply{}, err
			}
			if !ok {
				return chat.Reply{}, fault.New("doctor.unknown")
			}
			return bot.Update(chat.Say(r.P.Text("doctor.revived"))), nil
		}
		const most, shown = 1000, 20
		dead, err := s.Outbox.List(ctx, outbox.Dead, most)
		if err != nil {
			return chat.Reply{}, err
		}
		waiting, err := s.Outbox.List(ctx, outbox.Open, most)
		if err != nil {
			return chat.Reply{}, err
		}
		m := chat.Say(r.P.Text("doctor.outbox", i18n.Args{"Open": len(waiting), "Dead": len(dead)}))
		for _, row := range dead[:min(len(dead), shown)] {
			m.Sections = append(m.Sections, chat.Section{
				Text:    r.P.Text("doctor.dead", i18n.Args{"Kind": row.Kind, "Person": string(row.Person), "At": row.Enqueued, "Tries": row.Tries, "Error": short(row.Error)}),
				Buttons: []chat.Button{{Label: r.P.Plain("doctor.retry"), Line: "diagnose " + row.ID}},
			})
		}
		return bot.Private(m), nil
	}}
}
