package mattermosttest

import (
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestASlashAnswerIsTheCallers(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	in.set(says(js(model.CommandResponse{
		Text: "hier", Username: "kigo", IconURL: "http://x.example/a.png", Props: map[string]any{"mine": "1"}, SkipSlackParsing: true,
	})))
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	p, err := bert.WaitEphemeral(b.ctx, nil)
	b.ok(err)
	if p.UserId != bert.ID || p.Type != "system_ephemeral" || p.ChannelId != ch.Id {
		t.Errorf("the post is %+v", p)
	}
	for key, want := range map[string]any{
		"from_webhook": "true", "mine": "1", "override_username": "kigo", "override_icon_url": "http://x.example/a.png",
	} {
		if p.GetProp(key) != want {
			t.Errorf("prop %s is %v", key, p.GetProp(key))
		}
	}
	in.set(says(js(model.CommandResponse{Text: "für alle", ResponseType: "in_channel"})))
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	p, err = bert.WaitOwn(b.ctx, nil)
	b.ok(err)
	if p.UserId != bert.ID || p.Type != "" || p.GetProp("from_webhook") != "true" {
		t.Errorf("the post is %+v", p)
	}
}

func TestACommandsNameBeatsTheAnswers(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	cmd.Username = "vom-befehl"
	_, _, err := b.admin.UpdateCommand(b.ctx, cmd)
	b.ok(err)
	in.set(says(js(model.CommandResponse{Text: "x", Username: "kigo"})))
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	p, err := bert.WaitEphemeral(b.ctx, nil)
	b.ok(err)
	if p.GetProp("override_username") != "vom-befehl" {
		t.Errorf("the name is %v", p.GetProp("override_username"))
	}
}

func TestNamesAreIgnoredWhereTheSettingIsOff(t *testing.T) {
	b := emulated(t, With(func(c *Settings) { c.EnablePostUsernameOverride, c.EnablePostIconOverride = false, false }))
	bert := b.human()
	in := b.integration(says(js(model.CommandResponse{Text: "x", Username: "kigo", IconURL: "http://x.example/a.png"})))
	b.ok(bert.Slash(b.ctx, b.plaza(bert).Id, "/"+b.command(in.URL).Trigger))
	p, err := bert.WaitEphemeral(b.ctx, nil)
	b.ok(err)
	if p.GetProp("override_username") != nil || p.GetProp("override_icon_url") != nil {
		t.Errorf("props %v", p.GetProps())
	}
}

func TestSlackMarkUpIsReadUnlessSkipped(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	const text = "<!channel> <http://x.example|hier>"
	for skip, want := range map[bool]string{false: "@channel [hier](http://x.example)", true: text} {
		in.set(says(js(model.CommandResponse{Text: text, SkipSlackParsing: skip})))
		b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
		p, err := bert.WaitEphemeral(b.ctx, nil)
		b.ok(err)
		if p.Message != want {
			t.Errorf("skip %v: %q", skip, p.Message)
		}
	}
}

func TestOnlyEphemeralAnswersMayBeLong(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	long := strings.Repeat("x", 16_384)
	in.set(says(js(model.CommandResponse{Text: long})))
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	p, err := bert.WaitEphemeral(b.ctx, nil)
	b.ok(err)
	if p.Message != long {
		t.Error("the text was cut")
	}
	in.set(says(js(model.CommandResponse{Text: long, ResponseType: "in_channel"})))
	b.refused(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger), 500, "api.command.execute_command.create_post_failed.app_error")
}

func TestExtraResponsesAndOtherChannels(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	other := b.channel(model.ChannelTypeOpen, bert.ID)
	in.set(says(js(model.CommandResponse{Text: "eins", ExtraResponses: []*model.CommandResponse{
		{Text: "zwei"}, {Text: "drei", ResponseType: "in_channel", ChannelId: other.Id},
	}})))
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	for _, want := range []string{"eins", "zwei"} {
		_, err := bert.WaitEphemeral(b.ctx, func(p *model.Post) bool { return p.Message == want })
		b.ok(err)
	}
	p, err := bert.WaitOwn(b.ctx, nil)
	b.ok(err)
	if p.ChannelId != other.Id || p.Message != "drei" {
		t.Errorf("the third is %+v", p)
	}
	in.set(says(js(model.CommandResponse{Text: "x", ChannelId: b.channel(model.ChannelTypeOpen).Id})))
	b.refused(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger), 500, "api.command.execute_command.create_post_failed.app_error")
	in.set(says(js(model.CommandResponse{Text: "x", Type: "system_join_channel"})))
	b.refused(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger), 500, "api.command.execute_command.create_post_failed.app_error")
}
