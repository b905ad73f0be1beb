package mattermost

import (
	"context"
	"fmt"
	"net/http"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

// Channels implements chat.Adapter.
func (a *Adapter) Channels(ctx context.Context) ([]chat.Channel, error) {
	ctx = bulk(ctx)
	me, err := a.client.me(ctx, selfAge)
	if err != nil {
		return nil, unavailable(err)
	}
	list, _, err := a.client.GetChannelsForUserWithLastDeleteAt(ctx, me.id, 0)
	if err != nil {
		return nil, unavailable(fmt.Errorf("list channels: %w", err))
	}
	var all []chat.Channel
	for _, c := range list {
		if c.DeleteAt > 0 || (c.Type != model.ChannelTypeOpen && c.Type != model.ChannelTypePrivate) {
			continue
		}
		all = append(all, chat.Channel{
			ID: c.Id, Name: c.Name, Title: c.DisplayName,
			Default: c.Name == model.DefaultChannelName, Private: c.Type == model.ChannelTypePrivate,
		})
	}
	return all, nil
}

// MembersOf implements chat.Adapter.
func (a *Adapter) MembersOf(ctx context.Context, channel string) (users []string, err error) {
	ctx = bulk(ctx)
	me, err := a.client.me(ctx, selfAge)
	if err != nil {
		return nil, unavailable(err)
	}
	mine := false
	for n := 0; ; n++ {
		page, _, err := a.client.GetChannelMembers(ctx, channel, n, pageSize, "")
		if err != nil {
			return nil, unavailable(shut(fmt.Errorf("read members of a channel: %w", err)))
		}
		for _, m := range page {
			if m.UserId == me.id {
				mine = true
			} else {
				users = append(users, m.UserId)
			}
		}
		if len(page) < pageSize {
			break
		}
	}
	if !mine {
		return nil, chat.ErrGone
	}
	return users, nil
}

// shut makes chat.ErrGone of the errors that say that kigo is not in a channel, or that
// nobody can write there any more.
func shut(err error) error {
	if isStatus(err, http.StatusForbidden) || isStatus(err, http.StatusNotFound) || isError(err, "can_not_post_to_deleted") {
		return fmt.Errorf("%w: %w", chat.ErrGone, err)
	}
	return err
}
