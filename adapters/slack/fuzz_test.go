package slack_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	api "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
)

// long reports whether the long forms are wanted.
func long() bool { return os.Getenv("KIGO_LONG") == "1" }

// TestFuzzedRequestsDoNoHarm sends requests that differ from Slack's in every way: nothing
// panics, nobody acts for another, and nothing that Slack has not signed, or that was meant
// for others, is heard. The long form (KIGO_LONG=1) has 100,000 requests.
func TestFuzzedRequestsDoNoHarm(t *testing.T) {
	t.Parallel()
	many := 5000
	if long() {
		many = 100_000
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	f := &fuzz{random: rand.New(rand.NewPCG(seed, 1))}
	f.office = newOffice(t, httpMode, func(ev chat.Event) chat.Reply { return chat.Reply{} }, setting{server: []slacktest.Option{slacktest.WithLimit("views.publish", many)}, before: func(w *world) {
		f.mallory = w.server.AddMember(slacktest.Person{Name: "mallory"})
	}})
	good := 0
	for n := range many {
		if f.sends(n) {
			good++
		}
	}
	f.stop()
	f.judge()
	t.Logf("%d requests, %d of them acknowledged; %d events", many, good, len(f.script.heard()))
	if got := f.script.heard(); len(got) < many/100 {
		t.Errorf("of %d requests only %d are heard: this tests little", many, len(got))
	}
}

// fuzz makes requests. Those that must be refused name Mallory; all others Anna or Bert.
type fuzz struct {
	*office
	random  *rand.Rand
	mallory *slacktest.Member
}

// sends sends one request, sometimes twice, and reports whether it was acknowledged.
func (f *fuzz) sends(n int) bool {
	f.Helper()
	payload := f.seeds()[f.random.IntN(9)](fmt.Sprint("id", n))
	user := []*slacktest.Member{f.anna, f.bert, f.mallory}[f.random.IntN(3)]
	f.speaks(payload, user.ID)
	for range f.random.IntN(4) {
		f.spoil(payload, 0)
	}
	var sign func(*http.Request)
	if user == f.mallory {
		sign = f.forbid(payload)
	}
	path, kind, body := f.encode(payload)
	f.inSlackGo(path, payload)
	changes := []func(*http.Request){}
	if sign != nil {
		changes = append(changes, sign)
	}
	status, _ := f.posts(path, kind, body, changes...)
	if n%10 == 0 {
		f.posts(path, kind, body, changes...)
	}
	if status >= 500 {
		f.Errorf("answered %d: %s", status, body)
	}
	return status == http.StatusOK
}

// seeds are requests as Slack makes them, without their person.
func (f *fuzz) seeds() []func(id string) object {
	interaction := func(kind string, more object) func(string) object {
		return func(id string) object {
			o := object{"type": kind, "trigger_id": id, "team": object{"id": f.server.TeamID}, "api_app_id": f.server.AppID, "user": object{},
				"container": object{"type": "message", "channel_id": f.plaza, "message_ts": "1700000000.000100", "is_ephemeral": false},
				"channel":   object{"id": f.plaza}, "message": object{"bot_id": f.server.BotID, "text": "x", "blocks": []any{object{"type": "rich_text", "block_id": "pages:1.1,*2.2"}}}}
			maps.Copy(o, more)
			return o
		}
	}
	event := func(inner object) func(string) object {
		return func(id string) object {
			return object{"type": "event_callback", "team_id": f.server.TeamID, "api_app_id": f.server.AppID, "event_id": id, "event": maps.Clone(inner)}
		}
	}
	return []func(string) object{
		func(id string) object {
			return object{"team_id": f.server.TeamID, "api_app_id": f.server.AppID, "channel_id": f.plaza, "command": "/kigo", "text": "hilfe", "trigger_id": id}
		},
		interaction("block_actions", object{"actions": []any{object{"type": "button", "block_id": "b", "action_id": "do.1", "value": "hilfe"}}}),
		interaction("block_actions", object{"actions": []any{object{"type": "static_select", "block_id": "b", "action_id": "pick.1:wahl", "selected_option": object{"value": "=w6Q"}}}}),
		interaction("view_submission", object{"view": object{"id": "V1", "callback_id": "kigo_form", "private_metadata": `{"l":"anlegen","d":true,"c":"D1"}`,
			"blocks": []any{object{"type": "input", "block_id": "titel", "label": object{"type": "plain_text", "text": "Titel"}, "element": object{"type": "plain_text_input", "action_id": "value"}}},
			"state":  object{"values": object{"titel": object{"value": object{"type": "plain_text_input", "value": "Forum"}}}}}}),
		interaction("block_suggestion", object{"action_id": "find.1.0123:x", "value": "forum"}),
		interaction("message_action", object{"callback_id": "kigo_ask_msg"}),
		event(object{"type": "message", "channel": f.anna.DM(), "channel_type": "im", "text": "hilfe", "ts": "1700000000.000100"}),
		event(object{"type": "app_mention", "channel": f.plaza, "text": "<@" + f.server.BotUserID + "> hilfe", "ts": "1700000000.000200"}),
		event(object{"type": "app_home_opened", "tab": "home"}),
	}
}

// speaks makes a request somebody's.
func (f *fuzz) speaks(payload object, user string) {
	switch {
	case payload["command"] != nil:
		payload["user_id"] = user
	case payload["event"] != nil:
		payload["event"].(object)["user"] = user
	default:
		payload["user"] = object{"id": user}
	}
}

// forbid makes a request one that must not be heard.
func (f *fuzz) forbid(payload object) (sign func(*http.Request)) {
	_, _, body := f.encode(payload)
	switch f.random.IntN(5) {
	case 0:
		return signedAt("another", time.Now(), body)
	case 1:
		return signedAt(f.server.SigningSecret(), time.Now().Add(-time.Hour), body)
	case 2:
		return func(r *http.Request) { r.Header.Del("X-Slack-Signature") }
	case 3:
		payload["team"], payload["team_id"] = object{"id": "T0OTHER"}, "T0OTHER"
	default:
		payload["api_app_id"] = "A0OTHER"
	}
	return nil
}

// odd are values that nobody expects.
func (f *fuzz) odd() any {
	all := []any{
		nil, true, 7.0, -1e300, "", "x", strings.Repeat("ä", 3000), []any{}, []any{nil, []any{}}, object{}, object{"id": object{}}, "\x00\u202e", "<!channel>",
		"pages:*,,x", "do.", "pick.1:", "find..", "=%%%", `{"l":`, `{"l":7}`, "T0OTHER", f.server.TeamID, "1700000000.000100", "https://evil.example/", []any{object{"type": "input"}},
	}
	return all[f.random.IntN(len(all))]
}

// spoil changes something somewhere in v.
func (f *fuzz) spoil(v any, depth int) {
	o, ok := v.(object)
	if list, isList := v.([]any); isList && len(list) > 0 {
		i := f.random.IntN(len(list))
		if f.random.IntN(3) == 0 {
			list[i] = f.odd()
			return
		}
		f.spoil(list[i], depth+1)
		return
	}
	if !ok || len(o) == 0 {
		return
	}
	name := slices.Sorted(maps.Keys(o))[f.random.IntN(len(o))]
	if name == "user" || name == "user_id" { // who it is, is not to be guessed at
		return
	}
	switch f.random.IntN(4) {
	case 0:
		delete(o, name)
	case 1:
		o[name] = f.odd()
	case 2:
		o[[]string{"type", "subtype", "bot_id", "edited", "state", "blocks", "view", "message", "actions", "thread_ts"}[f.random.IntN(10)]] = f.odd()
	default:
		f.spoil(o[name], depth+1)
	}
}

// encode is a request as it travels.
func (f *fuzz) encode(payload object) (path, kind string, body []byte) {
	switch {
	case payload["command"] != nil:
		form := url.Values{}
		for name, v := range payload {
			if s, ok := v.(string); ok {
				form.Set(name, s)
				continue
			}
			form.Set(name, string(raw(v)))
		}
		return "/slack/commands", formType, []byte(form.Encode())
	case payload["event_id"] != nil || payload["event"] != nil:
		return "/slack/events", "application/json", raw(payload)
	}
	return "/slack/interactions", formType, interactionBody(payload)
}

// inSlackGo reads the request as slack-go does in Socket Mode, where nobody could catch a
// panic.
func (f *fuzz) inSlackGo(path string, payload object) {
	switch path {
	case "/slack/events":
		_, _ = slackevents.ParseEvent(raw(payload), slackevents.OptionNoVerifyToken())
	case "/slack/interactions":
		var in api.InteractionCallback
		_ = json.Unmarshal(raw(payload), &in)
	default:
		var c api.SlashCommand
		_ = json.Unmarshal(raw(payload), &c)
	}
}

// judge looks at what was heard.
func (f *fuzz) judge() {
	f.Helper()
	seen := map[string]bool{}
	for _, ev := range f.script.heard() {
		if ev.User.ID != f.anna.ID && ev.User.ID != f.bert.ID {
			f.Errorf("somebody acts who must not: %+v", ev)
		}
		if ev.ID != "" && seen[ev.ID] {
			f.Errorf("heard twice: %+v", ev)
		}
		seen[ev.ID] = true
		if ev.Platform != "slack" || (ev.ID == "" && ev.Line != "") {
			f.Errorf("an event is %+v", ev)
		}
	}
	if n := f.server.Count("chat.postMessage") + f.server.Count("chat.postEphemeral"); n > 0 {
		f.Errorf("%d messages were sent", n)
	}
}
