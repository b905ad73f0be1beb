package slacktest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Sockets is how many WebSockets an app may have.
const Sockets = 10

// closesAfter is how long a connection lives on after its disconnect message.
const closesAfter = 10 * time.Second

// conn is one WebSocket of the app.
type conn struct {
	s        *Server
	ws       *websocket.Conn
	draining bool // gets no more envelopes
	mu       sync.Mutex
	queue    [][]byte
	wake     chan struct{}
	gone     chan struct{}
	once     sync.Once
}

func (c *call) connectionsOpen() (object, error) {
	s := c.s
	switch {
	case !s.app.SocketMode():
		return nil, fail("socket_mode_not_enabled")
	case s.socketOff:
		return nil, fail("link_disabled")
	}
	ticket := random(8)
	s.tickets[ticket] = true
	return object{"url": "ws" + s.web.URL[len("http"):] + "/link/?ticket=" + ticket + "&app_id=" + s.AppID}, nil
}

// upgrader takes every origin: slack-go names Slack as its own.
var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// serveSocket takes a ticket, once, for a WebSocket.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	s.mu.Lock()
	good := s.tickets[ticket] && !s.closed
	delete(s.tickets, ticket)
	s.mu.Unlock()
	if !good {
		http.Error(w, "the ticket was used before", http.StatusForbidden)
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &conn{s: s, ws: ws, wake: make(chan struct{}, 1), gone: make(chan struct{})}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		_ = ws.Close()
		return
	}
	full := len(s.conns) >= Sockets
	if !full {
		s.conns = append(s.conns, c)
	}
	n := len(s.conns)
	s.spawn(c.write)
	s.touch()
	s.mu.Unlock()
	if full {
		c.send(disconnect("too_many_websockets"))
		c.draining = true
	} else {
		c.send(object{
			"type": "hello", "num_connections": n, "connection_info": object{"app_id": s.AppID},
			"debug_info": object{"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
		})
	}
	c.read()
}

func disconnect(reason string) object {
	return object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "applink-1"}}
}

// read takes acknowledgements until the connection ends.
func (c *conn) read() {
	defer c.drop()
	for {
		kind, raw, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		if kind == websocket.TextMessage {
			c.s.acknowledge(c, raw)
		}
	}
}

// drop forgets the connection.
func (c *conn) drop() {
	c.kill()
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.conns = slices.DeleteFunc(c.s.conns, func(has *conn) bool { return has == c })
	c.s.touch()
}

// kill cuts the connection without a goodbye.
func (c *conn) kill() {
	c.once.Do(func() {
		close(c.gone)
		_ = c.ws.UnderlyingConn().Close()
	})
}

// send queues a message; it never waits for the client.
func (c *conn) send(message object) {
	raw, err := json.Marshal(message)
	if err != nil {
		panic("slacktest: no JSON: " + err.Error())
	}
	c.mu.Lock()
	c.queue = append(c.queue, raw)
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// write sends what is queued, and pings.
func (c *conn) write() {
	var pings <-chan time.Time
	if every := c.s.config.pingEvery; every > 0 {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		pings = ticker.C
		_ = c.ws.WriteControl(websocket.PingMessage, []byte("Ping from slacktest"), time.Now().Add(time.Second))
	}
	for {
		select {
		case <-c.gone:
			return
		case <-pings:
			_ = c.ws.WriteControl(websocket.PingMessage, []byte("Ping from slacktest"), time.Now().Add(time.Second))
		case <-c.wake:
			c.mu.Lock()
			queue := c.queue
			c.queue = nil
			c.mu.Unlock()
			for _, raw := range queue {
				if c.ws.WriteMessage(websocket.TextMessage, raw) != nil {
					return
				}
			}
		}
	}
}

// turn is the connection that gets the next envelope; nil if there is none. The caller
// holds the lock.
func (s *Server) turn() *conn {
	for range s.conns {
		s.next = (s.next + 1) % len(s.conns)
		if c := s.conns[s.next]; !c.draining {
			return c
		}
	}
	return nil
}

// Connections is how many WebSockets take envelopes.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.conns {
		if !c.draining {
			n++
		}
	}
	return n
}

// WaitConnections waits until so many WebSockets take envelopes.
func (s *Server) WaitConnections(ctx context.Context, n int) error {
	return s.Wait(ctx, func() bool { return s.Connections() == n })
}

// Disconnect asks the app to connect anew: reason is warning or refresh_requested, and
// link_disabled if Socket Mode was switched off for good. The connections get no more
// envelopes and are closed after 10 s of the emulator's clock.
func (s *Server) Disconnect(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.socketOff = s.socketOff || reason == "link_disabled"
	for _, c := range s.conns {
		c.draining = true
		c.send(disconnect(reason))
		s.after(closesAfter, c.kill)
	}
	s.touch()
}

// Cut kills all WebSockets without a goodbye; their envelopes count as not acknowledged. It
// returns once they are gone from the workspace.
func (s *Server) Cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		c.draining = true
		c.kill()
	}
	s.touch()
}
