package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

// benchPersonState is one person of the crowd and what they have seen.
type benchPersonState struct {
	came  time.Time
	acked time.Duration // until kigo said anything; 0 is never
	done  time.Duration // until the answer was there; 0 is never
	sent  int           // how often they were sent away, and came again
	said  string        // the last that they read
}

// benchCrowd is everybody, and where they go.
type benchCrowd struct {
	client *http.Client
	towns  *benchTown
	token  string
	urls   []string // of the kigos
	isYes  func(string) bool
	isWait func(string) bool // the answer follows

	mu     sync.Mutex
	people []benchPersonState
	left   int           // how many wait for an answer
	all    chan struct{} // closed when nobody waits any more
}

func newBenchCrowd(size int) *benchCrowd {
	c := &benchCrowd{people: make([]benchPersonState, size), left: size, all: make(chan struct{})}
	c.client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 1024}} // as long as Mattermost waits
	return c
}

// comeBack is after how long somebody comes again who was asked to; kigo says a minute.
const comeBack = 10 * time.Second

// arrive lets everybody come, spread over a time, and returns when all have an answer or
// patience is over.
func (c *benchCrowd) arrive(ctx context.Context, over, patience time.Duration, line func(n int) string) {
	ctx, cancel := context.WithTimeout(ctx, over+patience)
	defer cancel()
	began := time.Now()
	var all sync.WaitGroup
	for n := range c.people {
		if chat.Sleep(ctx, time.Until(began.Add(over*time.Duration(n)/time.Duration(len(c.people))))) != nil {
			break
		}
		all.Go(func() { c.comes(ctx, n, line(n)) })
	}
	select {
	case <-c.all:
	case <-ctx.Done():
	}
	cancel()
	all.Wait()
}

// comes is one person, who asks until kigo has taken them on.
func (c *benchCrowd) comes(ctx context.Context, n int, line string) {
	c.mu.Lock()
	c.people[n].came = time.Now()
	c.mu.Unlock()
	for ctx.Err() == nil {
		text, ok := c.ask(ctx, n, line)
		if ok && c.heard(n, text) {
			return
		}
		c.mu.Lock()
		c.people[n].sent++
		c.mu.Unlock()
		_ = chat.Sleep(ctx, comeBack)
	}
}

// ask is what Mattermost sends for a slash command. It returns what the person reads.
func (c *benchCrowd) ask(ctx context.Context, n int, line string) (string, bool) {
	user := benchUser(n)
	trigger, err := c.towns.trigger(user, time.Now())
	if err != nil {
		return "", false
	}
	form := url.Values{
		"token": {c.token}, "user_id": {user}, "channel_id": {benchChannel}, "command": {"/kigo"}, "text": {line},
		"trigger_id": {trigger}, "response_url": {c.towns.url + "/hooks/commands/" + user},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.urls[n%len(c.urls)]+"/mattermost/command", strings.NewReader(form.Encode()))
	if err != nil {
		return "", false
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := c.client.Do(req)
	if err != nil {
		return "", false
	}
	defer resp.Body.Close()
	answer, err := model.CommandResponseFromJSON(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return "", false
	}
	return answer.Text + benchParts(answer.Attachments), true
}

// heard notes what somebody reads, and reports whether they may rest: they have their
// answer, or one will come.
func (c *benchCrowd) heard(n int, text string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := &c.people[n]
	since := time.Since(p.came)
	if p.acked == 0 {
		p.acked = since
	}
	if text != "" {
		p.said = text
	}
	if c.isYes(text) && p.done == 0 {
		p.done = since
		if c.left--; c.left == 0 {
			close(c.all)
		}
	}
	return p.done > 0 || text == "" || c.isWait(text)
}
