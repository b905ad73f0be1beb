package mattermost_test

import (
	"strconv"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/adaptertest"
	"kigo/adapters/mattermost/mattermosttest"
	"kigo/bot/chat"
)

// Form looks at the dialog that was opened last.
func (p *person) Form() (adaptertest.Form, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	events := p.human.Events()
	for _, e := range events[p.heard:] {
		if e.Dialog != nil {
			p.opens(e.Dialog)
		}
	}
	p.heard = len(events)
	if p.dialog == nil {
		return adaptertest.Form{}, false
	}
	d := p.dialog
	form := adaptertest.Form{Title: d.Title, Intro: looks(d.IntroductionText), Submit: d.SubmitLabel}
	if p.answer != nil {
		form.Error = p.answer.Error
	}
	for _, e := range d.Elements {
		f := adaptertest.Field{
			Label: e.DisplayName, Hint: e.HelpText, Type: fieldType(e), Value: p.values[e.Name], Required: !e.Optional,
		}
		for _, o := range e.Options {
			f.Options = append(f.Options, o.Text)
			if o.Value == p.values[e.Name] {
				f.Value = o.Text
			}
		}
		if p.answer != nil {
			f.Error = p.answer.Errors[e.Name]
		}
		form.Fields = append(form.Fields, f)
	}
	return form, true
}

func (p *person) opens(d *mattermosttest.Dialog) {
	p.dialog, p.values, p.answer = d, map[string]string{}, nil
	for _, e := range d.Elements {
		p.values[e.Name] = e.Default
	}
}

func fieldType(e model.DialogElement) chat.FieldType {
	switch {
	case e.Type == "select":
		return chat.SelectField
	case e.Type == "textarea":
		return chat.AreaField
	case e.SubType == "number":
		return chat.NumberField
	default:
		return chat.TextField
	}
}

func (p *person) Submit(values map[string]string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.dialog
	if d == nil {
		p.room.Error("no dialog is open")
		return
	}
	submission := map[string]any{}
	for _, e := range d.Elements {
		for label, v := range values {
			if adaptertest.Shows(e.DisplayName, label) {
				p.values[e.Name] = optionValue(e, v)
			}
		}
		switch v := p.values[e.Name]; {
		case v == "":
		case e.SubType == "number":
			if n, err := strconv.ParseFloat(v, 64); err == nil {
				submission[e.Name] = n
				continue
			}
			fallthrough
		default:
			submission[e.Name] = v
		}
	}
	answer, err := p.human.SubmitDialog(p.room.Context(), d, submission)
	if p.room.fine(err); err != nil {
		return
	}
	switch {
	case answer.Form != nil:
		p.opens(&mattermosttest.Dialog{URL: d.URL, Dialog: *answer.Form})
	case answer.Error != "" || len(answer.Errors) > 0:
		p.answer = answer
	default:
		p.dialog = nil
	}
}

func optionValue(e model.DialogElement, v string) string {
	for _, o := range e.Options {
		if adaptertest.Shows(o.Text, v) {
			return o.Value
		}
	}
	return v
}
