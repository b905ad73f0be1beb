package commands

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// doctor shows operators and admins how kigo is: version, store, chats and jobs, and what
// could not be delivered, to try it again or to discard it.
func doctor(s Services) bot.Command {
	may := func(p people.Person) bool { return p.Is(people.Operator) || p.Is(people.Admin) }
	return bot.Command{May: may, Fits: few, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		word, id, _ := strings.Cut(r.Args, " ")
		switch {
		case r.Args == "":
			m, err := diagnosis(ctx, s, r, nil)
			return here(r, m), err
		case slices.Contains([]string{"alle", "all"}, people.Fold(r.Args)):
			n, err := s.Letters.RetryAll(ctx, r.Person.ID)
			if err != nil {
				return chat.Reply{}, err
			}
			return afterwards(ctx, s, r, r.P.Text("doctor.revived.all", i18n.Args{"Count": n}))
		case slices.Contains([]string{"verwerfen", "discard"}, people.Fold(word)):
			return onLetter(ctx, s, r, s.Letters.Discard, id, "doctor.discarded")
		case slices.Contains([]string{"mitglieder", "members"}, people.Fold(word)):
			return letLeave(ctx, s, r, id)
		}
		return onLetter(ctx, s, r, s.Letters.Retry, r.Args, "doctor.revived")
	}}
}

// onLetter does something to one message that could not be delivered.
func onLetter(ctx context.Context, s Services, r bot.Request, do func(context.Context, people.ID, string) (bool, error), id, done string) (chat.Reply, error) {
	ok, err := do(ctx, r.Person.ID, id)
	if err != nil {
		return chat.Reply{}, err
	}
	if !ok {
		return chat.Reply{}, fault.New("doctor.unknown")
	}
	return afterwards(ctx, s, r, r.P.Text(done))
}

// afterwards is the diagnosis as it is now, below what was done.
func afterwards(ctx context.Context, s Services, r bot.Request, said chat.Text) (chat.Reply, error) {
	m, err := diagnosis(ctx, s, r, said)
	return here(r, m), err
}

func diagnosis(ctx context.Context, s Services, r bot.Request, said chat.Text) (chat.Message, error) {
	p, now := r.P, r.Now
	const most, shown = 1000, 15
	dead, err := s.Outbox.List(ctx, outbox.Dead, most)
	if err != nil {
		return chat.Message{}, err
	}
	waiting, err := s.Outbox.List(ctx, outbox.Open, most)
	if err != nil {
		return chat.Message{}, err
	}
	overview := chat.Section{Text: p.Text("doctor.outbox", i18n.Args{"Open": len(waiting), "Dead": len(dead)})}
	if len(waiting) > 0 && waiting[0].Due.Before(now) { // they come the one due first first
		overview.Text = chat.Lines(overview.Text, p.Text("doctor.outbox.oldest", i18n.Args{"Due": waiting[0].Due}))
	}
	if len(dead) > 1 {
		overview.Buttons = []chat.Button{{Label: p.Plain("doctor.retry.all"), Line: "diagnose alle"}}
	}
	var m chat.Message
	if len(said) > 0 {
		m.Sections = append(m.Sections, chat.Section{Text: said})
	}
	held, err := paused(ctx, s, p)
	if err != nil {
		return m, err
	}
	m.Sections = append(append(m.Sections, held...), overview)
	some := dead[:min(len(dead), shown)]
	letters, err := deadLetters(ctx, s, p, some)
	if err != nil {
		return chat.Message{}, err
	}
	m.Sections = append(m.Sections, letters...)
	if more := len(dead) - len(some); more > 0 {
		m.Sections = append(m.Sections, chat.Section{Text: p.Text("doctor.more", i18n.Args{"Count": more})})
	}
	house, err := s.House(ctx)
	if err != nil {
		return chat.Message{}, err
	}
	m.Sections = append(m.Sections, chat.Section{Text: jobsView(p, house.Jobs, now)})
	compared, err := comparedMembers(ctx, s, p)
	m.Sections = append(append(m.Sections, compared...), houseView(p, house))
	return m, err
}

// deadLetters says of each what it is, for whom, and what went wrong; never what is in it.
func deadLetters(ctx context.Context, s Services, p i18n.Printer, rows []outbox.Row) ([]chat.Section, error) {
	var ids []people.ID
	for _, row := range rows {
		ids = append(ids, row.Person)
	}
	known, err := s.People.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	var sections []chat.Section
	for _, row := range rows {
		name := cmp.Or(string(row.Person), row.To.Platform+" "+row.To.Channel)
		if person, ok := known[row.Person]; ok {
			name = person.Shown()
		}
		sections = append(sections, chat.Section{
			Text: p.Text("doctor.dead", i18n.Args{
				"Kind": kindName(p, row.Kind), "Person": name, "At": row.Enqueued, "Tries": row.Tries, "Error": chat.Shorten(row.Error, 200),
			}),
			Buttons: []chat.Button{
				{Label: p.Plain("doctor.retry"), Line: "diagnose " + row.ID},
				{Label: p.Plain("doctor.discard"), Line: "diagnose verwerfen " + row.ID},
			},
		})
	}
	return sections, nil
}

// kindName is what people call a kind of message.
func kindName(p i18n.Printer, kind string) string {
	if name := p.Optional("outbox.kind." + kind); name != "" {
		return name
	}
	return kind
}
