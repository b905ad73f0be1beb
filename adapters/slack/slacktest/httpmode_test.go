package slacktest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"kigo/adapters/slack/slacktest"
)

// overHTTP is a workspace whose app is served by handle, behind url_verification.
func overHTTP(t *testing.T, hand *slacktest.Hand, handle http.HandlerFunc) (*slacktest.Server, *slacktest.Member) {
	t.Helper()
	s := slacktest.Start(t, slacktest.WithClock(hand),
		slacktest.WithManifest(slacktest.InHTTPMode(slacktest.DefaultManifest(), "https://kigo.example")))
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "url_verification") {
			e, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken())
			check(t, err)
			_, _ = io.WriteString(w, e.Data.(*slackevents.EventsAPIURLVerificationEvent).Challenge)
			return
		}
		handle(w, r)
	}))
	t.Cleanup(web.Close)
	check(t, s.UseRequestURLs(ctx(t), web.URL))
	return s, s.AddMember(slacktest.Person{Name: "anna"})
}

func TestEventsByHTTPAreSentAgain(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	type request struct{ num, reason string }
	got := make(chan request, 10)
	s, anna := overHTTP(t, hand, func(w http.ResponseWriter, r *http.Request) {
		defer func() { got <- request{r.Header.Get("X-Slack-Retry-Num"), r.Header.Get("X-Slack-Retry-Reason")} }()
		switch r.Header.Get("X-Slack-Retry-Num") {
		case "":
			w.WriteHeader(http.StatusInternalServerError)
		case "1":
			http.Redirect(w, r, "/", http.StatusFound)
		case "2":
			conn, _, err := http.NewResponseController(w).Hijack()
			check(t, err)
			conn.Close()
		}
	})
	_, err := anna.Say(anna.DM(), "Hallo")
	check(t, err)
	for _, w := range []request{{"", ""}, {"1", "http_error"}, {"2", "http_error"}, {"3", "connection_failed"}} {
		if r := <-got; r != w {
			t.Errorf("got %v, want %v", r, w)
		}
		if pause := map[string]time.Duration{"1": time.Minute, "2": 5 * time.Minute, "3": time.Hour}[w.num]; pause > 0 {
			check(t, s.Wait(ctx(t), func() bool { return s.Unacknowledged() == 0 }))
			hand.Advance(pause) // exactly: what falls due has 3 s from then on
		}
	}
	if n := s.Unacknowledged(); n != 0 || len(got) > 0 {
		t.Error("it is sent a fifth time")
	}
}

func TestANoRetryHeaderEndsIt(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	got := make(chan string, 10)
	s, anna := overHTTP(t, hand, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Slack-No-Retry", "1")
		w.WriteHeader(http.StatusInternalServerError)
		got <- r.Header.Get("X-Slack-Retry-Num")
	})
	_, err := anna.Say(anna.DM(), "Hallo")
	check(t, err)
	<-got
	check(t, s.Wait(ctx(t), func() bool { return s.Unacknowledged() == 0 }))
	hand.Advance(time.Hour)
	if s.Unacknowledged() > 0 || len(got) > 0 {
		t.Error("it was sent again")
	}
}

func TestAPersonSeesThatTheAppFails(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	status, hang := http.StatusInternalServerError, make(chan struct{})
	s, anna := overHTTP(t, hand, func(w http.ResponseWriter, r *http.Request) {
		if status == 0 {
			hang <- struct{}{}
			<-r.Context().Done()
			return
		}
		w.WriteHeader(status)
	})
	for code, wrong := range map[int]error{http.StatusInternalServerError: slacktest.ErrService, http.StatusNotFound: slacktest.ErrClient} {
		status = code
		if err := anna.Slash(anna.DM(), "/kigo"); !errors.Is(err, wrong) {
			t.Errorf("status %d: %v", code, err)
		}
		if err := anna.Shortcut("global"); !errors.Is(err, wrong) {
			t.Errorf("status %d: %v", code, err)
		}
	}
	status = 0
	dm, failed := anna.DM(), make(chan error, 1)
	go func() { failed <- anna.Slash(dm, "/kigo") }()
	<-hang
	hand.Advance(slacktest.AckWithin)
	if err := <-failed; !errors.Is(err, slacktest.ErrTimeout) {
		t.Errorf("no answer: %v", err)
	}
	check(t, s.Wait(ctx(t), func() bool { return len(anna.Ephemerals(dm)) == 3 }))
}

func TestTheEventsURLIsVerified(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithManifest(slacktest.InHTTPMode(slacktest.DefaultManifest(), "https://kigo.example")))
	for name, handle := range map[string]http.HandlerFunc{
		"no challenge": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") },
		"an error":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
	} {
		web := httptest.NewServer(handle)
		if err := s.UseRequestURLs(ctx(t), web.URL); err == nil {
			t.Errorf("%s is taken", name)
		}
		web.Close()
	}
	ended, cancel := context.WithCancel(ctx(t))
	cancel()
	if err := s.UseRequestURLs(ended, "http://127.0.0.1:1"); err == nil {
		t.Error("nobody is taken")
	}
}

func TestOnlyWhatIsSubscribedIsTold(t *testing.T) {
	t.Parallel()
	m := slacktest.DefaultManifest()
	m.Settings.EventSubscriptions.BotEvents = []string{"message.im", "app_mention"}
	s := slacktest.Start(t, slacktest.WithManifest(m), slacktest.WithScopes("im:history", "commands", "chat:write"))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	channel := s.AddChannel("forum", anna)
	got := make(chan string, 10)
	connect(t, s, app{event: func(e slackevents.EventsAPIEvent, _ socketmode.Request) { got <- e.InnerEvent.Type }})
	check(t, s.WaitConnections(ctx(t), 1))
	s.Join(channel, s.BotUserID)
	s.Welcome(slacktest.Person{Name: "neu"})
	anna.OpenHome()
	_, err := anna.Say(channel, "<@"+s.BotUserID+"> ohne Recht darauf")
	check(t, err)
	_, err = anna.Say(anna.DM(), "Hallo")
	check(t, err)
	if e := <-got; e != "message" || len(got) > 0 {
		t.Errorf("got %q first, and %d more", e, len(got))
	}
}

func TestTooManyEventsAreHeldBack(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	s := slacktest.Start(t, slacktest.WithClock(hand), slacktest.WithEventLimit(2))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	ws := dial(t, s)
	read(t, ws)
	for range 4 {
		_, err := anna.Say(anna.DM(), "Hallo")
		check(t, err)
	}
	for _, w := range []string{"event_callback", "event_callback", "app_rate_limited"} {
		m := read(t, ws)
		want(t, "type", m["payload"].(map[string]any)["type"].(string), w)
		ack(t, ws, m["envelope_id"], nil)
	}
	check(t, s.Wait(ctx(t), func() bool { return s.Unacknowledged() == 0 }))
	hand.Advance(time.Hour)
	_, err := anna.Say(anna.DM(), "Hallo")
	check(t, err)
	want(t, "type", read(t, ws)["payload"].(map[string]any)["type"].(string), "event_callback")
}

func TestTheMessagesTabMayBeOff(t *testing.T) {
	t.Parallel()
	m := slacktest.DefaultManifest()
	m.Features.AppHome.MessagesTabEnabled = false
	s := slacktest.Start(t, slacktest.WithManifest(m))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	_, _, err := s.Client().PostMessage(anna.ID, text("a"))
	want(t, "post", code(err), "messages_tab_disabled")
	if _, err := anna.Say(anna.DM(), "Hallo"); !errors.Is(err, slacktest.ErrNoMessaging) {
		t.Errorf("say: %v", err)
	}
	m.Features.AppHome.MessagesTabEnabled, m.Features.AppHome.MessagesTabReadOnlyEnabled = true, true
	if _, err := anna.Say(anna.DM(), "Hallo"); !errors.Is(err, slacktest.ErrNoMessaging) {
		t.Errorf("read only: %v", err)
	}
}
