package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// TestMattermostPace measures how long somebody waits from what they do until their app shows
// the answer, in turn with a bare responder: a program that knows no store and answers the
// same command or click at once, in the way that kigo has to answer there. See
// docs/performance.md; KIGO_LONG=1 measures 300 rounds.
func TestMattermostPace(t *testing.T) {
	t.Parallel()
	for name, open := range squares(t) {
		t.Run(name, func(t *testing.T) {
			rounds := 3
			if long() {
				rounds = 300
			}
			p := &pacing{square: open(t), took: map[string][]time.Duration{}}
			p.start()
			p.publish("Forum", "120")
			p.bert = p.cast("bert", "de")
			p.bert.types("hilfe") // from now on without the first notice
			p.bert.isAnswered("/kigo anmelden")
			p.bare()
			for n := range rounds {
				p.round(n)
			}
			p.tell()
			p.stop()
		})
	}
}

// pacing holds what was measured.
type pacing struct {
	*square
	bert   *player
	button sight // of the bare responder
	took   map[string][]time.Duration
}

// bareText is what the bare responder says.
const bareText = "Platz sicher: nirgends"

// bare starts the bare responder and gives it a command and a button.
func (p *pacing) bare() {
	p.t.Helper()
	bot, direct := p.asBot(), p.bert.login.(*townsman).direct()
	answer := func(w http.ResponseWriter, text string) {
		body := "{}"
		if p.names {
			body = text
		} else if _, _, err := bot.CreatePost(p.t.Context(), &model.Post{ChannelId: direct, Message: bareText}); err != nil {
			p.t.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(body))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/command", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, fmt.Sprintf(`{"response_type":"ephemeral","text":%q,"username":"kigo"}`, bareText))
	})
	mux.HandleFunc("/action", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, fmt.Sprintf(`{"ephemeral_text":%q}`, bareText))
	})
	responder := httptest.NewServer(mux)
	p.t.Cleanup(responder.Close)
	_, _, err := p.admin.CreateCommand(p.t.Context(), &model.Command{TeamId: p.teamID, Trigger: "bare", Method: model.CommandMethodPost, URL: responder.URL + "/command"})
	p.fine(err)
	post := &model.Post{ChannelId: p.plaza, Message: "Knopf"}
	post.AddProp(model.PostPropsAttachments, []*model.MessageAttachment{{Actions: []*model.PostAction{{
		Id: "bare", Type: model.PostActionTypeButton, Name: "Knopf", Integration: &model.PostActionIntegration{URL: responder.URL + "/action"},
	}}}})
	_, _, err = bot.CreatePost(p.t.Context(), post)
	p.fine(err)
	p.button = p.bert.sees(func(s sight) bool { return !s.private }, "^Knopf")
}

// The things that are measured, with what to compare them with.
const (
	bareCommand = "bare responder: command"
	bareClick   = "bare responder: click"
	reading     = "command that reads (platz)"
	signingUp   = "command that writes (anmelden)"
	asking      = "click that asks (Abmelden)"
	signingOff  = "click that writes (Ja, abmelden)"
	writing     = "direct message that reads (platz)"
)

// round does each of them once; who comes first changes.
func (p *pacing) round(n int) {
	bert := p.bert
	ours := func() {
		p.measure(reading, func() { bert.types("platz") }, "^Du bist zurzeit nirgends angemeldet")
		place := p.measure(signingUp, func() { bert.types("anmelden forum") }, "^Platz sicher: Forum")
		sure := p.measure(asking, func() { bert.press(place, "Abmelden") }, "^Möchtest du dich wirklich")
		p.measure(signingOff, func() { bert.press(sure, "Ja, abmelden") }, "^Du bist von Forum abgemeldet")
		p.measure(writing, func() { bert.tells("platz") }, "^Du bist zurzeit nirgends angemeldet")
	}
	theirs := func() {
		p.measure(bareCommand, func() {
			ctx, cancel := p.limit()
			defer cancel()
			p.fine(bert.slash(ctx, "/bare"))
		}, "^"+bareText)
		p.measure(bareClick, func() { bert.press(p.button, "Knopf") }, "^"+bareText)
	}
	if n%2 == 0 {
		ours()
		theirs()
	} else {
		theirs()
		ours()
	}
}

// measure does something and waits for what it is answered with.
func (p *pacing) measure(what string, do func(), answer string) sight {
	p.t.Helper()
	done := make(chan struct{})
	start := time.Now()
	go func() {
		defer close(done)
		do()
	}()
	s := p.bert.reads(answer)
	p.took[what] = append(p.took[what], time.Since(start))
	<-done
	return s
}

// tell logs the figures.
func (p *pacing) tell() {
	p.t.Helper()
	for _, row := range []struct{ what, bare string }{
		{bareCommand, bareCommand}, {reading, bareCommand}, {signingUp, bareCommand},
		{bareClick, bareClick}, {asking, bareClick}, {signingOff, bareClick}, {writing, bareCommand},
	} {
		p50, p99 := figures(p.took[row.what])
		base, _ := figures(p.took[row.bare])
		p.t.Logf("%-34s p50 %6.1f ms   p99 %6.1f ms   ratio %.1f   (%d)", row.what, p50, p99, p50/base, len(p.took[row.what]))
	}
}
