package knowledge

import (
	"strconv"
	"strings"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// PageSize is how many gaps a page of the list shows.
const PageSize = 5

// missedView says that there is no answer yet, and offers to pass the question on. contact
// is the entry that says whom to ask; nil if there is none.
func missedView(p i18n.Printer, g Gap, contact *Entry) chat.Message {
	buttons := passButtons(p, "frage weitergeben "+string(g.ID))
	return chat.Say(p.Text("gap.missed"), append(buttons, contactButton(contact)...)...)
}

// passButtons pass a question on without the person's name or, second, with it.
func passButtons(p i18n.Printer, line string) []chat.Button {
	return []chat.Button{
		{Label: p.Plain("gap.button.pass"), Line: line, Style: chat.Primary},
		{Label: p.Plain("gap.button.pass_named"), Line: line + " name"},
	}
}

// longView asks for a shorter question.
func longView(p i18n.Printer) chat.Message {
	return chat.Say(p.Text("gap.long", i18n.Args{"Max": MaxQuestion}), rephraseButton(p, ""))
}

// personalView says what personal data was seen. Nothing has been noted.
func personalView(p i18n.Printer, seen []Sighting, question string) chat.Message {
	points := make([]chat.Text, len(seen))
	for i, s := range seen {
		points[i] = p.Text("gap.trait."+string(s.Trait), i18n.Args{"Text": s.Text})
	}
	return chat.Say(chat.Lines(p.Text("gap.personal"), chat.Bullets(points...), p.Text("gap.personal.next")),
		rephraseButton(p, question),
		chat.Button{Label: p.Plain("gap.button.anyway"), Line: "frage trotzdem " + question},
	)
}

func rephraseButton(p i18n.Printer, question string) chat.Button {
	return chat.Button{Label: p.Plain("gap.button.rephrase"), Line: strings.TrimSpace("frage umformulieren " + question), Style: chat.Primary}
}

// PassedView says what happens now to a question that was passed on, or the answer that
// it got meanwhile.
func PassedView(p i18n.Printer, g Gap, by people.ID) chat.Message {
	switch g.State {
	case GapAnswered:
		return toldView(p, g.Told(), g.Answer, g.Source)
	case GapDismissed:
		return dismissedView(p, g.Told(), g.Reason)
	case GapLapsed:
		return lapsedView(p, g.Told())
	case GapOpen:
	}
	key := "gap.passed.unnamed"
	if g.Askers[by].Named {
		key = "gap.passed.named"
	}
	return chat.Say(chat.Lines(p.Text("gap.passed"), p.Text(key)),
		chat.Button{Label: p.Plain("gap.button.withdraw"), Line: "frage zurückziehen " + string(g.ID)})
}

// WithdrawnView says that the person waits no more.
func WithdrawnView(p i18n.Printer, id GapID) chat.Message {
	return chat.Say(p.Text("gap.withdrawn"), passButtons(p, "frage weitergeben "+string(id))[0])
}

// toldView is the answer for who has waited for it.
func toldView(p i18n.Printer, question, answer, source string) chat.Message {
	head := p.Text("gap.answered.unnamed")
	if question != "" {
		head = p.Text("gap.answered", i18n.Args{"Question": question})
	}
	return chat.Say(chat.Lines(head, answerWith(p, answer, source)))
}

// answerWith is an answer with its source beneath.
func answerWith(p i18n.Printer, answer, source string) chat.Text {
	t := chat.Markdown(answer)
	if source == "" {
		return t
	}
	return chat.Lines(t, p.Text("knowledge.source", i18n.Args{"Source": source}))
}

// dismissedView tells kindly that there will be no answer.
func dismissedView(p i18n.Printer, question, reason string) chat.Message {
	head := p.Text("gap.dismissed.unnamed")
	if question != "" {
		head = p.Text("gap.dismissed", i18n.Args{"Question": question})
	}
	return chat.Say(chat.Lines(head, reasonLine(p, reason), p.Text("gap.dismissed.next")))
}

// lapsedView tells that nobody has answered for long, and nobody will.
func lapsedView(p i18n.Printer, question string) chat.Message {
	head := p.Text("gap.lapsed.unnamed")
	if question != "" {
		head = p.Text("gap.lapsed", i18n.Args{"Question": question})
	}
	return chat.Say(chat.Lines(head, p.Text("gap.lapsed.next")))
}

func reasonLine(p i18n.Printer, reason string) chat.Text {
	if reason == "" {
		return nil
	}
	return p.Text("gap.dismissed.reason", i18n.Args{"Reason": reason})
}

// OpenView is a page, from 1, of the gaps that wait for an editor, and the entries that
// did not help. named are the people whose names may be seen, by id.
func OpenView(p i18n.Printer, open []Gap, disliked []Disliked, named map[people.ID]people.Person, page int) chat.Message {
	if len(open) == 0 {
		m := chat.Say(p.Text("gap.none"))
		m.Sections = append(m.Sections, dislikedSections(p, disliked)...)
		return m
	}
	pages := (len(open) + PageSize - 1) / PageSize
	page = max(1, min(page, pages))
	m := chat.Say(p.Text("gap.list", i18n.Args{"Count": len(open)}))
	for _, g := range open[(page-1)*PageSize : min(page*PageSize, len(open))] {
		m.Sections = append(m.Sections, gapCard(p, g, named))
	}
	if pages > 1 {
		m.Sections = append(m.Sections, turnSection(p, page, pages))
	}
	if page == pages {
		m.Sections = append(m.Sections, dislikedSections(p, disliked)...)
	}
	return m
}

func openButton(p i18n.Printer) chat.Button {
	return chat.Button{Label: p.Plain("gap.button.open"), Line: "wissen offen"}
}

func turnSection(p i18n.Printer, page, pages int) chat.Section {
	s := chat.Section{Text: p.Text("gap.page", i18n.Args{"Page": page, "Pages": pages})}
	if page > 1 {
		s.Buttons = append(s.Buttons, chat.Button{Label: p.Plain("gap.button.before"), Line: "wissen offen " + strconv.Itoa(page-1)})
	}
	if page < pages {
		s.Buttons = append(s.Buttons, chat.Button{Label: p.Plain("gap.button.after"), Line: "wissen offen " + strconv.Itoa(page+1)})
	}
	return s
}

func gapCard(p i18n.Printer, g Gap, named map[people.ID]people.Person) chat.Section {
	const others = 3 // wordings
	asked := i18n.Args{"Count": g.Asked, "Day": p.Date(g.Last)}
	s := chat.Section{
		Text:   chat.Text{{Kind: chat.Strong, Text: g.Question()}},
		Fields: []chat.Field{{Label: p.Plain("gap.field.asked"), Value: p.Text("gap.asked", asked)}},
	}
	add := func(name, value string) {
		if value != "" {
			s.Fields = append(s.Fields, chat.Field{Label: p.Plain("gap.field." + name), Value: chat.Words(value)})
		}
	}
	if n := min(len(g.Wordings), 1+others); n > 1 {
		add("also", strings.Join(g.Wordings[1:n], " · "))
	}
	add("waiting", waitingLine(p, g, named))
	add("disliked", string(g.Disliked))
	id := string(g.ID)
	s.Buttons = []chat.Button{
		{Label: p.Plain("gap.button.answer"), Line: "wissen antworten " + id, Style: chat.Primary},
		{Label: p.Plain("gap.button.assign"), Line: "wissen zuordnen " + id},
		{Label: p.Plain("gap.button.dismiss"), Line: "wissen erledigt " + id},
	}
	return s
}

// waitingLine says how many wait for an answer, and the names of those who want to be named.
func waitingLine(p i18n.Printer, g Gap, named map[people.ID]people.Person) string {
	var names []string
	for _, id := range g.Named() {
		if who, ok := named[id]; ok {
			names = append(names, who.Shown())
		}
	}
	args := i18n.Args{"Count": len(g.Askers), "Names": strings.Join(names, ", ")}
	switch {
	case len(g.Askers) == 0:
		return p.Plain("gap.waiting.nobody")
	case len(names) == 0:
		return p.Plain("gap.waiting", args)
	}
	return p.Plain("gap.waiting.named", args)
}

func dislikedSections(p i18n.Printer, all []Disliked) []chat.Section {
	const most = 5
	var sections []chat.Section
	for i, d := range all[:min(most, len(all))] {
		s := chat.Section{
			Text:    dislikedLine(p, d),
			Buttons: []chat.Button{editButton(p, d.Entry.ID)},
		}
		if i == 0 {
			s.Text = chat.Lines(p.Text("gap.disliked"), s.Text)
		}
		sections = append(sections, s)
	}
	return sections
}

func dislikedLine(p i18n.Printer, d Disliked) chat.Text {
	return p.Text("gap.disliked.entry", i18n.Args{"Question": d.Entry.Question, "Times": d.Times, "Helped": d.Helped})
}

// AssignView asks which entry answers a gap: those that are most alike, then all.
func AssignView(p i18n.Printer, g Gap, near, all []Entry) chat.Message {
	line := "wissen zuordnen " + string(g.ID)
	m := chat.Say(p.Text("gap.assign", i18n.Args{"Question": g.Question()}))
	for _, e := range near {
		m.Sections[0].Buttons = append(m.Sections[0].Buttons, chat.Button{Label: labelled(e.Question), Line: line + " " + string(e.ID)})
	}
	sel := chat.Select{Label: p.Plain("gap.assign.all"), Line: line}
	for _, e := range all {
		sel.Options = append(sel.Options, chat.Option{Label: chat.Shorten(e.Question, 70), Value: string(e.ID)})
	}
	if len(sel.Options) > 0 {
		m.Sections = append(m.Sections, chat.Section{Selects: []chat.Select{sel}})
	}
	return m
}

// SolvedView says who is told, and what became of the answer.
func SolvedView(p i18n.Printer, g Gap) chat.Message {
	var told chat.Text
	switch {
	case g.Owed == nil:
		told = p.Text("gap.closed.again")
	case len(g.Owed.People) == 0:
		told = p.Text("gap.closed.nobody")
	default:
		told = p.Text("gap.closed", i18n.Args{"Count": len(g.Owed.People)})
	}
	next := openButton(p)
	if g.Entry == "" {
		return chat.Say(told, next)
	}
	return chat.Say(chat.Lines(told, p.Text("gap.closed.entry")),
		chat.Button{Label: p.Plain("gap.button.entry"), Line: "wissen " + string(g.Entry)}, next)
}

// MeanwhileView shows how somebody else has closed a gap, and the editor's own text, so
// that it is not lost.
func MeanwhileView(p i18n.Printer, g Gap, who, own string) chat.Message {
	args := i18n.Args{"Question": g.Question(), "Name": who}
	m := chat.Say(p.Text("gap.meanwhile.open", args))
	switch g.State {
	case GapAnswered:
		m = chat.Say(chat.Lines(p.Text("gap.meanwhile", args), answerWith(p, g.Answer, g.Source)))
	case GapDismissed:
		m = chat.Say(chat.Lines(p.Text("gap.meanwhile.dismissed", args), reasonLine(p, g.Reason)))
	case GapLapsed:
		m = chat.Say(p.Text("gap.meanwhile.lapsed", args))
	case GapOpen: // closed, and asked again since
	}
	if own != "" {
		m.Sections = append(m.Sections, chat.Section{Text: chat.Lines(p.Text("gap.meanwhile.own"), chat.Words(own))})
	}
	next := chat.Section{Buttons: []chat.Button{openButton(p)}}
	if g.State == GapAnswered && g.Entry != "" {
		next.Buttons = append([]chat.Button{editButton(p, g.Entry)}, next.Buttons...)
	}
	m.Sections = append(m.Sections, next)
	return m
}
