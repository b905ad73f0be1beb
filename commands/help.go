package commands

import (
	"context"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
)

// help is made from the commands themselves and shows what this person may do.
func help() bot.Command {
	return bot.Command{Fits: few, Run: func(_ context.Context, r bot.Request) (chat.Reply, error) {
		all := r.Bot.Router.For(reader(r))
		if r.Args != "" {
			c, _, ok := r.Bot.Router.Find(r.Args)
			if !ok || c.Hidden || !c.Allowed(reader(r)) {
				return chat.Reply{}, fault.New("help.unknown", fault.Args{"Text": short(r.Args)})
			}
			all = []bot.Command{c}
		}
		var staff, more []chat.Text
		for _, c := range all {
			if line := helpLine(r.P, c); c.May == nil {
				staff = append(staff, line)
			} else {
				more = append(more, line)
			}
		}
		m := chat.Message{}
		if len(staff) > 0 {
			m.Sections = append(m.Sections, chat.Section{Text: append(r.P.Text("help.staff"), append(chat.Text{{Kind: chat.Break}}, chat.Bullets(staff...)...)...)})
		}
		if len(more) > 0 {
			m.Sections = append(m.Sections, chat.Section{Text: append(r.P.Text("help.more"), append(chat.Text{{Kind: chat.Break}}, chat.Bullets(more...)...)...)})
		}
		if r.Args == "" {
			m.Sections = append(m.Sections, chat.Section{
				Text:    r.P.Text("help.end"),
				Buttons: []chat.Button{{Label: r.P.Plain("event.button.list"), Line: "termine"}, {Label: r.P.Plain("event.button.mine"), Line: "platz"}},
			})
		}
		return bot.Shared(r, m), nil
	}}
}

// helpLine is a command with what may stand behind it, and what it does.
func helpLine(p i18n.Printer, c bot.Command) chat.Text {
	typed := strings.TrimSpace(chat.Prefix + c.Word(p.Lang()) + " " + p.Optional("help."+c.Name+".example"))
	return append(chat.Text{{Kind: chat.Code, Text: typed}, {Kind: chat.Plain, Text: ": "}}, p.Text("help."+c.Name)...)
}
