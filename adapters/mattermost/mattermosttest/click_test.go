package mattermosttest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestAClickCarriesWhoAndWhereAndTheContext(t *testing.T) {
	b, bert, ch, in := pressed(t)
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(button("a1B", "Klick", in.URL+"/action?q=1"))})
	b.ok(bert.Click(b.ctx, p, "Klick"))
	got := in.last()
	for name, want := range map[string]any{
		"user_id": bert.ID, "user_name": bert.Name, "channel_id": ch.Id, "channel_name": ch.Name, "team_id": b.team.Id,
		"team_domain": b.team.Name, "post_id": p.Id, "type": "button", "data_source": "",
	} {
		if got.json[name] != want {
			t.Errorf("%s is %v, want %v", name, got.json[name], want)
		}
	}
	context, _ := got.json["context"].(map[string]any)
	if context["secret"] != "SE-CRET" || got.json["trigger_id"] == "" || got.query != "q=1" {
		t.Errorf("context %v, query %q", context, got.query)
	}
	if got.header.Get("Authorization") != "" || got.header.Get("Cookie") != "" {
		t.Errorf("header %v", got.header)
	}
	dm := b.direct(bert)
	p = b.post(&model.Post{ChannelId: dm.Id, Message: "x", Props: buttons(button("a", "Klick", in.URL))})
	b.ok(bert.Click(b.ctx, p, "Klick"))
	if got := in.last(); got.json["team_id"] != "" || got.json["team_domain"] != "" {
		t.Errorf("in direct messages: team %v", got.json["team_id"])
	}
}

func TestAURLWithoutHostFailsAtTheClick(t *testing.T) {
	b, bert, ch, _ := pressed(t)
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(button("a", "Klick", "/action"), button("b", "Plugin", "/plugins/x/y"))})
	b.refused(bert.Click(b.ctx, p, "Klick"), 400, integrationError)
	b.ok(bert.Click(b.ctx, p, "Plugin")) // nothing happens
}

func TestWhoCanNotReadCanNotClick(t *testing.T) {
	b, bert, _, in := pressed(t)
	private := b.channel(model.ChannelTypePrivate, b.botID)
	p := b.post(&model.Post{ChannelId: private.Id, Message: "x", Props: buttons(button("a", "Klick", in.URL))})
	b.refused(bert.Click(b.ctx, p, "Klick"), 403, forbiddenError)
	public := b.plaza()
	p = b.post(&model.Post{ChannelId: public.Id, Message: "x", Props: buttons(button("a", "Klick", in.URL))})
	b.ok(bert.Click(b.ctx, p, "Klick")) // readable without being a member
}

func TestAnswersToAClick(t *testing.T) {
	b, bert, ch, in := pressed(t)
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(button("a", "Klick", in.URL))})
	for name, tc := range map[string]struct {
		answer func(http.ResponseWriter, asked)
		works  bool
	}{
		"{}":             {says("{}"), true},
		"nothing":        {says(""), true},
		"not JSON":       {says("ja"), false},
		"201":            {func(w http.ResponseWriter, _ asked) { w.WriteHeader(201) }, false},
		"204":            {func(w http.ResponseWriter, _ asked) { w.WriteHeader(204) }, false},
		"500":            {func(w http.ResponseWriter, _ asked) { w.WriteHeader(500) }, false},
		"more than 1 MB": {says(`{"ephemeral_text":"` + strings.Repeat("x", 1<<20) + `"}`), false},
	} {
		in.set(tc.answer)
		err := bert.Click(b.ctx, p, "Klick")
		if tc.works != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil {
			b.refused(err, 400, integrationError)
		}
	}
	in.set(says(`{"ephemeral_text":"nur <http://x.example|du>"}`))
	b.ok(bert.Click(b.ctx, p, "Klick"))
	seen, err := bert.WaitEphemeral(b.ctx, nil)
	b.ok(err)
	if seen.Message != "nur [du](http://x.example)" || seen.UserId != bert.ID || seen.RootId != p.Id {
		t.Errorf("bert sees %+v", seen)
	}
	in.set(says(`{"ephemeral_text":"<!all>","skip_slack_parsing":true}`))
	b.ok(bert.Click(b.ctx, p, "Klick"))
	seen, err = bert.WaitEphemeral(b.ctx, nil)
	b.ok(err)
	if seen.Message != "<!all>" {
		t.Errorf("bert sees %q", seen.Message)
	}
}

func TestAClickHasATimeLimit(t *testing.T) {
	b := emulated(t, With(func(c *Settings) { c.OutgoingIntegrationRequestsTimeout = 20 * time.Millisecond }))
	bert := b.human()
	hold := make(chan struct{})
	defer close(hold)
	in := b.integration(func(http.ResponseWriter, asked) { <-hold })
	p := b.post(&model.Post{ChannelId: b.plaza(bert).Id, Message: "x", Props: buttons(button("a", "Klick", in.URL))})
	b.refused(bert.Click(b.ctx, p, "Klick"), 400, integrationError)
}

func TestAnUpdateReplacesProps(t *testing.T) {
	b, bert, ch, in := pressed(t)
	fresh := func() *model.Post {
		props := buttons(button("a", "Klick", in.URL))
		props["key"] = "k1"
		return b.post(&model.Post{ChannelId: ch.Id, Message: "alt", Props: props})
	}
	after := func(p *model.Post, answer string) *model.Post {
		in.set(says(answer))
		b.ok(bert.Click(b.ctx, p, "Klick"))
		out, _, err := b.bot.GetPost(b.ctx, p.Id, "")
		b.ok(err)
		return out
	}
	p := fresh()
	got := after(p, `{"update":{"message":"neu"}}`)
	if got.Message != "neu" || got.GetProp("key") != "k1" || got.GetProp("from_bot") != "true" || got.GetAction("a") == nil || got.EditAt == 0 {
		t.Errorf("without props: %s", js(got))
	}
	if got.UserId != b.botID || got.ChannelId != ch.Id {
		t.Errorf("author and channel changed: %s", js(got))
	}
	b.ok(bert.Click(b.ctx, p, "Klick")) // its button still works
	p = fresh()
	got = after(p, `{"update":{"message":"neu","props":{}}}`)
	if len(got.GetProps()) != 0 {
		t.Errorf("with empty props: %v", got.GetProps())
	}
	b.refused(bert.Click(b.ctx, p, "Klick"), 404, noAction)
	p = fresh()
	got = after(p, js(map[string]any{"update": map[string]any{"message": "alt", "props": buttons(button("b", "Neu", in.URL))}}))
	if got.GetProp("key") != nil || got.GetProp("from_bot") != nil {
		t.Errorf("with other props: %v", got.GetProps())
	}
	b.ok(bert.Click(b.ctx, got, "Neu"))
	b.refused(bert.Act(b.ctx, p, "a", "", ""), 404, noAction)
}

func TestAnUpdateMayBeTooLong(t *testing.T) {
	b, bert, ch, in := pressed(t)
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(button("a", "Klick", in.URL))})
	in.set(says(`{"update":{"message":"` + strings.Repeat("x", 16_384) + `"}}`))
	b.refused(bert.Click(b.ctx, p, "Klick"), 400, "model.post.is_valid.message_length.app_error")
}

func TestClicksOnWhatIsGone(t *testing.T) {
	b, bert, ch, in := pressed(t)
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(button("a", "Klick", in.URL))})
	_, err := b.bot.DeletePost(b.ctx, p.Id)
	b.ok(err)
	b.refused(bert.Click(b.ctx, p, "Klick"), 404, "app.post.get.app_error")
}

func TestAnybodyCanPostAButtonWithAnyURLAndContext(t *testing.T) {
	b, bert, ch, in := pressed(t)
	anna := b.human()
	_, _, err := b.admin.AddChannelMember(b.ctx, ch.Id, anna.ID)
	b.ok(err)
	p, err := bert.Send(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(button("a", "Gewinn", in.URL))})
	b.ok(err)
	b.ok(anna.Click(b.ctx, p, "Gewinn"))
	if got := in.last().json; got["user_id"] != anna.ID {
		t.Errorf("the click is %v's", got["user_id"])
	}
}
