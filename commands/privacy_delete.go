package commands

import (
	"context"
	"slices"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// wantsDeletion reports whether args ask for it, and whether they say that it is meant.
func wantsDeletion(args string) (wants, sure bool) {
	word, rest, _ := strings.Cut(people.Fold(args), " ")
	wants = slices.Contains([]string{"loschen", "loeschen", "delete"}, word)
	sure = wants && slices.Contains([]string{"ja", "yes"}, rest)
	return wants && (sure || rest == ""), sure
}

// privacyDelete deletes the person who asks for it, once they have said yes.
func privacyDelete(ctx context.Context, s Services, r bot.Request, sure bool) (chat.Reply, error) {
	if err := s.People.CanForget(ctx, r.Person); err != nil {
		return chat.Reply{}, err
	}
	alone, err := s.Events.Alone(ctx, r.Person.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(alone) > 0 {
		return chat.Reply{}, fault.New("privacy.delete.alone", fault.Args{"Events": titles(alone)})
	}
	if sure {
		if err := s.People.Forget(ctx, r.Person.ID, people.Self); err != nil {
			return chat.Reply{}, err
		}
		return bot.Update(chat.Say(r.P.Text("privacy.delete.done"))), nil
	}
	mine, err := s.Events.Mine(ctx, r.Person.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	text := r.P.Text("privacy.delete.ask")
	if len(mine) > 0 {
		text = chat.Lines(text, r.P.Text("privacy.delete.seats", i18n.Args{"Events": titles(mine)}))
	}
	return bot.Private(chat.Say(text,
		chat.Button{Label: r.P.Plain("privacy.delete.yes"), Line: "datenschutz löschen ja"},
		chat.Button{Label: r.P.Plain("privacy.delete.no"), Line: "datenschutz"},
	)), nil
}

func titles(all []events.Event) string {
	var list []string
	for _, e := range all {
		list = append(list, "„"+e.Title+"“")
	}
	return strings.Join(list, ", ")
}
