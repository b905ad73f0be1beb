package commands

import (
	"context"
	"slices"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/inventory"
	"kigo/bot/people"
)

// privacy says what is stored and why, hands out what is stored about the person, and deletes it.
func privacy(s Services) bot.Command {
	fits := func(args string) bool {
		wants, _ := wantsDeletion(args)
		return wants || wantsData(args)
	}
	return bot.Command{Fits: fits, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		switch wants, sure := wantsDeletion(r.Args); {
		case wants:
			return privacyDelete(ctx, s, r, sure)
		case r.Args == "":
			return privacyPage(ctx, s, r)
		case wantsData(r.Args):
			return privacyData(ctx, s, r)
		}
		return chat.Reply{}, fault.New("privacy.unknown", fault.Args{"Typed": short(r.Args)})
	}}
}

// demo is the platform on which everybody may be anybody.
const demo = "playground"

func wantsData(args string) bool {
	return slices.Contains([]string{"daten", "data", "export"}, people.Fold(args))
}

func privacyPage(ctx context.Context, s Services, r bot.Request) (chat.Reply, error) {
	admins, err := s.People.WithRole(ctx, people.Admin)
	if err != nil {
		return chat.Reply{}, err
	}
	admins = slices.DeleteFunc(admins, func(p people.Person) bool { return p.Gone })
	rights := r.P.Text("privacy.rights.unnamed")
	if len(admins) > 0 {
		const most = 5
		var names []string
		for _, a := range admins[:min(most, len(admins))] {
			names = append(names, a.Shown())
		}
		rights = r.P.Text("privacy.rights", i18n.Args{"Admins": strings.Join(names, ", ")})
	}
	seen := r.P.Text("privacy.seen")
	if r.Event.Platform == demo {
		seen = chat.Lines(seen, r.P.Text("privacy.demo"))
	}
	return bot.Private(chat.Message{Sections: []chat.Section{
		{Text: r.P.Text("privacy.title")},
		{Text: r.P.Text("privacy.stored")},
		{Text: chat.Lines(r.P.Text("privacy.kept"), inventory.KeptView(r.P, s.Stored))},
		{Text: r.P.Text("privacy.surveys")},
		{Text: seen},
		{Text: rights, Buttons: []chat.Button{
			{Label: r.P.Plain("privacy.data.button"), Line: "datenschutz daten"},
			{Label: r.P.Plain("privacy.delete.button"), Line: "datenschutz löschen"},
		}},
	}}), nil
}

func privacyData(ctx context.Context, s Services, r bot.Request) (chat.Reply, error) {
	e, err := s.People.Export(ctx, r.Person.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	data, err := e.JSON()
	if err != nil {
		return chat.Reply{}, err
	}
	m := chat.Say(r.P.Text("privacy.data"))
	m.Files = []chat.File{{Name: "kigo-" + string(r.Person.ID) + ".json", Type: "application/json", Data: data}}
	return bot.Private(m), nil
}
