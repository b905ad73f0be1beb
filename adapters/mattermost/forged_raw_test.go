package mattermost_test

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mattermost"
	"kigo/adapters/mattermost/mattermosttest"
)

const (
	asForm = "application/x-www-form-urlencoded"
	asJSN  = "application/json"
)

// Kigo's address is no secret, and whoever is in the network may call it.
func TestACommandNeedsItsTokenAndWhoTypedIt(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	token, another := f.config.CommandToken, mattermosttest.Start(t)
	elsewhere := another.Human("anna")
	with := func(name string, values ...string) url.Values {
		v := f.typed("anmelden forum")
		if v.Del(name); len(values) > 0 {
			v[name] = values
		}
		return v
	}
	without := with("token").Encode()
	for name, tc := range map[string]struct {
		method, query, kind, body string
		status                    int
	}{
		"no token":                     {"POST", "", asForm, without, 401},
		"an empty token":               {"POST", "", asForm, with("token", "").Encode(), 401},
		"a wrong token":                {"POST", "", asForm, with("token", strings.Repeat("x", 26)).Encode(), 401},
		"the beginning of the token":   {"POST", "", asForm, with("token", token[:25]).Encode(), 401},
		"the token and more":           {"POST", "", asForm, with("token", token+"x").Encode(), 401},
		"the bot's token":              {"POST", "", asForm, with("token", f.bot.Token).Encode(), 401},
		"the right one comes second":   {"POST", "", asForm, with("token", "x", token).Encode(), 401},
		"the token in the query":       {"POST", "?token=" + token, asForm, without, 401},
		"everything in the query":      {"POST", "?" + f.typed("anmelden forum").Encode(), asForm, "", 401},
		"everything in JSON":           {"POST", "", asJSN, string(asJSON(flat(f.typed("anmelden forum")))), 401},
		"JSON that says it is a form":  {"POST", "", asForm, string(asJSON(flat(f.typed("anmelden forum")))), 401},
		"JSON, the token in the query": {"POST", "?token=" + token, asJSN, string(asJSON(flat(f.typed("anmelden forum")))), 401},
		"a form that says it is text":  {"POST", "", "text/plain", f.typed("anmelden forum").Encode(), 401},
		"a form that says nothing":     {"POST", "", "", f.typed("anmelden forum").Encode(), 401},
		"of several parts":             {"POST", "", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + token + "\r\n--x--\r\n", 401},
		"broken escapes":               {"POST", "", asForm, "token=" + token + "&text=%zz&%", 400},
		"two megabytes":                {"POST", "", asForm, f.typed(strings.Repeat("x", 2<<20)).Encode(), 400},
		"read":                         {"GET", "?" + f.typed("anmelden forum").Encode(), "", "", 405},
		"put":                          {"PUT", "", asForm, f.typed("anmelden forum").Encode(), 405},
		"no trigger":                   {"POST", "", asForm, with("trigger_id").Encode(), 403},
		"no trigger of Mattermost":     {"POST", "", asForm, with("trigger_id", base64.StdEncoding.EncodeToString([]byte("id:"+f.anna.ID+":1:sig"))).Encode(), 403},
		"another server's trigger":     {"POST", "", asForm, with("trigger_id", another.Trigger(elsewhere.ID)).Encode(), 403},
		"another person's trigger":     {"POST", "", asForm, with("trigger_id", f.server.Trigger(f.mallory.ID)).Encode(), 403},
		"another person":               {"POST", "", asForm, with("user_id", f.mallory.ID).Encode(), 403},
		"nobody":                       {"POST", "", asForm, with("user_id").Encode(), 403},
		"an old trigger":               {"POST", "", asForm, with("trigger_id", f.server.TriggerAt(f.anna.ID, time.Now().Add(-61*time.Second))).Encode(), 403},
		"a trigger of the future":      {"POST", "", asForm, with("trigger_id", f.server.TriggerAt(f.anna.ID, time.Now().Add(time.Minute))).Encode(), 403},
	} {
		if got, text := f.call(tc.method, "/mattermost/command"+tc.query, tc.kind, []byte(tc.body)); got != tc.status {
			t.Errorf("%s: %d %s", name, got, text)
		}
		f.wantNothing(name)
	}
	again := []byte(f.typed("anmelden forum").Encode())
	for range 3 {
		if got, text := f.call("POST", "/mattermost/command", asForm, again); got != 200 {
			t.Errorf("%d %s", got, text)
		}
	}
	f.wantEffects("a command, and the same once more, and again", f.anna.ID+": anmelden forum")
}

func flat(v url.Values) map[string]string {
	m := map[string]string{}
	for key := range v {
		m[key] = v.Get(key)
	}
	return m
}

// A click needs a ticket of kigo's, and the server's word for who clicked.
func TestAClickNeedsATicketAndWhoClicked(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	good := map[string]any{
		"user_id": f.anna.ID, "channel_id": f.plaza, "post_id": f.shared.Id, "type": "button",
		"context": map[string]any{"kigo": f.ticket(f.shared, 0)},
	}
	body := func(changes map[string]any) string {
		m := maps.Clone(good)
		m["trigger_id"] = f.server.Trigger(f.anna.ID)
		maps.Copy(m, changes)
		return string(asJSON(m))
	}
	lure := f.lure("button", nil)
	for name, tc := range map[string]struct {
		kind, body string
		status     int
	}{
		"nothing":                            {asJSN, "", 400},
		"no JSON":                            {asJSN, "kigo=" + f.ticket(f.shared, 0), 400},
		"null":                               {asJSN, "null", 403},
		"a list":                             {asJSN, "[" + body(nil) + "]", 400},
		"a form":                             {asForm, f.typed("anmelden forum").Encode(), 400},
		"deeper than anybody needs":          {asJSN, `{"context":` + strings.Repeat(`{"kigo":`, 20_000) + "1" + strings.Repeat("}", 20_000) + "}", 400},
		"two megabytes":                      {asJSN, body(map[string]any{"user_name": strings.Repeat("x", 2<<20)}), 400},
		"no trigger":                         {asJSN, body(map[string]any{"trigger_id": ""}), 403},
		"another person's trigger":           {asJSN, body(map[string]any{"trigger_id": f.server.Trigger(f.mallory.ID)}), 403},
		"another person":                     {asJSN, body(map[string]any{"user_id": f.mallory.ID}), 403},
		"somebody else's letter":             {asJSN, body(map[string]any{"context": map[string]any{"kigo": f.ticket(f.letter, 0) + "x"}}), 403},
		"no ticket":                          {asJSN, body(map[string]any{"context": nil}), 403},
		"everybody's ticket in another post": {asJSN, body(map[string]any{"post_id": lure.Id}), 403},
		"everybody's ticket in no post":      {asJSN, body(map[string]any{"post_id": ""}), 403},
		"in a post that there never was":     {asJSN, body(map[string]any{"post_id": strings.Repeat("x", 26)}), 403},
		"in a path for a post":               {asJSN, body(map[string]any{"post_id": "../users/me"}), 403},
		"a number for a person":              {asJSN, body(map[string]any{"user_id": 1}), 400},
	} {
		if got, text := f.call("POST", "/mattermost/action", tc.kind, []byte(tc.body)); got != tc.status {
			t.Errorf("%s: %d %s", name, got, text)
		}
		f.wantNothing(name)
	}
	again := []byte(body(nil))
	for range 3 {
		if got, text := f.call("POST", "/mattermost/action", asJSN, again); got != 200 {
			t.Errorf("%d %s", got, text)
		}
	}
	f.wantEffects("a click, and the same once more, and again", f.anna.ID+": anmelden forum")
}

// The answer of kigo's doctor says nothing but what its own button holds.
func TestTheDoctorsButtonDoesNothingElse(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	button := mattermost.DoctorButton([]byte(secret), f.config.PublicURL, "nonce", time.Now().Add(time.Hour))
	lure := f.lure("button", button.Context)
	f.fine(f.anna.Click(f.Context(), lure, "Kaffee holen"))
	if p := f.server.Post(lure.Id); p.Message != "nonce" {
		t.Errorf("the post says %q", p.Message)
	}
	f.wantNothing("a doctor's button")
	state := f.sent(button.Context["kigo"].(string))
	if got, text := f.call("POST", "/mattermost/dialog", asJSN, asJSON(state)); got != 403 {
		t.Errorf("as a form's state: %d %s", got, text)
	}
	f.wantNothing("a doctor's ticket as a form's state")
	for kind, sealed := range map[string]string{"a button's ticket": f.ticket(f.letter, 0), "a form's state": f.form.State} {
		if nonce, err := mattermost.DoctorAnswer([]byte(secret), sealed, time.Now()); err == nil {
			t.Errorf("%s is taken for the doctor's, with %q", kind, nonce)
		}
	}
}

// Callbacks come from the addresses that are allowed, whatever they say about themselves.
func TestOnlyAllowedAddressesAreListenedTo(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	ticket := f.ticket(f.letter, 0)
	for remote, allowed := range map[string]bool{
		"10.1.2.3:40000": true, "[::ffff:10.1.2.3]:40000": true, "[2001:db8::1]:1": true, "[2001:db8::1%eth0]:1": true,
		"10.1.2.4:40000": false, "127.0.0.1:1": false, "[::1]:1": false, "[2001:db9::1]:1": false, "10.1.2.3": false, "": false, "@": false, "pipe:1": false,
	} {
		config := f.config
		config.Allow = []netip.Prefix{netip.MustParsePrefix("10.1.2.3/32"), netip.MustParsePrefix("2001:db8::/32")}
		routes := mattermost.New(config).Routes()
		for path, body := range map[string]string{
			"command": f.typed("anmelden forum").Encode(), "dialog": string(asJSON(f.sent(f.form.State))),
			"action": string(asJSON(f.clickOn(f.letter.Id, ticket)(f.server.Trigger(f.anna.ID)))),
		} {
			r := httptest.NewRequest(http.MethodPost, "/mattermost/"+path, strings.NewReader(body))
			r.RemoteAddr = remote
			r.Header.Set("Content-Type", map[bool]string{true: asForm, false: asJSN}[path == "command"])
			for _, header := range []string{"X-Forwarded-For", "X-Real-IP", "Forwarded"} {
				r.Header.Set(header, "10.1.2.3")
			}
			w := httptest.NewRecorder()
			routes.ServeHTTP(w, r)
			if what := fmt.Sprintf("%s from %q", path, remote); allowed {
				f.wantOne(what, w.Code)
			} else {
				if w.Code != http.StatusForbidden {
					t.Errorf("%s: %d", what, w.Code)
				}
				f.wantNothing(what)
			}
		}
	}
}
