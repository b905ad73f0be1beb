package console

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kigo/adapters/adaptertest"
	"kigo/adapters/mailbox"
	"kigo/bot/chat"
)

func TestContract(t *testing.T) {
	t.Parallel()
	adaptertest.Run(t, adaptertest.Chat{
		Name:     "console",
		Platform: mailbox.Platform,
		Lacks: []adaptertest.Ability{ // one person at a time, alone with kigo, in single lines
			adaptertest.Channels, adaptertest.Mentions, adaptertest.Threads, adaptertest.Edits, adaptertest.Bots, adaptertest.Retries,
			adaptertest.Locales, adaptertest.Alerts, adaptertest.Older, adaptertest.Breaks, adaptertest.Together,
		},
		Deliver: func(t *testing.T) adaptertest.Harness {
			r := newRoom(t, func(context.Context, chat.Event) chat.Reply { return chat.Reply{} })
			return adaptertest.Harness{Adapter: r.Adapter(), Users: [2]string{"person0", "person1"}, Shown: r.shown, Once: true,
				Channel: mailbox.Channel, ShownThere: func(t testing.TB) []string { return r.inboxOf(t, "person0", false) },
			}
		},
		Talk: func(t *testing.T, bot *adaptertest.Bot) adaptertest.Room { return newRoom(t, bot.Handle) },
	})
}

// room is a console at which several people sit in turn.
type room struct {
	adaptertest.Unable
	t      *testing.T
	config Config
	mail   memory
	people []*sitter
	ids    atomic.Int64

	in    *io.PipeWriter
	out   *bufio.Reader
	ended chan struct{}

	turn sync.Mutex // held by who types, until the line is done
	line int        // how many were typed

	submits sync.Map // labels of forms' buttons by title: JSON has no place for them
}

func newRoom(t *testing.T, handle func(context.Context, chat.Event) chat.Reply) *room {
	t.Helper()
	r := &room{t: t, ended: make(chan struct{})}
	r.config = Config{
		Handle: func(ctx context.Context, ev chat.Event) chat.Reply {
			reply := handle(ctx, ev)
			if reply.Form != nil {
				r.submits.Store(reply.Form.Title, reply.Form.Submit)
			}
			return reply
		},
		Mail: &r.mail, Dir: t.TempDir(), Printer: printer(t), JSON: true,
		Now:     func() time.Time { return start.Add(time.Duration(r.ids.Add(1)) * time.Second) },
		NewID:   func() string { return fmt.Sprint("id", r.ids.Add(1)) },
		Settle:  func(context.Context) error { return nil },
		Advance: func(context.Context, time.Duration) error { return nil },
	}
	for n := range adaptertest.People {
		p := mailbox.Persona{User: fmt.Sprintf("person%d", n), Name: fmt.Sprintf("Person Nr. %d", n)}
		r.config.Personas = append(r.config.Personas, p)
		r.people = append(r.people, &sitter{room: r, persona: p})
	}
	in, typed := io.Pipe()
	shown, out := io.Pipe()
	r.in, r.out = typed, bufio.NewReader(shown)
	go func() {
		defer close(r.ended)
		if err := Run(context.WithoutCancel(t.Context()), in, out, r.config); err != nil {
			t.Errorf("the console ended: %v", err)
		}
		_ = in.Close()
		_ = out.Close()
	}()
	t.Cleanup(r.Stop)
	return r
}

func (r *room) Person(n int) adaptertest.Person { return r.people[n] }

func (r *room) Adapter() chat.Adapter {
	a := &mailbox.Adapter{Store: &r.mail, Now: r.config.Now}
	for _, p := range r.people {
		a.Accounts = append(a.Accounts, p.persona.User)
	}
	return a
}

// Stop ends the input.
func (r *room) Stop() {
	_ = r.in.Close()
	<-r.ended
}

func (r *room) submitLabel(title string) string {
	label, _ := r.submits.Load(title)
	return fmt.Sprint(label)
}

// types types lines and returns what each of them showed; nothing after the end.
func (r *room) types(lines ...string) (all [][]item) {
	for _, line := range lines {
		if _, err := io.WriteString(r.in, line+"\n"); err != nil {
			return nil
		}
		var items []item
		for {
			object, err := r.out.ReadBytes('\n')
			if err != nil {
				return nil
			}
			var i item
			if err := json.Unmarshal(object, &i); err != nil {
				r.t.Errorf("%s: %v", object, err)
			}
			if i.Kind == kindDone {
				break
			}
			items = append(items, i)
		}
		r.line++
		all = append(all, items)
	}
	return all
}

// unfetched is the mail of a store as if nobody had fetched any.
type unfetched struct{ mailbox.Store }

func (u unfetched) List(ctx context.Context, to string) ([]mailbox.Mail, error) {
	mails, err := u.Store.List(ctx, to)
	for i := range mails {
		mails[i].Fetched = false
	}
	return mails, err
}

func (u unfetched) Fetched(context.Context, mailbox.Mail, string) error { return nil }

// shown are the direct messages of somebody who reads their inbox for the first time.
func (r *room) shown(t testing.TB, user string) []string { return r.inboxOf(t, user, true) }

// inboxOf are the messages in somebody's inbox that are theirs alone, or the others.
func (r *room) inboxOf(t testing.TB, user string, private bool) (texts []string) {
	c := r.config
	c.Mail, c.As, c.Dir = unfetched{&r.mail}, user, t.TempDir()
	var out strings.Builder
	if err := Run(t.Context(), strings.NewReader(":inbox"), &out, c); err != nil {
		t.Fatal(err)
	}
	for object := range strings.Lines(out.String()) {
		var i item
		if err := json.Unmarshal([]byte(object), &i); err != nil {
			t.Fatal(err)
		}
		switch {
		case i.Kind == kindDone, i.Private != private:
		case i.Kind == kindFile:
			if last := &texts[len(texts)-1]; !strings.Contains(*last, i.Text) {
				*last += "\n" + i.Text // which a message with words of its own names in them
			}
		default:
			texts = append(texts, i.Text)
		}
	}
	return texts
}

// inSubmit writes a value as ":submit" wants it.
var inSubmit = strings.NewReplacer(`\`, `\\`, ";", `\;`, "\n", `\n`)

func labels(options []optionItem) (all []string) {
	for _, o := range options {
		all = append(all, o.Label)
	}
	return all
}

func optionOf(options []optionItem, value string) string {
	if i := slices.IndexFunc(options, func(o optionItem) bool { return o.Value == value }); i >= 0 {
		return options[i].Label
	}
	return value
}
