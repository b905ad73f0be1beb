package mattermosttest

import (
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestWhatABotIsTold(t *testing.T) {
	b := start(t)
	bert, anna := b.human(), b.human()
	ch, foreign := b.plaza(bert), b.channel(model.ChannelTypeOpen, bert.ID)
	group, _, err := bert.Client.CreateGroupChannel(b.ctx, []string{bert.ID, anna.ID, b.botID})
	b.ok(err)
	dm := b.direct(bert)
	root := b.say(ch.Id, "root")
	st, _ := b.connected(b.token)
	for _, tc := range []struct {
		channel, text, root string
		kind                model.ChannelType
		mentioned           bool
	}{
		{dm.Id, "hallo", "", "D", true},
		{group.Id, "hallo", "", "G", true},
		{ch.Id, "hallo", "", "O", false},
		{ch.Id, "hallo @" + b.name, "", "O", true},
		{ch.Id, "@" + strings.ToUpper(b.name) + "!", "", "O", true},
		{ch.Id, "@" + b.name + ". Gut", "", "O", true},
		{ch.Id, "`@" + b.name + "`", "", "O", false},
		{ch.Id, "x@" + b.name + ".de", "", "O", false},
		{ch.Id, b.name, "", "O", false},
		{ch.Id, "@all", "", "O", true},
		{ch.Id, "@channel", "", "O", true},
		{ch.Id, "@here", "", "O", true},
		{ch.Id, "antwort", root.Id, "O", false},
	} {
		p, err := bert.Send(b.ctx, &model.Post{ChannelId: tc.channel, RootId: tc.root, Message: tc.text})
		b.ok(err)
		e := st.until("posted")
		data, got := e.GetData(), postOf(e)
		if got.Id != p.Id || got.Message != tc.text || got.RootId != tc.root || data["channel_type"] != string(tc.kind) || data["sender_name"] != "@"+bert.Name {
			t.Fatalf("%q: told %v", tc.text, data)
		}
		mentions, _ := data["mentions"].(string)
		if (mentions == `["`+b.botID+`"]`) != tc.mentioned {
			t.Errorf("%q: mentions %q", tc.text, mentions)
		}
		if team := data["team_id"]; team != b.team.Id && tc.kind == "O" || team != "" && tc.kind != "O" {
			t.Errorf("%q: team %v", tc.text, team)
		}
	}
	st.until("thread_updated")
	_, err = bert.Post(b.ctx, foreign.Id, "@"+b.name)
	b.ok(err)
	own := b.say(ch.Id, "selbst")
	if e := st.next(); e.EventType() != "posted" || postOf(e).Id != own.Id || postOf(e).GetProp("from_bot") != "true" {
		t.Errorf("after a foreign channel: %v", e)
	}
	_, _, err = b.admin.AddChannelMember(b.ctx, ch.Id, anna.ID)
	b.ok(err)
	if p := postOf(st.until("posted")); !strings.HasPrefix(p.Type, "system_") {
		t.Errorf("somebody was added: %s", js(p))
	}
}

func TestEditsAndDeletionsAreTold(t *testing.T) {
	b := start(t)
	bert := b.human()
	ch := b.plaza(bert)
	p, err := bert.Post(b.ctx, ch.Id, "alt")
	b.ok(err)
	st, _ := b.connected(b.token)
	_, err = bert.Edit(b.ctx, p, "neu")
	b.ok(err)
	if got := postOf(st.until("post_edited")); got.Id != p.Id || got.Message != "neu" || got.EditAt == 0 {
		t.Errorf("%s", js(got))
	}
	b.ok(bert.Delete(b.ctx, p))
	if got := postOf(st.until("post_deleted")); got.Id != p.Id || got.Message != "neu" {
		t.Errorf("%s", js(got))
	}
}

func TestChannelsOfABotSayWhenTheyHadTheirLastPost(t *testing.T) {
	b := start(t)
	bert := b.human()
	ch, quiet := b.plaza(bert), b.direct(bert)
	p, err := bert.Post(b.ctx, ch.Id, "x")
	b.ok(err)
	list, _, err := b.bot.GetChannelsForUserWithLastDeleteAt(b.ctx, "me", 0)
	b.ok(err)
	last := map[string]int64{}
	for _, ch := range list {
		last[ch.Id] = ch.LastPostAt
	}
	if at, member := last[quiet.Id]; last[ch.Id] < p.CreateAt || at != 0 || !member {
		t.Errorf("%v, want %s at %d", last, ch.Id, p.CreateAt)
	}
}
