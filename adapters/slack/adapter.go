// Package slack connects kigo to one Slack workspace. Commands, clicks and messages arrive
// over Socket Mode or over HTTP, with the same behaviour; kigo answers through Slack's web
// API as its bot.
//
// Where kigo is alone with somebody it looks whether a message got through before it repeats
// it (im:history). In the channels that it was added to it looks for its announcements only
// (channels:history, groups:history): if Slack does not say whether it took a public answer,
// that is said again.
package slack

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	api "github.com/slack-go/slack"

	"kigo/adapters/lanes"
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// Platform is its name in identities and in KIGO_ADMINS.
const Platform = "slack"

// APIURL is where Slack's web API is.
const APIURL = "https://slack.com/api/"

// Config is what an Adapter is made of.
type Config struct {
	BotToken      string
	AppToken      string // Socket Mode
	SigningSecret string // HTTP mode
	APIURL        string // APIURL if empty
	// Answer handles an event; see bot.Bot.
	Answer func(ctx context.Context, ev chat.Event, deliver func(context.Context, chat.Reply) error) (settled bool)
	// Lease is after how long an event that was not settled is handed to Answer again.
	Lease   time.Duration
	Printer func(locale string) i18n.Printer
	Directs Directs
	Menus   Menus
	// Reach are the accounts that kigo may have to write to; their direct channels are
	// opened ahead of need. nil opens none.
	Reach func(ctx context.Context) ([]string, error)
	Rates Rates // DefaultRates if zero
	Now   func() time.Time
	Log   *slog.Logger
	// Transport carries requests to Slack; nil is http.DefaultTransport.
	Transport http.RoundTripper
}

// Adapter is kigo in one workspace. It implements chat.Adapter and is safe for concurrent use.
type Adapter struct {
	Config
	api     *api.Client
	plain   *http.Client // for response_url
	pace    *pace
	people  *directory
	homes   *homes
	hooks   *hooks
	uploads *uploads
	books   *books
	state   *state
	work    *lanes.Lanes[job]
	notices *lanes.Lanes[excuse] // people who are told that kigo is busy
	shows   *lanes.Lanes[string] // people whose home page is to be shown

	patience time.Duration                    // of whoever sent a form
	settled  func(context.Context, time.Time) // returns once a form shows what it was acknowledged with then

	asking chan struct{} // holds one while somebody asks who kigo is
	self   atomic.Pointer[self]

	mu       sync.Mutex
	later    []job // to be handed in again
	stopping bool
	waiting  sync.WaitGroup // requests that are not acknowledged yet
}

// requestTimeout is how long one request may take. The outbox's lease is longer than
// twice as much.
const requestTimeout = 10 * time.Second

const (
	workers      = 32
	places       = 10_000 // events in work or waiting; the next is told that kigo is busy
	noticePlaces = 200    // people who are being told; who comes then is not acknowledged
	noticers     = 4
	publishers   = 4 // Slack takes 100 pages a minute; whoever waits for that holds up nobody else
)

// New makes an adapter. It does not speak to Slack yet.
func New(c Config) *Adapter {
	if c.APIURL == "" {
		c.APIURL = APIURL
	}
	if !strings.HasSuffix(c.APIURL, "/") {
		c.APIURL += "/"
	}
	if (c.Rates == Rates{}) {
		c.Rates = DefaultRates
	}
	web := &http.Client{Timeout: requestTimeout, Transport: c.Transport}
	pace := newPace(c.Rates)
	a := &Adapter{
		Config: c, plain: web, pace: pace, people: newDirectory(), homes: newHomes(pace.real(homePause)), hooks: newHooks(), uploads: newUploads(), books: newBooks(),
		state: &state{log: c.Log, socket: c.AppToken != ""}, asking: make(chan struct{}, 1), patience: viewPatience,
		settled: func(ctx context.Context, since time.Time) { _ = chat.Sleep(ctx, ackSettle-time.Since(since)) },
		api:     api.New(c.BotToken, api.OptionAPIURL(c.APIURL), api.OptionAppLevelToken(c.AppToken), api.OptionHTTPClient(web)),
	}
	a.work = lanes.New(workers, places, a.do)
	a.work.Late(latePatience, a.late)
	a.notices = lanes.New(noticers, noticePlaces, a.sayBusy)
	a.shows = lanes.New(publishers, places, a.publish)
	return a
}

// Platform implements chat.Adapter.
func (a *Adapter) Platform() string { return Platform }

// self is who kigo is in the workspace.
type self struct {
	user string // kigo's own user id
	bot  string // the id that its messages carry
	team string
	app  string // "" is not known
}

// wrote reports whether a message is kigo's own.
func (m self) wrote(message api.Message) bool {
	return (m.bot != "" && message.BotID == m.bot) || (m.user != "" && message.User == m.user)
}

// me asks Slack once who kigo is.
func (a *Adapter) me(ctx context.Context) (self, error) {
	if me := a.self.Load(); me != nil {
		return *me, nil
	}
	select {
	case a.asking <- struct{}{}:
		defer func() { <-a.asking }()
	case <-ctx.Done():
		return self{}, ctx.Err()
	}
	if me := a.self.Load(); me != nil {
		return *me, nil
	}
	me, err := a.greet(ctx)
	if err == nil {
		a.self.Store(&me)
	}
	return me, err
}

func (a *Adapter) greet(ctx context.Context) (me self, err error) {
	err = a.call(ctx, "auth.test", "", func() error {
		who, err := a.api.AuthTestContext(ctx)
		if err == nil {
			me = self{user: who.UserID, bot: who.BotID, team: who.TeamID}
		}
		return err
	})
	if err != nil {
		return self{}, err
	}
	if bot, err := a.api.GetBotInfoContext(ctx, api.GetBotInfoParameters{Bot: me.bot}); err == nil {
		me.app = bot.AppID
	}
	return me, nil
}

// Send implements chat.Adapter. A message that needs several posts is found by its last
// one; those before are not posted again.
func (a *Adapter) Send(ctx context.Context, channel string, m chat.Message, key string) (string, error) {
	ctx = bulk(ctx, sendPatience)
	ref, err := a.post(ctx, target{channel: channel, key: key, look: true, announces: true}, m)
	if err != nil && code(err) == "channel_not_found" && isDirect(channel) {
		if elsewhere, openErr := a.moved(ctx, channel); elsewhere || (openErr != nil && !errors.Is(openErr, chat.ErrGone)) {
			return "", &chat.RetryError{After: time.Second, Err: err}
		}
	}
	if err == nil {
		a.homes.stale(a.people.owner(channel))
	}
	return ref, err
}

// Find implements chat.Adapter.
func (a *Adapter) Find(ctx context.Context, channel, key string, since time.Time) (string, error) {
	known, err := a.known(bulk(ctx, sendPatience), target{channel: channel, key: key}, since)
	return known[key], err
}

// Edit implements chat.Adapter.
func (a *Adapter) Edit(ctx context.Context, channel, ref string, m chat.Message, key string) error {
	ctx = bulk(ctx, sendPatience)
	old, err := a.own(ctx, channel, ref)
	if err != nil {
		return err
	}
	if err := a.rewrite(ctx, target{channel: channel, key: key, look: true, announces: true}, pagesOf(old), m); err != nil {
		return err
	}
	a.homes.stale(a.people.owner(channel))
	return a.unshare(ctx, channel, old)
}

// Delete implements chat.Adapter.
func (a *Adapter) Delete(ctx context.Context, channel, ref string) error {
	ctx = bulk(ctx, sendPatience)
	old, err := a.own(ctx, channel, ref)
	if err != nil {
		return err
	}
	if err := a.unshare(ctx, channel, old); err != nil {
		return err
	}
	for _, ts := range pagesOf(old).others() {
		if err := a.remove(ctx, channel, ts); err != nil && !errors.Is(err, chat.ErrGone) {
			return err
		}
	}
	return a.remove(ctx, channel, ref)
}

func (a *Adapter) remove(ctx context.Context, channel, ts string) error {
	return a.call(ctx, "chat.delete", "", func() error {
		_, _, err := a.api.DeleteMessageContext(ctx, channel, ts)
		return err
	})
}
