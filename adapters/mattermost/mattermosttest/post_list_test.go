package mattermosttest

import (
	"slices"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestReadingBackSinceATime(t *testing.T) {
	b := start(t)
	ch := b.plaza()
	old := b.say(ch.Id, "alt")
	edited := b.post(&model.Post{ChannelId: ch.Id, Message: "geändert", Props: model.StringInterface{"key": "k0"}})
	deleted := b.say(ch.Id, "gelöscht")
	root := b.say(ch.Id, "root")
	time.Sleep(2 * time.Millisecond) // posts of one millisecond are not told apart
	mark := b.say(ch.Id, "marke")
	time.Sleep(2 * time.Millisecond)
	text := "neu"
	_, _, err := b.bot.PatchPost(b.ctx, edited.Id, &model.PostPatch{Message: &text})
	b.ok(err)
	_, err = b.bot.DeletePost(b.ctx, deleted.Id)
	b.ok(err)
	reply := b.post(&model.Post{ChannelId: ch.Id, RootId: root.Id, Message: "antwort", Props: model.StringInterface{"key": "k1"}})
	list, _, err := b.bot.GetPostsSince(b.ctx, ch.Id, mark.CreateAt, false)
	b.ok(err)
	versions := 0
	for _, id := range list.Order {
		p := list.Posts[id]
		if p.OriginalId == edited.Id && p.DeleteAt != 0 && p.Message == "" && p.GetProp("key") == "k0" {
			versions++
		}
	}
	for name, tc := range map[string]struct {
		id string
		in bool
	}{"old": {old.Id, false}, "mark": {mark.Id, false}, "edited": {edited.Id, true}, "deleted": {deleted.Id, true}, "reply": {reply.Id, true}, "root of the reply": {root.Id, true}} {
		if slices.Contains(list.Order, tc.id) != tc.in {
			t.Errorf("%s is in the list: %v", name, !tc.in)
		}
	}
	if versions != 1 {
		t.Errorf("%d former versions", versions)
	}
	if p := list.Posts[deleted.Id]; p == nil || p.DeleteAt == 0 || p.Message != "" {
		t.Errorf("the deleted post is %s", js(p))
	}
	if list.Posts[reply.Id].GetProp("key") != "k1" {
		t.Error("no key")
	}
}

func TestPagesHoldAtMost200(t *testing.T) {
	now := newClock()
	b := emulated(t, Clock(now.get))
	ch := b.plaza()
	var ids []string
	for range 205 {
		now.add(time.Millisecond)
		ids = append(ids, b.say(ch.Id, "x").Id)
	}
	slices.Reverse(ids)
	one, _, err := b.bot.GetPostsForChannel(b.ctx, ch.Id, 0, 1000, "", false, false)
	b.ok(err)
	two, _, err := b.bot.GetPostsForChannel(b.ctx, ch.Id, 1, 200, "", false, false)
	b.ok(err)
	if len(one.Order) != 200 || !slices.Equal(one.Order, ids[:200]) || !slices.Equal(two.Order[:5], ids[200:]) {
		t.Errorf("pages of %d and %d", len(one.Order), len(two.Order))
	}
	near, _, err := b.bot.GetPostsBefore(b.ctx, ch.Id, ids[3], 0, 2, "", false, false)
	b.ok(err)
	if !slices.Equal(near.Order, ids[4:6]) {
		t.Errorf("before: %v, want %v", near.Order, ids[4:6])
	}
	near, _, err = b.bot.GetPostsAfter(b.ctx, ch.Id, ids[3], 0, 2, "", false, false)
	b.ok(err)
	if !slices.Equal(near.Order, ids[1:3]) {
		t.Errorf("after: %v, want %v", near.Order, ids[1:3])
	}
}

func TestARequestIsCarriedOutAlthoughItsSenderIsGone(t *testing.T) {
	b := emulated(t)
	ch := b.plaza()
	release := b.s.On("POST /posts").Hold()
	body := `{"channel_id":"` + ch.Id + `","message":"von einem Toten"}`
	conn := dialRaw(t, b.url)
	_, err := conn.Write([]byte("POST /api/v4/posts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + b.token + "\r\nContent-Length: " +
		itoa(len(body)) + "\r\n\r\n" + body))
	b.ok(err)
	for b.s.Requests("POST /posts") == 0 {
		time.Sleep(time.Millisecond)
	}
	conn.Close()
	bert := b.human()
	_, _, err = b.admin.AddChannelMember(b.ctx, ch.Id, bert.ID)
	b.ok(err)
	release()
	p, err := bert.WaitPost(b.ctx, nil)
	b.ok(err)
	if p.Message != "von einem Toten" {
		t.Errorf("%q", p.Message)
	}
}
