package playground_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kigo/bot/chat"
)

// message is one as the page reads it.
type message struct {
	ID, Kind, Conversation, From, Text string
	Seq, Rev                           uint64
	At                                 int64
	Private, Gone                      bool
	Sections                           []struct {
		Text    chat.Text
		Fields  []chat.Field
		Buttons []struct {
			N            int
			Label, Typed string
		}
		Selects []struct {
			N       int
			Label   string
			Options []chat.Option
		}
	}
	Images, Files []struct{ URL, Name, Alt string }
}

func (m message) words() string {
	out := []string{m.Text}
	for _, s := range m.Sections {
		out = append(out, s.Text.String())
	}
	return strings.TrimSpace(strings.Join(out, " "))
}

type batch struct {
	Epoch    string
	Rev      uint64
	Full     bool
	Messages []message
	Unread   map[string]map[string]int
	Clock    struct {
		Now    int64
		Moving bool
	}
}

type answer struct {
	Error  string
	Errors map[string]string
	Form   *struct {
		ID, Title, Submit string
		Intro             chat.Text
		Fields            []chat.FormField
	}
}

func (w *world) do(req *http.Request) (*http.Response, []byte) {
	w.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.Fatal(err)
	}
	return resp, body
}

func (w *world) request(method, path string, body any) *http.Request {
	w.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		w.Fatal(err)
	}
	req, err := http.NewRequestWithContext(w.Context(), method, w.server.URL+"/playground/"+path, bytes.NewReader(data))
	if err != nil {
		w.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

// post sends what the page would and expects a status.
func (w *world) post(status int, as, path string, body any) answer {
	w.Helper()
	resp, data := w.do(w.request(http.MethodPost, path+"?as="+url.QueryEscape(as)+"&lang=de", body))
	if resp.StatusCode != status {
		w.Fatalf("POST %s as %s: %d %s, want %d", path, as, resp.StatusCode, data, status)
	}
	var out answer
	if err := json.Unmarshal(data, &out); err != nil {
		w.Fatal(err)
	}
	return out
}

func (w *world) say(as, conversation, text string) answer {
	w.Helper()
	return w.post(http.StatusOK, as, "say", map[string]any{"conversation": conversation, "text": text})
}

// sees is everything that a persona has in a conversation.
func (w *world) sees(as, conversation string) []message {
	w.Helper()
	var out []message
	for _, m := range w.sync(as, "").Messages {
		if m.Conversation == conversation {
			out = append(out, m)
		}
	}
	return out
}

func (w *world) sync(as, query string) batch {
	w.Helper()
	resp, data := w.do(w.request(http.MethodGet, "sync?as="+as+query, nil))
	if resp.StatusCode != http.StatusOK {
		w.Fatalf("sync: %d %s", resp.StatusCode, data)
	}
	var out batch
	if err := json.Unmarshal(data, &out); err != nil {
		w.Fatal(err)
	}
	return out
}

// stream is a page that listens.
type stream struct {
	*world
	lines *bufio.Scanner
	id    string // of the last event
	end   context.CancelFunc
}

func (w *world) listen(as, lastID string) *stream {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 10*time.Second)
	w.Cleanup(cancel)
	req := w.request(http.MethodGet, "stream?as="+as, nil).WithContext(ctx)
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = resp.Body.Close() })
	if kind := resp.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") {
		w.Fatalf("stream is %s", kind)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 16<<20)
	return &stream{world: w, lines: lines, end: cancel}
}

// next waits for a batch.
func (s *stream) next() batch {
	s.Helper()
	for s.lines.Scan() {
		line := s.lines.Text()
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			s.id = id
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			var out batch
			if err := json.Unmarshal([]byte(data), &out); err != nil {
				s.Fatal(err)
			}
			return out
		}
	}
	s.Fatalf("stream ended: %v", s.lines.Err())
	return batch{}
}

// until waits for a message with these words.
func (s *stream) until(words string) message {
	s.Helper()
	for {
		for _, m := range s.next().Messages {
			if strings.Contains(m.words(), words) {
				return m
			}
		}
	}
}
