package slack

import (
	"context"
	"slices"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// channelPage is how many channels, or members of one, are read at once: Slack gives no more.
const channelPage = 999

// Channels implements chat.Adapter.
func (a *Adapter) Channels(ctx context.Context) ([]chat.Channel, error) {
	var all []chat.Channel
	err := a.each(ctx, "users.conversations", func(cursor string) (next string, err error) {
		page, next, err := a.api.GetConversationsForUserContext(ctx, &api.GetConversationsForUserParameters{
			Cursor: cursor, Limit: channelPage, ExcludeArchived: true, Types: []string{"public_channel", "private_channel"},
		})
		for _, c := range page {
			all = append(all, chat.Channel{ID: c.ID, Name: c.Name, Title: c.Name, Default: c.IsGeneral, Private: c.IsPrivate})
		}
		return next, err
	})
	return all, err
}

// MembersOf implements chat.Adapter.
func (a *Adapter) MembersOf(ctx context.Context, channel string) ([]string, error) {
	me, err := a.me(ctx)
	if err != nil {
		return nil, err
	}
	var all []string
	err = a.each(ctx, "conversations.members", func(cursor string) (next string, err error) {
		page, next, err := a.api.GetUsersInConversationContext(ctx, &api.GetUsersInConversationParameters{
			ChannelID: channel, Cursor: cursor, Limit: channelPage,
		})
		all = append(all, page...)
		return next, err
	})
	if err == nil && !slices.Contains(all, me.user) {
		return nil, chat.ErrGone
	}
	return slices.DeleteFunc(all, func(id string) bool { return id == me.user }), err
}

// each calls a method for one page after the other.
func (a *Adapter) each(ctx context.Context, method string, page func(cursor string) (next string, err error)) error {
	for cursor := ""; ; {
		err := a.call(ctx, method, "", func() (err error) {
			cursor, err = page(cursor)
			return err
		})
		if err != nil || cursor == "" {
			return err
		}
	}
}
