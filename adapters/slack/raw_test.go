package slack_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"kigo/adapters/slack/slacktest"
)

// posts sends a request to kigo, as anybody on the internet can who knows the secret.
func (w *world) posts(path, kind string, body []byte, change ...func(*http.Request)) (status int, answer string) {
	w.Helper()
	r := signedRequest(w.server.SigningSecret(), path, kind, body)
	for _, c := range change {
		c(r)
	}
	got := httptest.NewRecorder()
	w.adapter.Routes().ServeHTTP(got, r)
	return got.Code, got.Body.String()
}

const formType = "application/x-www-form-urlencoded"

// signedAt signs a request at another time, or with another secret.
func signedAt(secret string, at time.Time, body []byte) func(*http.Request) {
	return func(r *http.Request) { slacktest.Sign(r.Header, secret, at, body) }
}

// raw is JSON.
func raw(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// whole fills in what every interaction of Anna's has.
func (o *office) whole(payload object) object {
	out := object{
		"team": object{"id": o.server.TeamID, "domain": "kigo"}, "user": object{"id": o.anna.ID, "team_id": o.server.TeamID},
		"api_app_id": o.server.AppID, "token": "t", "trigger_id": "1.2." + time.Now().String(),
	}
	for name, v := range payload {
		out[name] = v
	}
	return out
}

func interactionBody(payload object) []byte {
	return []byte(url.Values{"payload": {string(raw(payload))}}.Encode())
}

// interacts sends an interaction of Anna's.
func (o *office) interacts(payload object) (status int, answer string) {
	return o.posts("/slack/interactions", formType, interactionBody(o.whole(payload)))
}

// commandBody is a slash command of Anna's.
func (o *office) commandBody(line string, change ...string) []byte {
	form := url.Values{
		"team_id": {o.server.TeamID}, "api_app_id": {o.server.AppID}, "user_id": {o.anna.ID}, "channel_id": {o.anna.DM()},
		"command": {"/kigo"}, "text": {line}, "trigger_id": {"1.2." + line},
	}
	for i := 0; i+1 < len(change); i += 2 {
		form.Set(change[i], change[i+1])
	}
	return []byte(form.Encode())
}

// eventBody is an event around which Slack says whose it is.
func (o *office) eventBody(id string, inner object, change object) []byte {
	e := object{
		"type": "event_callback", "team_id": o.server.TeamID, "api_app_id": o.server.AppID, "event_id": id, "event": inner,
		"event_time": time.Now().Unix(),
	}
	for name, v := range change {
		e[name] = v
	}
	return raw(e)
}

// message is a direct message of Anna's.
func (o *office) message(text string) object {
	return object{
		"type": "message", "channel": o.anna.DM(), "channel_type": "im", "user": o.anna.ID, "text": text, "ts": "1700000000.000100",
		"event_ts": "1700000000.000100",
	}
}

// decode reads an interaction out of a form.
func decode(t *testing.T, form string, into any) {
	t.Helper()
	text, err := url.QueryUnescape(form)
	if err == nil {
		err = json.Unmarshal([]byte(text), into)
	}
	if err != nil {
		t.Fatal(err)
	}
}
