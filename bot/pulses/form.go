package pulses

import (
	"errors"
	"strconv"
	"strings"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
)

// maxHint is how much a form shows beside a field, in characters.
const maxHint = 150

// AnswerForm asks all questions of a run at once.
func AnswerForm(p i18n.Printer, r Run) *chat.Form { return answerForm(p, r, line(r.ID, WordAnswer)) }

func answerForm(p i18n.Printer, r Run, to string) *chat.Form {
	f := &chat.Form{
		Title: p.Plain("pulse.form.title"), Submit: p.Plain("pulse.form.submit"), Line: to,
		Intro: about(p, r),
	}
	for i, q := range r.Survey.Questions {
		f.Intro = chat.Lines(f.Intro, chosenFrom(p, i, q))
		f.Fields = append(f.Fields, answerField(p, i, q))
	}
	return f
}

// chosenFrom is a question as the head of the form shows it, with the options of those of
// which any can be chosen.
func chosenFrom(p i18n.Printer, i int, q Question) chat.Text {
	t := p.Text("pulse.form.question", i18n.Args{"Number": i + 1, "Text": q.Text.In(p.Lang())})
	if q.Kind == ENPS {
		t = chat.Lines(t, p.Text("pulse.enps.ends"))
	}
	if q.Kind != Multiple {
		return t
	}
	var points []chat.Text
	for c := range q.Options {
		points = append(points, chat.Words(choiceLabel(p, q, c)))
	}
	return chat.Lines(t, chat.Bullets(points...))
}

func answerField(p i18n.Printer, i int, q Question) chat.FormField {
	f := chat.FormField{
		Name: FieldName(i), Label: p.Plain("pulse.form.label", i18n.Args{"Number": i + 1}),
		Hint: chat.Shorten(q.Text.In(p.Lang()), maxHint), Required: q.Kind != FreeText,
	}
	switch q.Kind {
	case FreeText:
		f.Type, f.Max, f.Hint = chat.AreaField, MaxText, p.Plain("pulse.form.text.hint")
	case Multiple:
		f.Type, f.Hint = chat.TextField, p.Plain("pulse.form.multiple.hint")
	default:
		f.Type = chat.SelectField
		for c := range q.Choices() {
			f.Options = append(f.Options, chat.Option{Label: chat.Shorten(choiceLabel(p, q, c), maxLabel), Value: strconv.Itoa(c + q.lowest())})
		}
		f.Options = append(f.Options, chat.Option{Label: p.Plain("pulse.none"), Value: noneWords[0]})
	}
	return f
}

// ReadAnswer turns the values of AnswerForm into an answer, or says field by field what is
// wrong; the faults repeat nothing of it.
func (s Survey) ReadAnswer(values map[string]string) (Answer, error) {
	wrong := map[string]*fault.Fault{}
	a := make(Answer, len(s.Questions))
	for i, q := range s.Questions {
		v := strings.TrimSpace(values[FieldName(i)])
		var err error
		switch {
		case q.Kind == FreeText:
			a[i].Text = v
		case v == "": // Check says so
		case q.Kind == Multiple:
			a[i], err = q.ParseChoices(v)
		default:
			a[i], err = q.ParseChoice(v)
		}
		note(wrong, FieldName(i), err)
	}
	if err := fault.Form(wrong); err != nil {
		return nil, err
	}
	return a, s.Check(a)
}

// note keeps a fault as what is wrong with a field.
func note(wrong map[string]*fault.Fault, name string, err error) {
	var f *fault.Fault
	if errors.As(err, &f) {
		wrong[name] = f
	}
}
