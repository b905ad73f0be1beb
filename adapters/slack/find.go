package slack

import (
	"context"
	"strconv"
	"strings"
	"time"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// stamp is a time as Slack counts it.
func stamp(t time.Time) string {
	micro := t.UnixMicro()
	return strconv.FormatInt(micro/1e6, 10) + "." + strconv.FormatInt(1e6+micro%1e6, 10)[1:]
}

// stampTime is the other way round, to the second.
func stampTime(ts string) time.Time {
	seconds, _, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0)
}

// known are kigo's own posts since a time that carry to's key or belong to the message that
// does, by their key. A post in a thread is found there only.
func (a *Adapter) known(ctx context.Context, to target, since time.Time) (map[string]string, error) {
	me, err := a.me(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for cursor := ""; ; {
		messages, next, err := a.read(ctx, to, since, cursor)
		if err != nil {
			return nil, err
		}
		for _, m := range messages {
			key, _ := m.Metadata.EventPayload[keyField].(string)
			if me.wrote(m) && m.Metadata.EventType == keyEvent && (key == to.key || strings.HasPrefix(key, to.key+"/")) {
				found[key] = m.Timestamp
			}
		}
		if cursor = next; cursor == "" {
			return found, nil
		}
	}
}

const historyPage = 200 // messages

// read reads a page of a channel, or of a thread in it.
func (a *Adapter) read(ctx context.Context, to target, since time.Time, cursor string) (all []api.Message, next string, err error) {
	if to.thread != "" {
		err = a.call(ctx, "conversations.replies", "", func() (err error) {
			var more bool
			all, more, next, err = a.api.GetConversationRepliesContext(ctx, &api.GetConversationRepliesParameters{
				ChannelID: to.channel, Timestamp: to.thread, Oldest: stamp(since), Cursor: cursor, Limit: historyPage, IncludeAllMetadata: true,
			})
			if !more {
				next = ""
			}
			return err
		})
		return all, next, err
	}
	err = a.call(ctx, "conversations.history", "", func() error {
		page, err := a.api.GetConversationHistoryContext(ctx, &api.GetConversationHistoryParameters{
			ChannelID: to.channel, Oldest: stamp(since), Cursor: cursor, Limit: historyPage, IncludeAllMetadata: true,
		})
		if err != nil {
			return err
		}
		if all = page.Messages; page.HasMore {
			next = page.ResponseMetaData.NextCursor
		}
		return nil
	})
	return all, next, err
}

// own returns kigo's message with this timestamp, or chat.ErrGone. It is none of a thread.
func (a *Adapter) own(ctx context.Context, channel, ts string) (*api.Message, error) {
	me, err := a.me(ctx)
	if err != nil {
		return nil, err
	}
	var page *api.GetConversationHistoryResponse
	err = a.call(ctx, "conversations.history", "", func() (err error) {
		page, err = a.api.GetConversationHistoryContext(ctx, &api.GetConversationHistoryParameters{
			ChannelID: channel, Oldest: ts, Latest: ts, Inclusive: true, Limit: 1, IncludeAllMetadata: true,
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(page.Messages) == 0 || page.Messages[0].Timestamp != ts || !me.wrote(page.Messages[0]) {
		return nil, chat.ErrGone
	}
	return &page.Messages[0], nil
}
