package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// bounded is a server whose handler reads all that it is sent.
func bounded(t *testing.T, change func(*http.Server)) (address string) {
	t.Helper()
	srv := newServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
		if n > maxRequest {
			t.Errorf("%d bytes were read", n)
		}
	}), slog.New(slog.DiscardHandler))
	change(srv)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	return l.Addr().String()
}

func TestRequestsAreBounded(t *testing.T) {
	t.Parallel()
	at := "http://" + bounded(t, func(*http.Server) {})
	for name, tc := range map[string]struct {
		header, body, want int
	}{
		"usual":           {100, 1 << 20, http.StatusOK},
		"a large body":    {100, maxRequest + 1, http.StatusRequestEntityTooLarge},
		"a large header":  {2 * maxHeader, 1, http.StatusRequestHeaderFieldsTooLarge},
		"an endless body": {100, -1, http.StatusRequestEntityTooLarge},
	} {
		var body io.Reader = bytes.NewReader(make([]byte, max(tc.body, 0)))
		if tc.body < 0 {
			body = endless{}
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, at, body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Long", strings.Repeat("x", tc.header))
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			// Whoever goes on sending may find the connection closed.
			if tc.want == http.StatusOK || ctx.Err() != nil {
				t.Errorf("%s: %v", name, err)
			}
			cancel()
			continue
		}
		if res.StatusCode != tc.want {
			t.Errorf("%s: %d, want %d", name, res.StatusCode, tc.want)
		}
		_ = res.Body.Close()
		cancel()
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// Whoever opens a connection and says nothing, or little by little, does not keep it.
func TestSlowRequestsEnd(t *testing.T) {
	t.Parallel()
	limits := newServer(nil, slog.New(slog.DiscardHandler))
	for name, d := range map[string]time.Duration{
		"header": limits.ReadHeaderTimeout, "body": limits.ReadTimeout, "answer": limits.WriteTimeout, "rest": limits.IdleTimeout,
	} {
		if d <= 0 || d > 5*time.Minute {
			t.Errorf("the %s may take %v", name, d)
		}
	}
	const short = 20 * time.Millisecond
	at := bounded(t, func(s *http.Server) { s.ReadHeaderTimeout, s.ReadTimeout, s.IdleTimeout = short, short, short })
	for name, said := range map[string]string{
		"nothing": "", "half a header": "POST / HTTP/1.1\r\nHost: x\r\n", "half a body": "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc",
	} {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(patience))
		if _, err := io.WriteString(conn, said); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("%s: the connection stays open: %v", name, err)
		}
		_ = conn.Close()
	}
}
