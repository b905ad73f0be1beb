package mattermosttest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestAPersonIsOne(t *testing.T) {
	b := emulated(t)
	bert := b.s.Human("bert")
	if b.s.Human("bert") != bert || b.s.User(bert.ID).Locale != "de" || b.s.Sockets(bert.ID) != 1 {
		t.Errorf("%+v, %d sockets", b.s.User(bert.ID), b.s.Sockets(bert.ID))
	}
	if away := b.s.Human("anna", Offline); b.s.Sockets(away.ID) != 0 {
		t.Error("somebody offline has a socket")
	}
	if !strings.Contains(b.s.User(b.s.Admin().ID).Roles, "system_admin") {
		t.Error("the administrator is none")
	}
	other := b.s.Human("fremd", Stranger)
	_, err := other.Post(b.ctx, b.s.Channel("plaza").Id, "x")
	b.refused(err, 403, forbiddenError)
}

func TestGuestsSeeOnlyTheirChannels(t *testing.T) {
	b := emulated(t)
	guest := b.s.Human("gast", Guest)
	open, theirs := b.s.Channel("offen"), b.s.Channel("ihrer", guest.ID)
	_, err := guest.Posts(b.ctx, open.Id)
	b.refused(err, 403, forbiddenError)
	_, err = guest.Post(b.ctx, theirs.Id, "x")
	b.ok(err)
	if u := b.s.User(guest.ID); u.Roles != "system_guest" {
		t.Errorf("roles %q", u.Roles)
	}
}

func TestFurniture(t *testing.T) {
	b := emulated(t)
	bot, bert := b.s.Bot("kigo"), b.s.Human("bert")
	c := b.client(bot.Token)
	me, _, err := c.GetMe(b.ctx, "")
	b.ok(err)
	if me.Id != bot.ID || b.s.Bot("kigo").ID != bot.ID {
		t.Error("two bots")
	}
	_, _, err = c.GetTeam(b.ctx, b.s.Team().Id, "")
	b.ok(err)
	b.s.Leave(b.s.Team().Id, bot.ID)
	_, _, err = c.GetTeam(b.ctx, b.s.Team().Id, "")
	b.refused(err, 403, forbiddenError)
	b.s.Join(b.s.Team().Id, bot.ID)
	ch := b.s.PrivateChannel("geheim", bot.ID, bert.ID)
	_, _, err = c.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x"})
	b.ok(err)
	b.s.Kick(ch.Id, bot.ID)
	_, _, err = c.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x"})
	b.refused(err, 403, forbiddenError)
	if list := b.s.Posts(ch.Id); len(list) != 1 || list[0].UserId != bot.ID {
		t.Errorf("%d posts", len(list))
	}
	b.s.Change(bert.ID, func(u *model.User) { u.Locale = "en" })
	if b.s.User(bert.ID).Locale != "en" || b.s.User("nobody") != nil || b.s.Post("nothing") != nil {
		t.Error("the view is wrong")
	}
	cmd := b.s.Command("kigo", "http://kigo.example")
	if list := b.s.Commands(); len(list) != 1 || list[0].Token != cmd.Token {
		t.Errorf("%d commands", len(list))
	}
	b.s.Revoke(bot.Token)
	_, _, err = c.GetMe(b.ctx, "")
	b.refused(err, 401, "api.context.session_expired.app_error")
	if team := b.s.AddTeam("andere"); team.Id == b.s.Team().Id {
		t.Error("one team")
	}
}

func TestEachWaitReturnsAnEventOnce(t *testing.T) {
	b := emulated(t)
	anna, bert := b.s.Human("anna"), b.s.Human("bert")
	ch := b.s.Channel("plaza", anna.ID, bert.ID)
	for _, text := range []string{"eins", "zwei", "drei"} {
		_, err := anna.Post(b.ctx, ch.Id, text)
		b.ok(err)
	}
	for _, want := range []string{"drei", "eins", "zwei"} {
		p, err := bert.WaitPost(b.ctx, func(p *model.Post) bool { return want != "drei" || p.Message == "drei" })
		b.ok(err)
		if p.Message != want {
			t.Errorf("want %q, got %q", want, p.Message)
		}
	}
	ctx, cancel := context.WithTimeout(b.ctx, time.Millisecond)
	defer cancel()
	if _, err := bert.WaitPost(ctx, nil); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "drei") {
		t.Errorf("%v", err)
	}
}

func TestPeopleComeBackByThemselves(t *testing.T) {
	b := emulated(t)
	anna, bert := b.s.Human("anna"), b.s.Human("bert")
	ch := b.s.Channel("plaza", anna.ID, bert.ID)
	b.s.CutSockets()
	_, err := anna.Post(b.ctx, ch.Id, "eins")
	b.ok(err)
	_, err = bert.WaitPost(b.ctx, nil)
	b.ok(err)
	hello := func(e Event) bool { return e.Type == "hello" }
	b.s.Restart()
	for _, h := range []*Human{anna, bert} {
		_, err := h.Wait(b.ctx, hello)
		b.ok(err)
	}
	_, err = anna.Post(b.ctx, ch.Id, "zwei")
	b.ok(err)
	_, err = bert.WaitPost(b.ctx, nil)
	b.ok(err)
	if len(b.s.Posts(ch.Id)) != 2 {
		t.Error("data did not survive")
	}
}

func TestWhatAPersonReads(t *testing.T) {
	t.Parallel()
	off := button("b", "Aus", "http://x.example")
	off.Disabled = true
	p := &model.Post{Message: "Hallo", Props: model.StringInterface{"attachments": []*model.MessageAttachment{{
		Pretext: "vor", AuthorName: "wer", Title: "Titel", Text: "Text", Footer: "Fuß",
		Fields:  []*model.MessageAttachmentField{{Title: "Wo", Value: "hier"}, {Value: "ohne"}},
		Actions: []*model.PostAction{button("a", "An", "http://x.example"), off, {Type: "select", Name: "Wahl", Options: []*model.PostActionOptions{{Text: "Eins"}, {Text: "Zwei"}}}},
	}}}}
	if want := "Hallo\nvor\nwer\nTitel\nText\nWo: hier\nohne\n[An] [(Aus)] [Wahl ▾ Eins | Zwei]\nFuß"; Text(p) != want {
		t.Errorf("%s", Text(p))
	}
}

func TestAnswersWithoutSkipSlackParsingAreObjectedTo(t *testing.T) {
	b := emulated(t)
	bert := b.human()
	ch, in := b.plaza(bert), b.integration(says(`{"text":"x"}`))
	cmd := b.command(in.URL)
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(button("a", "Klick", in.URL))})
	in.set(says(`{"ephemeral_text":"x"}`))
	b.ok(bert.Click(b.ctx, p, "Klick"))
	if list := b.s.Objections(); len(list) != 2 || list[0].Reason != noSkip || list[1].Reason != noSkip {
		t.Errorf("%v", list)
	}
	in.set(says(`{"text":"x","skip_slack_parsing":true}`))
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	in.set(says(`{"ephemeral_text":"x","skip_slack_parsing":true}`))
	b.ok(bert.Click(b.ctx, p, "Klick"))
	if list := b.s.Objections(); len(list) != 2 {
		t.Errorf("%v", list)
	}
}
