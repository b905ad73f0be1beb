package mattermost_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"kigo/adapters/mattermost"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// TestWhatIsDueIsSentOnce has three processes at once send what stands in the outbox. The
// server fails, answers get lost after the post was stored, and each process dies at a
// random request, to be replaced by another. cmd/kigo does the same with real processes.
// The long form (KIGO_LONG=1) has 500 messages.
func TestWhatIsDueIsSentOnce(t *testing.T) {
	t.Parallel()
	messages := 100
	if long() {
		messages = 500
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	o := newOffice(t, 20, rand.New(rand.NewPCG(seed, 1)))
	for n := range messages {
		o.enqueue(n)
	}
	o.trouble(messages / 3)
	died := 0
	for o.open() > 0 {
		died += o.replicas(3)
		o.pass(outbox.DefaultLimits.Lease) // the dead hold what they had claimed so long
	}
	t.Logf("%d processes died, %d posts were asked for", died, o.server.Requests("POST /posts"))
	o.wantEachOnce(messages)
	if died < messages/20 {
		t.Errorf("only %d processes died: this shows little", died)
	}
}

// TestMessagesWaitUntilTheServerTakesThem: a server that is away or refuses the token for a
// night costs nothing.
func TestMessagesWaitUntilTheServerTakesThem(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]func(*office) (back func()){
		"down": func(o *office) func() {
			o.server.Down()
			return o.server.Up
		},
		"the bot is switched off": func(o *office) func() {
			o.server.SetActive(o.bot.ID, false)
			return func() { o.server.SetActive(o.bot.ID, true) }
		},
		"nothing but failures": func(o *office) func() {
			o.server.On("").Answer(-1, http.StatusBadGateway)
			return o.server.Calm
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, 2, rand.New(rand.NewPCG(1, 1)))
			o.immortal = true
			o.enqueue(0)
			o.replicas(1)
			back := away(o)
			for n := range 4 {
				o.enqueue(n + 1)
			}
			for range 24 {
				o.replicas(1)
				o.pass(30 * time.Minute)
			}
			back()
			for o.open() > 0 {
				o.replicas(1)
				o.pass(30 * time.Minute)
			}
			o.wantEachOnce(5)
		})
	}
}

// TestALimitedRateIsKept: the server refuses, and says for how long.
func TestALimitedRateIsKept(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 4, rand.New(rand.NewPCG(1, 1)))
	o.immortal = true
	for n := range 12 {
		o.enqueue(n)
	}
	o.server.On("POST /channels/direct").Error(1, http.StatusTooManyRequests, "limit exceeded")
	o.server.On("POST /posts").Delay(3, 0)
	o.server.On("POST /posts").Error(2, http.StatusTooManyRequests, "limit exceeded")
	for o.open() > 0 {
		o.replicas(1)
		o.pass(time.Second)
	}
	o.wantEachOnce(12)
	if n := o.server.Requests("POST /posts"); n != 12+1+2 { // one message takes two posts
		t.Errorf("%d posts were asked for: what was refused must be sent again, and nothing else", n)
	}
}

// fate carries the requests of one process, which dies at one of them: before the server
// hears of it, or while its answer is on the way.
type fate struct {
	next func() int
	kill context.CancelFunc
}

var errKilled = errors.New("killed")

func (f fate) RoundTrip(r *http.Request) (*http.Response, error) {
	switch f.next() {
	case 0:
		f.kill()
		return nil, errKilled
	case 1:
		resp, err := http.DefaultTransport.RoundTrip(r.WithContext(context.WithoutCancel(r.Context())))
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
		f.kill()
		return nil, errKilled
	default:
		return http.DefaultTransport.RoundTrip(r)
	}
}

// replicas lets so many processes send what is due, and returns how many of them died.
func (o *office) replicas(n int) (died int) {
	o.Helper()
	ends := make(chan error, n)
	for range n {
		go func() {
			ctx, kill := context.WithCancel(o.Context())
			defer kill()
			ends <- o.process(fate{o.draw, kill}).Drain(ctx)
		}()
	}
	for range n {
		if err := <-ends; errors.Is(err, context.Canceled) {
			died++
		} else if err != nil {
			o.Error(err)
		}
	}
	return died
}

// process is a dispatcher with an adapter of its own.
func (o *office) process(f fate) *outbox.Dispatcher {
	config := o.config
	config.Transport = f
	return &outbox.Dispatcher{
		Store: o.rows, People: directory{}, Adapters: map[string]chat.Adapter{mattermost.Platform: mattermost.New(config)},
		Kinds: map[string]outbox.Renderer{"greet": greet}, Printer: func(people.Person) i18n.Printer { return config.Printer("de") }, Now: o.now, RealNow: o.now,
		NewID: people.RandomID, Secret: []byte(secret), Limits: outbox.DefaultLimits, Log: config.Log,
	}
}

// trouble makes the server fail at so many of the coming requests, with others in between.
func (o *office) trouble(n int) {
	posts := o.server.On("POST /posts")
	for range n {
		posts.Delay(1+o.random.IntN(5), 0)
		switch o.random.IntN(4) {
		case 0:
			posts.Answer(1, http.StatusServiceUnavailable)
		case 1:
			posts.Error(1, http.StatusInternalServerError, "api.post.deduplicate_create_post.pending")
		default:
			posts.Lose(1 + o.random.IntN(2))
		}
		o.server.On("GET /channels/{channel}/posts").Delay(1+o.random.IntN(3), 0)
		o.server.On("GET /channels/{channel}/posts").Answer(1, http.StatusBadGateway)
	}
}

// wantEachOnce counts what people have: the beginning and the end of each message once.
func (o *office) wantEachOnce(messages int) {
	o.Helper()
	seen := map[string][]string{} // posts
	for _, h := range o.humans {
		for _, p := range o.server.Posts(o.server.Direct(o.bot.ID, h.ID).Id) {
			for _, mark := range marks.FindAllString(words(p), -1) {
				seen[h.ID+" "+mark] = append(seen[h.ID+" "+mark], p.Id)
			}
		}
	}
	for n := range messages {
		who := o.humans[n%len(o.humans)].ID
		first, last := fmt.Sprintf("%s Anfang %d", who, n), fmt.Sprintf("%s Ende %d", who, n)
		if len(seen[first]) != 1 || len(seen[last]) != 1 || (seen[first][0] != seen[last][0]) != isLong(n) {
			o.Errorf("message %d is in the posts %v to %v", n, seen[first], seen[last])
		}
		delete(seen, first)
		delete(seen, last)
		if over, err := o.rows.WasSent(o.Context(), rowID(n)); err != nil || !over {
			o.Errorf("message %d is not over: %v", n, err)
		}
	}
	for key := range seen {
		o.Errorf("nobody has sent %q", key)
	}
	if dead, err := o.rows.List(o.Context(), outbox.Dead, 1); err != nil || len(dead) > 0 {
		o.Errorf("given up: %+v, %v", dead, err)
	}
	if all := o.server.Objections(); len(all) > 0 {
		o.Errorf("the server objects: %+v", all)
	}
}

// guarded makes a random source good for several processes.
func guarded(random *rand.Rand) func() int {
	var mu sync.Mutex
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		return random.IntN(40)
	}
}
