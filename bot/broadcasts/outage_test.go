package broadcasts_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/outbox"
)

// away is a chat that answers nothing. Every other message gets through all the same.
type away struct {
	chat.Adapter
	tried int
}

func (a *away) Send(ctx context.Context, channel string, m chat.Message, key string) (string, error) {
	if a.tried++; a.tried%2 == 0 {
		if _, err := a.Adapter.Send(ctx, channel, m, key); err != nil {
			return "", err
		}
	}
	return "", errors.New("no answer")
}

func (a *away) Find(context.Context, string, string, time.Time) (string, error) {
	return "", errors.New("no answer")
}

func TestAChatIsAwayForAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.dispatcher.Limits = outbox.DefaultLimits
	w.dispatcher.Limits.Workers = 1
	crowd := w.crowd(6)
	there := w.Chats[mailbox.Platform]
	w.Chats[mailbox.Platform] = &away{Adapter: there}
	b := w.approved(everybody("Hallo"))
	for range 60 {
		w.settle()
		w.clock.Pass(time.Minute)
	}
	w.wantState(b.ID, broadcasts.Sending)
	if b = w.read(b.ID); b.Send.Done+b.Send.Failed+b.Send.Skipped > 0 {
		t.Errorf("amid the hour it is %+v", b.Send)
	}
	w.Chats[mailbox.Platform] = there
	for range 20 {
		w.clock.Pass(time.Minute)
		w.settle()
	}
	want(t, w.copies(crowd), map[string]int{"Hallo": 6})
	if b = w.read(b.ID); b.State != broadcasts.Done || b.Send.Done != 8 {
		t.Errorf("it ends as %+v", b)
	}
}
