package slack

import (
	"context"
	"errors"
	"strings"
	"time"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// Directs remembers the direct channel of each account, because Slack opens only 50 a minute.
type Directs interface {
	Channel(ctx context.Context, platform, user string) (channel string, err error) // "" is not known
	SetChannel(ctx context.Context, platform, user, channel string) error
}

// isDirect reports whether a channel is one of two people. kigo may read those that it is in
// itself, and no others.
func isDirect(channel string) bool { return strings.HasPrefix(channel, "D") }

// Direct implements chat.Adapter.
func (a *Adapter) Direct(ctx context.Context, userID string) (string, error) {
	ctx = bulk(ctx, sendPatience)
	u, err := a.user(ctx, userID, 0)
	if err != nil {
		return "", err
	}
	if u.Deactivated {
		return "", chat.ErrGone
	}
	return a.direct(ctx, userID)
}

// direct is kigo's direct channel with the user: remembered, stored, or opened.
func (a *Adapter) direct(ctx context.Context, userID string) (string, error) {
	if c := a.people.channel(userID); c != "" {
		return c, nil
	}
	channel, err := a.Directs.Channel(ctx, Platform, userID)
	if err != nil {
		return "", err
	}
	if channel == "" {
		return a.openDirect(ctx, userID)
	}
	a.people.putChannel(userID, channel)
	return channel, nil
}

func (a *Adapter) openDirect(ctx context.Context, userID string) (channel string, err error) {
	err = a.call(ctx, "conversations.open", "", func() error {
		c, _, _, err := a.api.OpenConversationContext(ctx, &api.OpenConversationParameters{Users: []string{userID}})
		if err == nil {
			channel = c.ID
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return channel, a.keepDirect(ctx, userID, channel)
}

func (a *Adapter) keepDirect(ctx context.Context, userID, channel string) error {
	if a.people.channel(userID) == channel {
		return nil
	}
	if err := a.Directs.SetChannel(ctx, Platform, userID, channel); err != nil {
		return err
	}
	a.people.putChannel(userID, channel)
	return nil
}

// moved opens a direct channel anew that Slack does not know any more. It reports whether
// there is another one now.
func (a *Adapter) moved(ctx context.Context, channel string) (bool, error) {
	user := a.people.forgetChannel(channel)
	if user == "" {
		return false, nil
	}
	now, err := a.openDirect(ctx, user)
	return err == nil && now != channel, err
}

// alone reports whether a channel is kigo's and the user's alone. Where that takes too long
// to find out, it is assumed: what is posted into another one fails.
func (a *Adapter) alone(ctx context.Context, user, channel string) bool {
	if !isDirect(channel) {
		return false
	}
	const hurry = 2 * time.Second
	ctx, cancel := context.WithTimeout(ctx, hurry)
	defer cancel()
	mine, err := a.direct(ctx, user)
	return err != nil && !errors.Is(err, chat.ErrGone) || mine == channel
}

// openAhead opens the direct channels of everybody whom kigo may have to write to, slowly,
// so that a message to all does not wait for them.
func (a *Adapter) openAhead(ctx context.Context) {
	if a.Reach == nil {
		return
	}
	ctx = bulk(ctx, 0)
	for ctx.Err() == nil {
		users, err := a.Reach(ctx)
		if err != nil && ctx.Err() == nil {
			a.Log.Warn("members not known", "platform", Platform, "error", err)
		}
		for _, user := range users {
			if u, _, ok := a.people.user(user); ok && (u.Deactivated || u.Bot) {
				continue
			}
			err := chat.Patient(ctx, func() error { _, err := a.direct(ctx, user); return err })
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				a.Log.Debug("direct channel not opened", "platform", Platform, "error", err)
			}
		}
		_ = chat.Sleep(ctx, time.Hour)
	}
}
