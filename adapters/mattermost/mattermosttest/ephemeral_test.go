package mattermosttest

import (
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// whispered is an ephemeral post with buttons that bert has, from a slash command.
func whispered(t *testing.T) (b *bench, bert *Human, ch *model.Channel, in *integration, p *model.Post) {
	b, bert, ch, in, cmd := ran(t)
	in.set(says(js(model.CommandResponse{Text: "nur du", Attachments: []*model.MessageAttachment{{Actions: []*model.PostAction{
		button("a", "Eins", in.URL+"/1"), button("b", "Zwei", in.URL+"/2"), button("a-b", "Strich", in.URL+"/3"),
	}}}})))
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	p, err := bert.WaitEphemeral(b.ctx, nil)
	b.ok(err)
	in.set(says("{}"))
	return b, bert, ch, in, p
}

func TestEphemeralPostsAreKeptNowhere(t *testing.T) {
	b, bert, ch, _, p := whispered(t)
	_, _, err := bert.Client.GetPost(b.ctx, p.Id, "")
	b.refused(err, 404, "app.post.get.app_error")
	list, err := bert.Posts(b.ctx, ch.Id)
	b.ok(err)
	if len(list) != 0 {
		t.Errorf("after opening the app anew there are %d posts", len(list))
	}
}

func TestAClickOnAnEphemeralPostNeedsItsCookie(t *testing.T) {
	b, bert, ch, in, p := whispered(t)
	b.ok(bert.Click(b.ctx, p, "Eins"))
	if got := in.last(); got.path != "/1" || got.json["post_id"] != p.Id || got.json["channel_id"] != ch.Id || got.json["team_id"] != b.team.Id {
		t.Errorf("%s %v", got.path, got.json)
	}
	b.refused(bert.Act(b.ctx, p, "a", "", ""), 403, forbiddenError)
	b.refused(bert.Act(b.ctx, p, "a", "", "x"), 400, integrationError)
	cookie := p.GetAction("a").Cookie
	b.refused(bert.Act(b.ctx, p, "a", "", cookie[:len(cookie)-6]+"AAAAA="), 400, integrationError)
	b.refused(bert.Act(b.ctx, &model.Post{Id: model.NewId(), ChannelId: ch.Id}, "a", "", cookie), 400, integrationError)
	b.ok(bert.Act(b.ctx, p, "nosuch", "", cookie)) // the cookie decides
	if in.last().path != "/1" {
		t.Errorf("%s", in.last().path)
	}
	b.refused(bert.Click(b.ctx, p, "Strich"), 404, "")
}

func TestACookieIsGoodForEverybodyInTheChannel(t *testing.T) {
	b, _, ch, in, p := whispered(t)
	anna := b.human()
	private := b.channel(model.ChannelTypePrivate)
	_, _, err := b.admin.AddChannelMember(b.ctx, ch.Id, anna.ID)
	b.ok(err)
	b.ok(anna.Act(b.ctx, p, "a", "", p.GetAction("a").Cookie))
	if in.last().json["user_id"] != anna.ID {
		t.Errorf("the click is %v's", in.last().json["user_id"])
	}
	if private.Id == ch.Id {
		t.Error("one channel")
	}
}

func TestAnUpdateOfAnEphemeralPostFails(t *testing.T) {
	b, bert, _, in, p := whispered(t)
	in.set(says(`{"update":{"message":"neu"}}`))
	b.refused(bert.Click(b.ctx, p, "Eins"), 404, "app.post.get.app_error")
	in.set(says(`{"ephemeral_text":"neu"}`))
	b.ok(bert.Click(b.ctx, p, "Eins"))
	_, err := bert.WaitEphemeral(b.ctx, func(p *model.Post) bool { return p.Message == "neu" && p.GetProp("from_webhook") == "true" })
	b.ok(err)
}

func TestTheBotsEphemeralPostsKeepTheirID(t *testing.T) {
	b := emulated(t)
	bert := b.human()
	ch, in := b.plaza(bert), b.integration(nil)
	b.s.Permit("system_user", "create_post_ephemeral")
	id := model.NewId()
	for _, text := range []string{"alt", "neu"} {
		got, _, err := b.bot.CreatePostEphemeral(b.ctx, &model.PostEphemeral{UserID: bert.ID, Post: &model.Post{
			Id: id, ChannelId: ch.Id, Message: text, Props: buttons(button("a", "Klick", in.URL)),
		}})
		b.ok(err)
		if got.Id != id || got.UserId != b.botID {
			t.Errorf("made %+v", got)
		}
		p, err := bert.WaitEphemeral(b.ctx, func(p *model.Post) bool { return p.Message == text })
		b.ok(err)
		b.ok(bert.Click(b.ctx, p, "Klick"))
	}
	if list := bert.Ephemerals(); len(list) != 1 || list[0].Message != "neu" {
		t.Errorf("bert sees %d posts", len(list))
	}
}

func TestCookiesOutliveARestart(t *testing.T) {
	b := emulated(t)
	bert := b.human()
	ch, in := b.plaza(bert), b.integration(nil)
	b.s.Permit("system_user", "create_post_ephemeral")
	_, _, err := b.bot.CreatePostEphemeral(b.ctx, &model.PostEphemeral{UserID: bert.ID, Post: &model.Post{
		ChannelId: ch.Id, Message: "x", Props: buttons(button("a", "Klick", in.URL)),
	}})
	b.ok(err)
	p, err := bert.WaitEphemeral(b.ctx, nil)
	b.ok(err)
	b.restart()
	b.ok(bert.Click(b.ctx, p, "Klick"))
}
