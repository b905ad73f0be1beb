package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"sync"
	"testing"
	"time"

	"kigo/adapters/mattermost/mattermosttest"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// moment is when a process dies.
type moment string

const (
	beforeItIsHeard moment = "before the server hears of a message"
	whileItIsSent   moment = "while the message is under way"
	onceItIsStored  moment = "after the message was stored"
	justAfterwards  moment = "just after a message"
)

var moments = []moment{whileItIsSent, onceItIsStored, beforeItIsHeard, justAfterwards}

// mailing is kigo's store, which the test's own process has, a server of Mattermost, and what
// stands between it and kigo's processes: it sees every message, and kills.
type mailing struct {
	*crowd
	t      *testing.T
	rand   *rand.Rand
	server *mattermosttest.Server
	bot    mattermosttest.Bot
	humans []*mattermosttest.Human
	target *url.URL
	gates  []*httptest.Server // one a replica
	env    []string
	killed chan int       // which replica
	posts  sync.WaitGroup // that are on their way to the server

	mu       sync.Mutex
	replicas []*daemon
	dies     moment // "" is never
	after    int    // messages
	later    time.Duration
}

func newMailing(t *testing.T, random *rand.Rand, humans, replicas int) *mailing {
	t.Helper()
	m := &mailing{t: t, rand: random, crowd: newCrowd(t, 0), killed: make(chan int, 1), replicas: make([]*daemon, replicas)}
	m.server = mattermosttest.Start(t, mattermosttest.With(mattermosttest.LoopbackAllowed))
	m.bot = m.server.Bot("kigo")
	m.target, _ = url.Parse(m.server.URL)
	for n := range replicas {
		m.gates = append(m.gates, httptest.NewServer(m.between(n)))
		t.Cleanup(m.gates[n].Close)
	}
	e, err := m.events.Store.Get(t.Context(), m.event)
	if err != nil {
		t.Fatal(err)
	}
	for n := range humans {
		h := m.server.Human(fmt.Sprintf("person%d", n), mattermosttest.Offline)
		p, err := m.people.Meet(t.Context(), "mattermost", chat.User{ID: h.ID, Name: h.Name, Locale: "de"})
		if err == nil {
			e, _, err = m.events.Join(t.Context(), e, p.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		m.humans = append(m.humans, h)
	}
	const address = "http://127.0.0.1:1" // nobody calls kigo here
	m.env = []string{
		"KIGO_MONGODB_URI=" + mongotest.URI(t), "KIGO_MONGODB_DATABASE=" + m.store.Name(), "KIGO_SECRET=" + m.cfg.Secret,
		"KIGO_MATTERMOST_TEAM=" + m.server.Team().Name, "KIGO_MATTERMOST_TOKEN=" + m.bot.Token,
		"KIGO_MATTERMOST_COMMAND_TOKEN=" + m.server.Command("kigo", address).Token,
		"KIGO_LISTEN=127.0.0.1:0", "KIGO_PUBLIC_URL=" + address,
	}
	return m
}

// tellAll puts one message to each person into the outbox.
func (m *mailing) tellAll(n int) {
	m.t.Helper()
	e, err := m.events.Store.Get(m.t.Context(), m.event)
	if err == nil {
		_, err = m.events.Message(m.t.Context(), e, people.Person{ID: "organise", Name: "Orga"}, people.RandomID(), fmt.Sprintf("Nachricht %d.", n))
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// trouble makes the server fail at so many requests.
func (m *mailing) trouble(n int) {
	posts := m.server.On("POST /posts")
	for i := range n {
		posts.Delay(2+m.rand.IntN(20), 0) // these are fine
		posts.Lose(1)
		posts.Delay(m.rand.IntN(10), 0)
		posts.Answer(1, http.StatusServiceUnavailable)
		if i%10 == 0 {
			posts.Refuse(1, time.Second)
		}
	}
}

// serve starts a replica.
func (m *mailing) serve(n int) *daemon {
	m.t.Helper()
	cmd := kigoCommand("serve")
	cmd.Dir = m.t.TempDir()
	cmd.Env = append(append(cmd.Env, m.env...), "KIGO_MATTERMOST_URL="+m.gates[n].URL)
	m.mu.Lock()
	defer m.mu.Unlock()
	d, err := startDaemon(cmd)
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(d.kill)
	m.replicas[n] = d
	return d
}

// killAt has whichever replica die that sends the message of that number from now on.
func (m *mailing) killAt(when moment, messages int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dies, m.after, m.later = when, messages, time.Duration(m.rand.IntN(5000))*time.Microsecond
}

// fate says when the replica dies that sends a message.
func (m *mailing) fate(n int) (moment, *daemon) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dies == "" {
		return "", nil
	}
	select {
	case <-m.replicas[n].ended: // the message of one that is dead already
		return "", nil
	default:
	}
	if m.after--; m.after > 0 {
		return "", nil
	}
	when := m.dies
	m.dies = ""
	return when, m.replicas[n]
}

// between carries requests on to the server, of messages also those whose sender has died.
func (m *mailing) between(n int) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(m.target)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) } // as the server does
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/api/v4/posts" {
			proxy.ServeHTTP(w, r)
			return
		}
		m.posts.Add(1)
		defer m.posts.Done()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r = r.WithContext(context.WithoutCancel(r.Context()))
		r.Body = io.NopCloser(bytes.NewReader(body))
		when, victim := m.fate(n)
		if victim != nil {
			defer func() { m.killed <- n }()
		}
		switch when {
		case beforeItIsHeard:
			victim.kill()
		case whileItIsSent:
			victim.kill()
			proxy.ServeHTTP(httptest.NewRecorder(), r)
		case onceItIsStored:
			proxy.ServeHTTP(httptest.NewRecorder(), r)
			victim.kill()
		case justAfterwards:
			time.AfterFunc(m.later, victim.kill)
			proxy.ServeHTTP(w, r)
			<-victim.ended
		default:
			proxy.ServeHTTP(w, r)
		}
	})
}

// waitUntilLeft waits until at most so many messages are left to be sent.
func (m *mailing) waitUntilLeft(most int, d *daemon) {
	m.t.Helper()
	for {
		open, err := m.outbox.List(m.t.Context(), outbox.Open, most+1)
		if err != nil {
			m.t.Fatal(err)
		}
		if len(open) <= most {
			return
		}
		select {
		case <-d.ended:
			m.t.Fatalf("kigo ended by itself:\n%s", d.errOut)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

var numbered = regexp.MustCompile(`Nachricht \d+\.`)

// wantEachOnce counts what people read, in messages of their own and in those that hold
// several, and returns how many there are of all.
func (m *mailing) wantEachOnce(rounds int) (messages, posts int) {
	m.t.Helper()
	for _, h := range m.humans {
		seen := map[string]int{}
		for _, p := range m.server.Posts(m.server.Direct(m.bot.ID, h.ID).Id) {
			posts++
			for _, text := range numbered.FindAllString(mattermosttest.Text(p), -1) {
				seen[text]++
				messages++
			}
		}
		for n := range rounds {
			if got := seen[fmt.Sprintf("Nachricht %d.", n)]; got != 1 {
				m.t.Errorf("%s has message %d %d times", h.Name, n, got)
			}
		}
		if len(seen) != rounds {
			m.t.Errorf("%s reads %v", h.Name, seen)
		}
	}
	if dead, err := m.outbox.List(m.t.Context(), outbox.Dead, 1); err != nil || len(dead) > 0 {
		m.t.Errorf("given up: %+v, %v", dead, err)
	}
	return messages, posts
}
