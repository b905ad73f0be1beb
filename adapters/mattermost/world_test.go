package mattermost_test

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost"
	"kigo/adapters/mattermost/mattermosttest"
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

const secret = "0123456789abcdef0123456789abcdef"

type answerer = func(context.Context, chat.Event, func(context.Context, chat.Reply) error) bool

// world is an emulated server, with the adapter connected to it.
type world struct {
	*testing.T
	server  *mattermosttest.Server
	bot     mattermosttest.Bot
	adapter *mattermost.Adapter
	web     *httptest.Server
	cursor  *cursor
	config  mattermost.Config
	stop    func()
}

// cursor is a mattermost.Cursor in memory, as the store would keep it.
type cursor struct {
	mu sync.Mutex
	at time.Time
}

func (c *cursor) Load(context.Context, string) (time.Time, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at, !c.at.IsZero(), nil
}

func (c *cursor) Save(_ context.Context, _ string, t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.at) {
		c.at = t
	}
	return nil
}

// newWorld connects the adapter. A nil answer never answers.
func newWorld(t *testing.T, answer answerer, allow func(*mattermosttest.Settings), prepare ...func(*world)) *world {
	t.Helper()
	set := func(s *mattermosttest.Settings) {
		mattermosttest.LoopbackAllowed(s)
		if allow != nil {
			allow(s)
		}
	}
	if answer == nil {
		answer = func(context.Context, chat.Event, func(context.Context, chat.Reply) error) bool { return true }
	}
	w := &world{T: t, server: mattermosttest.Start(t, mattermosttest.With(set)), cursor: &cursor{}}
	w.bot = w.server.Bot("kigo")
	for _, p := range prepare {
		p(w)
	}
	w.web = httptest.NewUnstartedServer(nil)
	w.config = mattermost.Config{
		URL: w.server.URL, Token: w.bot.Token, Team: w.server.Team().Name, PublicURL: "http://" + w.web.Listener.Addr().String(), Secret: []byte(secret),
		CommandToken: w.server.Command("kigo", "http://"+w.web.Listener.Addr().String()+"/mattermost/command").Token,
		Allow:        []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Answer:       answer, Lease: time.Second, Printer: printer(t), Cursor: w.cursor, Now: time.Now,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	w.start()
	t.Cleanup(func() { w.stop() })
	return w
}

// start runs the adapter until stop.
func (w *world) start() {
	w.adapter = mattermost.New(w.config)
	w.web.Config.Handler = w.adapter.Routes()
	w.web.Start()
	end := w.run(w.adapter)
	w.stop = sync.OnceFunc(func() {
		w.web.Close()
		end()
	})
}

// run lets an adapter listen until end is called.
func (w *world) run(a *mattermost.Adapter) (end func()) {
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

// shown are kigo's messages in the direct chat with user, each with all of its posts.
func (w *world) shown(user string) []string {
	w.Helper()
	var all []string
	var pages []string
	for _, p := range w.server.Posts(w.server.Direct(w.bot.ID, user).Id) {
		if p.UserId != w.bot.ID {
			continue
		}
		text := looks(words(p))
		for _, b := range append(buttons(p, model.PostActionTypeButton), buttons(p, model.PostActionTypeSelect)...) {
			text += "\n" + b.Name
			for _, o := range b.Options {
				text += "\n" + o.Text
			}
		}
		for _, f := range p.Metadata.Files {
			text += "\n" + f.Name
		}
		pages = append(pages, text)
		if key, _ := p.GetProp("kigo_key").(string); strings.Contains(key, "/") {
			continue // more of it follows
		}
		all = append(all, strings.Join(pages, "\n"))
		pages = nil
	}
	return all
}

// looks is Markdown as it is read, without what has no width.
func looks(markdown string) string {
	var lines []string
	for _, part := range strings.Split(markdown, "\n\n") {
		lines = append(lines, chat.Markdown(part).String())
	}
	return strings.NewReplacer("\u200b", "", "\u2060", "", "\u00a0", " ").Replace(strings.Join(lines, "\n\n"))
}

func buttons(p *model.Post, kind string) (all []*model.PostAction) {
	for _, at := range p.Attachments() {
		for _, a := range at.Actions {
			if a.Type == kind {
				all = append(all, a)
			}
		}
	}
	return all
}
