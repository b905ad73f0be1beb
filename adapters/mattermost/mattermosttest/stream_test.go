package mattermosttest

import (
	"encoding/json"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

// listen opens a WebSocket as a bot or person; events of the wrong kind are passed over by
// its methods.
func (b *bench) listen(token, id string, from int) *stream {
	b.t.Helper()
	ws, err := model.NewReliableWebSocketClientWithDialer(websocket.DefaultDialer, "ws"+strings.TrimPrefix(b.url, "http"), token, id, from, true)
	b.ok(err)
	ws.Listen()
	st := &stream{b: b, ws: ws}
	b.t.Cleanup(st.close)
	return st
}

type stream struct {
	b    *bench
	ws   *model.WebSocketClient
	once sync.Once
}

func (st *stream) close() { st.once.Do(st.ws.Close) }

// next is the next event, nil at the end.
func (st *stream) next() *model.WebSocketEvent {
	st.b.t.Helper()
	select {
	case e := <-st.ws.EventChannel:
		return e
	case <-st.b.ctx.Done():
		st.b.t.Fatal("no event came")
		return nil
	}
}

// until passes over events until one of this kind comes.
func (st *stream) until(kind string) *model.WebSocketEvent {
	st.b.t.Helper()
	for {
		e := st.next()
		if e == nil {
			st.b.t.Fatalf("the socket closed before %s came", kind)
		}
		if string(e.EventType()) == kind {
			return e
		}
	}
}

// posted is the post of the next "posted" or other event that has one.
func postOf(e *model.WebSocketEvent) *model.Post {
	var p model.Post
	text, _ := e.GetData()["post"].(string)
	if json.Unmarshal([]byte(text), &p) != nil {
		return nil
	}
	return &p
}

func itoa(n int) string { return strconv.Itoa(n) }

// dialRaw is a bare connection to the server.
func dialRaw(t *testing.T, url string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	return conn
}
