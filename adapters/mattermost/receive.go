package mattermost

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

const (
	// A server that has withdrawn the bot's token goes on pinging the connection, but tells
	// nothing more. So kigo asks every now and then, and the answer must come in time.
	askEvery = 20 * time.Second
	silence  = 50 * time.Second
	// The pause between two attempts to connect doubles from the one to the other.
	firstPause = 250 * time.Millisecond
	mostPause  = 30 * time.Second
	// maxEvent is the largest event that is read, in bytes.
	maxEvent = 8 << 20
)

// Run listens to direct messages and mentions until ctx ends; then it finishes what it has
// taken on. It connects as often as it takes, and fetches what came in between.
func (a *Adapter) Run(ctx context.Context) {
	var tending sync.WaitGroup
	tending.Go(func() { a.posts.tend(ctx) })
	line := &line{a: a}
	pause := firstPause
	for ctx.Err() == nil {
		begun := time.Now()
		err := line.listen(ctx)
		if ctx.Err() != nil {
			break
		}
		if line.heard || time.Since(begun) > time.Minute {
			pause = firstPause
		}
		a.state.lost(a.Log, line.heard, err)
		a.Log.Warn("Mattermost connection lost", "error", err, "again in", pause)
		if chat.Sleep(ctx, pause) == nil {
			pause = min(2*pause, mostPause)
		}
	}
	tending.Wait()
	a.posts.close()
	a.calls.Close()
	a.notes.Close()
}

// line is the WebSocket connection, which the server can continue where it broke off.
type line struct {
	a     *Adapter
	id    string // the server's name for the connection
	next  int64  // number of the next event
	heard bool   // since the last attempt to connect
}

// errGap says that events are missing; a new connection fetches them.
var errGap = errors.New("events are missing")

// listen connects, and reads until the connection breaks or ctx ends.
func (l *line) listen(ctx context.Context) error {
	l.heard = false
	conn, err := l.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	conn.SetReadLimit(maxEvent)
	_ = conn.SetReadDeadline(time.Now().Add(silence))
	asking := make(chan struct{})
	defer close(asking)
	go ask(conn, asking)
	for {
		_, b, err := conn.ReadMessage()
		if err != nil {
			return err
		}
		var answer model.WebSocketResponse
		if json.Unmarshal(b, &answer) == nil && answer.IsValid() {
			if answer.Status != model.StatusOk {
				return fmt.Errorf("the server refuses the connection: %s", b)
			}
			_ = conn.SetReadDeadline(time.Now().Add(silence))
			continue
		}
		ev, err := model.WebSocketEventFromJSON(bytes.NewReader(b))
		if err != nil || !ev.IsValid() {
			continue
		}
		if err := l.take(ctx, ev); err != nil {
			return err
		}
	}
}

// ask asks the server whether it still knows the bot, until done. Nothing else is written
// to the connection but answers to pings.
func ask(conn *websocket.Conn, done <-chan struct{}) {
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for n := int64(1); ; n++ {
		_ = conn.SetWriteDeadline(time.Now().Add(requestTimeout))
		if err := conn.WriteJSON(model.WebSocketRequest{Seq: n, Action: "ping"}); err != nil {
			_ = conn.Close()
			return
		}
		select {
		case <-done:
			return
		case <-tick.C:
		}
	}
}

func (l *line) dial(ctx context.Context) (*websocket.Conn, error) {
	address, err := url.Parse(strings.TrimRight(l.a.URL, "/") + model.APIURLSuffix + "/websocket")
	if err != nil {
		return nil, err
	}
	address.Scheme = strings.Replace(address.Scheme, "http", "ws", 1)
	address.RawQuery = url.Values{"connection_id": {l.id}, "sequence_number": {fmt.Sprint(l.next)}}.Encode()
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: requestTimeout}
	if t, ok := l.a.Transport.(*http.Transport); ok {
		dialer.TLSClientConfig, dialer.Proxy = t.TLSClientConfig, t.Proxy
	}
	conn, resp, err := dialer.DialContext(ctx, address.String(), http.Header{"Authorization": {"Bearer " + l.a.Token}})
	if resp != nil {
		_ = resp.Body.Close()
	}
	if err != nil && resp != nil {
		return nil, fmt.Errorf("connect: %w (%s)", err, resp.Status)
	}
	return conn, err
}

// take handles one event. Whatever the server says first on a connection that it does not
// continue is "hello", with another id: then everything since the last post is fetched.
func (l *line) take(ctx context.Context, ev *model.WebSocketEvent) error {
	l.heard = true
	l.a.state.heard()
	if ev.EventType() == model.WebsocketEventHello {
		id, _ := ev.GetData()["connection_id"].(string)
		if id != l.id {
			l.id = id
			l.a.posts.catchUp()
		}
		l.next = ev.GetSequence() + 1
		return nil
	}
	switch n := ev.GetSequence(); {
	case n > l.next:
		l.id, l.next = "", 0
		return errGap
	case n < l.next:
		return nil // told before
	default:
		l.next++
	}
	switch ev.EventType() {
	case model.WebsocketEventPosted:
		text, _ := ev.GetData()["post"].(string)
		kind, _ := ev.GetData()["channel_type"].(string)
		var p model.Post
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			l.a.Log.Warn("unreadable post", "platform", Platform, "error", err)
			return nil
		}
		l.a.posts.hear(ctx, &p, model.ChannelType(kind))
	case model.WebsocketEventUserUpdated:
		if u, ok := ev.GetData()["user"].(*model.User); ok {
			l.a.people.forget(u.Id)
		}
	}
	return nil
}
