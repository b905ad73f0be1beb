package commands

import (
	"context"
	"slices"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// grants shows who has which role, and gives and takes roles. For admins.
func grants(s Services) bot.Command {
	return bot.Command{May: isAdmin, Fits: fitsGrant, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Args == "" {
			m, err := grantsOverview(ctx, s, r)
			return here(r, m), err
		}
		g, err := parseGrant(r.Args)
		if err != nil {
			return chat.Reply{}, err
		}
		found, err := g.find(ctx, s)
		if err != nil {
			return chat.Reply{}, err
		}
		who, ask, err := onePerson(r.P, g.who, found, g.line)
		if err != nil {
			return chat.Reply{}, err
		}
		if ask != nil {
			return here(r, *ask), nil
		}
		if g.role == people.Admin && !g.sure {
			return g.confirm(ctx, s, r, who)
		}
		return g.run(ctx, s, r, who)
	}}
}

func isAdmin(p people.Person) bool { return p.Is(people.Admin) }

// grant is what was typed behind "rechte".
type grant struct {
	take bool
	who  string
	role people.Role
	sure bool
}

func fitsGrant(args string) bool {
	_, err := parseGrant(args)
	return err == nil
}

func parseGrant(args string) (grant, error) {
	words := strings.Fields(args)
	var g grant
	switch verb := people.Fold(words[0]); {
	case slices.Contains([]string{"geben", "give", "grant"}, verb):
	case slices.Contains([]string{"nehmen", "entziehen", "take", "withdraw"}, verb):
		g.take = true
	default:
		return g, fault.New("grants.usage")
	}
	words = words[1:]
	if n := len(words); n > 1 && yes(words[n-1]) {
		g.sure, words = true, words[:n-1]
	}
	for n := min(2, len(words)); n > 0; n-- { // "works council" is two words
		if role, ok := people.ParseRole(strings.Join(words[len(words)-n:], " ")); ok {
			g.role, words = role, words[:len(words)-n]
			break
		}
	}
	switch {
	case g.role == "" && len(words) > 1:
		return g, fault.New("grants.role_unknown", fault.Args{"Typed": short(words[len(words)-1])})
	case g.role == "" || len(words) == 0:
		return g, fault.New("grants.usage")
	}
	g.who = strings.Join(words, " ")
	return g, nil
}

// line is the command that does g to a person.
func (g grant) line(id people.ID) string {
	verb := "geben"
	if g.take {
		verb = "nehmen"
	}
	return "rechte " + verb + " " + string(id) + " " + string(g.role)
}

// find looks for whom g is about. A role can be taken from people who have left, too.
func (g grant) find(ctx context.Context, s Services) ([]people.Person, error) {
	found, err := s.People.Find(ctx, g.who)
	if err != nil || !g.take {
		return found, err
	}
	have, err := s.People.WithRole(ctx, g.role)
	return people.Among(g.who, found, have), err
}

// confirm asks before somebody becomes or stops being an admin; what can't be is said at once.
func (g grant) confirm(ctx context.Context, s Services, r bot.Request, person people.Person) (chat.Reply, error) {
	if err := s.People.CanChange(ctx, person, g.role, g.take); err != nil {
		return chat.Reply{}, err
	}
	text, label := r.P.Text("grants.confirm.give", i18n.Args{"Name": person.Shown()}), r.P.Plain("grants.confirm.give.yes")
	if g.take {
		text, label = r.P.Text("grants.confirm.take", i18n.Args{"Name": person.Shown()}), r.P.Plain("grants.confirm.take.yes")
		if person.ID == r.Person.ID {
			text = r.P.Text("grants.confirm.own")
		}
	}
	return here(r, chat.Say(text,
		chat.Button{Label: label, Line: g.line(person.ID) + " ja", Style: chat.Danger},
		chat.Button{Label: r.P.Plain("grants.confirm.no"), Line: "rechte"})), nil
}

func (g grant) run(ctx context.Context, s Services, r bot.Request, person people.Person) (chat.Reply, error) {
	args := i18n.Args{"Name": person.Shown(), "Role": people.RoleName(r.P, g.role)}
	if !g.take {
		if err := s.People.Grant(ctx, r.Person, person.ID, g.role); err != nil {
			return chat.Reply{}, err
		}
		return here(r, chat.Say(r.P.Text("grants.given", args), chat.Button{Label: r.P.Plain("grants.all"), Line: "rechte"})), nil
	}
	if err := s.People.Withdraw(ctx, r.Person, person.ID, g.role); err != nil {
		return chat.Reply{}, err
	}
	text := r.P.Text("grants.taken", args)
	if g.role == people.Admin && s.People.Configured(person) {
		text = chat.Lines(text, r.P.Text("grants.configured"))
	}
	m := chat.Say(text)
	if g.role != people.Admin || person.ID != r.Person.ID {
		m.Sections[0].Buttons = []chat.Button{{Label: r.P.Plain("grants.all"), Line: "rechte"}}
	}
	return here(r, m), nil
}

// grantsOverview is who has which role, and what to type.
func grantsOverview(ctx context.Context, s Services, r bot.Request) (chat.Message, error) {
	who := chat.Section{Text: r.P.Text("grants.title")}
	for _, role := range people.Roles {
		list, err := s.People.WithRole(ctx, role)
		if err != nil {
			return chat.Message{}, err
		}
		who.Fields = append(who.Fields, chat.Field{Label: people.RoleName(r.P, role), Value: chat.Words(namesShown(r.P, list))})
	}
	return chat.Message{Sections: []chat.Section{who, {Text: r.P.Text("grants.how")}}}, nil
}

// namesShown are the first names of a list, and how many more there are.
func namesShown(p i18n.Printer, list []people.Person) string {
	const most = 20
	var names []string
	for _, person := range list[:min(most, len(list))] {
		names = append(names, person.Shown())
	}
	switch {
	case len(list) == 0:
		return p.Plain("grants.nobody")
	case len(list) > most:
		names = append(names, p.Plain("grants.more", i18n.Args{"Count": len(list) - most}))
	}
	return strings.Join(names, ", ")
}
