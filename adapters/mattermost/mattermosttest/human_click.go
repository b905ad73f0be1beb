package mattermosttest

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"
)

// Click presses the first button with this label. The error is what the person is shown.
func (h *Human) Click(ctx context.Context, p *model.Post, label string) error {
	a, err := find(p, model.PostActionTypeButton, label)
	if err != nil {
		return err
	}
	return h.Act(ctx, p, a.Id, "", a.Cookie)
}

// Choose picks an option, by its words or its value, of the first select with this label;
// where the options are people or channels, it is an id.
func (h *Human) Choose(ctx context.Context, p *model.Post, label, option string) error {
	a, err := find(p, model.PostActionTypeSelect, label)
	if err != nil {
		return err
	}
	value := ""
	for _, o := range a.Options {
		if o.Text == option || o.Value == option {
			value = o.Value
			break
		}
	}
	if a.DataSource != "" {
		value = option
	}
	if value == "" {
		return fmt.Errorf("the select %q has no option %q", label, option)
	}
	return h.Act(ctx, p, a.Id, value, a.Cookie)
}

// Act uses an action by its id, with any option and cookie, as a program can.
func (h *Human) Act(ctx context.Context, p *model.Post, action, option, cookie string) error {
	h.Open(p.ChannelId)
	_, err := h.Client.DoPostActionWithCookie(ctx, p.Id, action, option, cookie)
	return err
}

func find(p *model.Post, kind, label string) (*model.PostAction, error) {
	for _, at := range p.Attachments() {
		for _, a := range at.Actions {
			switch {
			case a.Type != kind || a.Name != label:
			case a.Disabled:
				return nil, fmt.Errorf("%q is disabled", label)
			default:
				return a, nil
			}
		}
	}
	return nil, fmt.Errorf("there is no %s %q in: %s", kind, label, Text(p))
}

// Dialog is a form that was opened for a person.
type Dialog struct {
	URL       string // where it is submitted to
	TriggerID string
	model.Dialog
}

// errInvalid is what the app itself says before it submits anything.
var errInvalid = errors.New("the app does not submit this")

// SubmitDialog fills in a form and submits it from the open channel, if the app finds the
// values right. The answer has errors, or the next form.
func (h *Human) SubmitDialog(ctx context.Context, d *Dialog, values map[string]any) (*model.SubmitDialogResponse, error) {
	for _, e := range d.Elements {
		if err := check(e, values[e.Name]); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", errInvalid, e.DisplayName, err)
		}
	}
	return h.Submit(ctx, h.submission(d, values))
}

// CancelDialog closes a form without submitting it, which only some want to know.
func (h *Human) CancelDialog(ctx context.Context, d *Dialog) error {
	if !d.NotifyOnCancel {
		return nil
	}
	in := h.submission(d, nil)
	in.Cancelled = true
	_, err := h.Submit(ctx, in)
	return err
}

// LookUp asks for the options of a dynamic select.
func (h *Human) LookUp(ctx context.Context, d *Dialog, element, words string) ([]model.DialogSelectOption, error) {
	in := h.submission(d, map[string]any{"query": words, "selected_field": element})
	for _, e := range d.Elements {
		if e.Name == element {
			in.URL = e.DataSourceURL
		}
	}
	out, _, err := h.Client.LookupInteractiveDialog(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Items, nil
}

func (h *Human) submission(d *Dialog, values map[string]any) model.SubmitDialogRequest {
	h.mu.Lock()
	defer h.mu.Unlock()
	return model.SubmitDialogRequest{
		URL: d.URL, CallbackId: d.CallbackId, State: d.State, ChannelId: h.here, TeamId: h.team, Submission: values,
	}
}

// Submit sends any submission to any address, as a program can: of a dialog that was
// never opened, with a state and values of one's own.
func (h *Human) Submit(ctx context.Context, in model.SubmitDialogRequest) (*model.SubmitDialogResponse, error) {
	out, _, err := h.Client.SubmitInteractiveDialog(ctx, in)
	return out, err
}

// check is what the app finds wrong with the value of an element.
func check(e model.DialogElement, value any) error {
	if value == nil || value == "" {
		if e.Optional || e.Type == "bool" {
			return nil
		}
		return errors.New("this field is required")
	}
	text, ok := value.(string)
	if !ok || e.Type != "text" && e.Type != "textarea" {
		return checkOption(e, text)
	}
	n := utf8.RuneCountInString(text)
	switch {
	case e.MinLength > 0 && n < e.MinLength:
		return fmt.Errorf("minimum input length is %d", e.MinLength)
	case e.MaxLength > 0 && n > e.MaxLength:
		return fmt.Errorf("maximum input length is %d", e.MaxLength)
	}
	var err error
	switch e.SubType {
	case "email":
		_, err = mail.ParseAddress(text)
	case "number":
		_, err = strconv.ParseFloat(text, 64)
	case "url":
		_, err = url.ParseRequestURI(text)
	}
	return err
}

func checkOption(e model.DialogElement, text string) error {
	if text == "" || len(e.Options) == 0 || e.MultiSelect || e.Type != "select" && e.Type != "radio" {
		return nil
	}
	var known []string
	for _, o := range e.Options {
		if o.Value == text {
			return nil
		}
		known = append(known, o.Value)
	}
	return fmt.Errorf("not one of %s", strings.Join(known, ", "))
}
