package mattermosttest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

// Event is something that a person's app was told.
type Event struct {
	Type string // as "posted"
	Post *model.Post
	// Dialog is what an "open_dialog" wants to be filled in.
	Dialog *Dialog
	Data   map[string]any
}

// connect opens the WebSocket and keeps it open until leave.
func (h *Human) connect() error {
	ctx, cancel := context.WithCancel(context.Background())
	h.stop, h.done = cancel, make(chan struct{})
	conn, err := h.dial(ctx, "", 0)
	if err != nil {
		cancel()
		close(h.done)
		return err
	}
	go func() {
		defer close(h.done)
		h.listen(ctx, conn)
	}()
	first, limit := context.WithTimeout(ctx, 10*time.Second)
	defer limit()
	_, err = h.Wait(first, func(e Event) bool { return e.Type == "hello" })
	return err
}

func (h *Human) leave() {
	if h.stop != nil {
		h.stop()
		<-h.done
	}
}

func (h *Human) dial(ctx context.Context, id string, from int64) (*websocket.Conn, error) {
	address := fmt.Sprintf("ws%s/api/v4/websocket?connection_id=%s&sequence_number=%d", strings.TrimPrefix(h.url, "http"), id, from)
	conn, resp, err := websocket.DefaultDialer.DialContext(ctx, address, http.Header{
		"Authorization": {"Bearer " + h.Token}, testHeader: {h.Name},
	})
	if resp != nil && err != nil {
		_ = resp.Body.Close()
	}
	return conn, err
}

// listen reads events, and comes back where it left off when the connection breaks.
func (h *Human) listen(ctx context.Context, conn *websocket.Conn) {
	id, next := "", int64(0)
	for {
		over := context.AfterFunc(ctx, func() { _ = conn.Close() })
		for {
			var m struct {
				Event string         `json:"event"`
				Data  map[string]any `json:"data"`
				Seq   int64          `json:"seq"`
			}
			if conn.ReadJSON(&m) != nil {
				break
			}
			if m.Event == "hello" {
				id, _ = m.Data["connection_id"].(string)
			}
			next = m.Seq + 1
			h.hear(m.Event, m.Data)
		}
		over()
		_ = conn.Close()
		for {
			if ctx.Err() != nil {
				return
			}
			again, err := h.dial(ctx, id, next)
			if err == nil {
				conn = again
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
}

func (h *Human) hear(name string, data map[string]any) {
	e := Event{Type: name, Data: data}
	if text, ok := data["post"].(string); ok {
		e.Post = &model.Post{}
		if json.Unmarshal([]byte(text), e.Post) != nil {
			e.Post = nil
		}
	}
	if text, ok := data["dialog"].(string); ok {
		var in model.OpenDialogRequest
		if json.Unmarshal([]byte(text), &in) == nil {
			e.Dialog = &Dialog{URL: in.URL, TriggerID: in.TriggerId, Dialog: in.Dialog}
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, e)
	h.seen = append(h.seen, false)
	close(h.changed)
	h.changed = make(chan struct{})
}

// Wait returns the first event that fits and that no other wait has returned yet, and
// waits for it if it has not come.
func (h *Human) Wait(ctx context.Context, fits func(Event) bool) (Event, error) {
	from := 0
	for {
		h.mu.Lock()
		for i := from; i < len(h.events); i++ {
			if !h.seen[i] && fits(h.events[i]) {
				h.seen[i] = true
				e := h.events[i]
				h.mu.Unlock()
				return e, nil
			}
		}
		from = len(h.events)
		changed := h.changed
		h.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return Event{}, fmt.Errorf("%s waited in vain; they saw %s: %w", h.Name, h.summary(), ctx.Err())
		}
	}
}

// summary names the last events, for tests that fail.
func (h *Human) summary() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []string
	for _, e := range h.events[max(0, len(h.events)-10):] {
		text := e.Type
		if e.Post != nil {
			text += fmt.Sprintf(" %q", Text(e.Post))
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

func (h *Human) waitPost(ctx context.Context, kind string, fits func(*model.Post) bool) (*model.Post, error) {
	e, err := h.Wait(ctx, func(e Event) bool { return e.Type == kind && e.Post != nil && (fits == nil || fits(e.Post)) })
	return e.Post, err
}

// WaitPost waits for a new post of somebody else in one of the person's channels; fits may
// be nil. Messages of the system don't count.
func (h *Human) WaitPost(ctx context.Context, fits func(*model.Post) bool) (*model.Post, error) {
	return h.waitPost(ctx, "posted", func(p *model.Post) bool {
		return p.UserId != h.ID && !p.IsSystemMessage() && (fits == nil || fits(p))
	})
}

// WaitOwn waits for a post that has the person's name on it, as an answer to a slash
// command for all to see has.
func (h *Human) WaitOwn(ctx context.Context, fits func(*model.Post) bool) (*model.Post, error) {
	return h.waitPost(ctx, "posted", func(p *model.Post) bool { return p.UserId == h.ID && (fits == nil || fits(p)) })
}

// WaitEphemeral waits for a post that only this person sees.
func (h *Human) WaitEphemeral(ctx context.Context, fits func(*model.Post) bool) (*model.Post, error) {
	return h.waitPost(ctx, "ephemeral_message", fits)
}

// WaitEdit waits for a post to change.
func (h *Human) WaitEdit(ctx context.Context, fits func(*model.Post) bool) (*model.Post, error) {
	return h.waitPost(ctx, "post_edited", fits)
}

// WaitDelete waits for a post to go.
func (h *Human) WaitDelete(ctx context.Context, fits func(*model.Post) bool) (*model.Post, error) {
	return h.waitPost(ctx, "post_deleted", fits)
}

// WaitDialog waits for a form to open.
func (h *Human) WaitDialog(ctx context.Context) (*Dialog, error) {
	e, err := h.Wait(ctx, func(e Event) bool { return e.Dialog != nil })
	return e.Dialog, err
}

// Events are all events so far.
func (h *Human) Events() []Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.events)
}

// Ephemerals are the posts that only this person has seen, oldest first; one that came
// again under its id stands in the place of the former.
func (h *Human) Ephemerals() []*model.Post {
	var list []*model.Post
	for _, e := range h.Events() {
		if e.Type != "ephemeral_message" || e.Post == nil {
			continue
		}
		i := slices.IndexFunc(list, func(p *model.Post) bool { return p.Id == e.Post.Id })
		if i >= 0 {
			list[i] = e.Post
		} else {
			list = append(list, e.Post)
		}
	}
	return list
}
