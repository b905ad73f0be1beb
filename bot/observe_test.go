package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"kigo/bot"
	"kigo/bot/chat"
)

// counter notes what it is told.
type counter struct{ all []string }

func (c *counter) Handled(h bot.Handled) {
	c.all = append(c.all, fmt.Sprintf("%s %s %s %d", h.Platform, h.Command, h.Outcome, h.Taken))
}

func TestTheObserverIsToldWhatCameOfIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.Ask = func(context.Context, bot.Request, string) (chat.Reply, error) { return chat.Reply{}, nil }
	c := &counter{}
	h.Observer = c
	for _, line := range []string{"hilfe", "fehler", "kaputt", "absturz", "rechte", "gibtsnicht"} {
		h.Handle(t.Context(), h.event(chat.Command, line))
	}
	h.Handle(t.Context(), h.event(chat.DirectMessage, "was ist das?"))
	again := h.event(chat.Command, "hilfe")
	fail := func(context.Context, chat.Reply) error { return errors.New("away") }
	h.Answer(t.Context(), again, fail)
	h.Handle(t.Context(), again)
	h.clock.Pass(bot.DefaultLease + time.Second)
	h.Handle(t.Context(), again)
	h.Handle(t.Context(), again)
	const platform = "slack "
	want := []string{
		platform + "help answered 0", platform + "fault refused 0", platform + "broken failed 0", platform + "panic failed 0",
		platform + "grants refused 0", platform + "(unknown) answered 0", platform + "(question) answered 0",
		platform + "help undelivered 0", platform + "(unknown) answered 1", platform + "help answered 3", platform + "(unknown) answered 2",
	}
	if !slices.Equal(c.all, want) {
		t.Errorf("told\n%q, want\n%q", c.all, want)
	}
}

// A figure that moves when somebody answers a survey tells when they did.
func TestTheObserverIsToldNothingOfDiscreetCommands(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := &counter{}
	h.Observer = c
	for _, line := range []string{"leise", "leise 4", "/kigo quiet"} {
		for _, kind := range []chat.Kind{chat.Command, chat.Click, chat.FormSubmit, chat.DirectMessage} {
			h.Answer(t.Context(), h.event(kind, line), func(ctx context.Context, _ chat.Reply) error {
				if !bot.Unobserved(ctx) {
					t.Errorf("%s %q: what is done for it is measured", kind, line)
				}
				return nil
			})
		}
	}
	if len(c.all) > 0 {
		t.Errorf("told %q", c.all)
	}
}
