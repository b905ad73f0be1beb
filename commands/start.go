package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/i18n"
)

// start is the short page behind a bare "/kigo".
func start(s Services) bot.Command {
	return bot.Command{Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		all, err := s.Events.Coming(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		m := chat.Say(r.P.Text("start.hello", i18n.Args{"Name": r.Person.Shown()}))
		m.Sections = append(m.Sections, events.StartView(r.P, all, reader(r), r.Now)...)
		m.Sections = append(m.Sections, chat.Section{
			Text:    r.P.Text("start.more"),
			Buttons: []chat.Button{{Label: r.P.Plain("event.button.list"), Line: "termine"}, {Label: r.P.Plain("help.button"), Line: "hilfe"}},
		})
		return bot.Shared(r, m), nil
	}}
}
