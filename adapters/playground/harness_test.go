package playground_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/adapters/playground"
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// box is a mail store in memory, which another process may write to.
type box struct {
	mu     sync.Mutex
	mails  []mailbox.Mail
	broken error
}

func (b *box) Put(ctx context.Context, m mailbox.Mail) error {
	if known, err := b.change(ctx, m.Key, func(*mailbox.Mail) {}); known || err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mails = append(b.mails, m)
	return nil
}

func (b *box) Has(ctx context.Context, key string) (bool, error) {
	return b.change(ctx, key, func(*mailbox.Mail) {})
}

func (b *box) List(_ context.Context, to string) (out []mailbox.Mail, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.mails {
		if m.To == to {
			out = append(out, m)
		}
	}
	return out, b.broken
}

func (b *box) Fetched(context.Context, mailbox.Mail, string) error { return nil }

func (b *box) Replace(ctx context.Context, key string, to chat.Message) (bool, error) {
	return b.change(ctx, key, func(m *mailbox.Mail) { m.Message, m.Edits = to, m.Edits+1 })
}

func (b *box) Remove(ctx context.Context, key string) (bool, error) {
	return b.change(ctx, key, func(m *mailbox.Mail) { m.Message, m.Gone = chat.Message{}, true })
}

// change does something with a mail that is there, and reports whether it is.
func (b *box) change(ctx context.Context, key string, how func(*mailbox.Mail)) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.mails, func(m mailbox.Mail) bool { return m.Key == key && !m.Gone })
	if i >= 0 && ctx.Err() == nil {
		how(&b.mails[i])
	}
	return i >= 0, ctx.Err()
}

// world is a playground with a scripted bot behind it.
type world struct {
	*testing.T
	server *httptest.Server
	play   *playground.Playground
	box    *box
	mail   *mailbox.Adapter

	mu     sync.Mutex
	now    time.Time
	events []chat.Event
	answer func(chat.Event) chat.Reply
	ids    int
	moved  []time.Duration
}

var berlin = mustZone()

func mustZone() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}

func newWorld(t *testing.T, answer func(chat.Event) chat.Reply) *world {
	t.Helper()
	catalogue, err := i18n.New(berlin)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, box: &box{}, answer: answer, now: time.Date(2026, 11, 25, 10, 0, 0, 0, berlin)}
	w.mail = &mailbox.Adapter{Store: w.box, Now: w.clock}
	w.play = playground.New(playground.Config{
		Handle: w.handle,
		Personas: []mailbox.Persona{
			{User: "anna", Name: "Anna Albers", Note: "OB, Admin"},
			{User: "bert", Name: "Bert Brandt", Note: "Dezernat II"},
			{User: "carla", Name: "Carla Claussen", Note: "Dezernat III"},
		},
		Mail:    w.mail,
		Printer: catalogue.Printer,
		Completions: func(_ context.Context, persona, lang string) []playground.Completion {
			if lang == "en" {
				return []playground.Completion{{Word: "events", Help: "Shows what is on, " + persona}}
			}
			return []playground.Completion{
				{Word: "termine", Help: "Zeigt, was ansteht"},
				{Word: "anmelden", Args: "forum", Help: "Meldet dich an"},
				{Word: "abmelden", Args: "forum", Help: "Meldet dich ab"},
				{Word: "veranstaltung ändern", Args: "forum", Help: "Ändert eine Veranstaltung"},
			}
		},
		Now:     w.clock,
		Advance: w.advance,
		Zone:    berlin,
		NewID:   w.newID,
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	server := httptest.NewServer(w.play.Routes())
	w.server = server
	t.Cleanup(func() {
		w.play.Close() // streams first, or the server would wait for them
		server.Close()
	})
	return w
}

// reopen starts the server again at its old address.
func (w *world) reopen() {
	w.Helper()
	listener, err := net.Listen("tcp", w.server.Listener.Addr().String())
	if err != nil {
		w.Fatal(err)
	}
	again := httptest.NewUnstartedServer(w.play.Routes())
	_ = again.Listener.Close()
	again.Listener = listener
	again.Start()
	w.Cleanup(func() {
		w.play.Close()
		again.Close()
	})
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) newID() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ids++
	return fmt.Sprintf("id%d", w.ids)
}

func (w *world) advance(_ context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.moved = append(w.moved, d)
	w.now = w.now.Add(d)
	if d == 13*time.Hour {
		return errors.New("store on fire")
	}
	return nil
}

func (w *world) handle(_ context.Context, ev chat.Event) chat.Reply {
	w.mu.Lock()
	w.events = append(w.events, ev)
	w.now = w.now.Add(time.Second)
	w.mu.Unlock()
	return w.answer(ev)
}

// last is the newest event that reached the bot.
func (w *world) last() chat.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.events) == 0 {
		return chat.Event{}
	}
	return w.events[len(w.events)-1]
}

func (w *world) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.events)
}
