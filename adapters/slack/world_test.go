package slack_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/adapters/slack"
	"kigo/adapters/slack/slacktest"
	"kigo/adapters/slack/slacktest/manifest"
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

type answerer = func(context.Context, chat.Event, func(context.Context, chat.Reply) error) bool

// mode is a way in.
type mode string

const (
	socketMode mode = "Socket Mode"
	httpMode   mode = "HTTP"
)

var modes = []mode{socketMode, httpMode}

// bothModes runs a test in both modes.
func bothModes(t *testing.T, test func(*testing.T, mode)) {
	t.Helper()
	t.Parallel()
	for _, m := range modes {
		t.Run(string(m), func(t *testing.T) {
			t.Parallel()
			test(t, m)
		})
	}
}

// world is an emulated workspace with kigo in it.
type world struct {
	*testing.T
	mode    mode
	tune    func(*slack.Adapter)
	server  *slacktest.Server
	adapter *slack.Adapter
	config  slack.Config
	relay   *relay
	log     *logged
	stop    func()

	refusals int               // that the test has asked for
	excuses  func(string) bool // complaints that it expects
}

// setting is how a world differs.
type setting struct {
	server []slacktest.Option
	config func(*slack.Config)
	before func(*world)         // the adapter starts
	tune   func(*slack.Adapter) // before it runs
}

// quick is time for tests that are not about it.
const quick = 1000

// newWorld connects the adapter. A nil answer never answers.
func newWorld(t *testing.T, m mode, answer answerer, s setting) *world {
	t.Helper()
	if answer == nil {
		answer = func(context.Context, chat.Event, func(context.Context, chat.Reply) error) bool { return true }
	}
	const plenty = 1000 // messages that a channel takes at once
	options := append([]slacktest.Option{slacktest.WithManifest(appManifest(t, m)), slacktest.WithPostBurst(plenty)}, s.server...)
	w := &world{T: t, mode: m, tune: s.tune, server: slacktest.Start(t, options...), log: &logged{}}
	w.relay = newRelay(w.server.SigningSecret())
	w.config = slack.Config{
		BotToken: w.server.BotToken(), APIURL: w.server.APIURL(), Answer: answer, Lease: time.Second, Printer: printer(t),
		Directs: &directs{}, Menus: &menus{}, Rates: slack.DefaultRates.Scaled(quick), Now: w.server.Clock().Now,
		Log: slog.New(slog.NewTextHandler(w.log, nil)), Transport: w.relay,
	}
	if m == socketMode {
		w.config.AppToken = w.server.AppToken()
	} else {
		w.config.SigningSecret = w.server.SigningSecret()
	}
	if s.config != nil {
		s.config(&w.config)
	}
	if s.before != nil {
		s.before(w)
	}
	t.Cleanup(func() {
		w.relay.close()
		w.spotless()
	})
	w.start()
	t.Cleanup(func() { w.stop() })
	return w
}

// spotless says what Slack took amiss.
func (w *world) spotless() {
	w.Helper()
	for _, c := range w.server.Complaints() {
		if w.excuses == nil || !w.excuses(c) {
			w.Errorf("Slack complains: %s", c)
		}
	}
	if refused := w.server.Refusals(); len(refused) > w.refusals {
		w.Errorf("Slack was asked too often: %+v", refused)
	}
	if text := w.log.String(); strings.Contains(text, "panic") && !strings.Contains(text, "Geheimnis") {
		w.Errorf("panic: %s", text)
	}
}

// appManifest is the app that "kigo slack manifest" describes.
func appManifest(t testing.TB, m mode) *manifest.Manifest {
	t.Helper()
	address := ""
	if m == httpMode {
		address = "https://kigo.example"
	}
	var b bytes.Buffer
	if err := slack.Manifest(&b, printer(t)("de"), []string{"hilfe", "termine", "anmelden"}, address); err != nil {
		t.Fatal(err)
	}
	return slacktest.LoadManifest(t, b.Bytes())
}

// start runs the adapter until stop.
func (w *world) start() {
	w.Helper()
	w.adapter = slack.New(w.config)
	if w.tune != nil {
		w.tune(w.adapter)
	}
	end := w.run(w.adapter)
	if w.mode == socketMode {
		w.stop = sync.OnceFunc(end)
		w.until("connected", func() bool { return w.adapter.State().Connected })
		return
	}
	web := httptest.NewServer(w.relay.listens(w.adapter.Routes()))
	w.stop = sync.OnceFunc(func() {
		web.Close()
		end()
	})
	if err := w.server.UseRequestURLs(w.patience(), web.URL); err != nil {
		w.Fatal(err)
	}
}

// run lets an adapter listen until end is called.
func (w *world) run(a *slack.Adapter) (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.Run(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// patience ends long after anything that comes.
func (w *world) patience() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	w.T.Cleanup(cancel)
	return ctx
}

// until asks until it holds.
func (w *world) until(what string, holds func() bool) {
	w.Helper()
	for ctx := w.patience(); !holds(); {
		if ctx.Err() != nil {
			w.Fatalf("waited in vain: %s\n%s", what, w.log)
		}
		<-time.After(2 * time.Millisecond) // kigo does not tell
	}
}

// signedRequest is a request as Slack signs it.
func signedRequest(secret, path, kind string, body []byte) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	slacktest.Sign(r.Header, secret, time.Now(), body)
	return r
}

var berlin = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
})

func printer(t testing.TB) func(string) i18n.Printer {
	t.Helper()
	catalogue, err := i18n.New(berlin())
	if err != nil {
		t.Fatal(err)
	}
	return func(locale string) i18n.Printer { return catalogue.Printer(i18n.Match(locale, "de")) }
}

// directs and menus are in memory, as the store would keep them.
type directs struct{ all sync.Map }

func (d *directs) Channel(_ context.Context, _, user string) (string, error) {
	c, _ := d.all.Load(user)
	s, _ := c.(string)
	return s, nil
}

func (d *directs) SetChannel(_ context.Context, _, user, channel string) error {
	d.all.Store(user, channel)
	return nil
}

type menus struct{ all sync.Map }

func (m *menus) KeepMenu(_ context.Context, id string, options []chat.Option) error {
	m.all.Store(id, options)
	return nil
}

func (m *menus) Menu(_ context.Context, id string) ([]chat.Option, error) {
	o, _ := m.all.Load(id)
	options, _ := o.([]chat.Option)
	return options, nil
}

// logged is a log to look into.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if os.Getenv("KIGO_TEST_LOG") != "" {
		_, _ = io.Copy(os.Stderr, bytes.NewReader(p))
	}
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
