package mattermost_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

// between stands between kigo and the server. It plays what the real server does to a bot
// whose token is withdrawn: the WebSocket stays open, but tells nothing more, and what is
// asked over it fails.
type between struct {
	*httptest.Server
	upstream string

	mu      sync.Mutex
	deaf    bool // those who connect are deaf at once
	swallow int  // so many events get lost
	clients map[*websocket.Conn]bool
	refused chan struct{} // one for each question that failed
}

func newBetween(t *testing.T, upstream string) *between {
	t.Helper()
	target, err := url.Parse(upstream)
	if err != nil {
		t.Fatal(err)
	}
	b := &between{upstream: upstream, clients: map[*websocket.Conn]bool{}, refused: make(chan struct{}, 100)}
	rest := httputil.NewSingleHostReverseProxy(target)
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/websocket") {
			b.socket(w, r)
			return
		}
		rest.ServeHTTP(w, r)
	}))
	t.Cleanup(b.Close)
	return b
}

// deafen makes everybody who is connected deaf, and who connects until heal.
func (b *between) deafen() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.deaf = true
	for c := range b.clients {
		b.clients[c] = true
	}
}

// heal lets those hear who connect from now on; whoever is deaf stays so.
func (b *between) heal() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.deaf = false
}

func (b *between) isDeaf(c *websocket.Conn) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.clients[c]
}

// loses has the next events get lost, or the answers to what is asked.
func (b *between) loses(events int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.swallow = events
}

func (b *between) swallows() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.swallow == 0 {
		return false
	}
	b.swallow--
	return true
}

func (b *between) socket(w http.ResponseWriter, r *http.Request) {
	up, resp, err := websocket.DefaultDialer.Dial(
		"ws"+strings.TrimPrefix(b.upstream, "http")+r.URL.RequestURI(), http.Header{"Authorization": r.Header["Authorization"]})
	if err != nil {
		http.Error(w, "upstream", http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	defer up.Close()
	client, err := new(websocket.Upgrader).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	b.mu.Lock()
	b.clients[client] = b.deaf
	b.mu.Unlock()
	var writing sync.Mutex
	go b.pass(up, client, &writing)
	for {
		kind, data, err := client.ReadMessage()
		if err != nil {
			return
		}
		var ask model.WebSocketRequest
		if b.isDeaf(client) && json.Unmarshal(data, &ask) == nil {
			writing.Lock()
			_ = client.WriteJSON(map[string]any{
				"status": "FAIL", "seq_reply": ask.Seq,
				"error": map[string]any{"id": "api.web_socket_router.not_authenticated.app_error", "status_code": 401},
			})
			writing.Unlock()
			b.refused <- struct{}{}
			continue
		}
		_ = up.WriteMessage(kind, data)
	}
}

// pass carries what the server says to the client, unless that is deaf.
func (b *between) pass(up, client *websocket.Conn, writing *sync.Mutex) {
	for {
		kind, data, err := up.ReadMessage()
		if err != nil {
			if !b.isDeaf(client) {
				_ = client.Close()
			}
			return
		}
		if !b.isDeaf(client) && !b.swallows() {
			writing.Lock()
			_ = client.WriteMessage(kind, data)
			writing.Unlock()
		}
	}
}

// TestABotThatWasSwitchedOffHearsAgainOnceItIsOn, although its WebSocket never closed. Here
// the first thing that kigo asks over a connection fails. In the long form (KIGO_LONG=1) it
// is one that has been well for a while, so that it takes 20 s until kigo asks again.
func TestABotThatWasSwitchedOffHearsAgainOnceItIsOn(t *testing.T) {
	t.Parallel()
	c := newTown(t, 4)
	c.stop()
	b := newBetween(t, c.server.URL)
	c.config.URL = b.URL
	if !long() {
		b.deafen()
	}
	end := c.another(c.inbox, c.cursor)
	if long() {
		c.asks(0, "Frage davor")
		c.waits()
		b.deafen()
	} else {
		<-b.refused
	}
	c.server.SetActive(c.bot.ID, false)
	c.asks(0, "Frage an die Tauben")
	c.asks(1, "Frage an die Taube im Kanal")
	c.server.SetActive(c.bot.ID, true)
	b.heal()
	c.waits()
	c.asks(2, "Frage danach")
	c.waits()
	end()
	c.wantOneAnswerEach()
}

// TestEventsThatAreMissing are noticed by their numbers, and fetched.
func TestEventsThatAreMissing(t *testing.T) {
	t.Parallel()
	c := newTown(t, 4)
	c.stop()
	b := newBetween(t, c.server.URL)
	c.config.URL = b.URL
	end := c.another(c.inbox, c.cursor)
	for n := range 5 {
		c.asks(0, fmt.Sprintf("Frage davor %d", n))
		c.waits()
		b.loses(1 + n)
		for m := range 12 {
			c.asks(m, fmt.Sprintf("Frage %d/%d", n, m))
		}
		c.waits()
	}
	end()
	c.wantOneAnswerEach()
}
