package slacktest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"kigo/adapters/slack/slacktest"
)

// app is a small app on slack-go. Each function may be nil; what it returns is the
// acknowledgement's payload.
type app struct {
	command     func(slack.SlashCommand) any
	interaction func(slack.InteractionCallback) any
	event       func(slackevents.EventsAPIEvent, socketmode.Request)
	silent      bool // acknowledges nothing
}

func ctx(t *testing.T) context.Context {
	t.Helper()
	c, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return c
}

// connect runs a in Socket Mode until the test ends.
func connect(t *testing.T, s *slacktest.Server, a app, options ...socketmode.Option) *socketmode.Client {
	t.Helper()
	c := socketmode.New(s.Client(), options...)
	life, cancel := context.WithCancel(context.Background())
	done := make(chan struct{}, 2)
	go func() { _ = c.RunContext(life); done <- struct{}{} }()
	go func() {
		defer func() { done <- struct{}{} }()
		for {
			select {
			case e := <-c.Events:
				a.serve(life, c, e)
			case <-life.Done():
				return
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-done; <-done })
	return c
}

func (a app) serve(ctx context.Context, c *socketmode.Client, e socketmode.Event) {
	var payload any
	switch data := e.Data.(type) {
	case slack.SlashCommand:
		if a.command != nil {
			payload = a.command(data)
		}
	case slack.InteractionCallback:
		if a.interaction != nil {
			payload = a.interaction(data)
		}
	case slackevents.EventsAPIEvent:
		if a.event != nil {
			a.event(data, *e.Request)
		}
	default:
		return
	}
	if !a.silent {
		_ = c.AckCtx(ctx, e.Request.EnvelopeID, payload)
	}
}

// serveHTTP runs a in HTTP mode and tells the workspace where.
func serveHTTP(t *testing.T, s *slacktest.Server, a app) *httptest.Server {
	t.Helper()
	reply := func(w http.ResponseWriter, payload any) {
		if a.silent {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		if payload != nil {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(payload)
		}
	}
	signed := func(f func(http.ResponseWriter, *http.Request, []byte)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			v, err := slack.NewSecretsVerifier(r.Header, s.SigningSecret())
			if err == nil {
				_, _ = v.Write(body)
				err = v.Ensure()
			}
			if err != nil {
				t.Errorf("signature: %v", err)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			f(w, r, body)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/commands", signed(func(w http.ResponseWriter, r *http.Request, _ []byte) {
		cmd, err := slack.SlashCommandParse(r)
		if err != nil {
			t.Error(err)
		}
		var payload any
		if a.command != nil {
			payload = a.command(cmd)
		}
		reply(w, payload)
	}))
	mux.HandleFunc("POST /slack/interactions", signed(func(w http.ResponseWriter, r *http.Request, _ []byte) {
		ic, err := slack.InteractionCallbackParse(r)
		if err != nil {
			t.Error(err)
		}
		var payload any
		if a.interaction != nil {
			payload = a.interaction(ic)
		}
		reply(w, payload)
	}))
	mux.HandleFunc("POST /slack/events", signed(func(w http.ResponseWriter, r *http.Request, body []byte) {
		e, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken())
		if err != nil {
			t.Error(err)
		}
		if v, ok := e.Data.(*slackevents.EventsAPIURLVerificationEvent); ok {
			_, _ = io.WriteString(w, v.Challenge)
			return
		}
		num := r.Header.Get("X-Slack-Retry-Num")
		if a.event != nil {
			a.event(e, socketmode.Request{RetryAttempt: len(num) * int(append([]byte(num), '0')[0]-'0'), RetryReason: r.Header.Get("X-Slack-Retry-Reason")})
		}
		reply(w, nil)
	}))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	if err := s.UseRequestURLs(ctx(t), server.URL); err != nil {
		t.Fatal(err)
	}
	return server
}

// code is the error that Slack answered with; "" is none.
func code(err error) string {
	var answer slack.SlackErrorResponse
	var limited *slack.RateLimitedError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &answer):
		return answer.Err
	case errors.As(err, &limited):
		return "ratelimited"
	}
	return err.Error()
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func text(s string) slack.MsgOption { return slack.MsgOptionText(s, false) }
