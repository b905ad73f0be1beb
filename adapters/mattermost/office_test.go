package mattermost_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/adapters/mattermost"
	"kigo/adapters/mattermost/mattermosttest"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// office is an outbox on a real store beside a server of Mattermost, with a clock for both
// that tests put forward.
type office struct {
	*testing.T
	server   *mattermosttest.Server
	bot      mattermosttest.Bot
	humans   []*mattermosttest.Human
	rows     *mongodb.Outbox
	config   mattermost.Config
	random   *rand.Rand
	draw     func() int // which fate a request has
	immortal bool       // processes don't die

	mu     sync.Mutex
	passed time.Duration
}

func newOffice(t *testing.T, people int, random *rand.Rand) *office {
	t.Helper()
	o := &office{T: t, rows: mongodb.NewOutbox(mongotest.Open(t)), random: random}
	o.server = mattermosttest.Start(t, mattermosttest.With(mattermosttest.LoopbackAllowed), mattermosttest.Clock(o.now))
	o.bot = o.server.Bot("kigo")
	for n := range people {
		o.humans = append(o.humans, o.server.Human(fmt.Sprintf("person%d", n), mattermosttest.Offline))
	}
	o.config = mattermost.Config{
		URL: o.server.URL, Token: o.bot.Token, PublicURL: "https://kigo.example", Secret: []byte(secret),
		Printer: printer(t), Now: o.now, Log: slog.New(slog.DiscardHandler),
	}
	draws := guarded(random)
	o.draw = func() int {
		if o.immortal {
			return -1
		}
		return draws()
	}
	return o
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return time.Now().Add(o.passed)
}

// pass puts the clock forward. Nobody may be about to send.
func (o *office) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.passed += d
}

// directory knows people by their account.
type directory struct{}

func (directory) Get(_ context.Context, id people.ID) (people.Person, error) {
	return people.Person{ID: id, Accounts: map[string]string{mattermost.Platform: string(id)}}, nil
}

func rowID(n int) string { return fmt.Sprintf("greet/%d", n) }

// enqueue puts the n-th message into the outbox.
func (o *office) enqueue(n int) {
	o.Helper()
	box := &outbox.Outbox{Store: o.rows, Now: o.now}
	err := box.Enqueue(o.Context(), outbox.Row{
		ID: rowID(n), Kind: "greet", Person: people.ID(o.humans[n%len(o.humans)].ID), Data: map[string]string{"n": fmt.Sprint(n)},
	})
	if err != nil {
		o.Fatal(err)
	}
}

// open is how many messages are not sent yet.
func (o *office) open() int {
	o.Helper()
	rows, err := o.rows.List(o.Context(), outbox.Open, 1000)
	if err != nil {
		o.Fatal(err)
	}
	return len(rows)
}

// marks say which message a text belongs to.
var marks = regexp.MustCompile(`(Anfang|Ende) \d+`)

// isLong is whether the n-th message takes two posts.
func isLong(n int) bool { return n%20 == 7 }

// greet renders a message.
func greet(_ context.Context, r outbox.Row, _ people.Person, _ i18n.Printer) (chat.Message, bool, error) {
	n, err := strconv.Atoi(r.Data["n"])
	middle := "Moin!"
	if isLong(n) {
		middle = strings.Repeat("Das ist lang. ", 19_000)
	}
	return chat.Say(chat.Words(fmt.Sprintf("Anfang %d %s Ende %d", n, middle, n)), chat.Button{Label: "Termine", Line: "termine"}), true, err
}
