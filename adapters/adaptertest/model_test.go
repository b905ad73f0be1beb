package adaptertest_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/adapters/adaptertest"
	"kigo/bot/chat"
)

// model is a chat that can do everything, with its adapter, in memory: a room for the
// rules to be tried in. It has one fault, or none.
type model struct {
	t     *testing.T
	bot   *adaptertest.Bot
	fault string

	mu      sync.Mutex
	posts   []*post
	humans  []*human
	said    []func() // whatever may come again
	closed  bool
	running sync.WaitGroup
	ids     int
}

// post is a message as the model has it.
type post struct {
	adaptertest.Post
	owner string // whose direct chat it is in
	only  string // who alone sees it in the channel
	key   string
	msg   chat.Message
	gone  bool
}

func newModel(t *testing.T, bot *adaptertest.Bot, fault string) *model {
	m := &model{t: t, bot: bot, fault: fault}
	for n := range adaptertest.People {
		m.humans = append(m.humans, &human{model: m, id: fmt.Sprintf("u%d", n), name: fmt.Sprintf("Person %d", n), locale: []string{"de", "en"}[n%2]})
	}
	t.Cleanup(m.Stop)
	return m
}

func (m *model) Person(n int) adaptertest.Person { return m.humans[n] }
func (m *model) Adapter() chat.Adapter           { return (*modelAdapter)(m) }

func (m *model) Stop() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	if m.fault != "the end does not wait" {
		m.running.Wait()
	}
}

// BotWrites is seen by nobody's adapter, unless that is the fault.
func (m *model) BotWrites(at adaptertest.Place, text string) {
	if m.fault == "other bots are answered" {
		m.hear(m.humans[0], chat.Event{ID: m.id(), Kind: chat.DirectMessage, Line: text}, at, "", "")
	}
}

func (m *model) Redeliver() {
	m.mu.Lock()
	said := slices.Clone(m.said)
	m.mu.Unlock()
	for _, again := range said {
		again()
	}
}

func (m *model) id() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ids++
	return fmt.Sprint("id", m.ids)
}

// add shows a message; its id is new.
func (m *model) add(p post) *post {
	p.ID = m.id()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.posts = append(m.posts, &p)
	return &p
}

// hear has the event handled in the background.
func (m *model) hear(by *human, ev chat.Event, at adaptertest.Place, thread, clicked string) {
	ev.Platform, ev.User = "model", by.User()
	if at == adaptertest.Channel {
		ev.Channel = "c"
	}
	if m.fault == "names are lost" {
		ev.User.Name = ""
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed && m.fault != "the end is no end" {
		return
	}
	m.running.Go(func() {
		defer func() {
			if r := recover(); r != nil && m.fault == "panics are shown" {
				m.add(post{Post: adaptertest.Post{Place: adaptertest.Direct}, owner: by.id, msg: chat.Say(chat.Words(fmt.Sprint(r)))})
			}
		}()
		m.bot.Answer(m.t.Context(), ev, func(_ context.Context, r chat.Reply) error {
			m.answer(by, ev, r, at, thread, clicked)
			return nil
		})
	})
}

// answer shows a reply.
func (m *model) answer(by *human, ev chat.Event, r chat.Reply, at adaptertest.Place, thread, clicked string) {
	if ev.Kind == chat.FormSubmit {
		by.closed(r.Errors)
	}
	if r.Form != nil {
		by.open(*r.Form, at, clicked)
	}
	if r.Message.Empty() && m.fault != "the empty reply is shown" {
		return
	}
	p := post{Post: adaptertest.Post{Place: at, Thread: thread}, owner: by.id, msg: r.Message}
	if at == adaptertest.Channel && !r.Public && m.fault != "private replies are public" {
		p.only = by.id
	}
	if old := m.find(clicked); r.Replace && old != nil && (old.only != "") == (p.only != "") || r.Replace && old != nil && m.fault == "private replaces public" {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.fault == "the last message is replaced" {
			old = m.posts[len(m.posts)-1]
		}
		if m.fault != "nothing is replaced" {
			old.msg = r.Message
			return
		}
		m.posts = append(m.posts, &p)
		return
	}
	if m.fault == "threads are lost" {
		p.Thread = ""
	}
	m.add(p)
	if m.fault == "words alert" && at == adaptertest.Channel {
		for _, h := range m.humans {
			h.alert(r.Message.Plain())
		}
	}
}

func (m *model) find(id string) *post {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.posts {
		if p.ID == id && id != "" && !p.gone {
			return p
		}
	}
	return nil
}

// modelAdapter is the model's way out.
type modelAdapter model

func (a *modelAdapter) Platform() string { return "model" }

func (a *modelAdapter) Direct(_ context.Context, user string) (string, error) {
	return cmp.Or(map[string]string{"everybody shares a channel": "D"}[a.fault], "D-"+user), nil
}

func (a *modelAdapter) Channels(context.Context) ([]chat.Channel, error) {
	return []chat.Channel{{ID: "c", Name: "kantine", Title: "Kantine"}}, nil
}

func (a *modelAdapter) MembersOf(_ context.Context, channel string) ([]string, error) {
	if channel != "c" {
		return nil, chat.ErrGone
	}
	var all []string
	for _, h := range a.humans {
		all = append(all, h.id)
	}
	return all, nil
}

func (a *modelAdapter) Send(ctx context.Context, channel string, m chat.Message, key string) (string, error) {
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	user, direct := strings.CutPrefix(channel, "D-")
	switch {
	case channel == "c" && a.fault != "the channel gets nothing":
		return (*model)(a).add(post{Post: adaptertest.Post{Place: adaptertest.Channel}, msg: m, key: key}).ID, nil
	case !direct && a.fault != "kigo writes where it is not":
		return "", chat.ErrGone
	}
	return (*model)(a).add(post{Post: adaptertest.Post{Place: adaptertest.Direct}, owner: user, msg: m, key: key}).ID, nil
}

func (a *modelAdapter) Find(ctx context.Context, channel, key string, _ time.Time) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.posts {
		if p.key == key && !p.gone && ctx.Err() == nil && channel == cmp.Or(map[adaptertest.Place]string{adaptertest.Channel: "c"}[p.Place], "D-"+p.owner) {
			return p.ID, nil
		}
	}
	return "", ctx.Err()
}

func (a *modelAdapter) Edit(ctx context.Context, _, ref string, m chat.Message, key string) error {
	return a.change(ctx, ref, func(p *post) {
		p.msg, p.key = m, key
		if a.fault == "an edit loses the key" {
			p.key = ""
		}
	})
}

func (a *modelAdapter) Delete(ctx context.Context, _, ref string) error {
	return a.change(ctx, ref, func(p *post) { p.gone = a.fault != "deleting does nothing" })
}

func (a *modelAdapter) change(ctx context.Context, ref string, how func(*post)) error {
	p := (*model)(a).find(ref)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case p == nil && a.fault == "what is gone is no error":
		return nil
	case p == nil:
		return chat.ErrGone
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	how(p)
	return nil
}

// shown are kigo's messages as somebody sees them, each in all its words.
func (m *model) shown(h *human, at adaptertest.Place) (texts []string) {
	for _, p := range h.Sees() {
		if p.Place == at {
			texts = append(texts, p.Text)
		}
	}
	return texts
}
