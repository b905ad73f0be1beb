package slacktest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// client brings requests to the app. It follows no redirects and keeps no connections.
var client = &http.Client{
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport:     &http.Transport{DisableKeepAlives: true},
}

// UseRequestURLs brings all requests to base, such as http://127.0.0.1:8080, instead of the
// host that the manifest names; paths stay. Slack checks the events' URL then, and so does
// this (url_verification).
func (s *Server) UseRequestURLs(ctx context.Context, base string) error {
	s.mu.Lock()
	s.base = strings.TrimSuffix(base, "/")
	s.mu.Unlock()
	if s.app.EventsURL() == "" {
		return nil
	}
	challenge := random(16)
	body, err := json.Marshal(object{"token": "verification-token", "challenge": challenge, "type": "url_verification"})
	if err != nil {
		return err
	}
	o := s.request(ctx, s.app.EventsURL(), "application/json", body, nil)
	if o.err != nil {
		return fmt.Errorf("url_verification: %w", o.err)
	}
	got := strings.TrimSpace(string(o.body))
	var answer struct {
		Challenge string `json:"challenge"`
	}
	if kind, _, _ := mime.ParseMediaType(o.kind); kind == "application/json" && json.Unmarshal(o.body, &answer) == nil {
		got = answer.Challenge
	}
	if got != challenge {
		return fmt.Errorf("url_verification: the answer is %.100q, want %q", got, challenge)
	}
	return nil
}

// Sign adds the headers of a signature of body at t.
func Sign(h http.Header, secret string, t time.Time, body []byte) {
	ts := strconv.FormatInt(t.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", ts, body) // a hash takes everything
	h.Set("X-Slack-Request-Timestamp", ts)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

// request posts to a URL of the manifest. The signature's time is the real one.
func (s *Server) request(ctx context.Context, address, kind string, body []byte, header http.Header) outcome {
	s.mu.Lock()
	base := s.base
	s.mu.Unlock()
	if u, err := url.Parse(address); err == nil && base != "" {
		address = base + u.RequestURI()
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return outcome{err: ErrDispatch, reason: "connection_failed"}
	}
	for name, v := range header {
		r.Header[name] = v
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	Sign(r.Header, s.config.signingSecret, time.Now(), body)
	resp, err := client.Do(r)
	if err != nil {
		return outcome{err: ErrDispatch, reason: "connection_failed"}
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	o := outcome{body: data, kind: resp.Header.Get("Content-Type"), noRetry: resp.Header.Get("X-Slack-No-Retry") == "1"}
	switch {
	case err != nil:
		o.err, o.reason = ErrDispatch, "connection_failed"
	case resp.StatusCode >= 500:
		o.err, o.reason = ErrService, "http_error"
	case resp.StatusCode >= 300:
		o.err, o.reason = ErrClient, "http_error"
	}
	return o
}

// post is an attempt in HTTP mode.
func (s *Server) post(ctx context.Context, d *delivery) outcome {
	kind, body, err := d.encode()
	if err != nil {
		return outcome{err: ErrDispatch, reason: "unknown_error"}
	}
	header := http.Header{}
	if d.attempt > 0 {
		header.Set("X-Slack-Retry-Num", strconv.Itoa(d.attempt))
		header.Set("X-Slack-Retry-Reason", d.reason)
	}
	return s.request(ctx, d.url, kind, body, header)
}

// encode is the delivery as the body of a request: events are JSON, commands a form,
// interactions a form with JSON in it.
func (d *delivery) encode() (kind string, body []byte, err error) {
	raw, err := json.Marshal(d.payload)
	switch d.kind {
	case "events_api":
		return "application/json", raw, err
	case "slash_commands":
		form := url.Values{}
		for name, v := range d.payload {
			form.Set(name, fmt.Sprint(v))
		}
		return "application/x-www-form-urlencoded", []byte(form.Encode()), nil
	}
	return "application/x-www-form-urlencoded", []byte(url.Values{"payload": {string(raw)}}.Encode()), err
}
