package console

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

var start = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// memory is a mailbox.Store.
type memory struct {
	mu    sync.Mutex
	mails []mailbox.Mail
	err   error // of every call
}

func (m *memory) Put(ctx context.Context, mail mailbox.Mail) error {
	if known, err := m.change(ctx, mail.Key, func(*mailbox.Mail) {}); known || err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mails = append(m.mails, mail)
	return nil
}

func (m *memory) Has(ctx context.Context, key string) (bool, error) {
	return m.change(ctx, key, func(*mailbox.Mail) {})
}

func (m *memory) List(_ context.Context, to string) ([]mailbox.Mail, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	mails := slices.DeleteFunc(slices.Clone(m.mails), func(mail mailbox.Mail) bool { return mail.To != to })
	slices.SortFunc(mails, func(a, b mailbox.Mail) int { return cmp.Compare(a.At.Unix(), b.At.Unix()) })
	return mails, m.err
}

func (m *memory) Fetched(ctx context.Context, shown mailbox.Mail, account string) error {
	_, err := m.change(ctx, shown.Key, func(mail *mailbox.Mail) {
		if mail.To == mailbox.Channel {
			mail.Readers = maps.Clone(mail.Readers)
			if mail.Readers == nil {
				mail.Readers = map[string]int{}
			}
			mail.Readers[account] = shown.Edits
			return
		}
		mail.Fetched, mail.Seen = true, shown.Edits
	})
	return err
}

func (m *memory) Replace(ctx context.Context, key string, to chat.Message) (bool, error) {
	return m.change(ctx, key, func(mail *mailbox.Mail) { mail.Message, mail.Edits = to, mail.Edits+1 })
}

func (m *memory) Remove(ctx context.Context, key string) (bool, error) {
	return m.change(ctx, key, func(mail *mailbox.Mail) { mail.Message, mail.Gone = chat.Message{}, true })
}

// change does something with a mail that is there, and reports whether it is.
func (m *memory) change(ctx context.Context, key string, how func(*mailbox.Mail)) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.mails, func(mail mailbox.Mail) bool { return mail.Key == key && !mail.Gone })
	if i >= 0 && ctx.Err() == nil {
		how(&m.mails[i])
	}
	return i >= 0, errors.Join(m.err, ctx.Err())
}

// script is a bot that knows its answers by "<kind> <line>", and what it was told.
type script struct {
	t       *testing.T
	dir     string
	answers map[string]chat.Reply
	events  []chat.Event
	mail    memory
	now     time.Time
	settled int
	moved   []time.Duration
	// settle, if set, does what is due.
	settle func() error
	// advance, if set, does what falls due.
	advance func() error
}

func newScript(t *testing.T, answers map[string]chat.Reply) *script {
	return &script{t: t, dir: t.TempDir(), answers: answers, now: start}
}

func printer(t *testing.T) func(string) i18n.Printer {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := i18n.New(zone)
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.Printer
}

func (s *script) config() Config {
	ids := 0
	return Config{
		Handle: func(_ context.Context, ev chat.Event) chat.Reply {
			s.events = append(s.events, ev)
			return s.answers[string(ev.Kind)+" "+ev.Line]
		},
		Personas: []mailbox.Persona{{User: "anna", Name: "Anna Adler"}, {User: "bert", Name: "Bert Brandt"}},
		As:       "anna",
		Mail:     &s.mail,
		Now:      func() time.Time { return s.now },
		Settle: func(context.Context) error {
			s.settled++
			if s.settle != nil {
				return s.settle()
			}
			return nil
		},
		Advance: func(_ context.Context, d time.Duration) error {
			s.moved = append(s.moved, d)
			s.now = s.now.Add(d)
			if s.advance != nil {
				return s.advance()
			}
			return nil
		},
		Dir:     s.dir,
		Printer: printer(s.t),
		JSON:    true,
		NewID:   func() string { ids++; return fmt.Sprint("id", ids) },
	}
}

// run feeds lines to a console and returns what it wrote.
func (s *script) run(c Config, lines ...string) string {
	s.t.Helper()
	var out bytes.Buffer
	if err := Run(s.t.Context(), strings.NewReader(strings.Join(lines, "\n")), &out, c); err != nil {
		s.t.Fatal(err)
	}
	return out.String()
}

// play is run in JSON: what each line showed.
func (s *script) play(lines ...string) [][]item {
	s.t.Helper()
	return perLine(s.t, s.run(s.config(), lines...))
}

func perLine(t *testing.T, out string) [][]item {
	t.Helper()
	var all [][]item
	var line []item
	for object := range strings.Lines(out) {
		var i item
		if err := json.Unmarshal([]byte(object), &i); err != nil {
			t.Fatalf("%q: %v", object, err)
		}
		if i.Kind == kindDone {
			all, line = append(all, line), nil
			continue
		}
		line = append(line, i)
	}
	if line != nil {
		t.Errorf("items without done: %v", line)
	}
	return all
}

// told is what the bot heard, one "<user> <kind> <line> <values>" an event.
func (s *script) told() []string {
	var all []string
	for _, ev := range s.events {
		text := fmt.Sprintf("%s %s %q", ev.User.ID, ev.Kind, ev.Line)
		for _, name := range sortedKeys(ev.Values) {
			text += fmt.Sprintf(" %s=%q", name, ev.Values[name])
		}
		all = append(all, text)
	}
	return all
}

// texts is what a line showed, one "<kind>: <text>" an item.
func texts(items []item) []string {
	var all []string
	for _, i := range items {
		all = append(all, string(i.Kind)+": "+i.Text)
	}
	return all
}

func say(text string, buttons ...chat.Button) chat.Message {
	return chat.Say(chat.Words(text), buttons...)
}

func button(label string) chat.Button { return chat.Button{Label: label, Line: strings.ToLower(label)} }

// everything is a message with one of each element, and with text that tries to break out.
func everything() chat.Message {
	return chat.Message{
		Sections: []chat.Section{{
			Text: chat.Text{
				{Kind: chat.Strong, Text: "Ki:GO Forum"}, {Kind: chat.Plain, Text: " <b>&\x1b[31m rot\rweg\u202e\u0085"},
				{Kind: chat.Break}, {Kind: chat.Link, Text: "Rathaus", URL: "https://example.org/?a=1&b=2"},
				{Kind: chat.List, Items: []chat.Text{chat.Words("eins"), chat.Words("zwei\ndrei")}},
				{Kind: chat.Plain, Text: "Schreib "}, {Kind: chat.Code, Text: "/kigo hilfe"},
			},
			Fields: []chat.Field{{Label: "Ort", Value: chat.Words("Ratssaal\nErdgeschoss")}},
			Buttons: []chat.Button{
				{Label: "Anmelden", Line: "anmelden forum", Style: chat.Primary},
				{Label: "Böse\nKonsole\x07", Line: "abmelden forum"},
			},
			Selects: []chat.Select{{Label: "Erinnern", Line: "erinnern forum", Options: []chat.Option{
				{Label: "Am Vortag", Value: "1d"}, {Label: "Zwei Stunden vorher", Value: "2h"},
			}}},
		}, {
			Text:    chat.Words("Zweiter Abschnitt\n\nmit Lücke"),
			Buttons: []chat.Button{button("Hilfe")},
			Selects: []chat.Select{{Label: "Sprache", Line: "sprache", Options: []chat.Option{{Label: "Deutsch", Value: "de"}}}},
		}},
		Images: []chat.Image{{Name: "balken.svg", Alt: "Ein Balken: 3 von 5", Type: "image/svg+xml", Data: []byte("<svg/>")}},
		Files:  []chat.File{{Name: "../../Ki:GO Forum.ics", Type: "text/calendar", Data: []byte("BEGIN:VCALENDAR")}},
	}
}

func eventForm() *chat.Form {
	return &chat.Form{
		Title: "Neue Veranstaltung", Intro: chat.Words("Bitte ausfüllen.\nDanke!"), Submit: "Anlegen", Line: "veranstaltung neu",
		Fields: []chat.FormField{
			{Name: "titel", Label: "Titel", Type: chat.TextField, Required: true, Max: 80},
			{Name: "text", Label: "Beschreibung", Hint: "Was geschieht?", Type: chat.AreaField},
			{Name: "plaetze", Label: "Plätze", Type: chat.NumberField, Value: "20", Hint: "1 bis 500\x1b"},
			{Name: "ort", Label: "Ort", Type: chat.SelectField, Value: "rs", Required: true, Options: []chat.Option{
				{Label: "Ratssaal", Value: "rs"}, {Label: "Online", Value: "on"},
			}},
		},
	}
}
