package commands

import (
	"context"
	"slices"
	"strings"

	"kigo/bot"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// The words behind "themen", folded.
var (
	leaveWords = []string{"abbestellen", "verlassen", "leave"}
	joinWords  = []string{"bestellen", "join"}
)

// topics shows what announcements can be about, and leaves a topic or comes back to it.
func topics(s Services) bot.Command {
	return bot.Command{Fits: fitsTopic, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		var done chat.Text
		if r.Args != "" {
			leave, name, ok := cutTopic(r.Args)
			if !ok {
				return chat.Reply{}, fault.New("topic.usage")
			}
			t, err := s.Broadcasts.Choose(ctx, r.Person.ID, name, leave)
			if err != nil {
				return chat.Reply{}, err
			}
			key := "topic.joined"
			if leave {
				key = "topic.left"
			}
			done = r.P.Text(key, i18n.Args{"Name": broadcasts.TopicName(r.P, t)})
		}
		return showTopics(ctx, s, r, done)
	}}
}

func showTopics(ctx context.Context, s Services, r bot.Request, done chat.Text) (chat.Reply, error) {
	all, err := s.Broadcasts.Topics(ctx)
	if err != nil {
		return chat.Reply{}, err
	}
	me, err := s.People.Get(ctx, r.Person.ID)
	return here(r, broadcasts.TopicsView(r.P, all, me, done)), err
}

func cutTopic(args string) (leave bool, name string, ok bool) {
	word, name, _ := strings.Cut(args, " ")
	leave = slices.Contains(leaveWords, people.Fold(word))
	name = strings.TrimSpace(name)
	return leave, name, name != "" && (leave || slices.Contains(joinWords, people.Fold(word)))
}

func fitsTopic(args string) bool {
	_, _, ok := cutTopic(args)
	return ok
}

// newTopic makes a topic.
func newTopic(s Services) bot.Command {
	return bot.Command{May: isAdmin, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		t, err := s.Broadcasts.NewTopic(ctx, r.Person, r.Args)
		if err != nil {
			return chat.Reply{}, err
		}
		return showTopics(ctx, s, r, r.P.Text("topic.made", i18n.Args{"Name": t.Name}))
	}}
}
