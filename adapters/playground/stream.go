package playground

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	beat         = 15 * time.Second       // longest silence on a stream; also sets the page's clock
	movingBeat   = 500 * time.Millisecond // while the demo clock moves
	writeTimeout = 10 * time.Second       // for one batch, to a page that doesn't read
)

// batch is everything that has changed for a persona since the page last heard. A page
// that missed any number of batches misses nothing: the next one holds it all.
type batch struct {
	Epoch    string                    `json:"epoch"`
	Rev      uint64                    `json:"rev"`
	Full     bool                      `json:"full"` // forget what you have
	Messages []wireMessage             `json:"messages"`
	Unread   map[string]map[string]int `json:"unread"`
	Clock    wireClock                 `json:"clock"`
}

// cursor is how far a page has heard.
type cursor struct {
	epoch string
	rev   uint64
}

// asked is the cursor in a request: that of a reconnecting stream, else in the query.
func asked(r *http.Request) cursor {
	if epoch, rev, ok := strings.Cut(r.Header.Get("Last-Event-ID"), ":"); ok {
		n, err := strconv.ParseUint(rev, 10, 64)
		if err == nil {
			return cursor{epoch, n}
		}
	}
	q := r.URL.Query()
	n, err := strconv.ParseUint(q.Get("since"), 10, 64)
	if err != nil {
		return cursor{}
	}
	return cursor{q.Get("epoch"), n}
}

func (p *Playground) news(user string, from cursor) batch {
	full := from.epoch != p.board.epoch
	if full {
		from.rev = 0
	}
	entries, rev := p.board.since(user, from.rev)
	out := batch{
		Epoch: p.board.epoch, Rev: rev, Full: full, Messages: make([]wireMessage, 0, len(entries)),
		Unread: p.board.unread(), Clock: p.clock.wire(),
	}
	for _, e := range entries {
		if full && e.gone {
			continue
		}
		out.Messages = append(out.Messages, p.render(e, user))
	}
	return out
}

// sync is one batch, for pages that have no stream: browsers open only six at a time.
func (p *Playground) sync(w http.ResponseWriter, r *http.Request) {
	persona, ok := p.viewer(w, r)
	if !ok {
		return
	}
	p.lookFirst(r)
	p.write(w, http.StatusOK, p.news(persona.User, asked(r)))
}

// lookFirst brings in new mail, so that the first batch has it; a store that hangs
// must not keep the page waiting.
func (p *Playground) lookFirst(r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	p.post.fresh(ctx)
}

// stream sends a batch now and after every change.
func (p *Playground) stream(w http.ResponseWriter, r *http.Request) {
	persona, ok := p.viewer(w, r)
	if !ok {
		return
	}
	select {
	case <-p.closed:
		p.refuse(w, r, http.StatusServiceUnavailable, "playground.error.closing")
		return
	default:
	}
	defer p.post.watch()()
	p.lookFirst(r)
	patient(w)
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	at := asked(r)
	for {
		changed := p.board.wait() // before looking, so that no change falls in between
		news := p.news(persona.User, at)
		if !p.push(w, news) {
			return
		}
		at = cursor{news.Epoch, news.Rev}
		pause := beat
		if news.Clock.Moving {
			pause = movingBeat
		}
		select {
		case <-changed:
		case <-time.After(pause):
		case <-r.Context().Done():
			return
		case <-p.closed:
			return
		}
	}
}

func (p *Playground) push(w http.ResponseWriter, news batch) bool {
	data, err := json.Marshal(news)
	if err != nil {
		p.Log.Error("playground batch not encoded", "error", err)
		return false
	}
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(writeTimeout)) // a recorder in a test has none
	if _, err := fmt.Fprintf(w, "retry: 1000\nid: %s:%d\ndata: %s\n\n", news.Epoch, news.Rev, data); err != nil {
		return false // the page is gone
	}
	return control.Flush() == nil
}
