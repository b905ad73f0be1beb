package mattermosttest

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// What is buffered for a WebSocket: events that were sent, and events that were not yet.
const (
	sentMost    = 128
	waitingMost = 256
	idleMost    = 5 * time.Minute // after this a lost connection is not remembered any more
)

// hub knows all connections, lost ones included as long as they can be resumed.
type hub struct {
	now func() time.Time

	mu      sync.Mutex
	epoch   int // counts restarts
	links   map[*link]bool
	sockets map[*socket]bool
}

// link is a connection as a client knows it: it outlives the socket.
type link struct {
	user, token string
	id          string
	waiting     []message
	sent        []numbered
	next        int64     // number of the next event
	socket      *socket   // nil while the client is away
	away        time.Time // since when
	overflown   bool      // more came than could wait
}

// message is an event that gets its number when it is sent, or a reply, which has none.
type message struct {
	event *event
	reply []byte
}

type numbered struct {
	seq  int64
	data []byte
}

func newHub(now func() time.Time) *hub {
	return &hub{now: now, links: map[*link]bool{}, sockets: map[*socket]bool{}}
}

// publish queues an event for all connections of those whom wants accepts.
func (h *hub) publish(e event, wants func(user string) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.links {
		if wants(l.user) {
			h.queue(l, message{event: &e})
		}
	}
}

// queue is called with h.mu held.
func (h *hub) queue(l *link, m message) {
	if len(l.waiting) == waitingMost {
		l.overflown = true
		delete(h.links, l)
	} else {
		l.waiting = append(l.waiting, m)
	}
	if l.socket != nil {
		l.socket.nudge()
	}
}

// take gives the next waiting message its number and remembers it. It is called with
// h.mu held.
func (l *link) take() []byte {
	m := l.waiting[0]
	l.waiting = l.waiting[1:]
	if m.event == nil {
		return m.reply
	}
	return l.number(*m.event)
}

func (l *link) number(e event) []byte {
	data := e.encode(l.user, l.next)
	l.sent = append(l.sent, numbered{l.next, data})
	if len(l.sent) > sentMost {
		l.sent = slices.Clone(l.sent[len(l.sent)-sentMost:])
	}
	l.next++
	return data
}

// resume gives the lost connection of an account to a socket, and returns it with what
// was missed; nil is none.
func (h *hub) resume(k *socket, t *session, id string, from int64, hello func(id string) event) (l *link, missed [][]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.links {
		if l.id != id || l.user != t.user || l.socket != nil {
			continue
		}
		if h.now().Sub(l.away) > idleMost || k.epoch != h.epoch {
			delete(h.links, l)
			return nil, nil
		}
		l.socket, l.token = k, t.token
		return l, l.replay(from, hello)
	}
	return nil, nil
}

// replay returns what a client has missed from the number on that it asks for. Where that
// can't be told any more, the connection starts again under a new id, with a greeting.
func (l *link) replay(from int64, hello func(id string) event) [][]byte {
	l.next = from
	if from == 0 {
		return nil
	}
	i := slices.IndexFunc(l.sent, func(n numbered) bool { return n.seq == from })
	if i >= 0 {
		var missed [][]byte
		for _, n := range l.sent[i:] {
			missed = append(missed, n.data)
			l.next = n.seq + 1
		}
		return missed
	}
	if len(l.sent) == 0 || l.sent[len(l.sent)-1].seq == from-1 {
		return nil // nothing was missed
	}
	l.id, l.sent, l.next = model.NewId(), nil, 0
	return [][]byte{l.number(hello(l.id))}
}

// open makes a socket known before it has a link. It reports false where the server has
// gone down since the request came.
func (h *hub) open(k *socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if k.epoch != h.epoch {
		return false
	}
	h.sockets[k] = true
	return true
}

// age counts the restarts so far.
func (h *hub) age() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.epoch
}

// add makes a connection known, with the greeting as its first event. It reports false
// where the server has gone down meanwhile.
func (h *hub) add(l *link, s *socket, hello event) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.epoch != h.epoch {
		return false
	}
	l.socket = s
	l.waiting = append(l.waiting, message{event: &hello})
	h.links[l] = true
	return true
}

// lost is called when a socket has ended; what comes now is kept for its return.
func (h *hub) lost(k *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.sockets, k)
	if k.link.socket == k {
		k.link.socket, k.link.away = nil, h.now()
	}
}

func (h *hub) active(user string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for l := range h.links {
		if l.user == user && l.socket != nil {
			n++
		}
	}
	return n
}

// online are the accounts that have an open socket.
func (h *hub) online() map[string]bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	users := map[string]bool{}
	for l := range h.links {
		if l.socket != nil {
			users[l.user] = true
		}
	}
	return users
}

// pick returns the sockets of the connections that fit, and forgets those connections
// where that is asked for.
func (h *hub) pick(fits func(*link) bool, forget bool) []*socket {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []*socket
	for l := range h.links {
		if !fits(l) {
			continue
		}
		if l.socket != nil {
			list = append(list, l.socket)
		}
		if forget {
			delete(h.links, l)
		}
	}
	return list
}

// cut breaks the sockets of an account, or all, and waits until they are known as lost.
func (h *hub) cut(user string) {
	list := h.pick(func(l *link) bool { return user == "" || l.user == user }, false)
	for _, s := range list {
		s.cut()
	}
	for _, s := range list {
		<-s.ended
	}
}

// close ends the connections of an account for good.
func (h *hub) close(user string) {
	for _, s := range h.pick(func(l *link) bool { return l.user == user }, true) {
		s.cut()
	}
}

func (h *hub) closeToken(token string) {
	for _, s := range h.pick(func(l *link) bool { return l.token == token }, true) {
		s.cut()
	}
}

// reset forgets all connections, as a restart does.
func (h *hub) reset() {
	h.mu.Lock()
	h.epoch++
	clear(h.links)
	list := slices.Collect(maps.Keys(h.sockets))
	h.mu.Unlock()
	for _, s := range list {
		s.cut()
		<-s.ended
	}
}
