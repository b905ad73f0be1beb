package slack_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"kigo/adapters/slack"
	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
)

func TestSlackMayAskToConnectAnew(t *testing.T) {
	t.Parallel()
	o := newOffice(t, socketMode, echo, setting{})
	for i, reason := range []string{"warning", "refresh_requested"} {
		o.server.Disconnect(reason)
		o.must(o.server.WaitConnections(o.patience(), 1))
		o.until("connected", func() bool { return o.adapter.State().Connected })
		o.must(o.anna.Slash(o.anna.DM(), fmt.Sprint("/kigo nummer ", i)))
		o.gets(o.anna, o.anna.DM(), fmt.Sprint("Echo: nummer ", i))
	}
	if s := o.adapter.State(); s.Failures != 0 || s.LastError != "" || s.Since.IsZero() {
		t.Errorf("the state is %+v", s)
	}
}

// Whatever keeps kigo from connecting, somebody hears of it, and it goes on by itself
// once it can.
func TestTroubleWithConnectingRaisesAnAlarm(t *testing.T) {
	t.Parallel()
	o := newOffice(t, socketMode, echo, setting{})
	const failures = 5
	for range failures {
		o.server.Inject("apps.connections.open", slacktest.Fail("missing_scope"))
	}
	o.server.Cut()
	o.until("the alarm", func() bool { return strings.Contains(o.log.String(), "Slack can't be reached") })
	if s := o.adapter.State(); s.Connected || s.Failures < failures || !strings.Contains(s.LastError, "missing_scope") {
		t.Errorf("the state is %+v", s)
	}
	o.until("connected", func() bool { return o.adapter.State().Connected })
	if s := o.adapter.State(); s.Failures != 0 || s.LastError != "" {
		t.Errorf("the state is %+v", s)
	}
	o.must(o.anna.Slash(o.anna.DM(), "/kigo geht es noch"))
	o.gets(o.anna, o.anna.DM(), "Echo: geht es noch")
}

func TestAnUninstalledAppSaysSo(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o := newOffice(t, m, echo, setting{})
		channel, err := o.adapter.Direct(t.Context(), o.anna.ID)
		o.must(err)
		o.server.Uninstall()
		o.until("the alarm", func() bool { return strings.Contains(o.log.String(), "was removed from the Slack workspace") })
		if s := o.adapter.State(); s.Connected || s.LastError == "" {
			t.Errorf("the state is %+v", s)
		}
		_, err = o.adapter.Send(t.Context(), channel, chat.Say(chat.Words("Hallo")), "key")
		var retry *chat.RetryError
		if !errors.As(err, &retry) || !strings.Contains(err.Error(), "kigo doctor") {
			t.Errorf("Send: %v, want one that waits for somebody to look after it", err)
		}
	})
}

func TestAWithdrawnTokenIsNoticedAndANewOneToo(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"token_revoked", "invalid_auth", "account_inactive"} {
		o := newOffice(t, httpMode, echo, setting{})
		channel, err := o.adapter.Direct(t.Context(), o.anna.ID)
		o.must(err)
		o.server.RevokeTokens(code)
		for range 3 {
			_, err = o.adapter.Send(t.Context(), channel, chat.Say(chat.Words("Hallo")), "key")
			var retry *chat.RetryError
			if s := o.adapter.State(); !errors.As(err, &retry) || s.Connected || !strings.Contains(s.LastError, code) {
				t.Errorf("%s: Send says %v, the state is %+v", code, err, s)
			}
		}
		// Once, or once more where something else asked at the same time.
		if n := strings.Count(o.log.String(), "refuses kigo's token"); n < 1 || n > 2 {
			t.Errorf("%s: said %d times", code, n)
		}
		o.server.RevokeTokens("")
		_, err = o.adapter.Send(t.Context(), channel, chat.Say(chat.Words("Hallo")), "key")
		o.must(err)
		if s := o.adapter.State(); !s.Connected || s.LastError != "" {
			t.Errorf("%s: after all, the state is %+v", code, s)
		}
	}
}

// kigo may be started before it is let into the workspace.
func TestKigoWaitsForItsToken(t *testing.T) {
	t.Parallel()
	o := newOffice(t, httpMode, echo, setting{before: func(w *world) { w.server.RevokeTokens("invalid_auth") }})
	if status, _ := o.posts("/slack/commands", formType, o.commandBody("hilfe")); status != 503 {
		t.Errorf("acknowledged with %d", status)
	}
	o.server.RevokeTokens("")
	o.must(o.anna.Slash(o.anna.DM(), "/kigo hilfe"))
	o.gets(o.anna, o.anna.DM(), "Echo: hilfe")
}

// What kigo learns about people is for the bot to judge.
func TestWhoSpeaksIsKnown(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		people := map[string]slacktest.Person{
			"guest":    {Guest: true},
			"single":   {SingleGuest: true},
			"stranger": {Stranger: true},
			"plain":    {RealName: "Paula Plain", Email: "paula@kiel.example", Locale: "de-DE"},
			"bot":      {Bot: true},
		}
		members := map[string]*slacktest.Member{}
		o := newOffice(t, m, echo, setting{before: func(w *world) {
			for name, p := range people {
				p.Name = name
				members[name] = w.server.AddMember(p)
			}
		}})
		for _, who := range members {
			o.server.Join(o.plaza, who.ID)
			_, err := who.Say(o.plaza, "<@"+o.server.BotUserID+"> hilfe")
			o.must(err)
		}
		o.until("four are heard", func() bool { return len(o.script.heard()) == 4 })
		o.stop()
		for _, ev := range o.script.heard() {
			u := ev.User
			switch u.ID {
			case members["guest"].ID, members["single"].ID:
				if !u.Guest || u.Stranger || u.Deactivated {
					t.Errorf("a guest is %+v", u)
				}
			case members["stranger"].ID:
				if !u.Stranger || u.Guest {
					t.Errorf("a stranger is %+v", u)
				}
			case members["plain"].ID:
				if want := (chat.User{ID: u.ID, Name: "Paula Plain", Email: "paula@kiel.example", Locale: "de-DE"}); u != want {
					t.Errorf("somebody is %+v, want %+v", u, want)
				}
			default:
				t.Errorf("heard %+v", u)
			}
		}
	})
}

func TestChangesOfPeopleAreHeardOf(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o := newOffice(t, m, echo, setting{})
		o.must(o.anna.Slash(o.anna.DM(), "/kigo hilfe"))
		o.gets(o.anna, o.anna.DM(), "Echo: hilfe")
		_, err := o.adapter.Direct(t.Context(), o.bert.ID) // from now on he is known, too
		o.must(err)
		asked := o.server.Count("users.info")
		o.server.ChangeMember(o.anna, func(p *slacktest.Person) { p.RealName, p.Locale = "Anna Neu", "en-US" })
		o.server.ChangeMember(o.bert, func(p *slacktest.Person) { p.Deactivated = true })
		o.until("the news", func() bool {
			_, err := o.adapter.Direct(t.Context(), o.bert.ID)
			return errors.Is(err, chat.ErrGone)
		})
		o.must(o.anna.Slash(o.anna.DM(), "/kigo noch einmal"))
		o.gets(o.anna, o.anna.DM(), "Echo: noch einmal")
		if u := o.script.heard()[1].User; u.Name != "Anna Neu" || u.Locale != "en-US" {
			t.Errorf("she is %+v", u)
		}
		if n := o.server.Count("users.info"); n != asked {
			t.Errorf("asked %d times more", n-asked)
		}
	})
}

// All of 5,000 people are known after a while, without a question for each.
func TestAWorkspaceOf5000People(t *testing.T) {
	t.Parallel()
	const many = 5000
	var all []*slacktest.Member
	w := newWorld(t, httpMode, nil, setting{
		server: []slacktest.Option{slacktest.WithLimit("users.list", 1000)},
		before: func(w *world) {
			all = w.server.AddMembers(many, func(i int) slacktest.Person {
				return slacktest.Person{Name: fmt.Sprint("person", i), Deactivated: i%100 == 7, Locale: "de-DE"}
			})
		},
	})
	const pages = many/200 + 1
	w.until("the last page", func() bool { return w.server.Count("users.list") == pages })
	w.until("the last person", func() bool {
		before := w.server.Count("users.info")
		_, err := w.adapter.Direct(t.Context(), all[many-1].ID)
		return err == nil && w.server.Count("users.info") == before
	})
	asked := w.server.Count("users.info")
	if _, err := w.adapter.Direct(t.Context(), all[4907].ID); !errors.Is(err, chat.ErrGone) {
		t.Errorf("somebody who has left: %v", err)
	}
	for _, call := range w.server.Calls("users.list") {
		if call.Args["limit"] != "200" {
			t.Errorf("a page of %v", call.Args["limit"])
		}
	}
	if n := w.server.Count("users.info"); n != asked {
		t.Errorf("asked for %d profiles one by one", n-asked)
	}
}

// Direct channels are opened ahead of need, and not those of people who have left.
func TestDirectChannelsAreOpenedAhead(t *testing.T) {
	t.Parallel()
	var all []*slacktest.Member
	w := newWorld(t, httpMode, nil, setting{
		server: []slacktest.Option{slacktest.WithLimit("conversations.open", 1000)},
		before: func(w *world) {
			all = w.server.AddMembers(40, func(i int) slacktest.Person {
				return slacktest.Person{Name: fmt.Sprint("person", i), Deactivated: i == 7}
			})
			w.config.Reach = func(context.Context) ([]string, error) {
				var ids []string
				for _, m := range all {
					ids = append(ids, m.ID)
				}
				return ids, nil
			}
		},
	})
	w.until("the last one", func() bool {
		c, _ := w.config.Directs.Channel(t.Context(), slack.Platform, all[39].ID)
		return c == all[39].DM()
	})
	opened := w.server.Count("conversations.open")
	for i, m := range all {
		c, err := w.adapter.Direct(t.Context(), m.ID)
		if i == 7 {
			if !errors.Is(err, chat.ErrGone) {
				t.Errorf("somebody who has left: %v", err)
			}
			continue
		}
		if c != m.DM() || err != nil {
			t.Errorf("%s: %q, %v", m.ID, c, err)
		}
	}
	if n := w.server.Count("conversations.open"); n != opened {
		t.Errorf("opened %d more", n-opened)
	}
}

// A direct channel that Slack has forgotten is opened anew, instead of taking the person for
// gone.
func TestADirectChannelThatMovedIsFoundAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t, httpMode, echo, setting{})
	o.must(o.config.Directs.SetChannel(t.Context(), slack.Platform, o.anna.ID, "D0OLD"))
	channel, err := o.adapter.Direct(t.Context(), o.anna.ID)
	o.must(err)
	_, err = o.adapter.Send(t.Context(), channel, chat.Say(chat.Words("Hallo")), "key")
	var retry *chat.RetryError
	if channel != "D0OLD" || !errors.As(err, &retry) {
		t.Fatalf("to %s: %v", channel, err)
	}
	channel, err = o.adapter.Direct(t.Context(), o.anna.ID)
	o.must(err)
	_, err = o.adapter.Send(t.Context(), channel, chat.Say(chat.Words("Hallo")), "key")
	o.must(err)
	o.gets(o.anna, o.anna.DM(), "Hallo")
	if _, err := o.adapter.Send(t.Context(), "D0NOBODY", chat.Say(chat.Words("Hallo")), "key"); !errors.Is(err, chat.ErrGone) {
		t.Errorf("to nobody: %v", err)
	}
}
