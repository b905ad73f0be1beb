package mattermosttest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// clicked is a bench where bert has just clicked, with the trigger that came of it.
func clicked(t *testing.T) (b *bench, bert *Human, ch *model.Channel, in *integration, trigger string) {
	b, bert, ch, in = pressed(t)
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(button("a", "Klick", in.URL))})
	b.ok(bert.Click(b.ctx, p, "Klick"))
	trigger, _ = in.last().json["trigger_id"].(string)
	return b, bert, ch, in, trigger
}

func (b *bench) open(trigger, url string, d model.Dialog) error {
	_, err := model.NewAPIv4Client(b.url).OpenInteractiveDialog(b.ctx, model.OpenDialogRequest{TriggerId: trigger, URL: url, Dialog: d})
	return err
}

func TestInvalidDialogsAreDelivered(t *testing.T) {
	b, bert, _, in, trigger := clicked(t)
	long := strings.Repeat("x", 4000)
	for name, d := range map[string]model.Dialog{
		"no title":   {},
		"long title": {Title: long},
		"elements without name or type, too long, twice": {Title: "x", Elements: []model.DialogElement{
			{}, {DisplayName: long, Name: long, Type: "text", HelpText: long, Placeholder: long, Default: long},
			{DisplayName: "a", Name: "a", Type: "hologram"}, {DisplayName: "a", Name: "a", Type: "select"},
			{DisplayName: "d", Name: "d", Type: "datetime", TimeInterval: 7},
		}},
	} {
		b.ok(b.open(trigger, in.URL, d))
		if _, err := bert.WaitDialog(b.ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDialogsHaveLimitsInBytes(t *testing.T) {
	b := emulated(t)
	bert := b.human()
	text := func(change func(*model.DialogElement)) model.Dialog {
		e := model.DialogElement{DisplayName: "Titel", Name: "title", Type: "text"}
		change(&e)
		return model.Dialog{Title: "x", Elements: []model.DialogElement{e}}
	}
	for name, tc := range map[string]struct {
		dialog  model.Dialog
		objects bool
	}{
		"title of 24":              {model.Dialog{Title: strings.Repeat("x", 24)}, false},
		"title of 25":              {model.Dialog{Title: strings.Repeat("x", 25)}, true},
		"title of 13 umlauts":      {model.Dialog{Title: strings.Repeat("ä", 13)}, true},
		"label of 24":              {text(func(e *model.DialogElement) { e.DisplayName = strings.Repeat("x", 24) }), false},
		"label of 25":              {text(func(e *model.DialogElement) { e.DisplayName = strings.Repeat("x", 25) }), true},
		"name of 301":              {text(func(e *model.DialogElement) { e.Name = strings.Repeat("x", 301) }), true},
		"help of 151":              {text(func(e *model.DialogElement) { e.HelpText = strings.Repeat("x", 151) }), true},
		"default of 151":           {text(func(e *model.DialogElement) { e.Default = strings.Repeat("x", 151) }), true},
		"placeholder of 151":       {text(func(e *model.DialogElement) { e.Placeholder = strings.Repeat("x", 151) }), true},
		"default of 3000 in area":  {text(func(e *model.DialogElement) { e.Type, e.Default = "textarea", strings.Repeat("x", 3000) }), false},
		"default of 3001 in area":  {text(func(e *model.DialogElement) { e.Type, e.Default = "textarea", strings.Repeat("x", 3001) }), true},
		"unknown type":             {text(func(e *model.DialogElement) { e.Type = "hologram" }), true},
		"unknown subtype":          {text(func(e *model.DialogElement) { e.SubType = "colour" }), true},
		"interval of 0":            {text(func(e *model.DialogElement) { e.Type = "datetime" }), true},
		"interval of 7":            {text(func(e *model.DialogElement) { e.Type, e.TimeInterval = "datetime", 7 }), true},   //nolint:staticcheck // the name that 11.6 knows
		"interval of 15":           {text(func(e *model.DialogElement) { e.Type, e.TimeInterval = "datetime", 15 }), false}, //nolint:staticcheck // the name that 11.6 knows
		"two elements of one name": {model.Dialog{Title: "x", Elements: []model.DialogElement{{DisplayName: "a", Name: "a", Type: "text"}, {DisplayName: "b", Name: "a", Type: "text"}}}, true},
	} {
		before := len(b.s.Objections())
		b.ok(b.open(b.s.Trigger(bert.ID), "http://kigo.example/x", tc.dialog))
		if after := b.s.Objections()[before:]; (len(after) > 0) != tc.objects {
			t.Errorf("%s: %v", name, after)
		}
	}
	if !b.s.Logged("warn", "Interactive dialog is invalid") {
		t.Error("the server's log says nothing")
	}
}

// form is a dialog that was opened for bert.
func form(t *testing.T) (b *bench, bert *Human, ch *model.Channel, in *integration, d *Dialog) {
	b, bert, ch, in, trigger := clicked(t)
	b.ok(b.open(trigger, in.URL+"/dialog", model.Dialog{
		Title: "Fest", CallbackId: "cb", State: "st", NotifyOnCancel: true, Elements: []model.DialogElement{
			{DisplayName: "Titel", Name: "title", Type: "text", MaxLength: 10},
			{DisplayName: "Mail", Name: "mail", Type: "text", SubType: "email", Optional: true},
			{DisplayName: "Art", Name: "kind", Type: "radio", Options: []*model.PostActionOptions{{Text: "A", Value: "a"}}},
		},
	}))
	d, err := bert.WaitDialog(b.ctx)
	b.ok(err)
	return b, bert, ch, in, d
}

func TestASubmissionArrives(t *testing.T) {
	b, bert, ch, in, d := form(t)
	in.set(says(`{"errors":{"title":"zu kurz"},"error":"nein"}`))
	answer, err := bert.SubmitDialog(b.ctx, d, map[string]any{"title": "Fest", "kind": "a", "n": 3, "yes": true, "list": []string{"x"}})
	b.ok(err)
	if answer.Errors["title"] != "zu kurz" || answer.Error != "nein" {
		t.Errorf("bert is told %+v", answer)
	}
	got := in.last()
	for name, want := range map[string]any{
		"type": "dialog_submission", "callback_id": "cb", "state": "st", "user_id": bert.ID, "channel_id": ch.Id, "team_id": b.team.Id, "cancelled": false,
	} {
		if got.json[name] != want {
			t.Errorf("%s is %v, want %v", name, got.json[name], want)
		}
	}
	if want := `{"kind":"a","list":["x"],"n":3,"title":"Fest","yes":true}`; js(got.json["submission"]) != want {
		t.Errorf("submission %s", js(got.json["submission"]))
	}
	if got.json["url"] != nil || got.json["trigger_id"] != nil || got.header.Get("Authorization") != "" {
		t.Errorf("too much: %v", got.json)
	}
	b.ok(bert.CancelDialog(b.ctx, d))
	if in.last().json["cancelled"] != true {
		t.Errorf("cancelled: %v", in.last().json)
	}
}

func TestTheAppChecksAFormFirst(t *testing.T) {
	b, bert, _, in, d := form(t)
	n := in.count()
	for _, values := range []map[string]any{
		{"kind": "a"}, {"title": strings.Repeat("x", 11), "kind": "a"}, {"title": "x", "kind": "b"}, {"title": "x", "kind": "a", "mail": "nobody"},
	} {
		if _, err := bert.SubmitDialog(b.ctx, d, values); err == nil {
			t.Errorf("%v was submitted", values)
		}
	}
	if in.count() != n {
		t.Error("something arrived")
	}
}

func TestAnswersToASubmission(t *testing.T) {
	b, bert, _, in, d := form(t)
	submit := func(answer func(http.ResponseWriter, asked)) (*model.SubmitDialogResponse, error) {
		in.set(answer)
		return bert.SubmitDialog(b.ctx, d, map[string]any{"title": "x", "kind": "a"})
	}
	for _, closes := range []string{"{}", "", `{"type":"ok"}`} {
		got, err := submit(says(closes))
		b.ok(err)
		if got.Error != "" || len(got.Errors) != 0 || got.Form != nil {
			t.Errorf("%q: %+v", closes, got)
		}
	}
	got, err := submit(says(`{"type":"form","form":{"title":"Weiter","elements":[{"display_name":"B","name":"b","type":"text"}]}}`))
	b.ok(err)
	if got.Form == nil || got.Form.Title != "Weiter" {
		t.Errorf("the next step is %+v", got)
	}
	_, err = submit(says(`{"type":"fireworks"}`))
	b.refused(err, 400, "app.submit_interactive_dialog.invalid_response")
	_, err = submit(says("ja"))
	b.refused(err, 500, "app.submit_interactive_dialog.decode_json_error")
	for _, status := range []int{204, 404, 500} {
		_, err = submit(func(w http.ResponseWriter, _ asked) { w.WriteHeader(status) })
		b.refused(err, 400, integrationError)
	}
}

func TestAnybodyCanSubmitAnythingAnywhere(t *testing.T) {
	b, bert, ch, in := pressed(t)
	_, err := bert.Submit(b.ctx, model.SubmitDialogRequest{
		URL: in.URL + "/command?x=1", CallbackId: "made up", State: "made up", UserId: b.botID, ChannelId: ch.Id, TeamId: b.team.Id,
		Submission: map[string]any{"a": 1},
	})
	b.ok(err)
	got := in.last()
	if got.path != "/command" || got.query != "x=1" || got.json["state"] != "made up" || got.json["user_id"] != bert.ID {
		t.Errorf("%s?%s %v", got.path, got.query, got.json)
	}
	_, err = bert.Submit(b.ctx, model.SubmitDialogRequest{URL: in.URL, ChannelId: b.channel(model.ChannelTypePrivate).Id, TeamId: b.team.Id})
	b.refused(err, 403, forbiddenError)
	_, err = bert.Submit(b.ctx, model.SubmitDialogRequest{URL: in.URL, ChannelId: ch.Id})
	b.refused(err, 403, forbiddenError)
	_, err = bert.Submit(b.ctx, model.SubmitDialogRequest{URL: in.URL, ChannelId: model.NewId(), TeamId: b.team.Id})
	b.refused(err, 404, "app.channel.get.existing.app_error")
}

func TestASelectLooksItsOptionsUp(t *testing.T) {
	b, bert, _, in, trigger := clicked(t)
	b.ok(b.open(trigger, in.URL, model.Dialog{Title: "x", Elements: []model.DialogElement{
		{DisplayName: "Wer", Name: "who", Type: "select", DataSource: "dynamic", DataSourceURL: in.URL + "/lookup"},
	}}))
	d, err := bert.WaitDialog(b.ctx)
	b.ok(err)
	in.set(says(`{"items":[{"text":"Anna","value":"a"}]}`))
	items, err := bert.LookUp(b.ctx, d, "who", "an")
	b.ok(err)
	if len(items) != 1 || items[0].Text != "Anna" || items[0].Value != "a" {
		t.Errorf("%+v", items)
	}
	got := in.last()
	sub, _ := got.json["submission"].(map[string]any)
	if got.path != "/lookup" || got.json["type"] != "dialog_lookup" || sub["query"] != "an" || sub["selected_field"] != "who" {
		t.Errorf("%s %v", got.path, got.json)
	}
}
