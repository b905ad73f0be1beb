package slack_test

import (
	"strings"
	"sync/atomic"
	"testing"

	api "github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
)

// newHomely is an office whose home page counts the seats that people have taken.
func newHomely(t *testing.T, m mode) (*office, *atomic.Int32) {
	var seats atomic.Int32
	o := newOffice(t, m, func(ev chat.Event) chat.Reply {
		switch ev.Line {
		case "":
			return say("Plätze: "+strings.Repeat("I", int(seats.Load())), chat.Button{Label: "Anmelden", Line: "anmelden"}, chat.Button{Label: "Neu", Line: "neu"})
		case "anmelden":
			seats.Add(1)
			return say("Angemeldet.")
		case "neu":
			return chat.Reply{Form: twoFields("Neu")}
		}
		return say("Gespeichert.")
	}, setting{})
	return o, &seats
}

func (o *office) home(words ...string) slacktest.View {
	o.Helper()
	v, err := o.anna.WaitHome(o.patience(), words...)
	o.must(err)
	return v
}

func TestTheHomePageFollowsWhatHappens(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o, seats := newHomely(t, m)
		o.anna.OpenHome()
		page := o.home("Plätze: \n")
		o.must(o.anna.Click(page, "Anmelden"))
		o.gets(o.anna, o.anna.DM(), "Angemeldet.")
		o.home("Plätze: I\n")
		o.must(o.anna.Slash(o.plaza, "/kigo anmelden"))
		page = o.home("Plätze: II\n")
		o.must(o.anna.Click(page, "Neu")) // a form from there is answered directly
		_, err := o.anna.Submit(o.modal(o.anna, "Neu"), slacktest.Fill("Titel", "Forum"))
		o.must(err)
		o.gets(o.anna, o.anna.DM(), "Gespeichert.")
		seats.Add(1) // somebody else has left, and she is told
		channel, err := o.adapter.Direct(t.Context(), o.anna.ID)
		o.must(err)
		_, err = o.adapter.Send(t.Context(), channel, chat.Say(chat.Words("Du bist nachgerückt.")), "key")
		o.must(err)
		o.home("Plätze: III\n")
		for _, ev := range o.script.heard() {
			if ev.Channel != "" && ev.Channel != o.plaza {
				t.Errorf("it happened in %q", ev.Channel)
			}
		}
		if _, shown := o.server.Member(o.bert.ID).Home(); shown {
			t.Error("Bert has a home page, who has not opened it")
		}
	})
}

func TestTwoReplicasPublishTheSameHomePage(t *testing.T) {
	t.Parallel()
	o, seats := newHomely(t, httpMode)
	o.anna.OpenHome()
	o.home("Plätze: \n")
	seats.Add(1)
	_, err := o.server.Client().PublishViewContext(t.Context(), api.PublishViewContextRequest{UserID: o.anna.ID, View: api.HomeTabViewRequest{
		Type: api.VTHomeTab, Blocks: api.Blocks{BlockSet: []api.Block{api.NewHeaderBlock(api.NewTextBlockObject(api.PlainTextType, "Von nebenan", false, false))}},
	}}) // another replica
	o.must(err)
	o.home("Von nebenan")
	o.anna.OpenHome()
	o.home("Plätze: I\n")
	calls := o.server.Calls("views.publish")
	if got := calls[len(calls)-2].Error; got != "hash_conflict" {
		t.Errorf("the last but one call ended with %q", got)
	}
}

func TestTroubleWithAHomePagePasses(t *testing.T) {
	t.Parallel()
	o, _ := newHomely(t, httpMode)
	o.server.Inject("views.publish", slacktest.Status(503), slacktest.Fail("fatal_error"), slacktest.Refuse())
	o.anna.OpenHome()
	o.home("Plätze: \n")
}

func TestShortcutsAsk(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o := newOffice(t, m, func(ev chat.Event) chat.Reply {
			if ev.Line == "frage" {
				return chat.Reply{Form: twoFields("Deine Frage")}
			}
			return echo(ev)
		}, setting{})
		o.must(o.anna.Shortcut("kigo_ask"))
		_, err := o.anna.Submit(o.modal(o.anna, "Deine Frage"), slacktest.Fill("Titel", "Was?"))
		o.must(err)
		o.gets(o.anna, o.anna.DM(), "Echo: anlegen")
		ts, err := o.bert.Say(o.plaza, "Was ist <@"+o.anna.ID+"> & <b>?")
		o.must(err)
		for _, message := range o.anna.Messages(o.plaza) {
			if message.TS == ts {
				o.must(o.anna.MessageShortcut("kigo_ask_msg", message))
			}
		}
		if got := o.gets(o.anna, o.plaza, "Echo: frage Was ist @Anna Muster & <b>?"); !got.Ephemeral {
			t.Error("others read it")
		}
	})
}
