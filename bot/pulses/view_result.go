package pulses

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// ResultView is the report as everybody who was asked gets it: the figures of each question
// as text, by published part, and the pilot Dezernate against the rest.
func ResultView(p i18n.Printer, r Run, rep Report) chat.Message {
	title := i18n.Args{"Title": r.Survey.Title.In(p.Lang())}
	if rep.Lost {
		return chat.Say(p.Text("pulse.keys_lost", title))
	}
	head := p.Text("pulse.result", title)
	if n, ok := rep.N(); ok {
		head = chat.Lines(head, p.Text("pulse.result.n", i18n.Args{"Count": n, "Invited": r.Invited}))
	}
	m := chat.Say(head)
	for i, q := range r.Survey.Questions {
		m.Sections = append(m.Sections, chat.Section{Text: questionResult(p, i, q, rep)})
	}
	m.Sections = append(m.Sections, chat.Section{Text: p.Text("pulse.result.kept", i18n.Args{"K": rep.K})})
	if r.Feedback.Sent {
		m.Sections = append(m.Sections, FeedbackView(p, r).Sections...)
	}
	return m
}

func questionResult(p i18n.Printer, i int, q Question, rep Report) chat.Text {
	head := p.Text("pulse.form.question", i18n.Args{"Number": i + 1, "Text": q.Text.In(p.Lang())})
	res := rep.Questions[i]
	switch {
	case q.Kind == FreeText:
		return chat.Lines(head, shownTexts(p, rep.ShownTexts(i), rep.K))
	case !res.Published():
		return chat.Lines(head, p.Text("pulse.suppressed"))
	}
	total := res.Total()
	t := chat.Lines(head, figure(p, q.Kind, total), chat.Bullets(distribution(p, q, total)...))
	if len(res.Parts) > 1 {
		var parts []chat.Text
		for _, c := range res.Parts {
			parts = append(parts, partLine(p, q, c))
		}
		t = append(chat.Lines(t, p.Text("pulse.result.parts")), chat.Bullets(parts...)...)
	}
	return append(t, comparison(p, q.Kind, res)...)
}

func shownTexts(p i18n.Printer, texts []string, k int) chat.Text {
	if len(texts) == 0 {
		return p.Text("pulse.result.no_texts", i18n.Args{"K": k})
	}
	var points []chat.Text
	for _, text := range texts {
		points = append(points, chat.Words(text))
	}
	return chat.Bullets(points...)
}

// figure is the one number of a question of that kind, or nothing.
func figure(p i18n.Printer, kind Kind, c Count) chat.Text {
	e, ok := c.Figure(kind)
	if !ok {
		return nil
	}
	return p.Text("pulse.figure."+string(kind), e.args(p, kind))
}

func (e Estimate) args(p i18n.Printer, kind Kind) i18n.Args {
	digits := 1
	if kind == ENPS {
		digits = 0
	}
	return i18n.Args{"Value": decimal(p, e.Value, digits), "Low": decimal(p, e.Low, digits), "High": decimal(p, e.High, digits)}
}

// decimal writes a number as the language does.
func decimal(p i18n.Printer, v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if p.Lang() == i18n.Languages[0] {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return strings.Replace(s, "-", "−", 1)
}

// distribution is how often each choice was given, with its share of those who stated something.
func distribution(p i18n.Printer, q Question, c Count) []chat.Text {
	var points []chat.Text
	for i, n := range c.Given {
		share, ok := c.Share(i)
		if !ok {
			continue
		}
		args := i18n.Args{"Choice": choiceLabel(p, q, i), "Number": n, "Percent": decimal(p, 100*share.Value, 0)}
		points = append(points, p.Text("pulse.result.choice", args))
	}
	return append(points, p.Text("pulse.result.none", i18n.Args{"Number": c.None}))
}

// partLine is one published part on one line.
func partLine(p i18n.Printer, q Question, c Count) chat.Text {
	var names, given []string
	for _, g := range c.Groups {
		names = append(names, groupName(p, g))
	}
	for i, n := range c.Given {
		given = append(given, choiceLabel(p, q, i)+": "+strconv.Itoa(n))
	}
	given = append(given, p.Plain("pulse.none")+": "+strconv.Itoa(c.None))
	t := p.Text("pulse.result.part", i18n.Args{"Groups": strings.Join(names, ", "), "Count": c.N, "Given": strings.Join(given, " · ")})
	if f := figure(p, q.Kind, c); f != nil {
		t = append(append(t, chat.Words(" ")...), f...)
	}
	return t
}

// comparison sets the pilot Dezernate against the rest, where published parts allow it.
func comparison(p i18n.Printer, kind Kind, res Result) chat.Text {
	if kind != Scale && kind != ENPS {
		return nil
	}
	left, right, ok := res.Compare(Pilot, Rest)
	if !ok {
		return p.Text("pulse.compare.not")
	}
	d, ok := Difference(kind, left.Count, right.Count)
	if !ok {
		return p.Text("pulse.compare.not")
	}
	args := d.args(p, kind)
	key := "pulse.compare.unclear"
	if d.Low > 0 || d.High < 0 {
		key = "pulse.compare.clear"
	}
	l, _ := left.Count.Figure(kind)
	r, _ := right.Count.Figure(kind)
	args["Pilot"], args["Rest"] = l.args(p, kind)["Value"], r.args(p, kind)["Value"]
	return p.Text(key, args)
}

// ResultCSV is the published report as a table: a row a question, part and choice. It holds
// nothing that ResultView doesn't.
func ResultCSV(p i18n.Printer, r Run, rep Report) chat.File {
	var b bytes.Buffer
	b.WriteString("\uFEFF") // spreadsheets take it for UTF-8 then
	w := csv.NewWriter(&b)
	w.Comma = ';'
	row := func(cells ...string) { _ = w.Write(cells) } // a buffer takes everything
	row(p.Plain("pulse.csv.number"), p.Plain("pulse.csv.question"), p.Plain("pulse.csv.part"), p.Plain("pulse.csv.choice"), p.Plain("pulse.csv.count"), p.Plain("pulse.csv.n"))
	for i, q := range r.Survey.Questions {
		number, question := strconv.Itoa(i+1), cell(q.Text.In(p.Lang()))
		if q.Kind == FreeText {
			for _, text := range rep.ShownTexts(i) {
				row(number, question, "", cell(text), "", "")
			}
			continue
		}
		if !rep.Lost && !rep.Questions[i].Published() {
			row(number, question, "", p.Plain("pulse.suppressed"), "", "")
		}
		for _, c := range rep.Questions[i].Parts {
			var names []string
			for _, g := range c.Groups {
				names = append(names, groupName(p, g))
			}
			part, n := strings.Join(names, ", "), strconv.Itoa(c.N)
			for choice, times := range c.Given {
				row(number, question, part, cell(choiceLabel(p, q, choice)), strconv.Itoa(times), n)
			}
			row(number, question, part, p.Plain("pulse.none"), strconv.Itoa(c.None), n)
		}
	}
	w.Flush()
	return chat.File{Name: string(r.ID) + ".csv", Type: "text/csv; charset=utf-8", Data: b.Bytes()}
}

// cell keeps a spreadsheet from taking what people wrote for a formula.
func cell(s string) string {
	if strings.ContainsAny(s[:min(1, len(s))], "=+-@\t\r") {
		return "'" + s
	}
	return s
}

// ModerationView shows free texts that wait for somebody to read them first, some at a time.
func ModerationView(p i18n.Printer, r Run, texts []Unread) chat.Message {
	if len(texts) == 0 {
		return chat.Say(p.Text("pulse.texts.none", r.shownArgs(p)))
	}
	m := chat.Say(p.Text("pulse.texts", i18n.Args{"Title": r.Survey.Title.In(p.Lang()), "Count": len(texts)}))
	for _, t := range texts[:min(listed, len(texts))] {
		about := "puls texte " + string(r.ID) + " " + t.Key + " "
		m.Sections = append(m.Sections, chat.Section{Text: chat.Words(t.Text), Buttons: []chat.Button{
			{Label: p.Plain("pulse.texts.show"), Line: about + yes}, {Label: p.Plain("pulse.texts.drop"), Line: about + no, Style: chat.Danger},
		}})
	}
	return m
}
