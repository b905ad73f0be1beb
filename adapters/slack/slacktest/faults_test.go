package slacktest_test

import (
	"errors"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest"
)

func TestCallsGoWrongAsInjected(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithPostBurst(20))
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	post := func() error { _, _, err := api.PostMessage(anna.DM(), text("a")); return err }
	for _, tc := range []struct {
		name   string
		fault  slacktest.Fault
		stored int
	}{
		{"the answer is lost", slacktest.LoseAnswer(), 1},
		{"the connection is refused", slacktest.Refuse(), 0},
		{"500", slacktest.Status(500), 0},
		{"502 behind it", slacktest.StatusAfter(502), 1},
		{"429", slacktest.RateLimit(7 * time.Second), 0},
		{"fatal_error", slacktest.Fail("fatal_error"), 0},
	} {
		before := len(anna.Messages(anna.DM()))
		s.Inject("chat.postMessage", tc.fault)
		err := post()
		if err == nil {
			t.Errorf("%s: no error", tc.name)
		}
		if n := len(anna.Messages(anna.DM())) - before; n != tc.stored {
			t.Errorf("%s: %d messages", tc.name, n)
		}
		var limited *slack.RateLimitedError
		if ok := errors.As(err, &limited); tc.name == "429" && (!ok || limited.RetryAfter != 7*time.Second) {
			t.Errorf("429: %v", err)
		}
		check(t, post()) // one fault, one call
	}
	if r := s.Refusals(); len(r) != 1 || r[0].RetryAfter != 7*time.Second {
		t.Errorf("refusals: %+v", r)
	}
	calls := s.Calls("chat.postMessage")
	if len(calls) != 12 || calls[0].Fault != "lost" || calls[1].Fault != "" || calls[0].Args["text"] != "a" {
		t.Errorf("calls: %+v", calls)
	}
	s.Inject("*", slacktest.Fail("internal_error"))
	_, err := api.AuthTest()
	want(t, "any method", code(err), "internal_error")
}

func TestHistoryLagsBehind(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	s := slacktest.Start(t, slacktest.WithClock(hand))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	s.DelayHistory(2 * time.Second)
	_, _, err := s.Client().PostMessage(anna.DM(), text("a"))
	check(t, err)
	listed := func() int {
		h, err := s.Client().GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: anna.DM()})
		check(t, err)
		return len(h.Messages)
	}
	if listed() != 0 || len(anna.Messages(anna.DM())) != 1 {
		t.Error("people see it at once, the API does not")
	}
	hand.Advance(2 * time.Second)
	if listed() != 1 {
		t.Error("after the delay it is listed")
	}
}
