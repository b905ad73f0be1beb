package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
)

// subscribe makes a calendar that stays up to date by itself, or says that there is one.
func subscribe(s Services) bot.Command {
	return feedCommand(s, func(ctx context.Context, r bot.Request) (chat.Message, error) {
		feed, has, err := s.Feeds.Of(ctx, r.Person.ID)
		if err != nil {
			return chat.Message{}, err
		}
		if has {
			return chat.Message{Sections: []chat.Section{events.FeedSection(r.P, feed, true)}}, nil
		}
		return newFeed(ctx, s, r, false)
	})
}

// renewFeed gives that calendar another address.
func renewFeed(s Services) bot.Command {
	return feedCommand(s, func(ctx context.Context, r bot.Request) (chat.Message, error) {
		_, has, err := s.Feeds.Of(ctx, r.Person.ID)
		if err != nil {
			return chat.Message{}, err
		}
		return newFeed(ctx, s, r, has)
	})
}

// endFeed makes its address lead nowhere.
func endFeed(s Services) bot.Command {
	return feedCommand(s, func(ctx context.Context, r bot.Request) (chat.Message, error) {
		had, err := s.Feeds.End(ctx, r.Person.ID)
		if err != nil {
			return chat.Message{}, err
		}
		if !had {
			return chat.Message{}, fault.New("event.feed.none")
		}
		return events.FeedEndedView(r.P), nil
	})
}

// feedCommand is a command about the calendar feed, where people can have one.
func feedCommand(s Services, run func(context.Context, bot.Request) (chat.Message, error)) bot.Command {
	return bot.Command{Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if !s.Feeds.Offered() {
			return chat.Reply{}, fault.New("event.feed.off")
		}
		m, err := run(ctx, r)
		return bot.Private(m), err
	}}
}

func newFeed(ctx context.Context, s Services, r bot.Request, renewed bool) (chat.Message, error) {
	address, err := s.Feeds.Renew(ctx, r.Person.ID)
	if err != nil {
		return chat.Message{}, err
	}
	return events.NewFeedView(r.P, address, renewed), nil
}
