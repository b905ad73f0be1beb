package slack

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// hook is a response_url: it answers five times within half an hour. Its address is a secret.
type hook struct {
	url   string
	until time.Time
	now   func() time.Time

	mu   sync.Mutex
	used int
	dead bool // Slack takes no more
}

const (
	hookUses  = 5
	hookLives = 29 * time.Minute
)

func (a *Adapter) newHook(url string) *hook {
	if url == "" {
		return nil
	}
	return &hook{url: url, until: a.Now().Add(hookLives), now: a.Now}
}

// left is how often the hook can still be called.
func (h *hook) left() int {
	if h == nil {
		return 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.dead || h.now().After(h.until) {
		return 0
	}
	return hookUses - h.used
}

// use takes one of its uses.
func (h *hook) use() bool {
	if h.left() == 0 {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.used++
	return true
}

func (h *hook) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.dead = true
}

// What a response_url makes of a message: for the person alone, or for the channel.
const (
	onlyFor = "ephemeral"
	forAll  = "in_channel"
)

// hookMessage is what a response_url takes.
type hookMessage struct {
	Text            string      `json:"text"`
	Blocks          []api.Block `json:"blocks,omitempty"`
	ResponseType    string      `json:"response_type"`
	ReplaceOriginal bool        `json:"replace_original"`
	ThreadTS        string      `json:"thread_ts,omitempty"`
}

var errForeign = errors.New("a response_url that is not Slack's")

// callHook posts for the person alone, or in the place of what was clicked. It reports
// whether Slack took it; an error says that this is not known.
func (a *Adapter) callHook(ctx context.Context, h *hook, m hookMessage) (bool, error) {
	body, err := json.Marshal(m)
	if err != nil || h.left() == 0 {
		return false, err
	}
	if !a.slackHost(h.url) {
		a.refused("response_url", errForeign)
		h.end()
		return false, nil
	}
	ok := false
	err = chat.Patient(ctx, func() error {
		if !h.use() {
			return nil
		}
		ok, err = a.postHook(ctx, h, body)
		return err
	})
	return ok, err
}

func (a *Adapter) postHook(ctx context.Context, h *hook, body []byte) (bool, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return false, errForeign
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.plain.Do(req)
	if err != nil {
		return false, errors.New("response_url not reached") // without its address
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return false, &chat.RetryError{After: retryAfterOf(resp), Err: fmt.Errorf("response_url: %s", resp.Status)}
	case resp.StatusCode >= http.StatusInternalServerError:
		return false, fmt.Errorf("response_url: %s", resp.Status)
	case resp.StatusCode != http.StatusOK:
		h.end()
		return false, nil
	}
	// What it does not like, Slack says as any other method does, or in plain words.
	var answer struct {
		OK *bool `json:"ok"`
	}
	if json.NewDecoder(resp.Body).Decode(&answer) == nil && answer.OK != nil && !*answer.OK {
		return false, nil
	}
	return true, nil
}

// retryAfterOf is how long Slack asks to wait.
func retryAfterOf(resp *http.Response) time.Duration {
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s > 0 {
		return time.Duration(s) * time.Second
	}
	return time.Second
}

// slackHost reports whether an address is Slack's: a host of slack.com, or the one that
// the API was set to.
func (a *Adapter) slackHost(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	own, err := url.Parse(a.APIURL)
	if err == nil && own.Host == u.Host && own.Scheme == u.Scheme {
		return true
	}
	return u.Scheme == "https" && (u.Hostname() == "slack.com" || strings.HasSuffix(u.Hostname(), ".slack.com"))
}

// hooks keep the response_urls of what was clicked to open forms. A form carries the name
// of one only, because it is a secret.
type hooks struct {
	mu  sync.Mutex
	all map[string]*hook
}

func newHooks() *hooks { return &hooks{all: map[string]*hook{}} }

const maxHooks = 5000 // open forms

// keep returns the name of a hook.
func (h *hooks) keep(one *hook) string {
	if one.left() == 0 {
		return ""
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.all) >= maxHooks {
		for name, old := range h.all {
			if old.left() == 0 {
				delete(h.all, name)
			}
		}
	}
	if len(h.all) >= maxHooks {
		clear(h.all)
	}
	name := rand.Text()[:12]
	h.all[name] = one
	return name
}

// take is the hook of that name, or nil. It stays, for a form may be sent again.
func (h *hooks) take(name string) *hook {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all[name]
}
