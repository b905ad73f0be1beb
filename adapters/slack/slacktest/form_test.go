package slacktest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest"
)

// big is a form with one of each field.
func big() slack.ModalViewRequest {
	number := slack.NewNumberInputBlockElement(nil, "v", false)
	number.MaxValue = "10"
	short := slack.NewPlainTextInputBlockElement(nil, "v")
	short.MinLength, short.MaxLength = 2, 5
	note := slack.NewInputBlock("note", words("Notiz"), nil, slack.NewPlainTextInputBlockElement(nil, "v"))
	note.Optional = true
	lunch := slack.NewInputBlock("lunch", words("Essen"), nil, slack.NewCheckboxGroupsBlockElement("v", offer("v", "Vegan"), offer("f", "Fisch")))
	lunch.Optional = true
	when := slack.NewDatePickerBlockElement("v")
	when.InitialDate = "2026-12-01"
	return modal(
		slack.NewInputBlock("name", words("Name"), nil, short),
		slack.NewInputBlock("mail", words("Post"), nil, slack.NewEmailTextInputBlockElement(nil, "v")),
		slack.NewInputBlock("seats", words("Plätze"), nil, number),
		slack.NewInputBlock("day", words("Tag"), nil, when),
		slack.NewInputBlock("what", words("Was"), nil, slack.NewOptionsSelectBlockElement("static_select", nil, "v", offer("a", "Anmelden"), offer("b", "Absagen"))),
		lunch, note,
	)
}

func TestFormsAreFilledInAndAnswered(t *testing.T) {
	t.Parallel()
	var answer any
	var got slack.InteractionCallback
	var api *slack.Client
	s, anna := ready(t, app{interaction: func(i slack.InteractionCallback) any {
		if i.Type == slack.InteractionTypeShortcut {
			if _, err := api.OpenView(i.TriggerID, big()); err != nil {
				t.Error(err)
			}
			return nil
		}
		got = i
		return answer
	}})
	api = s.Client()
	check(t, anna.Shortcut("global"))
	v, err := anna.WaitModal(ctx(t), "Name:", "Was: [Anmelden] [Absagen]")
	check(t, err)
	wrong, err := anna.Submit(v, slacktest.Fill("Name", "A", "Post", "keine", "Plätze", "11"))
	check(t, err)
	if len(wrong) != 4 || wrong["name"] == "" || wrong["mail"] == "" || wrong["seats"] == "" || wrong["what"] == "" {
		t.Errorf("Slack itself says %v", wrong)
	}
	fill := slacktest.Fill("Name", "Anna", "mail", "anna@kigo.example", "Plätze", "2", "Was", "Anmelden", "Essen", "Vegan", "Essen", "Fisch")
	answer = slack.NewErrorsViewSubmissionResponse(map[string]string{"seats": "voll"})
	if wrong, err = anna.Submit(v, fill); err != nil || wrong["seats"] != "voll" {
		t.Errorf("the app says %v, %v", wrong, err)
	}
	values := got.View.State.Values
	if values["name"]["v"].Value != "Anna" || values["day"]["v"].SelectedDate != "2026-12-01" || values["what"]["v"].SelectedOption.Value != "a" ||
		len(values["lunch"]["v"].SelectedOptions) != 2 || values["note"]["v"].Value != "" || got.View.CallbackID != "form" {
		t.Errorf("values: %+v", values)
	}
	// What makes no sense is trouble, and the form stays.
	for name, bad := range map[string]any{
		"an error for no field": slack.NewErrorsViewSubmissionResponse(map[string]string{"Name": "a"}),
		"no errors":             slack.NewErrorsViewSubmissionResponse(nil),
		"an unknown action":     map[string]any{"response_action": "close"},
		"a bad view":            slack.NewUpdateViewSubmissionResponse(&slack.ModalViewRequest{Type: slack.VTModal, Title: words(strings.Repeat("a", 25))}),
		"text":                  map[string]any{"text": "Danke"},
	} {
		answer = bad
		if _, err := anna.Submit(v, nil); !errors.Is(err, slacktest.ErrTrouble) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.Complaints()); n != 5 || len(anna.Modals()) != 1 {
		t.Errorf("complaints: %q", s.Complaints())
	}
	next := big()
	next.Title = words("Zweiter Schritt")
	answer = slack.NewPushViewSubmissionResponse(&next)
	_, err = anna.Submit(v, nil)
	check(t, err)
	top, err := anna.WaitModal(ctx(t), "Zweiter Schritt")
	check(t, err)
	if _, err := anna.Submit(v, nil); !errors.Is(err, slacktest.ErrNotThere) {
		t.Errorf("the form below: %v", err)
	}
	next.Title = words("Geändert")
	answer = slack.NewUpdateViewSubmissionResponse(&next)
	_, err = anna.Submit(top, fill)
	check(t, err)
	changed, err := anna.WaitModal(ctx(t), "Geändert")
	check(t, err)
	if changed.ID != top.ID || changed.Hash == top.Hash {
		t.Error("an update keeps the id and changes the hash")
	}
	answer = slack.NewClearViewSubmissionResponse()
	_, err = anna.Submit(changed, nil) // what was filled in is still there
	check(t, err)
	if len(anna.Modals()) != 0 {
		t.Error("clear closes all")
	}
}

func TestClosingAFormIsToldIfWanted(t *testing.T) {
	t.Parallel()
	closed := make(chan bool, 2)
	var api *slack.Client
	s, anna := ready(t, app{interaction: func(i slack.InteractionCallback) any {
		switch i.Type {
		case slack.InteractionTypeShortcut:
			v := big()
			v.NotifyOnClose, v.ClearOnClose = true, true
			if _, err := api.OpenView(i.TriggerID, v); err != nil {
				t.Error(err)
			}
		case slack.InteractionTypeViewClosed:
			closed <- i.IsCleared
		}
		return nil
	}})
	api = s.Client()
	check(t, anna.Shortcut("global"))
	v, _ := anna.Modal()
	check(t, anna.Close(v))
	if !<-closed || len(anna.Modals()) > 0 {
		t.Error("it is not closed")
	}
	if err := anna.Close(v); !errors.Is(err, slacktest.ErrNotThere) {
		t.Errorf("twice: %v", err)
	}
}
