package bot_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/bot"
	"kigo/bot/chat"
)

const notice = "/kigo datenschutz" // the button under the notice of Art. 13 DSGVO

func TestFirstContactBringsTheNoticeOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for n, kind := range []chat.Kind{chat.Command, chat.DirectMessage, chat.Click} {
		got := h.handle(t, kind, "hilfe").Message.Plain()
		if strings.Contains(got, notice) != (n == 0) || !strings.HasPrefix(got, "done") {
			t.Errorf("answer %d: %q", n+1, got)
		}
	}
}

// The notice comes with the first answer that only the person reads; also with a fault.
func TestTheNoticeWaitsForAPrivateAnswer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if got := h.handle(t, chat.Mention, "laut"); strings.Contains(got.Message.Plain(), notice) || !got.Public {
		t.Errorf("in public: %q", got.Message.Plain())
	}
	if got := h.handle(t, chat.FormSubmit, "formular"); len(got.Errors) != 2 || !got.Message.Empty() {
		t.Errorf("in a form that stays open: %+v", got)
	}
	if got := h.handle(t, chat.Command, "fehler").Message.Plain(); !strings.Contains(got, notice) || !strings.Contains(got, "Forum") {
		t.Errorf("under a fault: %q", got)
	}
	if got := h.handle(t, chat.Command, "hilfe").Message.Plain(); strings.Contains(got, notice) {
		t.Errorf("a second time: %q", got)
	}
}

func TestTheNoticeIsNeverLostByADoubleClick(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var mu sync.Mutex
	shown := 0
	var group sync.WaitGroup
	for range 6 {
		ev := h.event(chat.Click, "hilfe")
		group.Go(func() {
			if strings.Contains(h.Handle(t.Context(), ev).Message.Plain(), notice) {
				mu.Lock()
				defer mu.Unlock()
				shown++
			}
		})
	}
	group.Wait()
	if shown < 1 {
		t.Error("nobody was shown the notice")
	}
	if got := h.handle(t, chat.Click, "hilfe").Message.Plain(); strings.Contains(got, notice) {
		t.Errorf("afterwards: %q", got)
	}
}

func TestLanguagePerPerson(t *testing.T) {
	t.Parallel()
	h := known(t)
	say := func(user, locale string) string {
		ev := h.event(chat.Command, "hilfe")
		ev.User = chat.User{ID: user, Name: user, Locale: locale}
		text, _, _ := strings.Cut(h.Handle(t.Context(), ev).Message.Plain(), "\n")
		return text
	}
	for locale, want := range map[string]string{"": "done in de", "de-AT": "done in de", "en-US": "done in en", "fr": "done in de"} {
		if got := say("user-"+locale, locale); got != want {
			t.Errorf("locale %q: %q, want %q", locale, got, want)
		}
	}
	// The person's own choice wins over the platform's profile.
	if err := h.people.SetLanguage(t.Context(), h.person(t).ID, "en"); err != nil {
		t.Fatal(err)
	}
	if got := say("u1", "de"); got != "done in en" {
		t.Errorf("chosen: %q", got)
	}
}

func TestStrangersAreRefusedKindly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, tc := range map[string]struct {
		user chat.User
		want string
	}{
		"bot":      {chat.User{ID: "b", Bot: true}, "Ich antworte nur Menschen"},
		"guest":    {chat.User{ID: "g", Guest: true}, "nicht für Gastkonten"},
		"stranger": {chat.User{ID: "s", Stranger: true}, "nur für Beschäftigte"},
		"English":  {chat.User{ID: "s", Stranger: true, Locale: "en"}, "Sorry"},
	} {
		ev := h.event(chat.Command, "hilfe")
		ev.User = tc.user
		got := h.Handle(t.Context(), ev).Message.Plain()
		if ran := h.ran(); ran != "" || (!strings.Contains(got, tc.want) && name != "English") || strings.Contains(got, notice) || got == "" {
			t.Errorf("%s: ran %q, %q", name, ran, got)
		}
	}
}

// The platform's request may end long before the answer is ready.
func TestTheCallersEndDoesNotStopTheHandler(t *testing.T) {
	t.Parallel()
	h := known(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ev := h.event(chat.Command, "warte")
	if got := h.Handle(ctx, ev).Message.Plain(); got != "done in de" {
		t.Errorf("%q, log %s", got, h.log.String())
	}
	if taken, err := h.Inbox.Take(t.Context(), ev.Platform, ev.ID, h.clock.Now().Add(24*h.Lease), h.Lease); taken != bot.Done || err != nil {
		t.Errorf("the delivery is not done: %v, %v", taken, err)
	}
}

// deaf is an inbox that is away.
type deaf struct{ bot.Inbox }

func (deaf) Take(context.Context, string, string, time.Time, time.Duration) (bot.Taken, error) {
	return bot.Theirs, errors.New("store is away")
}

func TestAStoreThatIsAwayIsSaid(t *testing.T) {
	t.Parallel()
	h := known(t)
	h.Inbox = deaf{}
	got := h.handle(t, chat.Command, "anmelden forum").Message.Plain()
	if ran := h.ran(); ran != "" || !strings.Contains(got, "REF42") {
		t.Errorf("ran %q, %q", ran, got)
	}
	if !strings.Contains(h.log.String(), "store is away") {
		t.Errorf("the log has %q", h.log.String())
	}
}
