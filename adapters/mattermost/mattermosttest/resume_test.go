package mattermosttest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// gap is what happens to a bot's connection: one post is seen, the socket breaks, and n
// more posts pass.
type gap struct {
	b    *bench
	bert *Human
	ch   *model.Channel
	id   string
	next int // the number after that of the post that was seen
}

func missing(b *bench, n int) gap {
	b.t.Helper()
	g := gap{b: b, bert: b.human()}
	g.ch = b.plaza(g.bert)
	var st *stream
	st, g.id = b.connected(b.token)
	g.say("gesehen")
	e := st.until("posted")
	for postOf(e).Message != "gesehen" { // that the bot was added may come late
		e = st.until("posted")
	}
	g.next = int(e.GetSequence()) + 1
	if b.s != nil {
		b.s.CutSocketsOf(b.botID)
	} else {
		st.close()
		time.Sleep(50 * time.Millisecond)
	}
	for i := range n {
		g.say(fmt.Sprint(i))
	}
	return g
}

func (g gap) say(text string) {
	g.b.t.Helper()
	_, err := g.bert.Post(g.b.ctx, g.ch.Id, text)
	g.b.ok(err)
}

// texts are the posts that come next.
func (g gap) texts(st *stream, n int) []string {
	g.b.t.Helper()
	var list []string
	for len(list) < n {
		if p := postOf(st.until("posted")); !p.IsSystemMessage() {
			list = append(list, p.Message)
		}
	}
	return list
}

// anew reports whether an event begins another connection.
func (g gap) anew(e *model.WebSocketEvent) bool {
	id, _ := e.GetData()["connection_id"].(string)
	return e.EventType() == "hello" && e.GetSequence() == 0 && model.IsValidId(id) && id != g.id
}

func TestWhoMissedNothingIsToldNothing(t *testing.T) {
	b := start(t)
	g := missing(b, 0)
	st := b.listen(b.token, g.id, g.next)
	g.say("danach")
	if e := st.next(); e.EventType() == "hello" || e.GetSequence() != int64(g.next) {
		t.Errorf("the first event is %v, number %d, want %d", e.EventType(), e.GetSequence(), g.next)
	}
}

func TestWhatWasMissedComesInOrder(t *testing.T) {
	for _, n := range []int{1, 20, 100, 150} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			b := start(t)
			g := missing(b, n)
			st := b.listen(b.token, g.id, g.next)
			for i, text := range g.texts(st, n) {
				if text != fmt.Sprint(i) {
					t.Fatalf("post %d is %q", i, text)
				}
			}
		})
	}
}

func TestTooMuchIsLost(t *testing.T) {
	for _, n := range []int{260, 300} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			b := start(t)
			g := missing(b, n)
			st := b.listen(b.token, g.id, g.next)
			if e := st.next(); !g.anew(e) {
				t.Errorf("the first event is %v, number %d", e.EventType(), e.GetSequence())
			}
			g.say("danach")
			if got := g.texts(st, 1); got[0] != "danach" {
				t.Errorf("then %q", got)
			}
		})
	}
}

func TestExactly256EventsWait(t *testing.T) {
	b := emulated(t)
	g := missing(b, 256)
	if got := g.texts(b.listen(b.token, g.id, g.next), 256); got[255] != "255" {
		t.Errorf("the last is %q", got[255])
	}
	g = missing(b, 257)
	if e := b.listen(b.token, g.id, g.next).next(); !g.anew(e) {
		t.Errorf("%v", e)
	}
}

func TestAnOlderNumberReplaysDuplicates(t *testing.T) {
	b := start(t)
	g := missing(b, 2)
	got := g.texts(b.listen(b.token, g.id, g.next-1), 3)
	if !slices.Equal(got, []string{"gesehen", "0", "1"}) {
		t.Errorf("%q", got)
	}
}

func TestNumbersBeginAnewAtZero(t *testing.T) {
	b := start(t)
	g := missing(b, 2)
	e := b.listen(b.token, g.id, 0).next()
	if e.EventType() == "hello" || e.GetSequence() != 0 {
		t.Errorf("%s has number %d", e.EventType(), e.GetSequence())
	}
}

func TestAWrongNumberStartsAnew(t *testing.T) {
	b := start(t)
	g := missing(b, 2)
	if e := b.listen(b.token, g.id, g.next+77).next(); !g.anew(e) {
		t.Errorf("%v", e)
	}
}

func TestUnknownConnectionsStartAnew(t *testing.T) {
	b := start(t)
	bert := b.human()
	_, foreign := b.connected(bert.Token)
	for name, id := range map[string]string{"unknown": model.NewId(), "foreign": foreign} {
		st := b.listen(b.token, id, 3)
		e := st.next()
		if fresh, _ := e.GetData()["connection_id"].(string); e.EventType() != "hello" || fresh == id || e.GetSequence() != 0 {
			t.Errorf("%s: %v", name, e)
		}
	}
	st := b.listen(b.token, "not-an-id", 3)
	if e := st.next(); e != nil {
		t.Errorf("no id at all: %v", e)
	}
}

func TestAfterARestartEverythingIsLost(t *testing.T) {
	b := emulated(t)
	st, id := b.connected(b.token)
	b.restart()
	if e := st.next(); e != nil {
		t.Errorf("the old socket says %v", e)
	}
	st = b.listen(b.token, id, 1)
	e := st.next()
	if fresh, _ := e.GetData()["connection_id"].(string); e.EventType() != "hello" || fresh == id {
		t.Errorf("%v", e)
	}
}

func TestIdleConnectionsAreForgotten(t *testing.T) {
	now := newClock()
	b := emulated(t, Clock(now.get))
	_, id := b.connected(b.token)
	b.s.CutSocketsOf(b.botID)
	now.add(6 * time.Minute)
	if e := b.listen(b.token, id, 1).next(); e.EventType() != "hello" {
		t.Errorf("%v", e)
	}
}
