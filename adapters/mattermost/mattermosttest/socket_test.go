package mattermosttest

import (
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

// connected is a bot's open WebSocket, with its connection id.
func (b *bench) connected(token string) (st *stream, id string) {
	b.t.Helper()
	st = b.listen(token, "", 0)
	hello := st.next()
	if hello.EventType() != "hello" || hello.GetSequence() != 0 {
		b.t.Fatalf("the first event is %v, number %d", hello.EventType(), hello.GetSequence())
	}
	id, _ = hello.GetData()["connection_id"].(string)
	return st, id
}

func TestAnAuthenticatedSocketIsGreeted(t *testing.T) {
	b := start(t)
	_, id := b.connected(b.token)
	if !model.IsValidId(id) {
		t.Errorf("the connection is %q", id)
	}
	ws, err := model.NewWebSocketClient4("ws"+strings.TrimPrefix(b.url, "http"), b.token) // by challenge
	b.ok(err)
	ws.Listen()
	defer ws.Close()
	st := &stream{b: b, ws: ws}
	if e := st.next(); e.EventType() != "hello" {
		t.Errorf("after the challenge: %v", e)
	}
	if r := <-ws.ResponseChannel; r.Status != "OK" || r.SeqReply != 1 {
		t.Errorf("the challenge is answered %+v", r)
	}
}

func TestABadTokenIsClosedWithoutAWord(t *testing.T) {
	b := start(t)
	for _, header := range []bool{true, false} {
		ws, err := model.NewReliableWebSocketClientWithDialer(websocket.DefaultDialer, "ws"+strings.TrimPrefix(b.url, "http"), model.NewId(), "", 0, header)
		b.ok(err)
		ws.Listen()
		defer ws.Close()
		st := &stream{b: b, ws: ws}
		if e := st.next(); e != nil {
			t.Errorf("it is told %v", e)
		}
	}
}

func TestASocketMustAuthenticateInTime(t *testing.T) {
	b := emulated(t, With(func(c *Settings) { c.AuthenticationTime = 5 * time.Millisecond }))
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(b.url, "http")+"/api/v4/websocket", nil)
	b.ok(err)
	defer conn.Close()
	if _, _, err := conn.ReadMessage(); err == nil {
		t.Error("it is told something")
	}
}

func TestEventsAreNumbered(t *testing.T) {
	b := start(t)
	bert := b.human()
	ch := b.plaza(bert)
	st, _ := b.connected(b.token)
	_, err := bert.Post(b.ctx, ch.Id, "x")
	b.ok(err)
	last := int64(0)
	for {
		e := st.next()
		if last++; e.GetSequence() != last {
			t.Fatalf("event %d has number %d", last, e.GetSequence())
		}
		if e.EventType() == "posted" {
			return
		}
	}
}

func TestDownIsRefused(t *testing.T) {
	b := emulated(t)
	b.s.Down()
	if _, _, err := b.client(b.token).GetMe(b.ctx, ""); err == nil {
		t.Error("a dead server answers")
	}
	b.s.Up()
	b.bot = b.client(b.token)
	_, _, err := b.bot.GetMe(b.ctx, "")
	b.ok(err)
}

func TestBothSocketsOfABotGetEverything(t *testing.T) {
	b := start(t)
	bert := b.human()
	ch := b.plaza(bert)
	one, _ := b.connected(b.token)
	two, _ := b.connected(b.token)
	p, err := bert.Post(b.ctx, ch.Id, "x")
	b.ok(err)
	for _, st := range []*stream{one, two} {
		for postOf(st.until("posted")).Id != p.Id {
			t.Log("something else first")
		}
	}
}

func TestADisabledBotsSocketCloses(t *testing.T) {
	b := start(t)
	st, _ := b.connected(b.token)
	_, _, err := b.admin.DisableBot(b.ctx, b.botID)
	b.ok(err)
	_, _, err = b.bot.GetMe(b.ctx, "")
	b.refused(err, 401, "api.context.session_expired.app_error")
	for st.next() != nil {
	}
}

func TestWhoDoesNotAnswerPingsIsDropped(t *testing.T) {
	b := emulated(t, With(func(c *Settings) { c.Ping = 200 * time.Millisecond }))
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(b.url, "http")+"/api/v4/websocket", map[string][]string{"Authorization": {"Bearer " + b.token}})
	b.ok(err)
	defer conn.Close()
	pings := 0
	conn.SetPingHandler(func(string) error {
		pings++
		return nil
	})
	for err == nil {
		_, _, err = conn.ReadMessage()
	}
	if pings == 0 {
		t.Error("there was no ping")
	}
}
