package adaptertest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/bot/chat"
)

// patience is how long a case waits for what must come. Nothing takes that long.
var patience = 20 * time.Second

// Bot stands behind an adapter in place of bot.Bot, and answers as the case wants.
type Bot struct {
	script func(chat.Event) chat.Reply
	heard  chan chat.Event // each event that it took

	mu     sync.Mutex
	events []chat.Event
	taken  map[string]bool // by ID: true is done
	errs   []error         // of deliveries
}

// errPanic is what a reply's delivery is told after the script panicked.
var errPanic = errors.New("the script panicked")

func newBot(script func(chat.Event) chat.Reply) *Bot {
	always := func(ev chat.Event) chat.Reply {
		if strings.HasPrefix(ev.Line, ping) {
			return echo(ev)
		}
		return script(ev)
	}
	return &Bot{script: always, heard: make(chan chat.Event, 10_000), taken: map[string]bool{}}
}

// Handle answers an event, for adapters that wait for the reply.
func (b *Bot) Handle(ctx context.Context, ev chat.Event) (reply chat.Reply) {
	b.Answer(ctx, ev, func(_ context.Context, r chat.Reply) error {
		reply = r
		return nil
	})
	return reply
}

// Answer has the reply to an event delivered, for adapters that post it. An ID comes
// through once, unless the delivery failed. It panics if the script does.
func (b *Bot) Answer(ctx context.Context, ev chat.Event, deliver func(context.Context, chat.Reply) error) (settled bool) {
	b.mu.Lock()
	done, known := b.taken[ev.ID]
	if ev.ID != "" && known {
		b.mu.Unlock()
		return done
	}
	b.taken[ev.ID] = false
	b.events = append(b.events, ev)
	b.mu.Unlock()
	b.heard <- ev

	err := errPanic
	defer func() { b.settle(ev.ID, err) }()
	reply := b.script(ev)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	err = deliver(ctx, reply)
	return err == nil
}

// settle notes how the delivery of a reply ended. What failed may come again.
func (b *Bot) settle(id string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil, errors.Is(err, errPanic):
		b.taken[id] = true
	default:
		delete(b.taken, id)
		b.errs = append(b.errs, err)
	}
}

// count is how many events the bot took.
func (b *Bot) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.events)
}

// failed says which replies were not delivered.
func (b *Bot) failed(t testing.TB) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, err := range b.errs {
		t.Errorf("a reply was not delivered: %v", err)
	}
}
