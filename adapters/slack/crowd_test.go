package slack_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/adapters/slack/slacktest"
	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

func TestMain(m *testing.M) { mongotest.Main(m) }

// crowd is full of people who want something of kigo. The real bot stands behind the
// adapter, with the real inbox, and says "Antwort auf …".
type crowd struct {
	*world
	people []*slacktest.Member
	plaza  string

	mu     sync.Mutex
	waited []time.Duration // from command to answer, on Slack's clock
	wished map[string]bool // lines that must be answered
	failed int             // commands of which Slack said that they failed
}

func newCrowd(t *testing.T, m mode, size int, scale float64) *crowd {
	t.Helper()
	c := &crowd{wished: map[string]bool{}}
	c.world = newWorld(t, m, realBot(t), setting{
		server: []slacktest.Option{
			slacktest.WithScale(scale), slacktest.WithPostBurst(slacktest.PostBurst), slacktest.WithWorkspaceLimit(600),
			slacktest.WithLimit("apps.connections.open", 10_000), // Slack does not cut 50 times a minute
		},
		before: func(w *world) {
			c.people = w.server.AddMembers(size, func(i int) slacktest.Person { return slacktest.Person{Name: fmt.Sprint("person", i)} })
			c.plaza = w.server.AddChannel("plaza", c.people...)
			w.server.Join(c.plaza, w.server.BotUserID)
			w.config.Rates, w.config.Lease = w.config.Rates.Scaled(scale), bot.DefaultLease
		},
	})
	return c
}

// realBot is the bot of one process.
func realBot(t *testing.T) answerer {
	t.Helper()
	catalogue, err := i18n.New(berlin())
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New(bot.Config{
		People: strangers{}, Inbox: mongodb.NewInbox(mongotest.Open(t)), Catalogue: catalogue, Locale: "de", Now: time.Now, RealNow: time.Now,
		NewRef: people.RandomID, Log: slog.New(slog.DiscardHandler),
		Commands: []bot.Command{{
			Name: "ask", Words: []string{"frage"}, Fits: func(string) bool { return true },
			Run: func(_ context.Context, r bot.Request) (chat.Reply, error) {
				return say("Antwort auf " + r.Args + "."), nil
			},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Answer
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

// answers are what a person has got, by what they asked, each with its time.
func (c *crowd) answers(who *slacktest.Member) map[string][]time.Time {
	all := map[string][]time.Time{}
	for _, m := range slices.Concat(who.Messages(who.DM()), who.Ephemerals(who.DM()), who.Ephemerals(c.plaza)) {
		if asked, ok := strings.CutPrefix(strings.TrimSuffix(m.Shown(), "."), "Antwort auf "); ok {
			all[asked] = append(all[asked], moments(m.TS))
		}
	}
	return all
}

// moments is a message's time.
func moments(ts string) time.Time {
	seconds, micros, _ := strings.Cut(ts, ".")
	s, _ := strconv.ParseInt(seconds, 10, 64)
	us, _ := strconv.ParseInt(micros, 10, 64)
	return time.Unix(s, us*1000)
}

// wants has a person want something, in one of three ways, and wait for the answer. As
// people do, they type a command again of which Slack says that it failed.
func (c *crowd) wants(who *slacktest.Member, wish string, way int) {
	begun := c.server.Clock().Now()
	line := wish
	for attempt := 0; ; attempt++ {
		var err error
		if way == 0 {
			_, err = who.Say(who.DM(), "frage "+line)
		} else {
			err = who.Slash([]string{c.plaza, who.DM()}[way-1], "/kigo frage "+line)
		}
		if err == nil {
			c.mu.Lock()
			c.wished[line] = true
			c.mu.Unlock()
		}
		at, ok := c.awaits(who, wish, err == nil)
		if ok {
			c.mu.Lock()
			c.waited = append(c.waited, at.Sub(begun))
			c.mu.Unlock()
			return
		}
		if err == nil || attempt > 50 || c.Failed() {
			c.Errorf("%s got no answer to %q: %v", who.ID, line, err)
			return
		}
		c.mu.Lock()
		c.failed++
		c.mu.Unlock()
		_ = c.server.WaitConnections(c.patience(), 1)
		line = fmt.Sprintf("%s noch %d", wish, attempt+1)
	}
}

// awaits waits for an answer to the wish; not long if there need be none.
func (c *crowd) awaits(who *slacktest.Member, wish string, must bool) (at time.Time, ok bool) {
	patience := 2 * time.Minute
	if !must {
		patience = 50 * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_ = c.server.Wait(ctx, func() bool {
		for asked, all := range c.answers(who) {
			if asked == wish || strings.HasPrefix(asked, wish+" noch ") {
				at, ok = all[0], true
			}
		}
		return ok
	})
	return at, ok
}

// wantOneAnswerEach counts, after kigo has stopped, what people can read.
func (c *crowd) wantOneAnswerEach(wishes int) {
	c.Helper()
	got := map[string]int{}
	for _, who := range c.people {
		for asked, all := range c.answers(who) {
			got[asked] += len(all)
		}
	}
	wished := map[string]bool{}
	for asked, n := range got {
		if n != 1 {
			c.Errorf("%q is answered %d times", asked, n)
		}
		wish, _, _ := strings.Cut(asked, " noch ")
		wished[wish] = true
	}
	for line := range c.wished {
		if got[line] == 0 {
			c.Errorf("%q is not answered, and Slack has not said that it failed", line)
		}
	}
	if len(wished) != wishes {
		c.Errorf("%d wishes of %d are answered", len(wished), wishes)
	}
}

// quantile is how long the given part of people waited at most.
func (c *crowd) quantile(part float64) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waited) == 0 {
		return 0
	}
	slices.Sort(c.waited)
	return c.waited[min(len(c.waited)-1, int(part*float64(len(c.waited))))].Round(time.Millisecond)
}
