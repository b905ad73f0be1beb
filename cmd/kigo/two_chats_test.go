package main

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mattermost/mattermosttest"
	"kigo/adapters/mongodb/mongotest"
	"kigo/adapters/slack/slacktest"
	"kigo/bot/outbox"
)

// office is one kigo that serves Mattermost and Slack, and Bert, who has an account on each.
type office struct {
	*crowd
	t      *testing.T
	ctx    context.Context
	server *mattermosttest.Server
	bot    mattermosttest.Bot
	slack  *workspace
	here   *mattermosttest.Human // Bert on Mattermost
	there  *slacktest.Member     // and on Slack
}

// newOffice has an event with one seat.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{crowd: newCrowd(t, 1), t: t, slack: newWorkspace(t)}
	o.ctx = o.slack.ctx
	o.server = mattermosttest.Start(t, mattermosttest.With(mattermosttest.LoopbackAllowed))
	o.bot = o.server.Bot("kigo")
	o.here, o.there = o.server.Human("bert"), o.slack.staff("bert")
	public := "http://" + o.slack.env["KIGO_LISTEN"]
	for name, value := range map[string]string{
		"KIGO_MONGODB_URI": mongotest.URI(t), "KIGO_MONGODB_DATABASE": o.store.Name(), "KIGO_SECRET": o.cfg.Secret,
		"KIGO_SLACK_APP_TOKEN": o.slack.AppToken(), "KIGO_PUBLIC_URL": public,
		"KIGO_MATTERMOST_URL": o.server.URL, "KIGO_MATTERMOST_TEAM": o.server.Team().Name, "KIGO_MATTERMOST_TOKEN": o.bot.Token,
		"KIGO_MATTERMOST_COMMAND_TOKEN": o.server.Command("kigo", public+"/mattermost/command").Token,
	} {
		o.slack.env[name] = value
	}
	return o
}

// asks types a line on Mattermost, in the direct chat with kigo, and waits for its answer.
func (o *office) asks(h *mattermosttest.Human, line string, words ...string) *model.Post {
	o.t.Helper()
	if err := h.Slash(o.ctx, o.server.Direct(o.bot.ID, h.ID).Id, line); err != nil {
		o.t.Fatalf("%s: %v", line, err)
	}
	return o.reads(h, line, words...)
}

func (o *office) reads(h *mattermosttest.Human, after string, words ...string) *model.Post {
	o.t.Helper()
	p, err := h.WaitPost(o.ctx, func(p *model.Post) bool {
		for _, w := range words {
			if !strings.Contains(mattermosttest.Text(p), w) {
				return false
			}
		}
		return p.UserId == o.bot.ID
	})
	if err != nil {
		o.t.Fatalf("%s: %v", after, err)
	}
	return p
}

// links makes the two accounts one person's, as Bert does.
func (o *office) links() {
	o.t.Helper()
	shown := mattermosttest.Text(o.asks(o.here, "/kigo profil verbinden", "/kigo profil verbinden "))
	code := regexp.MustCompile("/kigo profil verbinden ([a-z0-9-]+)").FindStringSubmatch(shown)
	if code == nil {
		o.t.Fatalf("there is no code: %s", shown)
	}
	question := o.slack.asks(o.there, "/kigo profil verbinden "+code[1], "Dieser Code stammt von Bert Beispiel")
	if err := o.there.Click(question, "Ja, das bin ich"); err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.there.WaitText(o.ctx, o.there.DM(), "Verbunden. Beide Konten gehören jetzt zu dir."); err != nil {
		o.t.Fatal(err)
	}
}

// count is how many messages on each chat, all of Bert's, show some words.
func (o *office) count(words string) (mattermost, slack int) {
	for _, p := range o.server.Posts(o.server.Direct(o.bot.ID, o.here.ID).Id) {
		mattermost += strings.Count(mattermosttest.Text(p), words)
	}
	for _, m := range append(o.there.Messages(o.there.DM()), o.there.Ephemerals(o.there.DM())...) {
		slack += strings.Count(m.Shown(), words)
	}
	return mattermost, slack
}

// TestOnePersonOnTwoChats signs up on Mattermost, waits, and is told on Slack, because that
// was preferred, or was used last: one person, one seat, one message.
func TestOnePersonOnTwoChats(t *testing.T) {
	t.Parallel()
	const movedUp = "Du bist nachgerückt"
	for name, chooses := range map[string]func(*office){
		"the preferred chat": func(o *office) {
			o.slack.asks(o.there, "/kigo profil chat slack", "Gespeichert")
			o.asks(o.here, "/kigo platz", "Warteliste") // used last, but not preferred
		},
		"the chat used last": func(o *office) { o.slack.asks(o.there, "/kigo platz", "Warteliste") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			deniz := o.server.Human("deniz")
			d := o.slack.serve()
			if err := o.slack.WaitConnections(o.ctx, 1); err != nil {
				t.Fatalf("%v\n%s", err, d.errOut)
			}
			o.asks(deniz, "/kigo anmelden Ki:GO Forum", "Platz sicher")
			o.links()
			o.asks(o.here, "/kigo anmelden Ki:GO Forum", "Warteliste", "Platz 1 von 1")
			chooses(o)

			sure := o.asks(deniz, "/kigo abmelden Ki:GO Forum", "Ja, abmelden")
			if err := deniz.Click(o.ctx, sure, "Ja, abmelden"); err != nil {
				t.Fatal(err)
			}
			if _, err := o.there.WaitText(o.ctx, o.there.DM(), movedUp); err != nil {
				t.Fatalf("%v\n%s", err, d.errOut)
			}
			o.asks(o.here, "/kigo platz", "Platz sicher")
			o.slack.asks(o.there, "/kigo platz", "Platz sicher")
			o.wantOnce(movedUp)
			if err := d.stop(); err != nil {
				t.Error(err)
			}
			if c := o.slack.Complaints(); len(c) > 0 {
				t.Errorf("Slack complains: %q", c)
			}
		})
	}
}

// wantOnce says that Bert is one person with one seat, and was told once, on Slack.
func (o *office) wantOnce(words string) {
	o.t.Helper()
	for { // until what is due has been sent
		open, err := o.outbox.List(o.ctx, outbox.Open, 1)
		if err != nil {
			o.t.Fatal(err)
		}
		if len(open) == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if m, s := o.count(words); m != 0 || s != 1 {
		o.t.Errorf("he was told %d times on Mattermost and %d times on Slack", m, s)
	}
	one, known, err := o.people.Store.Identity(o.ctx, "slack", o.there.ID)
	other, too, err2 := o.people.Store.Identity(o.ctx, "mattermost", o.here.ID)
	if err != nil || err2 != nil || !known || !too || one.Person != other.Person {
		o.t.Errorf("two people: %+v, %+v, %v, %v", one, other, err, err2)
	}
	e, err := o.events.Store.Get(o.ctx, o.event)
	if err != nil || len(e.Queue) != 1 || e.Queue[0] != one.Person {
		o.t.Errorf("signed up are %v, %v", e.Queue, err)
	}
	if n, err := o.store.Collection("people").CountDocuments(o.ctx, bson.D{}); err != nil || n != 2 {
		o.t.Errorf("%d people are known, %v", n, err)
	}
	users, err := o.people.AccountsOn(o.ctx, "slack")
	if err != nil || len(users) != 1 || users[0] != o.there.ID {
		o.t.Errorf("accounts on Slack: %v, %v", users, err)
	}
}
