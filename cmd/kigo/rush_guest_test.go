package main

import (
	"context"
	"math/rand/v2"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"

	"go.mongodb.org/mongo-driver/v2/event"

	"kigo/bot/chat"
)

// guest is one person in the rush.
type guest struct {
	*rush
	n             int
	came, settled int64         // by the rush's clock
	in            chan struct{} // closed once they have had their answers
	rank          int           // on the waiting list, as they were told; 0 is a seat
}

var (
	yes     = regexp.MustCompile(`^(Du bist schon angemeldet, es ändert sich nichts\.\n)?(?:Platz sicher|Warteliste, Platz (\d+) von \d+): Ki:GO Forum\n`)
	stands  = regexp.MustCompile(`(?:Platz sicher|Warteliste, Platz (\d+) von \d+): Ki:GO Forum\n`)
	left    = regexp.MustCompile(`^Du bist von Ki:GO Forum abgemeldet`)
	notHere = regexp.MustCompile(`^Bei Ki:GO Forum bist du nicht angemeldet`)
)

// say is one request, from a caller who may hang up. It returns "" for a delivery that is
// being answered already.
func (g *guest) say(delivery, line string) string {
	ctx := g.t.Context()
	if g.n%3 == 0 {
		c := &caller{}
		ctx, c.hangUp = context.WithCancel(context.WithValue(ctx, patienceOf{}, c))
		defer c.hangUp()
		if c.left.Store(int64(rand.IntN(12))); c.left.Load() == 0 {
			c.hangUp()
		}
	}
	reply := g.bot.Handle(ctx, says(g.n, account(g.n)+"/"+delivery, chat.Command, line))
	return reply.Message.Plain()
}

// comes signs up, perhaps twice.
func (g *guest) comes() {
	defer close(g.in)
	g.came = g.clock.Add(1)
	line := []string{"anmelden Forum", "anmelden forum-kigo"}[g.n%2]
	switch deliveries := []string{"1", "1", "2"}; g.n % 4 {
	case 0:
		g.signedUp(g.twice(deliveries[:2], line), 1)
		if again := g.say("1", line); again != "" {
			g.t.Errorf("%s: a delivery was answered again: %q", account(g.n), again)
		}
	case 1:
		g.signedUp(g.twice(deliveries[1:], line), 2)
	default:
		g.signedUp([]string{g.say("1", line)}, 1)
	}
	g.settled = g.clock.Add(1)
	if g.n%7 != 0 {
		return
	}
	text := g.say("rank", "platz")
	m := stands.FindStringSubmatch(text)
	if m == nil {
		g.t.Errorf("%s asks for their place: %q", account(g.n), text)
	} else if now, _ := strconv.Atoi(m[1]); now > g.rank { // nobody falls back
		g.t.Errorf("%s was told rank %d and then rank %d", account(g.n), g.rank, now)
	}
}

// goes leaves again.
func (g *guest) goes() {
	<-g.in
	var text string
	for try := range tries {
		text = g.say("leave"+strconv.Itoa(try), "abmelden forum-kigo ja")
		if left.MatchString(text) || (try > 0 && notHere.MatchString(text)) {
			return
		}
		g.repeated.Add(1)
	}
	g.t.Errorf("%s can't leave: %q", account(g.n), text)
}

const tries = 5

// twice says the same at the same time.
func (g *guest) twice(deliveries []string, line string) []string {
	answers := make([]string, len(deliveries))
	var both sync.WaitGroup
	for i, d := range deliveries {
		both.Go(func() { answers[i] = g.say(d, line) })
	}
	both.Wait()
	return answers
}

// signedUp checks that so many answers say yes, one of them for the first time, and asks
// again where something went wrong.
func (g *guest) signedUp(answers []string, want int) {
	first, all := 0, 0
	for try := 0; try < tries && all < want; try++ {
		if try > 0 {
			g.repeated.Add(1)
			answers = []string{g.say("again"+strconv.Itoa(try), "anmelden forum-kigo")}
		}
		for _, a := range answers {
			m := yes.FindStringSubmatch(a)
			switch {
			case m == nil:
				continue
			case m[1] == "" || all == 0:
				g.rank, _ = strconv.Atoi(m[2])
			}
			if all++; m[1] == "" {
				first++
			}
		}
	}
	if all != want || first != 1 {
		g.t.Errorf("%s: %d times yes, %d times for the first time, want %d and 1: %q", account(g.n), all, first, want, answers)
	}
}

// patienceOf is the key in a request's context of a caller who hangs up before the store
// is asked for the so manieth time.
type patienceOf struct{}

type caller struct {
	left   atomic.Int64
	hangUp context.CancelFunc
}

func hangUp(ctx context.Context, _ *event.CommandStartedEvent) {
	if c, ok := ctx.Value(patienceOf{}).(*caller); ok && c.left.Add(-1) == 0 {
		c.hangUp()
	}
}
