package playground_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kigo/adapters/adaptertest"
	"kigo/adapters/mailbox"
	"kigo/adapters/playground"
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

func TestContract(t *testing.T) {
	t.Parallel()
	adaptertest.Run(t, adaptertest.Chat{
		Name: "playground",
		Lacks: []adaptertest.Ability{
			adaptertest.Threads, adaptertest.Edits, adaptertest.Bots, adaptertest.Retries, adaptertest.Alerts, adaptertest.Uploads,
		},
		Deliver: func(t *testing.T) adaptertest.Harness {
			r := newRoom(t, func(context.Context, chat.Event) chat.Reply { return chat.Reply{} })
			return adaptertest.Harness{
				Adapter: r.mail,
				Users:   [2]string{r.people[0].account.User, r.people[1].account.User},
				Shown:   func(_ testing.TB, user string) []string { return r.shown(user, adaptertest.Direct) },
				Once:    true,
				Channel: mailbox.Channel, ShownThere: func(testing.TB) []string { return r.shown("person1", adaptertest.Channel) },
			}
		},
		Talk: func(t *testing.T, bot *adaptertest.Bot) adaptertest.Room { return newRoom(t, bot.Handle) },
	})
}

// room is a playground as its page shows it to several people.
type room struct {
	adaptertest.Unable
	t       *testing.T
	play    *playground.Playground
	handler http.Handler
	server  *httptest.Server
	mail    *mailbox.Adapter
	people  []*visitor
	stopped atomic.Bool
	seconds atomic.Int64 // of the demo clock: it is another time whenever it is asked
}

func newRoom(t *testing.T, handle func(context.Context, chat.Event) chat.Reply) *room {
	t.Helper()
	catalogue, err := i18n.New(berlin)
	if err != nil {
		t.Fatal(err)
	}
	r := &room{t: t}
	r.mail = &mailbox.Adapter{Store: &box{}, Now: r.now}
	var personas []mailbox.Persona
	for n := range adaptertest.People {
		p := mailbox.Persona{User: fmt.Sprintf("person%d", n), Name: fmt.Sprintf("Person Nr. %d", n)}
		personas = append(personas, p)
		r.mail.Accounts = append(r.mail.Accounts, p.User)
		r.people = append(r.people, &visitor{room: r, account: p, lang: i18n.Languages[n%2], files: map[string][]byte{}})
	}
	var ids atomic.Int64
	r.play = playground.New(playground.Config{
		Handle: handle, Personas: personas, Mail: r.mail, Printer: catalogue.Printer, Now: r.now, Zone: berlin,
		Completions: func(context.Context, string, string) []playground.Completion { return nil },
		Advance:     func(context.Context, time.Duration) error { return nil },
		NewID:       func() string { return fmt.Sprint("id", ids.Add(1)) },
		Log:         slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	r.handler = r.play.Routes()
	r.server = httptest.NewServer(r.handler)
	t.Cleanup(func() {
		r.play.Close()
		r.server.Close()
	})
	return r
}

func (r *room) now() time.Time {
	return time.Date(2026, 11, 25, 10, 0, 0, 0, berlin).Add(time.Duration(r.seconds.Add(1)) * time.Second)
}

func (r *room) Person(n int) adaptertest.Person { return r.people[n] }
func (r *room) Adapter() chat.Adapter           { return r.mail }

// Stop is how the demo ends.
func (r *room) Stop() {
	r.play.Close()
	if err := r.server.Config.Shutdown(context.Background()); err != nil {
		r.t.Errorf("stop: %v", err)
	}
	r.stopped.Store(true)
}

// shown are kigo's messages to the account, all in words.
func (r *room) shown(user string, at adaptertest.Place) (texts []string) {
	i := slices.IndexFunc(r.people, func(v *visitor) bool { return v.account.User == user })
	for _, p := range r.people[i].Sees() {
		if p.Place != at {
			continue
		}
		words := []string{p.Text}
		words = append(words, p.Buttons...)
		for _, s := range p.Selects {
			words = append(append(words, s.Label), s.Options...)
		}
		for _, f := range p.Files {
			words = append(words, f.Name, f.Alt)
		}
		texts = append(texts, strings.Join(words, "\n"))
	}
	return texts
}

// visitor is a person at the page.
type visitor struct {
	adaptertest.Unable
	room    *room
	account mailbox.Persona
	lang    string

	mu    sync.Mutex
	files map[string][]byte // by address
	form  *openForm
}

// openForm is a form on the page, with what stands in its fields.
type openForm struct {
	answer answer
	values map[string]string
	errors map[string]string
}

func (v *visitor) User() chat.User {
	return chat.User{ID: v.account.User, Name: v.account.Name, Locale: v.lang}
}

func (v *visitor) Command(at adaptertest.Place, line string) {
	v.post("say", map[string]any{"conversation": at, "text": "/kigo " + line})
}

func (v *visitor) Write(at adaptertest.Place, text string) (id string) {
	v.post("say", map[string]any{"conversation": at, "text": text})
	for _, p := range v.Sees() {
		if p.From == v.account.User && p.Place == at {
			id = p.ID // the last one
		}
	}
	return id
}

func (v *visitor) Click(p adaptertest.Post, button string) {
	for n, shown := range p.Buttons {
		if adaptertest.Shows(shown, button) {
			v.post("click", map[string]any{"message": p.ID, "button": n})
			return
		}
	}
	v.room.t.Errorf("no button %q in %+v", button, p)
}

func (v *visitor) Choose(p adaptertest.Post, selection, option string) {
	for _, m := range v.sync().Messages {
		if m.ID != p.ID {
			continue
		}
		for _, s := range m.Sections {
			for _, sel := range s.Selects {
				i := slices.IndexFunc(sel.Options, func(o chat.Option) bool { return o.Label == option })
				if sel.Label == selection && i >= 0 {
					v.post("click", map[string]any{"message": p.ID, "select": sel.N, "value": sel.Options[i].Value})
					return
				}
			}
		}
	}
	v.room.t.Errorf("no option %q of %q in %+v", option, selection, p)
}

// post sends what the page would, and opens the form that comes back.
func (v *visitor) post(path string, body any) answer {
	var out answer
	query := "?as=" + url.QueryEscape(v.account.User) + "&lang=" + v.lang
	status, err := v.room.call(http.MethodPost, "/playground/"+path+query, body, &out)
	switch {
	case v.room.stopped.Load():
		return answer{}
	case err != nil:
		v.room.t.Errorf("%s: %v", path, err)
		return answer{}
	case status != http.StatusOK && status != http.StatusInternalServerError: // that is a panic of the bot's
		v.room.t.Errorf("%s %v: %d %s", path, body, status, out.Error)
	}
	v.opened(out)
	return out
}
