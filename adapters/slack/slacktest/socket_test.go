package slacktest_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"kigo/adapters/slack/slacktest"
)

// dial opens a WebSocket without slack-go.
func dial(t *testing.T, s *slacktest.Server) *websocket.Conn {
	t.Helper()
	_, url, err := s.Client().StartSocketModeContext(ctx(t))
	check(t, err)
	ws, _, err := websocket.DefaultDialer.DialContext(ctx(t), url, nil)
	check(t, err)
	t.Cleanup(func() { ws.Close() })
	return ws
}

// read takes the next message off a WebSocket.
func read(t *testing.T, ws *websocket.Conn) map[string]any {
	t.Helper()
	var m map[string]any
	check(t, ws.SetReadDeadline(time.Now().Add(20*time.Second)))
	check(t, ws.ReadJSON(&m))
	return m
}

func ack(t *testing.T, ws *websocket.Conn, envelope any, payload any) {
	t.Helper()
	check(t, ws.WriteJSON(map[string]any{"envelope_id": envelope, "payload": payload}))
}

func TestEventsAreSentAgainUntilAcknowledged(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	s := slacktest.Start(t, slacktest.WithClock(hand))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	ws := dial(t, s)
	if h := read(t, ws); h["type"] != "hello" || h["num_connections"] != 1.0 {
		t.Fatalf("hello: %v", h)
	}
	_, err := anna.Say(anna.DM(), "Hallo")
	check(t, err)
	event := ""
	envelopes := map[any]bool{}
	for attempt, pause := range []time.Duration{0, 0, time.Minute, 5 * time.Minute} {
		hand.Advance(pause)
		m := read(t, ws)
		payload := m["payload"].(map[string]any)
		if event == "" {
			event = payload["event_id"].(string)
		}
		reason := map[bool]string{true: "", false: "timeout"}[attempt == 0]
		if m["type"] != "events_api" || m["accepts_response_payload"] != false || m["retry_attempt"] != float64(attempt) ||
			m["retry_reason"] != reason || payload["event_id"] != event || envelopes[m["envelope_id"]] {
			t.Errorf("attempt %d: %v", attempt, m)
		}
		envelopes[m["envelope_id"]] = true
		hand.Advance(slacktest.AckWithin)
	}
	// Given up: nothing more comes, and the next thing that does is the next event.
	hand.Advance(time.Hour)
	_, err = anna.Say(anna.DM(), "Noch da?")
	check(t, err)
	m := read(t, ws)
	if m["retry_attempt"] != 0.0 || m["payload"].(map[string]any)["event_id"] == event {
		t.Errorf("after giving up: %v", m)
	}
	ack(t, ws, m["envelope_id"], nil)
	check(t, s.Wait(ctx(t), func() bool { return s.Unacknowledged() == 0 }))
	hand.Advance(time.Hour)
	if n := s.Unacknowledged(); n != 0 {
		t.Errorf("an acknowledged event was sent again: %d", n)
	}
}

func TestCommandsAreNotSentAgain(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	s := slacktest.Start(t, slacktest.WithClock(hand))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	dm := anna.DM()
	if err := anna.Slash(dm, "/kigo hilfe"); !errors.Is(err, slacktest.ErrDispatch) {
		t.Errorf("without a connection: %v", err)
	}
	ws := dial(t, s)
	read(t, ws)
	failed := make(chan error, 1)
	go func() { failed <- anna.Slash(dm, "/kigo hilfe") }()
	m := read(t, ws)
	if m["type"] != "slash_commands" || m["retry_attempt"] != nil {
		t.Errorf("envelope: %v", m)
	}
	hand.Advance(slacktest.AckWithin)
	if err := <-failed; !errors.Is(err, slacktest.ErrTimeout) {
		t.Errorf("too late: %v", err)
	}
	ack(t, ws, m["envelope_id"], map[string]any{"text": "zu spät"})
	check(t, s.Wait(ctx(t), func() bool { return len(s.Complaints()) == 1 }))
	hand.Advance(time.Hour)
	for i, words := range []string{"dispatch_failed", "operation_timeout"} {
		if e := anna.Ephemerals(dm); len(e) != 2 || e[i].User != "USLACKBOT" || e[i].Shown() != `/kigo failed with the error "`+words+`"` {
			t.Errorf("she sees %q", e[i].Shown())
		}
	}
}

func TestLongAcknowledgementsAreDropped(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	s := slacktest.Start(t, slacktest.WithClock(hand))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	ws := dial(t, s)
	read(t, ws)
	failed := make(chan error, 1)
	dm := anna.DM()
	go func() { failed <- anna.Slash(dm, "/kigo") }()
	m := read(t, ws)
	ack(t, ws, m["envelope_id"], map[string]any{"text": strings.Repeat("a", 20_000)})
	check(t, s.Wait(ctx(t), func() bool { return len(s.Complaints()) == 1 }))
	hand.Advance(slacktest.AckWithin)
	if err := <-failed; !errors.Is(err, slacktest.ErrTimeout) {
		t.Errorf("got %v", err)
	}
}

func TestATicketIsGoodForOneWebSocket(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	_, url, err := s.Client().StartSocketModeContext(ctx(t))
	check(t, err)
	for i := range 2 {
		ws, resp, err := websocket.DefaultDialer.DialContext(ctx(t), url, nil)
		if (err == nil) != (i == 0) {
			t.Errorf("dial %d: %v, %v", i, resp, err)
		}
		if err == nil {
			defer ws.Close()
		}
	}
}

func TestAnEleventhWebSocketIsTooMany(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithLimit("apps.connections.open", 20))
	for range slacktest.Sockets {
		read(t, dial(t, s))
	}
	if m := read(t, dial(t, s)); m["type"] != "disconnect" || m["reason"] != "too_many_websockets" {
		t.Errorf("got %v", m)
	}
	if n := s.Connections(); n != slacktest.Sockets {
		t.Errorf("%d connections", n)
	}
}

func TestEachEnvelopeGoesOverOneConnection(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	var total, first atomic.Int64
	for i := range 2 {
		connect(t, s, app{event: func(slackevents.EventsAPIEvent, socketmode.Request) {
			total.Add(1)
			first.Add(int64(1 - i))
			s.AddGroup("wakes whoever waits")
			s.Leave(anna.DM())
		}})
	}
	check(t, s.WaitConnections(ctx(t), 2))
	for range 10 {
		_, err := anna.Say(anna.DM(), "Hallo")
		check(t, err)
	}
	check(t, s.Wait(ctx(t), func() bool { return total.Load() == 10 && s.Unacknowledged() == 0 }))
	if n := first.Load(); n != 5 {
		t.Errorf("%d of 10 went over the first connection", n)
	}
}

func TestClientsReconnectAfterDisconnectsAndCuts(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	got := make(chan string, 10)
	connect(t, s, app{event: func(e slackevents.EventsAPIEvent, _ socketmode.Request) {
		if m, ok := e.InnerEvent.Data.(*slackevents.MessageEvent); ok {
			got <- m.Text
		}
	}})
	check(t, s.WaitConnections(ctx(t), 1))
	for _, cut := range []func(){
		func() { s.Disconnect("warning") }, func() { s.Disconnect("refresh_requested") }, s.Cut,
	} {
		cut()
		check(t, s.WaitConnections(ctx(t), 1))
		_, err := anna.Say(anna.DM(), "Noch da?")
		check(t, err)
		if text := <-got; text != "Noch da?" {
			t.Errorf("got %q", text)
		}
	}
	if n := s.Count("apps.connections.open"); n != 4 {
		t.Errorf("%d connections were opened", n)
	}
	s.Disconnect("link_disabled")
	_, _, err := s.Client().StartSocketModeContext(ctx(t))
	want(t, "after link_disabled", code(err), "link_disabled")
}

// An event of which the connection died is brought over the next one.
func TestEventsOutliveTheirConnection(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	s := slacktest.Start(t, slacktest.WithClock(hand))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	ws := dial(t, s)
	read(t, ws)
	_, err := anna.Say(anna.DM(), "Hallo")
	check(t, err)
	s.Cut()
	ws = dial(t, s)
	read(t, ws)
	hand.Advance(slacktest.AckWithin)
	if m := read(t, ws); m["retry_attempt"] != 1.0 || m["retry_reason"] != "timeout" {
		t.Errorf("got %v", m)
	}
	s.Cut() // and while there is none, it waits for the next attempt
	hand.Advance(slacktest.AckWithin)
	hand.Advance(time.Minute)
	ws = dial(t, s)
	read(t, ws)
	hand.Advance(5 * time.Minute)
	if m := read(t, ws); m["retry_attempt"] != 3.0 || m["retry_reason"] != "connection_failed" {
		t.Errorf("got %v", m)
	}
}

func TestPingsKeepAClientConnected(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithPings(2*time.Millisecond))
	pinged := make(chan string, 100)
	ws := dial(t, s)
	ws.SetPingHandler(func(data string) error { pinged <- data; return nil })
	go func() {
		for {
			if _, _, err := ws.ReadMessage(); err != nil {
				return
			}
		}
	}()
	<-pinged
	<-pinged
	silent := slacktest.Start(t, slacktest.WithPings(0))
	connect(t, silent, app{}, socketmode.OptionPingInterval(5*time.Millisecond))
	check(t, silent.Wait(ctx(t), func() bool { return silent.Count("apps.connections.open") > 1 })) // it gives up and comes back
}

func TestStrictAcksStayOnTheirConnection(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithStrictAcks())
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	one := dial(t, s)
	read(t, one)
	_, err := anna.Say(anna.DM(), "Hallo")
	check(t, err)
	m := read(t, one)
	two := dial(t, s)
	read(t, two)
	ack(t, two, m["envelope_id"], nil)
	check(t, s.Wait(ctx(t), func() bool { return len(s.Complaints()) == 1 }))
	if s.Unacknowledged() != 1 {
		t.Error("it counts")
	}
	ack(t, one, m["envelope_id"], json.RawMessage(`{"a":1}`))
	check(t, s.Wait(ctx(t), func() bool { return s.Unacknowledged() == 0 && len(s.Complaints()) == 2 })) // a payload for an event
}
