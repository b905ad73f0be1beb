package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mattermost/mattermosttest"
	"kigo/adapters/slack/slacktest"
)

// marked are secrets that no text may show, by variable.
var marked = map[string]string{
	"KIGO_SECRET":                   "marked-secret-0123456789abcdef0123456789",
	"KIGO_MATTERMOST_TOKEN":         "markedbottoken000000000000",
	"KIGO_MATTERMOST_COMMAND_TOKEN": "markedcommandtoken00000000",
	"KIGO_MATTERMOST_ADMIN_TOKEN":   "markedadmintoken0000000000",
	"KIGO_SLACK_BOT_TOKEN":          "xoxb-marked-bot-token",
	"KIGO_SLACK_APP_TOKEN":          "xapp-marked-app-token",
	"KIGO_SLACK_SIGNING_SECRET":     "markedsigningsecret0000000000000",
}

// discreet says which secrets a text shows.
func discreet(t *testing.T, what, text string) {
	t.Helper()
	if text == "" {
		t.Errorf("%s says nothing at all", what)
	}
	for name, value := range marked {
		if at := strings.Index(text, strings.TrimPrefix(strings.TrimPrefix(value, "xoxb-"), "xapp-")); at >= 0 {
			t.Errorf("%s shows %s: …%s…", what, name, text[max(0, at-120):min(len(text), at+len(value)+40)])
		}
	}
	if at := strings.Index(text, "marked-password"); at >= 0 {
		t.Errorf("%s shows the store's password: …%s…", what, text[max(0, at-120):min(len(text), at+60)])
	}
}

// TestSecretsAreNeverShown: neither in a log at its most talkative, through all that can go
// wrong with them, nor by metrics or doctor.
func TestSecretsAreNeverShown(t *testing.T) {
	t.Parallel()
	mm, slack := mattermosttest.Start(t, mattermosttest.With(mattermosttest.LoopbackAllowed)), slacktest.Start(t)
	operatorWith := func(more map[string]string, but ...string) operator {
		o := operator{t, t.TempDir(), map[string]string{
			"KIGO_LISTEN": openPort(t), "KIGO_EMBEDDED_OK": "1", "KIGO_LOG_LEVEL": "debug", "KIGO_PUBLIC_URL": "https://kigo.example.org",
			"KIGO_MATTERMOST_URL": mm.URL, "KIGO_MATTERMOST_TEAM": mm.Team().Name, "KIGO_SLACK_API_URL": slack.APIURL(),
		}}
		for name, value := range marked {
			o.env[name] = value
		}
		for name, value := range more {
			o.env[name] = value
		}
		for _, name := range but {
			delete(o.env, name)
		}
		return o
	}
	t.Run("chats that refuse them", func(t *testing.T) {
		t.Parallel()
		for _, mode := range []string{"KIGO_SLACK_SIGNING_SECRET", "KIGO_SLACK_APP_TOKEN"} {
			o := operatorWith(nil, mode, "KIGO_MATTERMOST_ADMIN_TOKEN")
			o.t = t
			d, err := startDaemon(o.command("serve"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(d.kill)
			for path, form := range map[string]url.Values{
				"/mattermost/command": {"token": {"wrong"}, "text": {"hilfe"}}, "/mattermost/action": nil, "/mattermost/dialog": nil,
				"/slack/commands": {"text": {"hilfe"}}, "/slack/events": nil,
			} {
				res, err := http.PostForm(d.url+path, form)
				if err != nil {
					t.Fatal(err)
				}
				_ = res.Body.Close()
			}
			for _, path := range []string{"/metrics", "/readyz", "/calendar/marked.ics"} {
				text, _, err := get(d.url + path)
				if err != nil {
					t.Fatal(err)
				}
				discreet(t, path, text)
			}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			for !strings.Contains(d.errOut.String(), "Mattermost connection lost") || !strings.Contains(d.errOut.String(), "invalid_auth") {
				if ctx.Err() != nil {
					t.Fatalf("the chats refuse nothing:\n%s", d.errOut)
				}
				<-time.After(5 * time.Millisecond) // a log does not tell
			}
			discreet(t, "doctor", o.does(1, "doctor"))
			discreet(t, "doctor --json", o.does(1, "doctor", "--json"))
			if err := d.stop(); err != nil {
				t.Error(err)
			}
			discreet(t, "the log", d.errOut.String())
		}
	})
	t.Run("mistakes", func(t *testing.T) {
		t.Parallel()
		o := operatorWith(map[string]string{
			"KIGO_SECRET": "marked-secret-01", "KIGO_MATTERMOST_TOKEN": marked["KIGO_MATTERMOST_TOKEN"] + "!",
			"KIGO_SLACK_BOT_TOKEN": marked["KIGO_SLACK_APP_TOKEN"], "KIGO_MATTERMOST_COMMAND_TOKEN": "'" + marked["KIGO_MATTERMOST_COMMAND_TOKEN"],
		})
		o.t = t
		for _, args := range [][]string{{"serve"}, {"doctor"}, {"mattermost", "setup"}} {
			text := o.does(1, args...)
			discreet(t, args[0], text)
			if strings.Contains(text, "marked-secret") {
				t.Errorf("%v shows the short secret:\n%s", args, text)
			}
		}
	})
	t.Run("a store that is away", func(t *testing.T) {
		t.Parallel()
		o := operatorWith(map[string]string{
			"KIGO_MONGODB_URI": "mongodb://kigo:marked-password@127.0.0.1:1/?serverSelectionTimeoutMS=200&connectTimeoutMS=200",
		}, "KIGO_SLACK_APP_TOKEN", "KIGO_MATTERMOST_ADMIN_TOKEN")
		o.t = t
		discreet(t, "serve", o.does(1, "serve"))
		discreet(t, "doctor", o.does(1, "doctor"))
		o.env["KIGO_MONGODB_URI"] = "mongodb://kigo:marked-password%zz@127.0.0.1:1"
		discreet(t, "serve with a broken address", o.does(1, "serve"))
		discreet(t, "doctor with a broken address", o.does(1, "doctor"))
	})
}

// TestNobodyIsGivenASecret: who serves must bring one.
func TestNobodyIsGivenASecret(t *testing.T) {
	t.Parallel()
	o := operator{t, t.TempDir(), map[string]string{"KIGO_LISTEN": openPort(t)}}
	o.reads(o.does(1, "serve"), "KIGO_SECRET is not set")
}
