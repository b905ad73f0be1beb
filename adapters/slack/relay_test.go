package slack_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// relay stands between kigo and Slack: it remembers the events that Slack has delivered, to
// deliver them once more, and loses acknowledgements.
type relay struct {
	sockets *httptest.Server
	secret  string

	mu     sync.Mutex
	lose   int // acknowledgements, from now on
	every  int // of Slack's answers to so many messages, one is lost; 0 is none
	posts  int
	events []json.RawMessage // what Slack sent: payloads of events
	conns  []*pipe
	routes http.Handler
	busy   sync.WaitGroup
}

// pipe is one WebSocket of kigo's.
type pipe struct {
	kigo, slack *websocket.Conn
	mu          sync.Mutex // of writing to kigo
}

func newRelay(secret string) *relay {
	r := &relay{secret: secret}
	r.sockets = httptest.NewServer(http.HandlerFunc(r.serveSocket))
	return r
}

func (r *relay) close() {
	r.mu.Lock()
	for _, p := range r.conns {
		p.cut()
	}
	r.mu.Unlock()
	r.sockets.Close()
	r.busy.Wait()
}

func (p *pipe) cut() {
	_ = p.kigo.UnderlyingConn().Close()
	_ = p.slack.UnderlyingConn().Close()
}

// RoundTrip implements http.RoundTripper: it leads WebSockets through the relay.
func (r *relay) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err == nil && strings.HasSuffix(req.URL.Path, "/chat.postMessage") && r.losesAnswer() {
		_ = resp.Body.Close()
		return nil, errors.New("the answer was lost")
	}
	if err != nil || !strings.HasSuffix(req.URL.Path, "/apps.connections.open") {
		return resp, err
	}
	defer resp.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, err
	}
	if address, ok := answer["url"].(string); ok {
		answer["url"] = "ws" + strings.TrimPrefix(r.sockets.URL, "http") + "/?to=" + url.QueryEscape(address)
	}
	raw, err := json.Marshal(answer)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
	resp.Header.Del("Content-Length")
	return resp, err
}

func (r *relay) losesAnswer() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.posts++
	return r.every > 0 && r.posts%r.every == 0
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func (r *relay) serveSocket(w http.ResponseWriter, req *http.Request) {
	slack, resp, err := websocket.DefaultDialer.Dial(req.URL.Query().Get("to"), nil)
	if err != nil {
		http.Error(w, "Slack is away", http.StatusBadGateway)
		return
	}
	_ = resp.Body.Close()
	kigo, err := upgrader.Upgrade(w, req, nil)
	if err != nil {
		_ = slack.Close()
		return
	}
	p := &pipe{kigo: kigo, slack: slack}
	slack.SetPingHandler(func(data string) error {
		_ = slack.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
		return kigo.WriteControl(websocket.PingMessage, []byte(data), time.Now().Add(time.Second))
	})
	r.mu.Lock()
	r.conns = append(r.conns, p)
	r.mu.Unlock()
	r.busy.Go(func() {
		defer p.cut()
		r.down(p)
	})
	r.up(p)
	p.cut()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conns = slices.DeleteFunc(r.conns, func(has *pipe) bool { return has == p })
}

// down brings what Slack sends to kigo.
func (r *relay) down(p *pipe) {
	for {
		_, raw, err := p.slack.ReadMessage()
		if err != nil {
			return
		}
		var e struct {
			Type    string          `json:"type"`
			Payload json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(raw, &e) == nil && e.Type == "events_api" {
			r.mu.Lock()
			r.events = append(r.events, e.Payload)
			r.mu.Unlock()
		}
		if p.write(raw) != nil {
			return
		}
	}
}

func (p *pipe) write(raw []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kigo.WriteMessage(websocket.TextMessage, raw)
}

// once more is what envelopes of the relay's own begin with: Slack does not know them.
const onceMore = "again-"

// up brings acknowledgements to Slack, or loses them.
func (r *relay) up(p *pipe) {
	for {
		_, raw, err := p.kigo.ReadMessage()
		if err != nil {
			return
		}
		r.mu.Lock()
		lost := r.lose > 0
		if lost {
			r.lose--
		}
		r.mu.Unlock()
		if !lost && !bytes.Contains(raw, []byte(`"`+onceMore)) && p.slack.WriteMessage(websocket.TextMessage, raw) != nil {
			return
		}
	}
}

// loses lets so many of the next acknowledgements get lost.
func (r *relay) loses(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lose += n
}

// again delivers every event once more.
func (r *relay) again() error {
	r.mu.Lock()
	events, routes := slices.Clone(r.events), r.routes
	r.mu.Unlock()
	for i, payload := range events {
		if routes != nil {
			req := signedRequest(r.secret, "/slack/events", "application/json", payload)
			req.Header.Set("X-Slack-Retry-Num", "1")
			req.Header.Set("X-Slack-Retry-Reason", "http_timeout")
			routes.ServeHTTP(httptest.NewRecorder(), req)
			continue
		}
		if err := r.sends(fmt.Sprint(onceMore, i), "events_api", payload); err != nil {
			return err
		}
	}
	return nil
}

// sends lets an envelope arrive that Slack knows nothing of.
func (r *relay) sends(id, kind string, payload json.RawMessage) error {
	r.mu.Lock()
	conns := slices.Clone(r.conns)
	r.mu.Unlock()
	if len(conns) == 0 {
		return fmt.Errorf("no connection")
	}
	raw, err := json.Marshal(map[string]any{
		"envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": kind != "events_api", "retry_attempt": 1, "retry_reason": "timeout",
	})
	if err != nil {
		return err
	}
	return conns[0].write(raw)
}

// listens remembers the events that come to routes.
func (r *relay) listens(routes http.Handler) http.Handler {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.routes = routes
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasSuffix(req.URL.Path, "/events") {
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return
			}
			if bytes.Contains(body, []byte("event_callback")) {
				r.mu.Lock()
				r.events = append(r.events, body)
				r.mu.Unlock()
			}
			req.Body = io.NopCloser(bytes.NewReader(body))
		}
		routes.ServeHTTP(w, req)
	})
}
