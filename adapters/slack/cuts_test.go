package slack_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/adapters/slack/slacktest"
)

// TestEachCommandIsAnsweredOnceWhateverBreaks cuts the connection, loses acknowledgements
// and Slack's answers while people type commands and messages. The long form (KIGO_LONG=1)
// has 50 cuts and 1,000 commands of 200 people.
func TestEachCommandIsAnsweredOnceWhateverBreaks(t *testing.T) {
	t.Parallel()
	cuts, commands, size, scale := 10, 200, 40, 20.0
	if long() {
		cuts, commands, size, scale = 50, 1000, 200, 5
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	c := newCrowd(t, socketMode, size, scale)
	c.excuses = late
	for n := range cuts {
		c.amid(random, func() {
			switch n % 3 {
			case 0:
				c.relay.loses(1 + random.IntN(4))
			case 1:
				c.server.Inject("chat.postMessage", slacktest.LoseAnswer())
			}
			c.server.Cut()
		}, n*commands/cuts, (n+1)*commands/cuts)
	}
	c.stop()
	c.wantOneAnswerEach(commands)
	t.Logf("%d commands of %d people, %d cuts; Slack said of %d that they failed, which were typed again", commands, size, cuts, c.failed)
	t.Logf("from command to answer: median %v, p99 %v, at most %v, of Slack's time, which ran %v times as fast", c.quantile(0.5), c.quantile(0.99), c.quantile(1), scale)
}

// amid has people type the commands of these numbers at once. While they do, something
// breaks.
func (c *crowd) amid(random *rand.Rand, breaks func(), from, to int) {
	moment := random.IntN(to - from)
	answered := make(chan struct{}, to-from)
	var typing sync.WaitGroup
	for n := from; n < to; n++ {
		who := n % len(c.people)
		typing.Go(func() {
			defer func() { answered <- struct{}{} }()
			c.wants(c.people[who], fmt.Sprintf("%d-%d", who, n), n%3)
		})
	}
	for range moment {
		<-answered
	}
	breaks()
	typing.Wait()
}

// late are complaints about acknowledgements that a cut has held up.
func late(complaint string) bool {
	return strings.Contains(complaint, "too late or twice") || strings.Contains(complaint, "another connection")
}
