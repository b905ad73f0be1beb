package setup

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"kigo/adapters/slack"
	"kigo/adapters/slack/slacktest"
	"kigo/bot/i18n"
)

// names is a Resolver that knows these.
type names map[string]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	list, ok := n[host]
	if !ok {
		return nil, errors.New("no such host")
	}
	var all []netip.Addr
	for _, s := range strings.Fields(list) {
		all = append(all, netip.MustParseAddr(s))
	}
	return all, nil
}

var dns = names{"kigo.stadt.example": "10.1.2.3 fd00::7", "both.example": "93.184.216.34 10.9.9.9", "localhost": "127.0.0.1 ::1"}

// manifest is kigo's own, as `kigo slack manifest` prints it; address is that of HTTP mode.
func manifest(t *testing.T, address string) slacktest.Option {
	t.Helper()
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := slack.Manifest(&b, catalogue.Printer("de"), []string{"termine", "hilfe"}, address); err != nil {
		t.Fatal(err)
	}
	return slacktest.WithManifest(slacktest.LoadManifest(t, b.Bytes()))
}

// bench is a workspace, and a connection to it where all is well.
type bench struct {
	*slacktest.Server
	t *testing.T
	c Connection
}

// inSocketMode opens a bench with kigo's app in Socket Mode.
func inSocketMode(t *testing.T, options ...slacktest.Option) *bench {
	t.Helper()
	s := slacktest.Start(t, append([]slacktest.Option{manifest(t, "")}, options...)...)
	return &bench{s, t, Connection{
		APIURL: s.APIURL(), BotToken: s.BotToken(), AppToken: s.AppToken(), DNS: dns,
		People: People{Trust: []string{"slack"}, Others: true},
	}}
}

const signingSecret = "8f742231b10e8888abcd99eeefff85a5"

// inHTTPMode opens a bench with kigo's app in HTTP mode, and a kigo that answers.
func inHTTPMode(t *testing.T) *bench {
	t.Helper()
	s := slacktest.Start(t, manifest(t, "https://kigo.example"), slacktest.WithSigningSecret(signingSecret))
	return &bench{s, t, Connection{
		APIURL: s.APIURL(), BotToken: s.BotToken(), SigningSecret: signingSecret, PublicURL: serveKigo(t, signingSecret), DNS: dns,
		People: People{Trust: []string{"slack"}, Others: true},
	}}
}

// serveKigo is the address of a kigo that serves requests with that secret.
func serveKigo(t *testing.T, secret string) string {
	t.Helper()
	kigo := slack.New(slack.Config{SigningSecret: secret, Log: slog.New(slog.DiscardHandler)})
	return answering(t, kigo.Routes().ServeHTTP)
}

func answering(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// late puts a proxy before the workspace whose clock is off.
func (b *bench) late(by time.Duration) {
	target, err := url.Parse(b.URL())
	if err != nil {
		b.t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = func(r *http.Response) error {
		r.Header.Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat))
		return nil
	}
	b.c.APIURL = answering(b.t, proxy.ServeHTTP) + "/api"
}

// examine is everything that doctor says.
func (b *bench) examine() string {
	b.t.Helper()
	var lines []string
	for _, check := range []func(context.Context) []Finding{
		b.c.CheckWorkspace, b.c.CheckScopes, b.c.CheckSocket, b.c.CheckSecret, b.c.CheckRequests, b.c.CheckPeople,
	} {
		for _, f := range check(b.t.Context()) {
			if (f.Cure != "") != (f.Level == Fail || f.Level == Warn) {
				b.t.Errorf("%s: %s: the cure is %q", f.Level, f.Text, f.Cure)
			}
			lines = append(lines, string(f.Level)+" "+f.Name+": "+f.Text+" → "+f.Cure)
		}
	}
	text := strings.Join(lines, "\n")
	for _, secret := range []string{b.c.BotToken, b.c.AppToken, b.c.SigningSecret} {
		if secret != "" && strings.Contains(text, secret) {
			b.t.Errorf("it gives a secret away:\n%s", text)
		}
	}
	return text
}

// says fails the test unless a text holds all of these.
func says(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("it does not say %q:\n%s", w, text)
		}
	}
}

// silent fails the test if a text holds one of these.
func silent(t *testing.T, text string, unwanted ...string) {
	t.Helper()
	for _, u := range unwanted {
		if strings.Contains(text, u) {
			t.Errorf("it says %q:\n%s", u, text)
		}
	}
}
