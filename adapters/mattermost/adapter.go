// Package mattermost connects kigo to a Mattermost server: slash commands, buttons and
// dialogs arrive over HTTP, direct messages and mentions over a WebSocket, and kigo
// answers through the API as its bot account.
//
// What was measured on a real server, and what follows from it, is in docs/mattermost-server.md.
package mattermost

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/lanes"
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// Platform is its name in identities and in KIGO_ADMINS.
const Platform = "mattermost"

// Where Mattermost reaches kigo, below the public address.
const (
	commandPath = "/mattermost/command"
	actionPath  = "/mattermost/action"
	dialogPath  = "/mattermost/dialog"
)

// Cursor remembers up to when posts have been answered, so that those that came while
// nobody listened are fetched afterwards.
type Cursor interface {
	// Load returns the stored time, or false if there is none yet.
	Load(ctx context.Context, platform string) (time.Time, bool, error)
	// Save moves the stored time on; it never moves it back.
	Save(ctx context.Context, platform string, t time.Time) error
}

// Config is what an Adapter is made of.
type Config struct {
	URL          string // of the Mattermost server
	Token        string // of the bot
	Team         string // its name in addresses; whose members are kigo's people
	CommandToken string // of the slash command
	PublicURL    string // under which Mattermost reaches kigo
	// Allow are the addresses from which callbacks are taken; empty is all.
	Allow  []netip.Prefix
	Secret []byte
	// Answer handles an event; see bot.Bot.
	Answer func(ctx context.Context, ev chat.Event, deliver func(context.Context, chat.Reply) error) (settled bool)
	// Lease is after how long an event that was not settled is handed to Answer again.
	Lease time.Duration
	// Patience is after how long somebody is told that their answer takes a while; 0 is two
	// seconds. A dialog waits ten times as long: closed too early, it takes what was typed with it.
	Patience time.Duration
	Printer  func(locale string) i18n.Printer
	Cursor   Cursor
	Now      func() time.Time
	Log      *slog.Logger
	// Transport carries requests to the server; nil is http.DefaultTransport.
	Transport http.RoundTripper
}

// Adapter is kigo on one Mattermost server. It implements chat.Adapter and is safe for
// concurrent use.
type Adapter struct {
	Config
	client *client
	people *directory
	stamp  stamp
	state  state
	posts  *intake
	calls  *lanes.Lanes[call]   // callbacks
	notes  *lanes.Lanes[origin] // people who are told that their answer takes a while
}

const (
	// callPlaces are the callbacks in work or waiting; the next is told that kigo is busy.
	callPlaces = 10_000
	notePlaces = 500
	noters     = 4
)

// New makes an adapter. It does not speak to the server yet.
func New(c Config) *Adapter {
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	c.Patience = cmp.Or(c.Patience, patience)
	a := &Adapter{
		Config: c, client: newClient(c.URL, c.Token, c.Transport), people: newDirectory(),
		stamp: newStamp(c.Secret),
	}
	a.posts = newIntake(a)
	a.calls = lanes.New(workers, callPlaces, a.do)
	a.notes = lanes.New(noters, notePlaces, a.sayLater)
	a.posts.work.Late(c.Patience, func(h heard, open func() bool) { a.note(h.origin(a), open) })
	a.calls.Late(dialogs*c.Patience, func(c call, open func() bool) { // whoever typed a command has been told in the answer
		if c.o.form {
			a.note(c.o, open)
		}
	})
	return a
}

// Platform implements chat.Adapter.
func (a *Adapter) Platform() string { return Platform }

// Direct implements chat.Adapter. A deactivated account takes messages that nobody will
// see, so it is ErrGone.
func (a *Adapter) Direct(ctx context.Context, userID string) (string, error) {
	ctx = bulk(ctx)
	user, err := a.user(ctx, userID)
	switch {
	case isStatus(err, http.StatusNotFound), err == nil && user.Deactivated:
		return "", chat.ErrGone
	case err != nil:
		return "", unavailable(err)
	}
	return a.direct(ctx, userID)
}

func (a *Adapter) direct(ctx context.Context, userID string) (string, error) {
	if c := a.people.channel(userID); c != "" {
		return c, nil
	}
	me, err := a.client.me(ctx, selfAge)
	if err != nil {
		return "", unavailable(err)
	}
	c, _, err := a.client.CreateDirectChannel(ctx, me.id, userID)
	if isError(err, "create_direct_channel.invalid_user") {
		return "", chat.ErrGone
	}
	if err != nil {
		return "", unavailable(fmt.Errorf("open direct channel: %w", err))
	}
	a.people.putChannel(userID, c.Id)
	a.people.putOwner(c.Id, userID)
	return c.Id, nil
}

// unavailable makes a *chat.RetryError of a server that does not know the bot: nothing
// was posted, and only an administrator can change that.
func unavailable(err error) error {
	if isStatus(err, http.StatusUnauthorized) {
		return &chat.RetryError{After: time.Minute, Err: fmt.Errorf("Mattermost refuses the bot's token: run kigo doctor: %w", err)}
	}
	return err
}

// Send implements chat.Adapter. A message that needs several posts is found by its last
// one; those before are not posted again.
func (a *Adapter) Send(ctx context.Context, channel string, m chat.Message, key string) (string, error) {
	ctx = bulk(ctx)
	to := target{channel: channel, user: a.owner(ctx, channel), key: key}
	ref, err := a.post(ctx, to, m)
	return ref, a.closed(to, err)
}

// closed makes chat.ErrGone of the error that says that kigo is not in a channel.
func (a *Adapter) closed(to target, err error) error {
	if to.user != "" {
		return err
	}
	return shut(err)
}

// Find implements chat.Adapter.
func (a *Adapter) Find(ctx context.Context, channel, key string, since time.Time) (string, error) {
	p, err := a.find(bulk(ctx), channel, since, func(p *model.Post) bool { return p.GetProp(keyProp) == key })
	if err != nil || p == nil {
		return "", shut(unavailable(err))
	}
	return p.Id, nil
}

// Edit implements chat.Adapter.
func (a *Adapter) Edit(ctx context.Context, channel, ref string, m chat.Message, key string) error {
	ctx = bulk(ctx)
	to := target{channel: channel, user: a.owner(ctx, channel), key: key}
	return a.closed(to, a.rewrite(ctx, to, ref, m))
}

// Delete implements chat.Adapter.
func (a *Adapter) Delete(ctx context.Context, _, ref string) error {
	_, err := a.client.DeletePost(bulk(ctx), ref)
	if isStatus(err, http.StatusNotFound) {
		return chat.ErrGone
	}
	return unavailable(err)
}
