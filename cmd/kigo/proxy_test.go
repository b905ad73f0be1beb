package main

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kigo/adapters/mattermost/mattermosttest"
	"kigo/adapters/slack/slacktest"
)

// TestChatsAreReachedThroughAProxy with certificates of a private authority: requests and
// WebSockets of both chats, and what doctor looks at. The names of the chats lead nowhere
// but through the proxy.
func TestChatsAreReachedThroughAProxy(t *testing.T) {
	o, mm := atDesk(t, mattermosttest.LoopbackAllowed)
	o.pastes(o.does(0, "mattermost", "setup"))
	delete(o.env, "KIGO_MATTERMOST_ADMIN_TOKEN")
	slack := slacktest.Start(t, slacktest.WithManifest(slacktest.LoadManifest(t, []byte(o.does(0, "slack", "manifest")))))
	anna := slack.AddMember(slacktest.Person{Name: "anna", Locale: "de-DE"})
	n := newPrivateNet(t, map[string]string{"chat.kigo.example": mm.URL, "slack.kigo.example": slack.APIURL()[:len(slack.APIURL())-len("/api/")]})
	o.env["KIGO_MATTERMOST_URL"], o.env["KIGO_SLACK_API_URL"] = "https://chat.kigo.example", "https://slack.kigo.example/api/"
	o.env["KIGO_SLACK_BOT_TOKEN"], o.env["KIGO_SLACK_APP_TOKEN"] = slack.BotToken(), slack.AppToken()
	o.env["HTTPS_PROXY"], o.env["NO_PROXY"] = n.proxy, ""
	o.reads(o.does(1, "doctor"), "FAIL  Mattermost", "certificate", "FAIL  Slack")

	o.env["SSL_CERT_DIR"] = filepath.Dir(n.ca)
	o.reads(o.does(0, "doctor"), "ok    Mattermost bot account", "ok    Slack socket")
	delete(o.env, "SSL_CERT_DIR")
	o.env["SSL_CERT_FILE"] = n.ca
	d, err := startDaemon(o.command("serve"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.kill)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	bot, _, err := mm.Admin().Client.GetUserByUsername(ctx, "kigo", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := slack.Wait(ctx, func() bool { return slack.Connections() > 0 }); err != nil {
		t.Fatalf("Slack's socket: %v\n%s", err, d.errOut)
	}
	for mm.Sockets(bot.Id) == 0 {
		if ctx.Err() != nil {
			t.Fatalf("Mattermost's socket is not connected\n%s", d.errOut)
		}
		<-time.After(5 * time.Millisecond) // the emulator does not tell
	}
	if err := anna.Slash(anna.DM(), "/kigo hilfe"); err != nil {
		t.Fatal(err)
	}
	if _, err := anna.WaitText(ctx, anna.DM(), "/kigo anmelden"); err != nil {
		t.Error(err)
	}
	bert := mm.Human("bert")
	if _, err := bert.Message(ctx, bot.Id, "hilfe"); err != nil {
		t.Fatal(err)
	}
	if _, err := bert.Wait(ctx, func(e mattermosttest.Event) bool { return e.Post != nil && e.Post.UserId == bot.Id }); err != nil {
		t.Error(err)
	}
	if got := n.hosts(); !slices.Equal(got, []string{"chat.kigo.example", "slack.kigo.example"}) {
		t.Errorf("the proxy was asked for %q", got)
	}
	if err := d.stop(); err != nil {
		t.Error(err)
	}
}
