package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot"
	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/clocktest"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

func TestMain(m *testing.M) { mongotest.Main(m) }

// house is a bot on a real store, with a few commands that say what they were given.
type house struct {
	*bot.Bot
	people *people.Service
	clock  *clocktest.Clock
	log    bytes.Buffer

	mu    sync.Mutex
	calls []string // of commands, with their arguments
	told  int      // deliveries given out by event()
}

// commands is the table of the tests' bot.
func (h *house) commands() []bot.Command {
	say := func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		h.note(r)
		return bot.Private(chat.Say(chat.Words("done in " + r.P.Lang()))), nil
	}
	fail := func(err error) func(context.Context, bot.Request) (chat.Reply, error) {
		return func(context.Context, bot.Request) (chat.Reply, error) { return chat.Reply{}, err }
	}
	few := func(args string) bool { return len(strings.Fields(args)) <= 2 }
	return []bot.Command{
		{Name: "start", Words: []string{"", "start"}, Hidden: true, Run: say},
		{Name: "join", Words: []string{"anmelden", "join"}, Fits: few, Run: say},
		{Name: "help", Words: []string{"hilfe", "help"}, Run: say},
		{Name: "quiet", Words: []string{"leise", "quiet"}, Fits: few, Discreet: true, Run: say},
		{Name: "draw", Words: []string{"übermalen", "paint"}, Fits: few, Run: say},
		{Name: "event", Words: []string{"veranstaltung", "event"}, Fits: few, Run: say},
		{Name: "event_edit", Words: []string{"veranstaltung ändern", "event edit"}, Fits: few, Run: say},
		{Name: "grants", Words: []string{"rechte", "grants"}, May: func(p people.Person) bool { return p.Is(people.Admin) }, Run: say},
		{Name: "panic", Words: []string{"absturz"}, Run: func(context.Context, bot.Request) (chat.Reply, error) { panic("secret detail") }},
		{Name: "broken", Words: []string{"kaputt"}, Run: fail(errors.New("secret detail: mongodb://user:pw@host"))},
		{Name: "fault", Words: []string{"fehler"}, Run: fail(fmt.Errorf("wrapped: %w", fault.New("event.unknown", fault.Args{"Text": "Forum"})))},
		{Name: "form", Words: []string{"formular"}, Run: fail(fault.Form(map[string]*fault.Fault{"title": fault.New("event.too_short", fault.Args{"Min": 3}), "seats": fault.New("fault.required")}))},
		{Name: "public", Words: []string{"laut"}, Run: func(context.Context, bot.Request) (chat.Reply, error) {
			return chat.Reply{Public: true, Message: chat.Say(chat.Words("für alle"))}, nil
		}},
		{Name: "wait", Words: []string{"warte"}, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
			deadline, ok := ctx.Deadline()
			if left := time.Until(deadline); ctx.Err() != nil || !ok || left > bot.HandlerTimeout {
				return chat.Reply{}, fmt.Errorf("context %w, deadline in %s", ctx.Err(), left)
			}
			return say(ctx, r)
		}},
	}
}

func (h *house) note(r bot.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	word := strings.TrimSuffix(strings.TrimSpace(r.Event.Line), r.Args)
	h.calls = append(h.calls, strings.TrimSpace(word)+"|"+r.Args)
}

func newHouse(t testing.TB) *house {
	t.Helper()
	db := mongotest.Open(t)
	h := &house{clock: clocktest.At(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))}
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	h.people = &people.Service{
		Store: mongodb.NewPeople(db), Now: h.clock.Now, NewID: people.RandomID,
		Audit: &audit.Log{Store: mongodb.NewAudit(db), Now: h.clock.Now, NewID: people.RandomID},
	}
	h.Bot, err = bot.New(bot.Config{
		Commands: h.commands(), People: h.people, Inbox: mongodb.NewInbox(db), Catalogue: catalogue, Locale: "de",
		Now: h.clock.Now, RealNow: h.clock.Now, NewRef: func() string { return "REF42" }, Log: slog.New(slog.NewTextHandler(&h.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// known is a house in which u1 has been shown the notice of the first contact.
func known(t testing.TB) *house {
	t.Helper()
	h := newHouse(t)
	h.handle(t, chat.Command, "hilfe")
	h.calls = nil
	return h
}

// event is a new delivery from u1, who reads German.
func (h *house) event(kind chat.Kind, line string) chat.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told++
	return chat.Event{ID: fmt.Sprintf("d%d", h.told), Kind: kind, Platform: "slack", User: chat.User{ID: "u1", Name: "Anna", Locale: "de"}, Line: line}
}

func (h *house) handle(t testing.TB, kind chat.Kind, line string) chat.Reply {
	t.Helper()
	return h.Handle(t.Context(), h.event(kind, line))
}

// ran is the last command that ran, with its arguments; "" if none did.
func (h *house) ran() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.calls) == 0 {
		return ""
	}
	last := h.calls[len(h.calls)-1]
	h.calls = nil
	return last
}

func (h *house) person(t testing.TB) people.Person {
	t.Helper()
	p, err := h.people.Meet(t.Context(), "slack", chat.User{ID: "u1", Name: "Anna", Locale: "de"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
