package slack

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"time"

	api "github.com/slack-go/slack"
)

// maxBody is the largest request that is read, in bytes.
const maxBody = 1 << 20

// helloTime is how long a request may wait for kigo to learn who it is, after the start.
const helloTime = 2 * time.Second

// Routes serves Slack's requests in HTTP mode.
func (a *Adapter) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/commands", a.signed(a.serveCommand))
	mux.HandleFunc("POST /slack/interactions", a.signed(a.serveInteraction))
	mux.HandleFunc("POST /slack/events", a.signed(a.serveEvent))
	return mux
}

// signed lets through what Slack has signed within the last five minutes.
func (a *Adapter) signed(next func(http.ResponseWriter, *http.Request, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		v, err := api.NewSecretsVerifier(r.Header, a.SigningSecret)
		if err == nil {
			_, _ = v.Write(body) // a hash takes everything
			err = v.Ensure()
		}
		if err != nil {
			a.refused(r.URL.Path, err)
			http.Error(w, "not signed by Slack", http.StatusUnauthorized)
			return
		}
		next(w, r, body)
	}
}

func (a *Adapter) serveCommand(w http.ResponseWriter, r *http.Request, body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, "no form", http.StatusBadRequest)
		return
	}
	payload, err := json.Marshal(command{
		Team: form.Get("team_id"), App: form.Get("api_app_id"), User: form.Get("user_id"), Channel: form.Get("channel_id"),
		Text: form.Get("text"), Hook: form.Get("response_url"), Trigger: form.Get("trigger_id"),
	})
	if err != nil {
		http.Error(w, "no text", http.StatusBadRequest)
		return
	}
	a.serve(w, r, commands, payload)
}

func (a *Adapter) serveInteraction(w http.ResponseWriter, r *http.Request, body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil || !json.Valid([]byte(form.Get("payload"))) {
		http.Error(w, "no interaction", http.StatusBadRequest)
		return
	}
	a.serve(w, r, interactions, []byte(form.Get("payload")))
}

func (a *Adapter) serveEvent(w http.ResponseWriter, r *http.Request, body []byte) {
	var e envelope
	if json.Unmarshal(body, &e) != nil {
		http.Error(w, "no event", http.StatusBadRequest)
		return
	}
	if e.Type == "url_verification" {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, e.Challenge)
		return
	}
	a.serve(w, r, eventsAPI, body)
}

// serve takes a request on and acknowledges it.
func (a *Adapter) serve(w http.ResponseWriter, r *http.Request, kind string, payload []byte) {
	if !a.begin() {
		http.Error(w, "kigo stops", http.StatusServiceUnavailable)
		return
	}
	defer a.waiting.Done()
	ctx, cancel := context.WithTimeout(r.Context(), helloTime)
	defer cancel()
	h := a.hear(ctx, kind, payload, r.Header.Get("X-Slack-Retry-Num") != "")
	if !h.taken {
		http.Error(w, "not now", http.StatusServiceUnavailable)
		return
	}
	answer := h.acknowledgement()
	if answer == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	b, err := json.Marshal(answer)
	if err != nil {
		a.Log.Error("acknowledged without the answer", "platform", Platform, "error", err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b)
}
