package mattermosttest

import (
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestADirectChannelIsAlwaysTheSame(t *testing.T) {
	b := start(t)
	bert := b.stranger()
	one := b.direct(bert)
	two, _, err := bert.Client.CreateDirectChannel(b.ctx, bert.ID, b.botID)
	b.ok(err)
	if one.Id != two.Id || one.Name != model.GetDMNameFromIds(bert.ID, b.botID) || one.Type != model.ChannelTypeDirect || one.TeamId != "" {
		t.Errorf("%+v, %+v", one, two)
	}
	_, _, err = b.bot.CreateDirectChannel(b.ctx, b.botID, model.NewId())
	b.refused(err, 400, "api.channel.create_direct_channel.invalid_user.app_error")
	_, _, err = b.bot.CreateDirectChannel(b.ctx, b.botID, "nobody")
	b.refused(err, 400, "api.context.invalid_body_param.app_error")
	_, _, err = b.bot.CreateDirectChannel(b.ctx, bert.ID, b.stranger().ID)
	b.refused(err, 403, forbiddenError)
}

func TestToDeactivatedPeopleEverythingSucceeds(t *testing.T) {
	b := start(t)
	bert := b.stranger()
	_, err := b.admin.DeleteUser(b.ctx, bert.ID)
	b.ok(err)
	b.say(b.direct(bert).Id, "unseen")
	u, _, err := b.bot.GetUser(b.ctx, bert.ID, "")
	b.ok(err)
	if u.DeleteAt == 0 {
		t.Error("delete_at is 0")
	}
	_, _, err = bert.Client.GetMe(b.ctx, "")
	b.refused(err, 401, "api.context.session_expired.app_error")
}

func TestAPostIsAtMost16383CodePoints(t *testing.T) {
	b := start(t)
	ch := b.direct(b.stranger())
	b.say(ch.Id, strings.Repeat("ä", 16_383))
	_, _, err := b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: strings.Repeat("x", 16_384)})
	b.refused(err, 400, "model.post.is_valid.message_length.app_error")
	b.say(ch.Id, "") // empty is taken
	_, _, err = b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x", Type: "system_generic"})
	b.refused(err, 400, "api.context.invalid_param.app_error")
	_, _, err = b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x", Type: "hologram"})
	b.refused(err, 400, "model.post.is_valid.type.app_error")
}

func TestARootIsTheFirstPostOfAThreadThere(t *testing.T) {
	b := start(t)
	ch, other := b.plaza(), b.plaza()
	root := b.say(ch.Id, "root")
	reply := b.post(&model.Post{ChannelId: ch.Id, RootId: root.Id, Message: "reply"})
	gone := b.say(ch.Id, "gone")
	_, err := b.bot.DeletePost(b.ctx, gone.Id)
	b.ok(err)
	for name, tc := range map[string]struct{ channel, root, id string }{
		"a reply":           {ch.Id, reply.Id, "api.post.create_post.root_id.app_error"},
		"another channel":   {other.Id, root.Id, "api.post.create_post.channel_root_id.app_error"},
		"nothing":           {ch.Id, model.NewId(), "api.post.create_post.root_id.app_error"},
		"something deleted": {ch.Id, gone.Id, "api.post.create_post.root_id.app_error"},
		"something else":    {ch.Id, "x", "api.post.create_post.root_id.app_error"},
	} {
		t.Log(name)
		_, _, err := b.bot.CreatePost(b.ctx, &model.Post{ChannelId: tc.channel, RootId: tc.root, Message: "x"})
		b.refused(err, 400, tc.id)
	}
	thread, _, err := b.bot.GetPostThread(b.ctx, reply.Id, "", false)
	b.ok(err)
	if len(thread.Posts) != 2 || thread.Posts[root.Id].ReplyCount != 1 {
		t.Errorf("the thread has %d posts, the root %d replies", len(thread.Posts), thread.Posts[root.Id].ReplyCount)
	}
}

func TestPropsRoundTrip(t *testing.T) {
	b := start(t)
	bert := b.human()
	ch := b.direct(bert)
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: model.StringInterface{"key": "k1", "n": 3, "deep": map[string]any{"a": []any{"b"}}}})
	got, _, err := b.bot.GetPost(b.ctx, p.Id, "")
	b.ok(err)
	if want := `{"deep":{"a":["b"]},"from_bot":"true","key":"k1","n":3}`; js(got.GetProps()) != want {
		t.Errorf("props %s", js(got.GetProps()))
	}
	forged, err := bert.Send(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x", Props: model.StringInterface{"from_bot": "true", "key": "k1", "from_webhook": "true", "override_username": "kigo"}})
	b.ok(err)
	if len(forged.GetProps()) != 4 || forged.UserId != bert.ID {
		t.Errorf("people can't set every prop: %v", forged.GetProps())
	}
}

func TestPutWipesPropsAndPatchKeepsThem(t *testing.T) {
	b := start(t)
	ch := b.plaza()
	fresh := func() *model.Post {
		return b.post(&model.Post{ChannelId: ch.Id, Message: "alt", Props: model.StringInterface{"key": "k1"}})
	}
	p := fresh()
	text := "neu"
	got, _, err := b.bot.PatchPost(b.ctx, p.Id, &model.PostPatch{Message: &text})
	b.ok(err)
	if got.GetProp("key") != "k1" || got.GetProp("from_bot") != "true" || got.Message != "neu" || got.EditAt == 0 {
		t.Errorf("patched: %s", js(got))
	}
	got, _, err = b.bot.PatchPost(b.ctx, p.Id, &model.PostPatch{Props: &model.StringInterface{"other": "1"}})
	b.ok(err)
	if js(got.GetProps()) != `{"other":"1"}` || got.Message != "neu" {
		t.Errorf("props patched: %s", js(got))
	}
	p = fresh()
	resp, err := b.bot.DoAPIPut(b.ctx, "/posts/"+p.Id, `{"id":"`+p.Id+`","message":"neu"}`)
	b.ok(err)
	resp.Body.Close()
	got, _, err = b.bot.GetPost(b.ctx, p.Id, "")
	b.ok(err)
	if len(got.GetProps()) != 0 || got.Message != "neu" || got.ChannelId != ch.Id {
		t.Errorf("put: %s", js(got))
	}
	_, err = b.bot.DoAPIPut(b.ctx, "/posts/"+p.Id, `{"id":"`+model.NewId()+`","message":"neu"}`)
	b.refused(err, 400, "api.context.invalid_body_param.app_error")
	long := strings.Repeat("x", 16_384)
	_, _, err = b.bot.PatchPost(b.ctx, p.Id, &model.PostPatch{Message: &long})
	b.refused(err, 400, "model.post.is_valid.message_length.app_error")
}

func TestDeletedPosts(t *testing.T) {
	b := start(t)
	p := b.say(b.plaza().Id, "x")
	_, err := b.bot.DeletePost(b.ctx, p.Id)
	b.ok(err)
	_, _, err = b.bot.GetPost(b.ctx, p.Id, "")
	b.refused(err, 404, "app.post.get.app_error")
	_, err = b.bot.DeletePost(b.ctx, p.Id)
	b.refused(err, 404, "app.post.get.app_error")
	text := "neu"
	_, _, err = b.bot.PatchPost(b.ctx, p.Id, &model.PostPatch{Message: &text})
	b.refused(err, 403, forbiddenError)
}
