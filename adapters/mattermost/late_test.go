package mattermost_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
	"kigo/bot/chat"
)

// Whoever waits for a slow answer is told that it comes, and then has it: by command, by
// message, and behind others for whom there is no worker.
func TestWhoeverWaitsIsToldThatTheAnswerComes(t *testing.T) {
	t.Parallel()
	open := make(chan struct{})
	release := sync.OnceFunc(func() { close(open) })
	defer release()
	answer := func(ctx context.Context, ev chat.Event, deliver func(context.Context, chat.Reply) error) bool {
		<-open
		return deliver(ctx, chat.Reply{Message: chat.Say(chat.Words("Echo: " + ev.Line))}) == nil
	}
	w := newWorld(t, answer, nil, func(w *world) { w.patience = 50 * time.Millisecond })
	anna, bert := w.server.Human("anna"), w.server.Human("bert")
	plaza := w.server.Channel("plaza", w.bot.ID, anna.ID, bert.ID)
	const later = "Gerade ist sehr viel los. Ich habe es notiert"
	ctx := t.Context()
	fine := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	reads := func(p *model.Post, err error) string {
		t.Helper()
		fine(err)
		return p.Message
	}
	fine(anna.Slash(ctx, plaza.Id, "/kigo eins"))
	if text := reads(anna.WaitEphemeral(ctx, nil)); !strings.HasPrefix(text, later) {
		t.Errorf("after her command she reads %q", text)
	}
	_, err := bert.Message(ctx, w.bot.ID, "zwei")
	fine(err)
	kigos := func(p *model.Post) bool { return p.UserId == w.bot.ID }
	if text := reads(bert.WaitPost(ctx, kigos)); !strings.HasPrefix(text, later) {
		t.Errorf("after his message he reads %q", text)
	}
	_, err = bert.Message(ctx, w.bot.ID, "drei") // one word is enough for a minute
	fine(err)
	release()
	for _, tc := range []struct {
		who  *mattermosttest.Human
		want []string
	}{{anna, []string{"Echo: eins"}}, {bert, []string{"Echo: zwei", "Echo: drei"}}} {
		for _, want := range tc.want {
			if text := reads(tc.who.WaitPost(ctx, kigos)); text != want {
				t.Errorf("%s reads %q, want %q", tc.who.Name, text, want)
			}
		}
	}
}
