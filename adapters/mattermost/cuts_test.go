package mattermost_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot"
)

// TestEachQuestionIsAnsweredOnceWhateverBreaks cuts the connection, restarts the server and
// loses its answers while people ask. The long form (KIGO_LONG=1) has 50 cuts, 5 restarts
// and 1,000 questions.
func TestEachQuestionIsAnsweredOnceWhateverBreaks(t *testing.T) {
	t.Parallel()
	cuts, restarts, losses, questions := 10, 2, 3, 200
	if long() {
		cuts, restarts, losses, questions = 50, 5, 20, 1000
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	c := newTown(t, 40)
	var disasters []func()
	for range cuts {
		disasters = append(disasters, func() { c.server.CutSocketsOf(c.bot.ID) })
	}
	for range restarts {
		disasters = append(disasters, c.server.Restart)
	}
	for range losses {
		disasters = append(disasters, func() { c.server.On("POST /posts").Lose(1 + random.IntN(3)) })
	}
	random.Shuffle(len(disasters), func(i, j int) { disasters[i], disasters[j] = disasters[j], disasters[i] })

	asked := 0
	for i, disaster := range disasters {
		last := fmt.Sprintf("Frage nach %d", i)
		c.rush(&asked, questions*(i+1)/len(disasters)-1, random, disaster)
		c.asks(asked, last) // is heard or fetched over the next connection
		asked++
		c.waits(last)
	}
	c.waits()
	c.server.Restart() // then everything of today is fetched once more
	c.asks(0, "Frage zum Schluss")
	c.waits()
	c.stop()
	c.wantOneAnswerEach()
	if n := len(c.asked); n != questions+1 {
		t.Errorf("%d questions", n)
	}
}

// rush lets people ask, eight at a time, up to the n-th question. Amid it something breaks;
// nobody is about to send while the server is away.
func (c *town) rush(asked *int, n int, random *rand.Rand, disaster func()) {
	c.Helper()
	from, moment := *asked, *asked
	if n > from {
		moment += random.IntN(n - from)
	}
	var sending sync.RWMutex
	var crowd sync.WaitGroup
	places := make(chan struct{}, 8)
	for ; *asked < n; *asked++ {
		number := *asked
		if number == moment {
			sending.Lock()
			disaster()
			sending.Unlock()
		}
		places <- struct{}{}
		crowd.Go(func() {
			defer func() { <-places }()
			sending.RLock()
			defer sending.RUnlock()
			c.asks(number, fmt.Sprintf("Frage %d", number))
		})
	}
	crowd.Wait()
	if n <= from {
		disaster()
	}
}

// TestWhatWasAskedWhileNobodyListened is fetched by the next start: from the stored cursor
// on, and from an older one, as a process leaves it that was killed.
func TestWhatWasAskedWhileNobodyListened(t *testing.T) {
	t.Parallel()
	c := newTown(t, 6)
	early := &cursor{}
	for n := range 10 {
		c.asks(n, fmt.Sprintf("Frage davor %d", n))
		if n == 3 {
			c.waits("Frage davor 0")
			at, _, _ := c.cursor.Load(t.Context(), "")
			_ = early.Save(t.Context(), "", at)
		}
	}
	c.waits()
	c.stop()
	for n := range 10 {
		c.asks(n, fmt.Sprintf("Frage inzwischen %d", n))
	}
	end := c.another(c.inbox, c.cursor)
	c.waits()
	end()
	end = c.another(c.inbox, early)
	c.asks(1, "Frage danach")
	c.waits()
	end()
	c.wantOneAnswerEach()
}

// TestAQuestionThatIsNotSettledIsFetchedAgain by the next start, however much was answered
// since: it is older than what is fetched in any case.
func TestAQuestionThatIsNotSettledIsFetchedAgain(t *testing.T) {
	t.Parallel()
	c := newTown(t, 2)
	c.stop()
	old := &cursor{at: time.Now().Add(-time.Hour)}
	taken := make(chan struct{})
	elsewhere := process{ // has another process take what is asked first, which dies
		Inbox: c.inbox, before: func() {}, ends: func() error { return nil },
		after: func(what bot.Taken) bot.Taken {
			select {
			case <-taken:
				return what
			default:
				close(taken)
				return bot.Theirs
			}
		},
	}
	end := c.another(elsewhere, old)
	admin := c.server.Admin() // who may post as if it were earlier
	p, err := admin.Send(t.Context(), &model.Post{
		ChannelId: c.server.Direct(c.bot.ID, admin.ID).Id, Message: "Frage von vorhin", CreateAt: time.Now().Add(-30 * time.Minute).UnixMilli(),
	})
	if err != nil {
		t.Fatal(err)
	}
	c.people = append(c.people, admin)
	c.asked[p.Message] = p
	<-taken
	c.asks(0, "Frage von jetzt")
	c.waits("Frage von jetzt")
	end()
	c.pass(bot.DefaultLease)
	end = c.another(c.inbox, old)
	c.waits()
	end()
	c.wantOneAnswerEach()
}

// TestALostAnswerOfTheServerIsNoReasonToSayItTwice: what was stored is found again.
func TestALostAnswerOfTheServerIsNoReasonToSayItTwice(t *testing.T) {
	t.Parallel()
	c := newTown(t, 4)
	for n := range 20 {
		c.server.On("POST /posts").Lose(1)
		c.server.On("POST /posts").Delay(1, 0) // the next one is fine
		c.asks(n, fmt.Sprintf("Frage %d", n))
	}
	c.waits()
	c.stop()
	c.wantOneAnswerEach()
}

// TestAnEditIsNoNewQuestion: neither while kigo hears it nor when it is fetched later.
func TestAnEditIsNoNewQuestion(t *testing.T) {
	t.Parallel()
	c := newTown(t, 2)
	c.asks(0, "Frage eins")
	c.asks(1, "Frage zwei")
	gossip, err := c.people[1].Post(t.Context(), c.plaza, "Moin zusammen")
	if err != nil {
		t.Fatal(err)
	}
	c.waits()
	edit := func(p *model.Post, n int, text string) {
		t.Helper()
		if _, err := c.people[n].Edit(t.Context(), p, text); err != nil {
			t.Error(err)
		}
	}
	edit(c.asked["Frage eins"], 0, "anmelden Forum")
	edit(c.asked["Frage zwei"], 1, "@kigo anmelden Forum")
	edit(gossip, 1, "@kigo anmelden Forum")
	c.asks(0, "Frage drei")
	c.waits()
	c.stop()
	edit(gossip, 1, "@kigo abmelden Forum")
	end := c.another(c.inbox, c.cursor)
	c.server.Restart()
	c.asks(0, "Frage vier")
	c.waits()
	end()
	c.wantOneAnswerEach()
}
