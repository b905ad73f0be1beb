package mattermost_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost"
	"kigo/adapters/mattermost/mattermosttest"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// long reports whether the long forms are wanted.
func long() bool { return os.Getenv("KIGO_LONG") == "1" }

// town is full of people who ask kigo, in direct messages and in a channel. The real bot
// stands behind the adapter, with the real inbox, and says "Antwort auf …" to everything.
type town struct {
	*world
	inbox  bot.Inbox
	people []*mattermosttest.Human
	plaza  string

	mu      sync.Mutex
	passed  time.Duration          // how far the clock of leases was put forward
	asked   map[string]*model.Post // by question
	settled map[string]bool        // questions
	changed chan struct{}          // closed and made anew when one is settled
}

// newTown has so many people; the first has an open app, the others are programs.
func newTown(t *testing.T, size int) *town {
	t.Helper()
	c := &town{
		inbox: mongodb.NewInbox(mongotest.Open(t)), asked: map[string]*model.Post{}, settled: map[string]bool{},
		changed: make(chan struct{}),
	}
	c.world = newWorld(t, c.replica(c.inbox), nil)
	members := []string{c.bot.ID}
	for n := range size {
		qualities := []mattermosttest.Quality{mattermosttest.Offline}
		c.people = append(c.people, c.server.Human(fmt.Sprintf("person%d", n), qualities[:min(n, 1)]...))
		members = append(members, c.people[n].ID)
	}
	c.plaza = c.server.Channel("plaza", members...).Id
	return c
}

// replica is the bot of one process, with its view of the common inbox.
func (c *town) replica(inbox bot.Inbox) answerer {
	catalogue, err := i18n.New(berlin())
	if err != nil {
		panic(err)
	}
	b, err := bot.New(bot.Config{
		People: strangers{}, Inbox: inbox, Catalogue: catalogue, Locale: "de", Now: time.Now, RealNow: c.now,
		NewRef: people.RandomID, Log: slog.New(slog.DiscardHandler),
		Ask: func(_ context.Context, r bot.Request, question string) (chat.Reply, error) {
			return bot.Shared(r, chat.Say(chat.Words("Antwort auf "+question))), nil
		},
	})
	if err != nil {
		panic(err)
	}
	return func(ctx context.Context, ev chat.Event, deliver func(context.Context, chat.Reply) error) bool {
		settled := b.Answer(ctx, ev, deliver)
		if settled {
			c.note(ev.Line)
		}
		return settled
	}
}

// strangers are people of whom nothing is stored.
type strangers struct{}

func (strangers) Meet(_ context.Context, _ string, u chat.User) (people.Person, error) {
	return people.Person{ID: people.ID(u.ID), Locale: u.Locale, Informed: true}, nil
}

func (s strangers) Recognise(ctx context.Context, platform string, u chat.User) (people.Person, error) {
	return s.Meet(ctx, platform, u)
}

func (strangers) Unwanted(context.Context, string, chat.User) (bool, error) { return false, nil }

func (strangers) Informed(context.Context, people.ID) error { return nil }

// now is the clock of leases, which only tests put forward.
func (c *town) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.passed)
}

func (c *town) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed += d
}

func (c *town) note(question string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settled[question] = true
	close(c.changed)
	c.changed = make(chan struct{})
}

// asks has a person ask something, every second time where others read it.
func (c *town) asks(n int, question string) {
	c.Helper()
	who := c.people[n%len(c.people)]
	var p *model.Post
	var err error
	if n%2 == 0 {
		p, err = who.Message(c.Context(), c.bot.ID, question)
	} else {
		p, err = who.Post(c.Context(), c.plaza, "@kigo "+question)
	}
	if err != nil {
		c.Errorf("%s can't ask: %v", who.Name, err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked[question] = p
}

// waits until each of the questions is settled, or all that were asked.
func (c *town) waits(questions ...string) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), 2*time.Minute)
	defer cancel()
	for {
		c.mu.Lock()
		open, changed := c.open(questions), c.changed
		c.mu.Unlock()
		if len(open) == 0 {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			c.Fatalf("not answered: %q", open)
		}
	}
}

func (c *town) open(questions []string) (open []string) {
	if len(questions) == 0 {
		for q := range c.asked {
			questions = append(questions, q)
		}
	}
	for _, q := range questions {
		if !c.settled[q] {
			open = append(open, q)
		}
	}
	return open
}

// wantOneAnswerEach counts, after the adapters have stopped, what people can read: one
// answer to each question, where it was asked.
func (c *town) wantOneAnswerEach() {
	c.Helper()
	answers := map[string][]*model.Post{}
	places := []string{c.plaza}
	for _, h := range c.people {
		places = append(places, c.server.Direct(c.bot.ID, h.ID).Id)
	}
	for _, place := range places {
		for _, p := range c.server.Posts(place) {
			if p.UserId == c.bot.ID {
				question := strings.TrimPrefix(looks(words(p)), "Antwort auf ")
				answers[question] = append(answers[question], p)
			}
		}
	}
	for question, p := range c.asked {
		all := answers[question]
		delete(answers, question)
		if len(all) != 1 {
			c.Errorf("%q is answered %d times", question, len(all))
			continue
		}
		thread := ""
		if p.ChannelId == c.plaza {
			thread = p.Id
		}
		if a := all[0]; a.ChannelId != p.ChannelId || a.RootId != thread {
			c.Errorf("%q is answered elsewhere: %+v", question, a)
		}
	}
	for text, all := range answers {
		c.Errorf("nobody has asked for %q, %d times", text, len(all))
	}
}

// another adapter on the same server and cursor, as a further replica is or the next start.
func (c *town) another(inbox bot.Inbox, cursor mattermost.Cursor) (end func()) {
	config := c.config
	config.Answer, config.Cursor = c.replica(inbox), cursor
	return sync.OnceFunc(c.run(mattermost.New(config)))
}
