package mattermost

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

// userAge is how long a profile is believed; a change is heard of over the WebSocket.
const userAge = 5 * time.Minute

// maxUsers bounds the profiles kept in memory.
const maxUsers = 20_000

// directory remembers profiles and direct channels.
type directory struct {
	mu       sync.Mutex
	users    map[string]profile
	channels map[string]string // direct channel by user
	owners   map[string]string // user by channel, "" where the channel is no direct one
}

type profile struct {
	user chat.User
	at   time.Time
}

func newDirectory() *directory {
	return &directory{users: map[string]profile{}, channels: map[string]string{}, owners: map[string]string{}}
}

func (d *directory) user(id string) (chat.User, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, ok := d.users[id]
	return p.user, ok && time.Since(p.at) < userAge
}

func (d *directory) put(u chat.User) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.users) >= maxUsers {
		clear(d.users)
	}
	d.users[u.ID] = profile{u, time.Now()}
}

func (d *directory) forget(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.users, id)
}

func (d *directory) channel(user string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.channels[user]
}

func (d *directory) putChannel(user, channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.channels) >= maxUsers {
		clear(d.channels)
	}
	d.channels[user] = channel
}

// owner is whose direct channel it is, "" for every other channel, if that is known.
func (d *directory) owner(channel string) (user string, known bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	user, known = d.owners[channel]
	return user, known
}

func (d *directory) putOwner(channel, user string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.owners) >= maxUsers {
		clear(d.owners)
	}
	d.owners[channel] = user
}

// user is who an account belongs to.
func (a *Adapter) user(ctx context.Context, id string) (chat.User, error) {
	if u, ok := a.people.user(id); ok {
		return u, nil
	}
	var u *model.User
	err := chat.Patient(ctx, func() (err error) {
		u, _, err = a.client.GetUser(ctx, id, "")
		return err
	})
	if err != nil {
		return chat.User{}, fmt.Errorf("read a Mattermost user: %w", unnamed{err, id})
	}
	return a.learn(u), nil
}

// unnamed is an error that does not say about whom: it is logged when somebody presses a
// button, and the time of that and what is stored then would tell who answers a survey.
type unnamed struct {
	error
	user string
}

func (e unnamed) Error() string { return strings.ReplaceAll(e.error.Error(), e.user, "…") }
func (e unnamed) Unwrap() error { return e.error }

func fullName(u *model.User) string {
	for _, name := range []string{strings.TrimSpace(u.FirstName + " " + u.LastName), u.Nickname} {
		if name != "" {
			return name
		}
	}
	return u.Username
}

// owner is with whom kigo is alone in the channel, or "".
func (a *Adapter) owner(ctx context.Context, channel string) string {
	if user, known := a.people.owner(channel); known || channel == "" {
		return user
	}
	me, err := a.client.me(ctx, selfAge)
	if err != nil {
		return ""
	}
	c, _, err := a.client.GetChannel(ctx, channel)
	switch {
	case err == nil && c.Type == model.ChannelTypeDirect:
		user := c.GetOtherUserIdForDM(me.id)
		a.people.putOwner(channel, user)
		return user
	case err == nil, isStatus(err, http.StatusForbidden), isStatus(err, http.StatusNotFound):
		a.people.putOwner(channel, "") // where the bot is not, it is not alone with somebody
	}
	return ""
}
