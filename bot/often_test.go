package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kigo/bot"
	"kigo/bot/chat"
)

func TestWhoAsksTooOftenIsToldOnceAndOthersAreNot(t *testing.T) {
	t.Parallel()
	h := known(t)
	h.Rate = bot.NewRate(20, 10*time.Second, h.clock.Now)
	said := func(text string) bool { return strings.HasPrefix(text, "Das waren sehr viele Anfragen") }
	for n := range 20 {
		if text := h.handle(t, chat.Command, "hilfe").Message.Plain(); said(text) || h.ran() == "" {
			t.Fatalf("the request %d is answered %q", n, text)
		}
	}
	for n := range 5 {
		if text := h.handle(t, chat.Command, "hilfe").Message.Plain(); said(text) != (n == 0) || (n > 0 && text != "") || h.ran() != "" {
			t.Errorf("too many, %d: %q", n, text)
		}
	}
	if errs := h.handle(t, chat.FormSubmit, "hilfe").Errors; !said(errs[""]) {
		t.Errorf("a form is answered %q", errs)
	}
	other := h.event(chat.Command, "hilfe")
	other.User.ID = "u2"
	if h.Handle(t.Context(), other); h.ran() == "" {
		t.Error("somebody else has to wait")
	}
	h.clock.Pass(time.Second) // two more
	for n := range 3 {
		if text := h.handle(t, chat.Command, "hilfe").Message.Plain(); said(text) != (n == 2) || (h.ran() == "") != (n == 2) {
			t.Errorf("a second later, %d: %q", n, text)
		}
	}
}

// A flood of strangers is forgotten, and so is whoever was quiet.
func TestTheRateRemembersNoMoreThanItMust(t *testing.T) {
	t.Parallel()
	h := known(t)
	h.Rate = bot.NewRate(1, 10*time.Second, h.clock.Now)
	for n := range 3 * bot.MostPacers {
		if bot.Allow(h.Rate, chat.Event{Platform: "slack", User: chat.User{ID: fmt.Sprint(n)}}); bot.Pacers(h.Rate) > bot.MostPacers {
			t.Fatalf("%d people are remembered", bot.Pacers(h.Rate))
		}
	}
	h.clock.Pass(time.Minute)
	bot.Allow(h.Rate, chat.Event{Platform: "slack", User: chat.User{ID: "new"}})
	if n := bot.Pacers(h.Rate); n > bot.MostPacers {
		t.Errorf("%d people are remembered", n)
	}
}
