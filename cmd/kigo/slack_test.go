package main

import (
	"context"
	"encoding/pem"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/adapters/slack"
	"kigo/adapters/slack/slacktest"
)

const signingSecret = "8f742231b10e8888abcd99eeefff85a5"

// workspace is a Slack workspace with the app that `kigo slack manifest` describes, and an
// operator who has the tokens.
type workspace struct {
	operator
	*slacktest.Server
	ctx   context.Context
	crowd []*slacktest.Member
}

// installSlack installs the app in a workspace; flags are those of `kigo slack manifest`.
func installSlack(t *testing.T, flags []string, options ...slacktest.Option) (operator, *slacktest.Server) {
	t.Helper()
	o := operator{t, t.TempDir(), map[string]string{"KIGO_LISTEN": openPort(t), "KIGO_SECRET": secret, "KIGO_EMBEDDED_OK": "1"}}
	manifest := o.does(0, append([]string{"slack", "manifest"}, flags...)...)
	options = append(options, slacktest.WithManifest(slacktest.LoadManifest(t, []byte(manifest))), slacktest.WithSigningSecret(signingSecret))
	s := slacktest.Start(t, options...)
	o.env["KIGO_SLACK_API_URL"], o.env["KIGO_SLACK_BOT_TOKEN"] = s.APIURL(), s.BotToken()
	return o, s
}

// newWorkspace installs the app among many people.
func newWorkspace(t *testing.T, flags ...string) *workspace {
	t.Helper()
	o, s := installSlack(t, flags)
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	t.Cleanup(cancel)
	crowd := s.AddMembers(30, func(i int) slacktest.Person {
		return slacktest.Person{Name: fmt.Sprintf("crowd%d", i), Locale: "de-DE"}
	})
	return &workspace{o, s, ctx, crowd}
}

// serve starts kigo; it ends with the test at the latest.
func (w *workspace) serve() *daemon {
	w.t.Helper()
	d, err := startDaemon(w.command("serve"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(d.kill)
	return d
}

func (w *workspace) staff(name string) *slacktest.Member {
	return w.AddMember(slacktest.Person{Name: name, RealName: strings.ToUpper(name[:1]) + name[1:], Email: name + "@kiel.example", Locale: "de-DE"})
}

// asks types a line in the direct chat with kigo and waits for its answer.
func (w *workspace) asks(m *slacktest.Member, line, words string) slacktest.Message {
	w.t.Helper()
	before := map[string]bool{}
	for _, old := range append(m.Messages(m.DM()), m.Ephemerals(m.DM())...) {
		before[old.TS] = true
	}
	if err := m.Slash(m.DM(), line); err != nil {
		w.t.Fatalf("%s: %v", line, err)
	}
	got, err := m.Wait(w.ctx, m.DM(), func(msg slacktest.Message) bool {
		return msg.User == w.BotUserID && !before[msg.TS] && strings.Contains(msg.Shown(), words)
	})
	if err != nil {
		w.t.Fatalf("%s: %v", line, err)
	}
	return got
}

// stopsAmidCommands lets many people type at once and stops kigo as soon as Slack knows
// that all of them were heard: each has an answer when the process has ended.
func (w *workspace) stopsAmidCommands(d *daemon) {
	w.t.Helper()
	if err := w.Wait(w.ctx, func() bool { return w.Count("users.list") > 0 }); err != nil {
		w.t.Fatalf("kigo does not read who there is: %v\n%s", err, d.errOut)
	}
	var typing sync.WaitGroup
	for _, m := range w.crowd {
		typing.Go(func() {
			if err := m.Slash(m.DM(), "/kigo termine"); err != nil {
				w.t.Error(err)
			}
		})
	}
	typing.Wait()
	if err := d.stop(); err != nil {
		w.t.Error(err)
	}
	for _, m := range w.crowd {
		if n := len(m.Ephemerals(m.DM())) + len(m.Messages(m.DM())); n != 1 {
			w.t.Errorf("%s has %d answers", m.ID, n)
		}
	}
	if n := w.Connections(); n != 0 {
		w.t.Errorf("%d connections are left", n)
	}
	if c := w.Complaints(); len(c) > 0 {
		w.t.Errorf("Slack complains: %q", c)
	}
}

func TestSlackInSocketMode(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	bert := w.staff("bert")
	w.env["KIGO_SLACK_APP_TOKEN"], w.env["KIGO_ADMINS"] = w.AppToken(), "bert@kiel.example"
	d := w.serve()
	if err := w.WaitConnections(w.ctx, 1); err != nil {
		t.Fatalf("%v\n%s", err, d.errOut)
	}
	w.asks(bert, "/kigo hilfe", "/kigo anmelden")
	w.asks(bert, "/kigo rechte", "Bert") // by the address in KIGO_ADMINS
	if body, code, err := get(d.url + "/metrics"); err != nil || code != http.StatusOK || !strings.Contains(body, `kigo_chat_connected{platform="slack"} 1`) {
		t.Errorf("/metrics answers %d, %v\n%s", code, err, body)
	}
	w.reads(w.does(0, "export", "person", "bert@kiel.example"), `"direct channels": {`, `"slack": "`+bert.DM()+`"`)
	if _, code, err := get(d.url + "/slack/events"); err != nil || code != http.StatusNotFound {
		t.Errorf("in Socket Mode /slack/events answers %d, %v", code, err)
	}
	w.reads(w.does(0, "doctor"), `ok    Slack workspace: kigo is @kigo in "kigo"`, "ok    Slack clock", "ok    Slack scopes: kigo has all 13",
		"ok    Slack socket: Slack speaks to kigo in Socket Mode; 1 more connected, so a kigo serves", "ok    Slack admins: @bert (bert@kiel.example)")
	w.stopsAmidCommands(d)
	w.reads(w.does(0, "doctor"), "no kigo is connected but this doctor")
	w.env["KIGO_SLACK_APP_TOKEN"] = "xapp-1-of-nobody"
	w.reads(w.does(1, "doctor"), "FAIL  Slack socket: Slack does not take KIGO_SLACK_APP_TOKEN")
	w.reads(w.does(1, "doctor", "--json"), `{"level":"FAIL","check":"Slack socket","text":"Slack does not take`)
}

// front is a reverse proxy with TLS before the kigo that listens at an address; cert is
// the file of its certificate.
func front(t *testing.T, listen string) (address, cert string) {
	t.Helper()
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: listen})
	proxy.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s := httptest.NewTLSServer(proxy)
	t.Cleanup(s.Close)
	cert = filepath.Join(t.TempDir(), "cert.pem")
	if err := os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return s.URL, cert
}

func TestSlackInHTTPMode(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, "--http", "https://kigo.example.org")
	bert := w.staff("bert")
	w.env["KIGO_SLACK_SIGNING_SECRET"] = signingSecret
	w.env["KIGO_PUBLIC_URL"], w.env["SSL_CERT_FILE"] = front(t, w.env["KIGO_LISTEN"])
	w.reads(w.does(1, "doctor"), "FAIL  Slack requests: what stands before kigo at https://127.0.0.1:", "does not reach it (502 Bad Gateway)  → start kigo serve, then run doctor again")
	d := w.serve()
	if err := w.UseRequestURLs(w.ctx, d.url); err != nil { // Slack verifies the address
		t.Fatal(err)
	}
	w.asks(bert, "/kigo hilfe", "/kigo anmelden")
	w.reads(w.does(0, "doctor"), "ok    Slack signing secret", "ok    Slack requests: kigo answers at https://127.0.0.1:")
	w.env["KIGO_SLACK_SIGNING_SECRET"] = strings.Repeat("f", 32)
	w.reads(w.does(1, "doctor"), "FAIL  Slack requests: the kigo at https://127.0.0.1:", "refuses doctor's signature", "→ copy the secret from Basic Information → App Credentials → Signing Secret")
	w.stopsAmidCommands(d)
}

// TestSlackManifests are taken by Slack's importer, and ask for what docs/slack.md says.
func TestSlackManifests(t *testing.T) {
	t.Parallel()
	o := operator{t, t.TempDir(), map[string]string{}}
	for _, flags := range [][]string{{}, {"--http", "https://kigo.example.org/chat/"}, {"--locale", "en"}} {
		m := slacktest.LoadManifest(t, []byte(o.does(0, append([]string{"slack", "manifest"}, flags...)...)))
		if http := len(flags) > 0 && flags[0] == "--http"; m.SocketMode() == http || (http && m.EventsURL() != "https://kigo.example.org/chat/slack/events") {
			t.Errorf("%v: %+v", flags, m.Settings)
		}
		if len(m.Scopes()) != len(slack.Scopes) {
			t.Errorf("%v: %v", flags, m.Scopes())
		}
	}
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "slack.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range slack.Scopes {
		if row := "| `" + s.Name + "` | " + s.Why + " |"; !strings.Contains(string(guide), row) {
			t.Errorf("docs/slack.md lacks %s", row)
		}
	}
}

// TestSlackTokenWithdrawn lets a kigo that runs say so, and doctor say what to do.
func TestSlackTokenWithdrawn(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	w.env["KIGO_SLACK_APP_TOKEN"] = w.AppToken()
	w.RevokeTokens("token_revoked")
	d := w.serve()
	for !strings.Contains(d.errOut.String(), "kigo doctor") {
		select {
		case <-d.ended:
			t.Fatalf("kigo ended:\n%s", d.errOut)
		case <-w.ctx.Done():
			t.Fatalf("it does not say so:\n%s", d.errOut)
		case <-time.After(10 * time.Millisecond):
		}
	}
	if body, _, err := get(d.url + "/metrics"); err != nil || !strings.Contains(body, `kigo_chat_connected{platform="slack"} 0`) {
		t.Errorf("/metrics: %v\n%s", err, body)
	}
	w.reads(w.does(1, "doctor"), "FAIL  Slack workspace: KIGO_SLACK_BOT_TOKEN was withdrawn")
	if err := d.stop(); err != nil {
		t.Error(err)
	}
	if strings.Contains(d.errOut.String(), w.BotToken()) || strings.Contains(d.errOut.String(), w.AppToken()) {
		t.Errorf("the log gives a token away:\n%s", d.errOut)
	}
}
