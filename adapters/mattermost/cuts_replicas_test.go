package mattermost_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kigo/bot"
)

// process is the inbox as one replica sees it.
type process struct {
	bot.Inbox
	before func()                    // asked Take
	after  func(bot.Taken) bot.Taken // was told what Take says, or hears this
	ends   func() error              // asked Done; an error is all that comes of it
}

func (p process) Take(ctx context.Context, platform, id string, now time.Time, lease time.Duration) (bot.Taken, error) {
	p.before()
	taken, err := p.Inbox.Take(ctx, platform, id, now, lease)
	return p.after(taken), err
}

func (p process) Done(ctx context.Context, platform, id string) error {
	if err := p.ends(); err != nil {
		return err
	}
	return p.Inbox.Done(ctx, platform, id)
}

// TestTheOtherReplicaAnswersWhatADeadOneHadTaken has two replicas at once, both with a
// WebSocket. One takes what is asked, and dies: nothing that it is about to do is done.
func TestTheOtherReplicaAnswersWhatADeadOneHadTaken(t *testing.T) {
	t.Parallel()
	for name, answered := range map[string]bool{"before it answered": false, "before it noted that it had answered": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const questions = 12 // of as many people: nobody waits for their own former question
			c := newTown(t, questions)
			c.stop()
			dead := make(chan struct{})
			var taken, seen, died sync.WaitGroup
			taken.Add(questions)
			seen.Add(questions)
			died.Add(questions)
			mortal := process{
				Inbox: c.inbox, before: func() {},
				after: func(what bot.Taken) bot.Taken {
					taken.Done()
					if answered {
						return what
					}
					died.Done()
					<-dead
					return bot.Theirs // it wakes up when all is over, and must stay silent
				},
				ends: func() error {
					died.Done()
					<-dead
					return errors.New("killed")
				},
			}
			other := process{
				Inbox: c.inbox, before: taken.Wait,
				after: func(what bot.Taken) bot.Taken {
					if what == bot.Theirs {
						seen.Done()
					}
					return what
				},
				ends: func() error { return nil },
			}
			end := c.another(mortal, c.cursor)
			survivor := c.another(other, c.cursor)
			for n := range questions {
				c.asks(n, fmt.Sprintf("Frage %d", n))
			}
			died.Wait()
			var gone sync.WaitGroup
			gone.Go(end) // its context ends; its handlers never do
			seen.Wait()
			c.pass(bot.DefaultLease)
			c.waits()
			survivor()
			c.wantOneAnswerEach()
			close(dead)
			gone.Wait()
		})
	}
}

// TestTwoReplicasAnswerOnce while the connections of both break again and again.
func TestTwoReplicasAnswerOnce(t *testing.T) {
	t.Parallel()
	c := newTown(t, 10)
	end := c.another(c.inbox, c.cursor)
	for round := range 4 {
		for n := range 20 {
			c.asks(n, fmt.Sprintf("Frage %d/%d", round, n))
			if n == 10 && round%2 == 0 {
				c.server.CutSocketsOf(c.bot.ID)
			} else if n == 10 {
				c.server.Restart()
			}
		}
		c.waits()
	}
	c.stop()
	end()
	c.wantOneAnswerEach()
}
