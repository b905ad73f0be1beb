package slack_test

import (
	"strings"
	"sync"
	"testing"

	"kigo/adapters/slack"
	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
)

func TestKigoSaysThatItIsBusy(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		open := make(chan struct{})
		release := sync.OnceFunc(func() { close(open) })
		defer release()
		const busy = "Gerade ist sehr viel los"
		o := newOffice(t, m, func(ev chat.Event) chat.Reply {
			switch {
			case ev.Line == "langsam":
				<-open
			case ev.Line == "formular":
				return chat.Reply{Form: twoFields("Neu")}
			case ev.Line == "knopf":
				return say("Knopf", chat.Button{Label: "Ja", Line: "ja"})
			}
			return echo(ev)
		}, setting{tune: func(a *slack.Adapter) { a.Narrow(2, 1, 100) }})
		o.must(o.anna.Slash(o.plaza, "/kigo knopf"))
		button := o.gets(o.anna, o.plaza, "Knopf")
		o.until("a place", func() bool { // the one before may not have left it yet
			before := len(o.anna.Ephemerals(o.plaza))
			o.must(o.anna.Slash(o.plaza, "/kigo formular"))
			return len(o.anna.Ephemerals(o.plaza)) == before
		})
		form := o.modal(o.anna, "Neu")
		o.until("work", func() bool {
			o.must(o.bert.Slash(o.bert.DM(), "/kigo langsam"))
			heard := o.script.heard()
			return heard[len(heard)-1].Line == "langsam"
		})
		before := len(o.anna.Ephemerals(o.plaza))
		o.must(o.anna.Slash(o.plaza, "/kigo hilfe"))
		o.must(o.anna.Click(button, "Ja"))
		_, err := o.anna.Say(o.plaza, "<@"+o.server.BotUserID+"> hilfe")
		o.must(err)
		o.until("three times", func() bool { return len(o.anna.Ephemerals(o.plaza)) == before+3 })
		for _, got := range o.anna.Ephemerals(o.plaza)[before:] {
			if !strings.Contains(got.Shown(), busy) {
				t.Errorf("she reads %q", got.Shown())
			}
		}
		_, err = o.anna.Say(o.anna.DM(), "hilfe")
		o.must(err)
		o.gets(o.anna, o.anna.DM(), busy)
		_, err = o.anna.Submit(form, slacktest.Fill("Titel", "Forum"))
		o.must(err)
		if now := o.modal(o.anna, busy); now.ID != form.ID || !strings.Contains(now.Shown(), "Titel: Forum") {
			t.Errorf("the form is %q", now.Shown())
		}
		release()
		for _, ev := range o.script.heard() {
			if ev.Kind == chat.FormSubmit || ev.Line == "hilfe" {
				t.Errorf("heard %+v", ev)
			}
		}
	})
}

// What has no place even for being told is not acknowledged: Slack sends it again.
func TestWhatHasNoPlaceAtAllComesAgain(t *testing.T) {
	t.Parallel()
	open := make(chan struct{})
	release := sync.OnceFunc(func() { close(open) })
	defer release()
	o := newOffice(t, httpMode, func(ev chat.Event) chat.Reply { <-open; return echo(ev) }, setting{tune: func(a *slack.Adapter) { a.Narrow(1, 1, 0) }})
	if status, _ := o.posts("/slack/events", "application/json", o.eventBody("Ev1", o.message("eins"), nil)); status != 200 {
		t.Errorf("the first is answered %d", status)
	}
	if status, _ := o.posts("/slack/events", "application/json", o.eventBody("Ev2", o.message("zwei"), nil)); status != 503 {
		t.Errorf("the second is answered %d", status)
	}
	release()
	o.gets(o.anna, o.anna.DM(), "Echo: eins")
	o.until("there is a place", func() bool {
		status, _ := o.posts("/slack/events", "application/json", o.eventBody("Ev2", o.message("zwei"), nil))
		return status == 200
	})
	o.gets(o.anna, o.anna.DM(), "Echo: zwei")
}
