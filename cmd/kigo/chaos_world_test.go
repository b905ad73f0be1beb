package main

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/bot/outbox"
)

// chaos is two kigos on one store, which this process has, and a crowd that signs up and off
// through whichever of them is there. What is known of them is what people read.
type chaos struct {
	*crowd
	t      *testing.T
	rand   *rand.Rand
	town   *benchTown
	client *benchCrowd
	gate   *gate
	stores []*storeProxy // one a kigo
	kigos  []*daemon

	mu   sync.Mutex
	folk []*citizen
}

// citizen is one person, and what they have read.
type citizen struct {
	n     int
	in    bool
	waits bool // they were told a place on the waiting list, and not yet that they moved up
	torn  bool // they had to ask again: an answer that they never read may have said something else
	read  chan string
	ups   int // how often they were told that they moved up, in this round
	asked int // times, in this round
	noted int // times that they were told to expect an answer
}

var (
	hasSeat = regexp.MustCompile(`^(Du bist schon angemeldet, es ändert sich nichts\.\n)?(Platz sicher|Warteliste, Platz \d+ von \d+): Ki:GO Forum`)
	hasLeft = regexp.MustCompile(`^(Du bist von Ki:GO Forum abgemeldet|Bei Ki:GO Forum bist du nicht angemeldet)`)
	movedUp = regexp.MustCompile(`Gute Nachricht: Du bist nachgerückt`)
	isLater = regexp.MustCompile(`^Gerade ist sehr viel los\. Ich habe es notiert`)
	// unmarked is Markdown as it looks.
	unmarked = strings.NewReplacer("**", "", "  \n", "\n")
	chaosKey = strings.Repeat("c", 26)
)

func newChaos(t *testing.T, size, seats int) *chaos {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	c := &chaos{crowd: newCrowd(t, seats), t: t, rand: rand.New(rand.NewPCG(seed, 4)), gate: &gate{}, kigos: make([]*daemon, 2)}
	var err error
	if c.town, err = openBenchTown(size); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.town.close)
	front := httptest.NewServer(c.gate)
	t.Cleanup(front.Close)
	c.client = newBenchCrowd(size)
	c.client.towns, c.client.token, c.client.urls = c.town, chaosKey, []string{front.URL}
	for n := range size {
		c.folk = append(c.folk, &citizen{n: n, read: make(chan string, 100)})
	}
	c.town.later = func(user, text string) {
		if n, ok := benchNumber(user); ok {
			c.reads(c.folk[n], text)
		}
	}
	for n := range c.kigos {
		c.stores = append(c.stores, newStoreProxy(t))
		c.launch(n)
	}
	return c
}

// launch starts a kigo, to which people come from now on.
func (c *chaos) launch(n int) {
	c.t.Helper()
	cmd := kigoCommand("serve")
	cmd.Dir = c.t.TempDir()
	cmd.Env = append(cmd.Env, "KIGO_MONGODB_URI="+c.stores[n].url, "KIGO_MONGODB_DATABASE="+c.store.Name(), "KIGO_SECRET="+c.cfg.Secret,
		"KIGO_MATTERMOST_URL="+c.town.url, "KIGO_MATTERMOST_TEAM=stadt", "KIGO_MATTERMOST_TOKEN="+strings.Repeat("a", 26),
		"KIGO_MATTERMOST_COMMAND_TOKEN="+chaosKey, "KIGO_LISTEN=127.0.0.1:0", "KIGO_PUBLIC_URL=http://127.0.0.1:1")
	d, err := startDaemon(cmd)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(d.kill)
	c.kigos[n] = d
	c.gate.lead(n, d.url)
}

// reads is what a person is shown, in answer or not.
func (c *chaos) reads(p *citizen, text string) {
	text = unmarked.Replace(text)
	c.mu.Lock()
	defer c.mu.Unlock()
	p.ups += len(movedUp.FindAllString(text, -1))
	switch {
	case isLater.MatchString(text):
		p.noted++
	case !movedUp.MatchString(text) || hasSeat.MatchString(text) || hasLeft.MatchString(text):
		p.read <- text
	}
}

// silence is for how long somebody waits for an answer that was promised, before they ask again.
const silence = 3 * time.Minute

// asks has a person say a line until what they read begins as it should.
func (c *chaos) asks(p *citizen, line string, want *regexp.Regexp) (text string) {
	const tries = 30
	for range tries {
		p.asked++
		var ok bool
		text, ok = c.client.ask(c.t.Context(), p.n, line)
		text = unmarked.Replace(text)
		c.mu.Lock()
		promised := ok && (text == "" || isLater.MatchString(text))
		c.mu.Unlock()
		switch {
		case !ok: // Mattermost says that the command failed
			time.Sleep(100 * time.Millisecond) // as a person would, who waits longer
			continue
		case promised:
			p.noted++
			select {
			case text = <-p.read:
			case <-time.After(silence):
				c.t.Errorf("%d: %q is answered with silence", p.n, line)
				continue
			}
		}
		if want.MatchString(text) {
			return text
		}
	}
	c.t.Errorf("%d: %q is answered %q", p.n, line, text)
	return text
}

// toggles signs a person up or off.
func (c *chaos) toggles(p *citizen) {
	p.asked = 0
	if p.in {
		c.asks(p, "abmelden forum-kigo ja", hasLeft)
	} else {
		text := c.asks(p, "anmelden forum-kigo", hasSeat)
		p.waits = strings.Contains(text, "Warteliste, Platz")
	}
	p.in, p.torn = !p.in, p.asked > 1
}

// queue is who stands in the event, by number.
func (c *chaos) queue() (all []int) {
	c.t.Helper()
	e, err := c.events.Store.Get(c.t.Context(), c.event)
	if err != nil {
		c.t.Fatal(err)
	}
	list, err := c.people.Store.AllIdentities(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, p := range e.Queue {
		for _, i := range list {
			if n, ok := benchNumber(i.UserID); ok && i.Person == p {
				all = append(all, n)
			}
		}
	}
	if len(all) != len(e.Queue) || len(slices.Compact(slices.Sorted(slices.Values(all)))) != len(all) {
		c.t.Errorf("in the queue are %v, of %d", all, len(e.Queue))
	}
	return all
}

// quietens waits until nothing is left to be sent.
func (c *chaos) quietens() {
	c.t.Helper()
	for late := time.Now().Add(silence); ; time.Sleep(20 * time.Millisecond) {
		rows, err := c.outbox.List(c.t.Context(), outbox.Open, 1)
		if err != nil {
			c.t.Fatal(err)
		}
		e, err := c.events.Store.Get(c.t.Context(), c.event)
		if err != nil {
			c.t.Fatal(err)
		}
		if len(rows) == 0 && len(e.Waiting) == max(0, len(e.Queue)-c.seats) {
			return
		}
		if time.Now().After(late) {
			c.t.Fatalf("%+v is still to be sent, and %d of %d wait", rows, len(e.Waiting), len(e.Queue))
		}
	}
}

// ready waits until a kigo says that it is, or that it is not.
func (c *chaos) ready(n int, want bool) {
	c.t.Helper()
	for late := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		text, status, err := get(c.kigos[n].url + "/readyz")
		if err == nil && (status == http.StatusOK) == want {
			return
		}
		if time.Now().After(late) {
			c.t.Fatalf("kigo %s is ready: want %v, says %d %s, %v", strconv.Itoa(n), want, status, text, err)
		}
	}
}
