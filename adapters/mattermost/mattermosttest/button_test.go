package mattermosttest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// pressed posts an attachment of the bot into a channel that bert is in.
func pressed(t *testing.T) (b *bench, bert *Human, ch *model.Channel, in *integration) {
	b = start(t)
	bert = b.human()
	return b, bert, b.plaza(bert), b.integration(nil)
}

const (
	integrationError = "api.post.do_action.action_integration.app_error"
	noAction         = "api.post.do_action.action_id.app_error"
	forbiddenError   = "api.context.permissions.app_error"
)

func TestTheServerRefusesNoLayout(t *testing.T) {
	b, bert, ch, in := pressed(t)
	many := func(n int) []*model.PostAction {
		var list []*model.PostAction
		for i := range n {
			list = append(list, button(fmt.Sprint("a", i), fmt.Sprint("Nr ", i), in.URL))
		}
		return list
	}
	options := &model.PostAction{Id: "sel", Type: "select", Name: "Wahl", Integration: &model.PostActionIntegration{URL: in.URL}}
	for i := range 500 {
		options.Options = append(options.Options, &model.PostActionOptions{Text: fmt.Sprint(i), Value: fmt.Sprint(i)})
	}
	var attachments []*model.MessageAttachment
	for range 50 {
		attachments = append(attachments, &model.MessageAttachment{Text: "x"})
	}
	for name, props := range map[string]model.StringInterface{
		"no name":        buttons(button("a", "", in.URL)),
		"no url":         buttons(button("a", "x", "")),
		"no integration": buttons(&model.PostAction{Id: "a", Name: "x", Type: "button"}),
		"100 buttons":    buttons(many(100)...),
		"500 options":    buttons(options),
		"50 attachments": {"attachments": attachments},
		"20,000 letters": {"attachments": []*model.MessageAttachment{{Text: strings.Repeat("x", 20_000)}}},
		"unknown style":  buttons(&model.PostAction{Id: "a", Name: "x", Type: "button", Style: "pink", Integration: &model.PostActionIntegration{URL: in.URL}}),
		"twice the id":   buttons(button("a", "x", in.URL), button("a", "y", in.URL)),
		"dash in the id": buttons(button("a-b_1", "x", in.URL)),
	} {
		p := b.post(&model.Post{ChannelId: ch.Id, Message: name, Props: props})
		_, err := bert.WaitPost(b.ctx, func(seen *model.Post) bool { return seen.Id == p.Id })
		b.ok(err)
	}
}

func TestObjectionsSayWhatWasTaken(t *testing.T) {
	b := emulated(t)
	bert := b.human()
	ch := b.plaza(bert)
	many := buttons()
	for i := range 26 {
		at := many["attachments"].([]*model.MessageAttachment)[0]
		at.Actions = append(at.Actions, button(fmt.Sprint("a", i), "x", "http://kigo.example"))
	}
	for want, props := range map[string]model.StringInterface{
		"must have a name":               buttons(button("a", "", "http://kigo.example")),
		"must have an integration URL":   buttons(button("a", "x", "")),
		"must have integration settings": buttons(&model.PostAction{Id: "a", Name: "x", Type: "button"}),
		"letters and digits":             buttons(button("a-b", "x", "http://kigo.example")),
		"there twice":                    buttons(button("a", "x", "http://kigo.example"), button("a", "y", "http://kigo.example")),
		"more than 25":                   many,
		"valid integration URL":          buttons(button("a", "x", "/action")),
		"notifies people":                {"attachments": []*model.MessageAttachment{{Text: "an @" + bert.Name}}},
	} {
		before := len(b.s.Objections())
		b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: props})
		after := b.s.Objections()[before:]
		if len(after) == 0 || !strings.Contains(fmt.Sprint(after), want) {
			t.Errorf("want an objection with %q, got %v", want, after)
		}
	}
	before := len(b.s.Objections())
	b.say(ch.Id, "")
	b.say(ch.Id, "@all")
	if after := b.s.Objections()[before:]; len(after) != 2 {
		t.Errorf("%v", after)
	}
	before = len(b.s.Objections())
	b.post(&model.Post{ChannelId: ch.Id, Message: "an @\u200ball", Props: buttons(button("a", "x", "http://kigo.example"))})
	if after := b.s.Objections()[before:]; len(after) != 0 {
		t.Errorf("a good post: %v", after)
	}
}

func TestRequestsAreAtMost300000Bytes(t *testing.T) {
	b, _, ch, _ := pressed(t)
	big := func(n int) error {
		_, _, err := b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Props: model.StringInterface{"x": strings.Repeat("a", n)}})
		return err
	}
	b.ok(big(299_000))
	b.refused(big(301_000), 413, "api.context.request_body_too_large.app_error")
	escaped := `{"channel_id":"` + ch.Id + `","message":"x","props":{"x":"` + strings.Repeat(`\u00e4`, 51_000) + `"}}`
	_, err := b.bot.DoAPIPost(b.ctx, "/posts", escaped)
	b.refused(err, 413, "api.context.request_body_too_large.app_error")
}

func TestNoClientSeesURLAndContext(t *testing.T) {
	b, bert, ch, in := pressed(t)
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(button("a", "Klick", in.URL))})
	again, _, err := b.bot.GetPost(b.ctx, p.Id, "")
	b.ok(err)
	list, _, err := b.bot.GetPostsForChannel(b.ctx, ch.Id, 0, 10, "", false, false)
	b.ok(err)
	event, err := bert.WaitPost(b.ctx, nil)
	b.ok(err)
	for name, seen := range map[string]*model.Post{"created": p, "read": again, "listed": list.Posts[p.Id], "told": event} {
		if a := seen.GetAction("a"); a == nil || a.Integration != nil || strings.Contains(js(seen), "SE-CRET") {
			t.Errorf("%s: %s", name, js(seen))
		}
	}
	props := again.GetProps()
	_, _, err = b.bot.PatchPost(b.ctx, p.Id, &model.PostPatch{Props: &props})
	b.ok(err)
	b.refused(bert.Click(b.ctx, again, "Klick"), 404, noAction) // dead after being patched with what was read
}

func TestSelectsSendWhatTheClientSays(t *testing.T) {
	b, bert, ch, in := pressed(t)
	sel := &model.PostAction{Id: "s", Name: "Wahl", Type: "select", DataSource: "", Integration: &model.PostActionIntegration{URL: in.URL},
		Options: []*model.PostActionOptions{{Text: "Eins", Value: "1"}, {Text: "Zwei", Value: "2"}}}
	people := &model.PostAction{Id: "p", Name: "Wer", Type: "select", DataSource: "users", Integration: &model.PostActionIntegration{URL: in.URL}}
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(sel, people)})
	chosen := func() any {
		context, _ := in.last().json["context"].(map[string]any)
		return context["selected_option"]
	}
	b.ok(bert.Choose(b.ctx, p, "Wahl", "Zwei"))
	if chosen() != "2" {
		t.Errorf("chosen %v", chosen())
	}
	b.ok(bert.Act(b.ctx, p, "s", "999", ""))
	if chosen() != "999" {
		t.Errorf("chosen %v", chosen())
	}
	b.ok(bert.Act(b.ctx, p, "s", "", ""))
	if chosen() != nil {
		t.Errorf("chosen %v", chosen())
	}
	b.ok(bert.Choose(b.ctx, p, "Wer", bert.ID))
	if chosen() != bert.ID || in.last().json["data_source"] != "users" || in.last().json["type"] != "select" {
		t.Errorf("chosen %v of %v", chosen(), in.last().json["data_source"])
	}
}

func TestIdsOfActions(t *testing.T) {
	b, bert, ch, in := pressed(t)
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(
		button("a-b_1", "kaputt", in.URL), button("same", "erster", in.URL+"/1"), button("same", "zweiter", in.URL+"/2"),
		button("", "ohne", in.URL+"/none"),
	)})
	b.refused(bert.Click(b.ctx, p, "kaputt"), 404, "")
	b.ok(bert.Click(b.ctx, p, "zweiter"))
	if in.last().path != "/1" {
		t.Errorf("the click on the second arrived at %s", in.last().path)
	}
	b.ok(bert.Click(b.ctx, p, "ohne")) // the server gives it an id
	b.refused(bert.Act(b.ctx, p, "nosuch", "", ""), 404, noAction)
}

func TestDisabledButtonsWork(t *testing.T) {
	b, bert, ch, in := pressed(t)
	off := button("off", "aus", in.URL)
	off.Disabled = true
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(off)})
	if bert.Click(b.ctx, p, "aus") == nil {
		t.Error("the app lets people press a disabled button")
	}
	b.ok(bert.Act(b.ctx, p, "off", "", ""))
}
