package mattermosttest

import (
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestAPendingIDReturnsTheFirstPost(t *testing.T) {
	b := start(t)
	bert := b.human()
	ch, other := b.direct(bert), b.plaza()
	first := b.post(&model.Post{ChannelId: ch.Id, Message: "eins", PendingPostId: unique("p")})
	for _, p := range []*model.Post{
		{ChannelId: ch.Id, Message: "zwei", PendingPostId: first.PendingPostId},
		{ChannelId: other.Id, Message: "woanders", PendingPostId: first.PendingPostId},
	} {
		got, resp, err := b.bot.CreatePost(b.ctx, p)
		b.ok(err)
		if got.Id != first.Id || got.Message != "eins" || resp.StatusCode != 201 {
			t.Errorf("%d %s", resp.StatusCode, js(got))
		}
	}
}

func TestAPendingIDCanBePoisoned(t *testing.T) {
	b := start(t)
	bert := b.human()
	ch, dm := b.plaza(bert), b.direct(bert)
	key := unique("p")
	theirs, err := bert.Send(b.ctx, &model.Post{ChannelId: ch.Id, Message: "meins", PendingPostId: key})
	b.ok(err)
	got := b.post(&model.Post{ChannelId: dm.Id, Message: "wichtig", PendingPostId: key})
	if got.Id != theirs.Id || got.UserId != bert.ID {
		t.Errorf("the bot's post is %s", js(got))
	}
	key = unique("p") // where the bot can't read, it does not harm
	private := b.channel(model.ChannelTypePrivate, bert.ID)
	theirs, err = bert.Send(b.ctx, &model.Post{ChannelId: private.Id, Message: "meins", PendingPostId: key})
	b.ok(err)
	got = b.post(&model.Post{ChannelId: dm.Id, Message: "wichtig", PendingPostId: key})
	if got.Id == theirs.Id || got.UserId != b.botID {
		t.Errorf("the bot's post is %s", js(got))
	}
}

func TestAPendingIDIsForgotten(t *testing.T) {
	now := newClock()
	b := emulated(t, Clock(now.get))
	ch := b.plaza()
	first := b.post(&model.Post{ChannelId: ch.Id, Message: "x", PendingPostId: "p1"})
	now.add(30*time.Second - time.Millisecond)
	if got := b.post(&model.Post{ChannelId: ch.Id, Message: "x", PendingPostId: "p1"}); got.Id != first.Id {
		t.Error("forgotten too early")
	}
	now.add(time.Millisecond)
	if got := b.post(&model.Post{ChannelId: ch.Id, Message: "x", PendingPostId: "p1"}); got.Id == first.Id {
		t.Error("remembered for more than 30 s")
	}
	second := b.post(&model.Post{ChannelId: ch.Id, Message: "x", PendingPostId: "p2"})
	b.restart()
	if got := b.post(&model.Post{ChannelId: ch.Id, Message: "x", PendingPostId: "p2"}); got.Id == second.Id {
		t.Error("remembered over a restart")
	}
	_, _, err := b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, RootId: "x", Message: "x", PendingPostId: "p3"})
	b.refused(err, 400, "")
	b.post(&model.Post{ChannelId: ch.Id, Message: "x", PendingPostId: "p3"}) // a failure does not use it up
}
