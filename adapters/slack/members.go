package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"kigo/bot/chat"
)

// errIncomplete says that a list lacks somebody who must be on it.
var errIncomplete = errors.New("the list of the workspace's members lacks kigo itself: run kigo doctor")

// Members implements chat.Directory. It takes as long as Slack's limits want.
func (a *Adapter) Members(ctx context.Context) ([]chat.User, error) {
	ctx = bulk(ctx, 0)
	me, err := a.me(ctx)
	if err != nil {
		return nil, err
	}
	all, err := a.readRoster(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the workspace's members: %w", err)
	}
	if !slices.ContainsFunc(all, func(u chat.User) bool { return u.ID == me.user }) {
		return nil, errIncomplete
	}
	return all, nil
}

// Member implements chat.Directory.
func (a *Adapter) Member(ctx context.Context, userID string) (chat.User, error) {
	const now = 1 // nanosecond: as of this moment
	u, err := a.user(bulk(ctx, 0), userID, now)
	if err != nil && !errors.Is(err, chat.ErrGone) {
		err = fmt.Errorf("read a member of the workspace: %w", err)
	}
	return u, err
}
