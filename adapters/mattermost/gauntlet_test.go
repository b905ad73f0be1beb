package mattermost

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// Accounts, channels and posts of the gauntlet.
var (
	annaID, bertID, kigoID = strings.Repeat("a", 26), strings.Repeat("b", 26), strings.Repeat("k", 26)
	plazaID, directID      = strings.Repeat("p", 26), strings.Repeat("d", 26)
	postID, lureID         = strings.Repeat("o", 26), strings.Repeat("l", 26) // kigo's, and somebody else's
)

const commandToken = "tttttttttttttttttttttttttt"

// gauntlet is the adapter in front of a server that only answers what it is asked, at noon
// for ever, so that what was signed once stays good. It holds every event against what is
// genuine.
type gauntlet struct {
	routes http.Handler
	words  [2]*strings.Replacer // in JSON and in a form
	owner  map[string]string    // of triggers, by their id

	mu     sync.Mutex
	events []chat.Event
	log    bytes.Buffer
}

func newGauntlet(t testing.TB) *gauntlet {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	g := &gauntlet{owner: map[string]string{"trigger1": annaID, "trigger2": bertID}}
	secret := []byte("0123456789abcdef0123456789abcdef")
	g.routes = New(Config{
		URL: "http://mattermost.example", Token: "token", CommandToken: commandToken, PublicURL: "https://kigo.example", Secret: secret,
		Answer: g.answer, Printer: catalogue.Printer, Now: func() time.Time { return noon },
		Log: slog.New(slog.NewTextHandler(&g.log, nil)), Transport: server{base64.StdEncoding.EncodeToString(der)},
	}).Routes()
	s, later := newStamp(secret), noon.Add(time.Hour).Unix()
	g.speak(map[string]string{
		"$TOKEN": commandToken, "$BOT": "token", "$ANNA": annaID, "$BERT": bertID, "$KIGO": kigoID, "$NOBODY": strings.Repeat("n", 26),
		"$POST": postID, "$LURE": lureID, "$PLAZA": plazaID, "$DIRECT": directID,
		"$TRIGGER_ANNA": sign(t, key, "trigger1", annaID, noon), "$TRIGGER_BERT": sign(t, key, "trigger2", bertID, noon),
		"$TRIGGER_OLD": sign(t, key, "trigger3", annaID, noon.Add(-time.Hour)),
		"$TICKET_ALL":  s.seal(forAction, ticket{Line: "termine", Until: later}),
		"$TICKET_ANNA": s.seal(forAction, ticket{Line: "anmelden forum", User: annaID, Until: later}),
		"$TICKET_BERT": s.seal(forAction, ticket{Line: "anmelden", User: bertID, Until: later, Ephemeral: true}),
		"$TICKET_OLD":  s.seal(forAction, ticket{Line: "abmelden forum", User: annaID, Until: noon.Unix() - 1}),
		"$STATE_ANNA":  s.seal(forDialog, ticket{Line: "speichern anna", User: annaID, Until: later, Channel: plazaID}),
		"$STATE_BERT":  s.seal(forDialog, ticket{Line: "speichern bert", User: bertID, Until: later, Channel: directID}),
		"$STATE_ALL":   s.seal(forDialog, ticket{Line: "speichern alle", Until: later}), // kigo makes none such
		"$DOCTOR":      DoctorButton(secret, "", "nonce", noon.Add(time.Hour)).Context[ticketKey].(string),
		"$MAC":         s.reply("trigger1"), // stands in every post
	})
	return g
}

func (g *gauntlet) speak(words map[string]string) {
	var inJSON, inForm []string
	for _, word := range slices.Backward(slices.Sorted(maps.Keys(words))) { // the longer ones first
		inJSON = append(inJSON, word, words[word])
		inForm = append(inForm, word, url.QueryEscape(words[word]))
	}
	g.words = [2]*strings.Replacer{strings.NewReplacer(inJSON...), strings.NewReplacer(inForm...)}
}

func (g *gauntlet) answer(_ context.Context, ev chat.Event, _ func(context.Context, chat.Reply) error) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.events = append(g.events, ev)
	return true
}

// send lets a callback run the gauntlet, and returns what reached the bot.
func (g *gauntlet) send(t testing.TB, path string, form bool, body []byte) []chat.Event {
	t.Helper()
	words, kind := g.words[0], "application/json"
	if form {
		words, kind = g.words[1], "application/x-www-form-urlencoded"
	}
	said := words.Replace(string(body))
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(said))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	g.mu.Lock()
	g.events = nil
	g.log.Reset()
	g.mu.Unlock()
	g.routes.ServeHTTP(w, r)
	g.mu.Lock()
	defer g.mu.Unlock()
	if !known(w.Code) || strings.Contains(g.log.String(), "panic") || len(g.events) > 1 {
		t.Errorf("%s: %q: %d %s; %+v\n%s", path, said, w.Code, w.Body, g.events, &g.log)
	}
	for _, ev := range g.events {
		if w.Code != http.StatusOK || !g.authorised(ev, path, form, said) {
			t.Errorf("%s: %q: has become %+v", path, said, ev)
		}
	}
	return g.events
}

// authorised reports whether somebody who has what is genuine may have made this event.
func (g *gauntlet) authorised(ev chat.Event, path string, form bool, said string) bool {
	clicked := g.owner[ev.ID] == ev.User.ID && ev.User.ID != ""
	switch {
	case path == commandPath:
		values, err := url.ParseQuery(said)
		return err == nil && form && ev.Kind == chat.Command && clicked && values.Get("token") == commandToken
	case path == dialogPath:
		return ev.Kind == chat.FormSubmit && ev.ID == "" &&
			(ev.User.ID == annaID && ev.Line == "speichern anna" || ev.User.ID == bertID && ev.Line == "speichern bert")
	case ev.Kind != chat.Click || !clicked:
		return false
	}
	var in model.PostActionIntegrationRequest
	if err := json.NewDecoder(strings.NewReader(said)).Decode(&in); err != nil {
		return false
	}
	line := ev.Line // a choice is appended to whatever calls itself a select: its kind is not in the ticket
	if choice, ok := in.Context["selected_option"].(string); ok && in.Type == model.PostActionTypeSelect {
		line = strings.TrimSuffix(line, " "+choice)
	}
	switch line {
	case "termine":
		return in.PostId == postID
	case "anmelden forum":
		return ev.User.ID == annaID
	case "anmelden":
		return ev.User.ID == bertID
	}
	return false
}

// server answers what the adapter asks about accounts, posts and channels.
type server struct{ key string }

// RoundTrip implements http.RoundTripper.
func (s server) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := map[string]any{
		"/users/me": &model.User{Id: kigoID, Username: "kigo", Roles: "system_user", IsBot: true}, "/users/" + kigoID: &model.User{Id: kigoID, IsBot: true},
		"/users/" + annaID: &model.User{Id: annaID, Locale: "de"}, "/users/" + bertID: &model.User{Id: bertID, Locale: "en"},
		"/config/client": map[string]string{"AsymmetricSigningPublicKey": s.key}, "/roles/names": []*model.Role{},
		"/posts/" + postID: &model.Post{Id: postID, UserId: kigoID}, "/posts/" + lureID: &model.Post{Id: lureID, UserId: bertID},
		"/channels/" + plazaID:  &model.Channel{Id: plazaID, Type: model.ChannelTypeOpen},
		"/channels/" + directID: &model.Channel{Id: directID, Type: model.ChannelTypeDirect, Name: annaID + "__" + kigoID},
	}[strings.TrimPrefix(r.URL.Path, model.APIURLSuffix)]
	status := http.StatusOK
	if answer == nil {
		status, answer = http.StatusNotFound, model.NewAppError("", "api.context.404.app_error", nil, "", http.StatusNotFound)
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(asJSON(answer))), Request: r}, nil
}
