package slack_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
)

// requests are one of each kind that asks for something, in HTTP mode.
func (o *office) requests() map[string]struct {
	path, kind string
	body       []byte
} {
	type request = struct {
		path, kind string
		body       []byte
	}
	mention := object{"type": "app_mention", "channel": o.plaza, "user": o.anna.ID, "text": "<@" + o.server.BotUserID + "> hilfe", "ts": "1700000000.000200"}
	click := o.whole(object{
		"type": "block_actions", "trigger_id": "1.2.click", "container": object{"type": "message", "channel_id": o.plaza, "message_ts": "1700000000.000300"},
		"actions": []any{object{"type": "button", "block_id": "b", "action_id": "do.1", "value": "hilfe"}},
	})
	form := o.whole(object{
		"type": "view_submission", "trigger_id": "1.2.form", "view": object{
			"id": "V1", "type": "modal", "callback_id": "kigo_form", "private_metadata": `{"l":"anlegen","d":true,"c":"` + o.anna.DM() + `"}`,
			"blocks": []any{}, "state": object{"values": object{"titel": object{"value": object{"type": "plain_text_input", "value": "Forum"}}}},
		},
	})
	return map[string]request{
		"a command":        {"/slack/commands", formType, o.commandBody("hilfe")},
		"a click":          {"/slack/interactions", formType, interactionBody(click)},
		"a form":           {"/slack/interactions", formType, interactionBody(form)},
		"a shortcut":       {"/slack/interactions", formType, interactionBody(o.whole(object{"type": "shortcut", "callback_id": "kigo_ask"}))},
		"a direct message": {"/slack/events", "application/json", o.eventBody("Ev1", o.message("hilfe"), nil)},
		"a mention":        {"/slack/events", "application/json", o.eventBody("Ev2", mention, nil)},
	}
}

func TestOnlyWhatSlackHasJustSignedIsHeard(t *testing.T) {
	t.Parallel()
	o := newOffice(t, httpMode, func(chat.Event) chat.Reply { return chat.Reply{} }, setting{})
	secret := o.server.SigningSecret()
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for what, r := range o.requests() {
		for why, change := range map[string]func(*http.Request){
			"another secret":     signedAt("another", time.Now(), r.body),
			"another body":       signedAt(secret, time.Now(), append([]byte("x"), r.body...)),
			"six minutes old":    signedAt(secret, time.Now().Add(-6*time.Minute), r.body),
			"of the future":      signedAt(secret, time.Now().Add(6*time.Minute), r.body),
			"no signature":       func(r *http.Request) { r.Header.Del("X-Slack-Signature") },
			"no time":            func(r *http.Request) { r.Header.Del("X-Slack-Request-Timestamp") },
			"another version":    header("X-Slack-Signature", "v1=00"),
			"no hexadecimals":    header("X-Slack-Signature", "v0=zz"),
			"half a signature":   header("X-Slack-Signature", "v0=00ff"),
			"a time in words":    header("X-Slack-Request-Timestamp", "gestern"),
			"an empty signature": header("X-Slack-Signature", ""),
		} {
			if status, _ := o.posts(r.path, r.kind, r.body, change); status != http.StatusUnauthorized {
				t.Errorf("%s, %s: %d", what, why, status)
			}
		}
		if status, answer := o.posts(r.path, r.kind, r.body, func(r *http.Request) { r.Method = http.MethodGet }); status != http.StatusMethodNotAllowed {
			t.Errorf("%s by GET: %d %s", what, status, answer)
		}
	}
	o.stop()
	if got := o.script.heard(); len(got) > 0 {
		t.Errorf("heard %+v", got)
	}
}

// Whoever has recorded a request can send it once more within five minutes.
func TestAReplayedRequestHasOneEffect(t *testing.T) {
	t.Parallel()
	o := newOffice(t, httpMode, echo, setting{})
	all := o.requests()
	for range 3 {
		for what, r := range all {
			if status, answer := o.posts(r.path, r.kind, r.body, signedAt(o.server.SigningSecret(), time.Now().Add(-time.Minute), r.body)); status != http.StatusOK {
				t.Errorf("%s: %d %s", what, status, answer)
			}
		}
	}
	o.stop()
	if got := o.script.heard(); len(got) != len(all) {
		t.Errorf("%d requests have become %+v", len(all), got)
	}
}

func TestWhatIsMeantForOthersIsRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, httpMode, echo, setting{})
	foreign := []object{{"team": object{"id": "T0OTHER"}}, {"team": nil}, {"api_app_id": "A0OTHER"}, {"message": object{"bot_id": "B0OTHER", "app_id": "A0OTHER", "text": "x"}}}
	for _, r := range o.requests() {
		if r.path != "/slack/interactions" {
			continue
		}
		var payload object
		values := strings.SplitN(string(r.body), "=", 2)
		decode(t, values[1], &payload)
		for _, change := range foreign {
			if _, message := change["message"]; message && payload["type"] != "block_actions" {
				continue
			}
			for name, v := range change {
				copied := o.whole(payload)
				copied[name] = v
				copied["trigger_id"] = fmt.Sprint("9.9.", name, v)
				o.posts(r.path, r.kind, interactionBody(copied))
			}
		}
	}
	for _, change := range [][]string{{"team_id", "T0OTHER"}, {"team_id", ""}, {"api_app_id", "A0OTHER"}, {"user_id", ""}} {
		o.posts("/slack/commands", formType, o.commandBody("hilfe", change...))
	}
	for i, change := range []object{{"team_id": "T0OTHER"}, {"team_id": ""}, {"api_app_id": "A0OTHER"}, {"event": nil}, {"type": "app_rate_limited"}} {
		o.posts("/slack/events", "application/json", o.eventBody(fmt.Sprint("Ev", i), o.message("hilfe"), change))
	}
	o.stop()
	if got := o.script.heard(); len(got) > 0 {
		t.Errorf("heard %+v", got)
	}
}

func TestWhatAsksForNothingIsPassedOver(t *testing.T) {
	t.Parallel()
	o := newOffice(t, httpMode, echo, setting{})
	bot := o.server.AddMember(slacktest.Person{Name: "wetter", Bot: true})
	with := func(changes ...any) object {
		m := o.message("hilfe")
		for i := 0; i+1 < len(changes); i += 2 {
			m[changes[i].(string)] = changes[i+1]
		}
		return m
	}
	for i, inner := range []object{
		with("subtype", "message_changed"), with("subtype", "message_deleted"), with("subtype", "bot_message"), with("subtype", "channel_join"),
		with("bot_id", "B1"), with("edited", object{"user": o.anna.ID}), with("channel", o.plaza), with("channel_type", "channel"), with("channel_type", "mpim"),
		with("user", nil), with("user", ""), with("user", o.server.BotUserID), with("user", bot.ID), with("user", "USLACKBOT"), with("user", "U0NOBODY"),
		with("type", "app_mention", "channel", o.plaza), // without kigo's name
		with("type", "app_mention", "channel", o.anna.DM(), "text", "<@"+o.server.BotUserID+"> hilfe"),
		with("type", "app_mention", "channel", o.plaza, "text", "<@"+o.server.BotUserID+"> hilfe", "edited", object{"user": o.anna.ID}),
		with("type", "app_mention", "channel", o.plaza, "text", "<@"+o.server.BotUserID+"> hilfe", "bot_id", "B1"),
		with("type", "app_home_opened", "tab", "messages"), with("type", "team_join"), with("type", "channel_created", "channel", object{"id": "C1"}),
		with("type", "something_new"), with("type", nil), with("type", "user_change", "user", "U1"), with("type", "tokens_revoked", "tokens", object{"oauth": []any{"U1"}}),
	} {
		if status, answer := o.posts("/slack/events", "application/json", o.eventBody(fmt.Sprint("Ev", i), inner, nil)); status != http.StatusOK || answer != "" {
			t.Errorf("%v is answered %d %q", inner, status, answer)
		}
	}
	for _, payload := range []object{
		{"type": "message_action", "callback_id": "other"}, {"type": "shortcut"}, {"type": "dialog_submission"}, {"type": "workflow_step_edit"}, {"type": nil},
		{"type": "block_actions"}, {"type": "block_actions", "actions": []any{}}, {"type": "block_actions", "actions": []any{object{"action_id": "other", "value": "hilfe"}}},
		{"type": "block_actions", "actions": []any{object{"action_id": "pick.1", "selected_option": object{"value": "x"}}}}, // no line
		{"type": "block_actions", "actions": []any{7}}, {"type": "block_actions", "actions": "hilfe"},
	} {
		if status, answer := o.interacts(payload); status != http.StatusOK || answer != "" {
			t.Errorf("%v is answered %d %q", payload, status, answer)
		}
	}
	for _, id := range []any{"other", "find.1.0123", nil} {
		if status, answer := o.interacts(object{"type": "block_suggestion", "action_id": id, "value": "x"}); status != http.StatusOK || answer != `{"options":[]}` {
			t.Errorf("the menu %v is answered %d %q", id, status, answer)
		}
	}
	if s := o.adapter.State(); !s.Connected {
		t.Errorf("the state is %+v", s)
	}
	o.stop()
	if got := o.script.heard(); len(got) > 0 {
		t.Errorf("heard %+v", got)
	}
	for _, channel := range []string{o.plaza, o.anna.DM()} {
		if got := append(o.server.Messages(channel), o.anna.Ephemerals(channel)...); len(got) > 0 {
			t.Errorf("said %q", got[0].Shown())
		}
	}
}

func TestWhatIsNoRequestAtAllDoesNoHarm(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o := newOffice(t, m, echo, setting{})
		for i, payload := range []string{``, `null`, `7`, `[]`, `{}`, `{"type":7}`, `"x"`, `{"team":[]}`, `{"event":[],"team_id":"` + o.server.TeamID + `"}`, `{`, "\x00\xff"} {
			for _, kind := range []string{"events_api", "slash_commands", "interactive", "other"} {
				if m == socketMode {
					if json.Valid([]byte(payload)) {
						o.must(o.relay.sends(fmt.Sprint(onceMore, kind, i), kind, json.RawMessage(payload)))
					}
					continue
				}
				for _, path := range []string{"/slack/events", "/slack/commands", "/slack/interactions"} {
					o.posts(path, formType, []byte("payload="+payload))
					o.posts(path, "application/json", []byte(payload))
				}
			}
		}
		o.must(o.anna.Slash(o.anna.DM(), "/kigo geht es noch"))
		o.gets(o.anna, o.anna.DM(), "Echo: geht es noch")
		if got := o.script.heard(); len(got) != 1 {
			t.Errorf("heard %+v", got)
		}
	})
}

func TestOneMegabyteDoesNoHarm(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o := newOffice(t, m, func(ev chat.Event) chat.Reply { return say(fmt.Sprintf("%d Zeichen", len(ev.Line))) }, setting{})
		for n, want := range map[int]int{900_000: http.StatusOK, 1 << 20: http.StatusRequestEntityTooLarge} {
			event := o.eventBody(fmt.Sprint("Ev", n), o.message(strings.Repeat("x", n)), nil)
			if m == socketMode {
				o.must(o.relay.sends(fmt.Sprint(onceMore, n), "events_api", event))
				o.gets(o.anna, o.anna.DM(), fmt.Sprintf("%d Zeichen", n))
				continue
			}
			if status, _ := o.posts("/slack/events", "application/json", event); status != want {
				t.Errorf("%d bytes: %d", len(event), status)
			}
			if status, _ := o.posts("/slack/interactions", formType, interactionBody(o.whole(object{"type": "shortcut", "message": object{"text": strings.Repeat("x", n)}}))); status != want {
				t.Errorf("%d bytes of an interaction: %d", n, status)
			}
		}
		o.must(o.anna.Slash(o.plaza, "/kigo geht es noch"))
		o.gets(o.anna, o.plaza, "12 Zeichen")
	})
}

// A response_url is called only where Slack is.
func TestNobodyMakesKigoCallOthers(t *testing.T) {
	t.Parallel()
	o := newOffice(t, httpMode, echo, setting{})
	var calls atomic.Int32
	evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	defer evil.Close()
	for i, address := range []string{evil.URL, "http://slack.com.evil.example/", "https://evil.example/hooks.slack.com", "http://hooks.slack.com/x", "file:///etc/passwd", "https://hooks.slack.com@evil.example/", "::"} {
		o.posts("/slack/commands", formType, o.commandBody(fmt.Sprint("nummer ", i), "response_url", address, "channel_id", o.plaza))
		o.gets(o.anna, o.plaza, fmt.Sprint("Echo: nummer ", i))
	}
	if n := calls.Load(); n > 0 {
		t.Errorf("called %d times", n)
	}
}

// What people are called calls for nobody.
func TestHostileNamesCallForNobody(t *testing.T) {
	t.Parallel()
	var evil *slacktest.Member
	o := newOffice(t, socketMode, func(ev chat.Event) chat.Reply {
		r := say(ev.User.Name+": "+ev.Line, chat.Button{Label: ev.User.Name, Line: ev.Line})
		r.Public = true
		return r
	}, setting{})
	names := "<!channel> <!here> <@" + o.bert.ID + "> &lt;!everyone&gt; @channel \u202eneb\u200f"
	evil = o.server.AddMember(slacktest.Person{Name: "evil", RealName: names})
	o.server.Join(o.plaza, evil.ID)
	o.must(evil.Slash(o.plaza, "/kigo &lt;!channel&gt; &lt;@"+o.bert.ID+"&gt;"))
	o.gets(o.bert, o.plaza, "<!channel> <@"+o.bert.ID+">", "&lt;!everyone&gt;")
	if calls := o.server.Notified(o.bert); len(calls) > 0 {
		t.Errorf("Bert was called: %+v", calls)
	}
	if all := o.script.heard(); len(all) != 1 || all[0].User.Name != strings.TrimSpace(names) {
		t.Errorf("heard %+v", all)
	}
}
