package mattermosttest

import (
	"encoding/json"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

// socket is the TCP connection that a link has for the time being.
type socket struct {
	s     *Server
	conn  *websocket.Conn
	epoch int
	link  *link

	wake  chan struct{} // something waits in the link
	auth  chan struct{} // closed once it is known whose socket it is
	quit  chan struct{} // closed when the reader has ended
	ended chan struct{} // closed when all is over and the link knows it
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// connect answers GET /websocket and stays until the socket is closed.
func connect(c *call) (any, *failure) {
	epoch := c.s.hub.age()
	conn, err := upgrader.Upgrade(c.w, c.r, nil)
	c.taken = true // an error was answered by the upgrader
	if err != nil {
		return nil, nil
	}
	k := &socket{
		s: c.s, conn: conn, epoch: epoch, wake: make(chan struct{}, 1),
		auth: make(chan struct{}), quit: make(chan struct{}), ended: make(chan struct{}),
	}
	k.link = &link{id: model.NewId()}
	var missed [][]byte
	good := c.s.hub.open(k)
	if good && c.user != nil {
		missed, good = k.begin(c)
		close(k.auth)
	}
	if good {
		k.pump(missed)
	}
	k.over()
	return nil, nil
}

// begin gives an authenticated socket its link: the one that it asks for, or a new one.
func (k *socket) begin(c *call) (missed [][]byte, ok bool) {
	id, number := c.query("connection_id"), c.query("sequence_number")
	if id == "" {
		return nil, k.join(c.user.Id, c.session.token)
	}
	from, err := strconv.ParseInt(number, 10, 64)
	if !model.IsValidId(id) || err != nil {
		c.s.log.add("error", "Error while populating webconn config: %s %s", id, number)
		return nil, false
	}
	l, missed := k.s.hub.resume(k, c.session, id, from, k.s.greeting())
	if l == nil {
		return nil, k.join(c.user.Id, c.session.token)
	}
	k.link = l
	k.nudge()
	return missed, true
}

// join registers the socket's own link.
func (k *socket) join(user, token string) bool {
	k.link.user, k.link.token = user, token
	if !k.s.hub.add(k.link, k, k.s.greeting()(k.link.id)) {
		return false
	}
	k.nudge()
	return true
}

// greeting makes the event that a new connection begins with.
func (s *Server) greeting() func(id string) event {
	version := s.Settings().Version + ".0.emulator.false"
	return func(id string) event {
		return event{name: "hello", data: map[string]any{
			"connection_id": id, "server_version": version, "server_hostname": "emulator",
		}}
	}
}

// nudge wakes the writer.
func (k *socket) nudge() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// cut breaks the TCP connection without a farewell.
func (k *socket) cut() {
	if tcp, ok := k.conn.UnderlyingConn().(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = k.conn.UnderlyingConn().Close()
}

// pump reads and writes until either fails.
func (k *socket) pump(missed [][]byte) {
	var writer sync.WaitGroup
	writer.Go(func() {
		k.write(missed)
		_ = k.conn.Close()
	})
	k.read()
	close(k.quit)
	writer.Wait()
}

// over tells that the socket has ended.
func (k *socket) over() {
	_ = k.conn.Close()
	k.s.hub.lost(k)
	k.s.retire(k.link.user)
	close(k.ended)
}

// retire takes an account for absent once its last socket has closed.
func (s *Server) retire(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.users[user]; a != nil && s.hub.active(user) == 0 {
		a.posted = false
	}
}

// write sends what waits, and pings. A socket that has not said in time whose it is, is
// closed.
func (k *socket) write(missed [][]byte) {
	set := k.s.Settings()
	pings := time.NewTicker(set.Ping)
	defer pings.Stop()
	late := time.NewTimer(set.AuthenticationTime)
	defer late.Stop()
	for _, data := range missed {
		if k.send(websocket.TextMessage, data) != nil {
			return
		}
	}
	for {
		data, over := k.next()
		if data != nil {
			if k.send(websocket.TextMessage, data) != nil {
				return
			}
			continue
		}
		if over {
			_ = k.send(websocket.CloseMessage, nil)
			return
		}
		select {
		case <-k.wake:
		case <-pings.C:
			if k.send(websocket.PingMessage, nil) != nil {
				return
			}
		case <-late.C:
			select {
			case <-k.auth:
			default:
				return
			}
		case <-k.quit:
			return
		}
	}
}

func (k *socket) next() (data []byte, over bool) {
	h := k.s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(k.link.waiting) == 0 {
		return nil, k.link.overflown
	}
	return k.link.take(), false
}

func (k *socket) send(kind int, data []byte) error {
	if err := k.conn.SetWriteDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return err
	}
	return k.conn.WriteMessage(kind, data)
}

// read takes what the client says until the connection ends.
func (k *socket) read() {
	alive := func() error { return k.conn.SetReadDeadline(time.Now().Add(k.s.Settings().Ping * 10 / 6)) }
	k.conn.SetReadLimit(model.SocketMaxMessageSizeKb)
	k.conn.SetPongHandler(func(string) error { return alive() })
	if alive() != nil {
		return
	}
	for {
		_, r, err := k.conn.NextReader()
		if err != nil {
			return
		}
		var in model.WebSocketRequest
		if err := json.NewDecoder(r).Decode(&in); err != nil {
			return
		}
		if !k.obey(&in) {
			return
		}
	}
}
