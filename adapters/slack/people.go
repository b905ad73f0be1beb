package slack

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

const (
	// userAge is how long a profile is believed of somebody who does something. Changes
	// are heard of by the event user_change, and by reading all profiles every rosterAge.
	userAge   = time.Hour
	rosterAge = 6 * time.Hour
	// rosterPage is how many profiles are read at once; Slack advises no more.
	rosterPage = 200
	// maxUsers bounds what is kept in memory.
	maxUsers = 20_000
)

// directory remembers profiles and direct channels.
type directory struct {
	mu       sync.Mutex
	users    map[string]profile
	channels map[string]string // direct channel by user
	owners   map[string]string // user by direct channel
}

type profile struct {
	user chat.User
	at   time.Time
}

func newDirectory() *directory {
	return &directory{users: map[string]profile{}, channels: map[string]string{}, owners: map[string]string{}}
}

// user is a profile, and how old what is known of it is.
func (d *directory) user(id string) (u chat.User, age time.Duration, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, ok := d.users[id]
	return p.user, time.Since(p.at), ok
}

// put keeps a profile as Slack had it at a time or later, unless a newer one is known.
func (d *directory) put(u chat.User, at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p, ok := d.users[u.ID]; ok && p.at.After(at) {
		return
	}
	if len(d.users) >= maxUsers {
		clear(d.users)
	}
	d.users[u.ID] = profile{u, at}
}

func (d *directory) channel(user string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.channels[user]
}

// owner is whose direct channel it is, or "" if that is not known.
func (d *directory) owner(channel string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.owners[channel]
}

func (d *directory) putChannel(user, channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.channels) >= maxUsers {
		clear(d.channels)
		clear(d.owners)
	}
	d.channels[user], d.owners[channel] = channel, user
}

// forgetChannel returns whose the channel was.
func (d *directory) forgetChannel(channel string) (user string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	user = d.owners[channel]
	delete(d.owners, channel)
	if d.channels[user] == channel {
		delete(d.channels, user)
	}
	return user
}

// user is who an account belongs to, as of at most so long ago; 0 is whatever is known.
func (a *Adapter) user(ctx context.Context, id string, most time.Duration) (chat.User, error) {
	if u, age, ok := a.people.user(id); ok && (most == 0 || age < most) {
		return u, nil
	}
	me, err := a.me(ctx)
	if err != nil {
		return chat.User{}, err
	}
	var u *api.User
	asked := time.Now()
	err = a.call(ctx, "users.info", "", func() (err error) {
		u, err = a.api.GetUserInfoContext(ctx, id)
		return err
	})
	if errors.Is(err, chat.ErrGone) {
		return chat.User{}, chat.ErrGone
	}
	if err != nil {
		return chat.User{}, err
	}
	return a.learn(me, *u, asked), nil
}

// learn keeps what Slack says about an account, having been asked, or having said so by
// itself, at a time: a page of profiles may be older than the news that came meanwhile.
func (a *Adapter) learn(me self, u api.User, at time.Time) chat.User {
	user := chat.User{
		ID: u.ID, Name: fullName(u), Email: u.Profile.Email, Locale: u.Locale,
		Bot: u.IsBot || u.ID == "USLACKBOT", Deactivated: u.Deleted, Guest: u.IsRestricted || u.IsUltraRestricted,
		Stranger: u.IsStranger || (u.TeamID != "" && u.TeamID != me.team && u.Enterprise.ID == ""),
	}
	if known, _, ok := a.people.user(u.ID); ok && user.Locale == "" { // not every source tells it
		user.Locale = known.Locale
	}
	a.people.put(user, at)
	return user
}

func fullName(u api.User) string {
	for _, name := range []string{u.Profile.RealName, u.RealName, u.Profile.DisplayName} {
		if name = strings.TrimSpace(name); name != "" {
			return name
		}
	}
	return u.Name
}

// roster reads all profiles now and then, page by page, so that nobody has to wait for
// theirs to be looked up, and so that it is known who has left.
func (a *Adapter) roster(ctx context.Context) {
	ctx = bulk(ctx, 0)
	for ctx.Err() == nil {
		_, err := a.readRoster(ctx)
		if err != nil && ctx.Err() == nil {
			a.Log.Warn("profiles not read", "platform", Platform, "error", err)
		}
		pause := rosterAge
		if err != nil {
			pause = time.Minute
		}
		_ = chat.Sleep(ctx, pause)
	}
}

func (a *Adapter) readRoster(ctx context.Context) ([]chat.User, error) {
	me, err := a.me(ctx)
	if err != nil {
		return nil, err
	}
	var all []chat.User
	page := a.api.GetUsersPaginated(api.GetUsersOptionLimit(rosterPage))
	for {
		next, asked := page, time.Now()
		err := chat.Patient(ctx, func() error {
			return a.call(ctx, "users.list", "", func() (err error) {
				next, err = page.Next(ctx)
				return err
			})
		})
		if err != nil {
			return nil, err
		}
		for _, u := range next.Users {
			all = append(all, a.learn(me, u, asked))
		}
		if next.Cursor == "" {
			return all, nil
		}
		page = next
	}
}
