package mattermosttest

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// site is the process behind the address: it can go down and come back.
type site struct {
	handler http.Handler

	mu     sync.Mutex
	server *http.Server
	done   chan struct{} // closed when nobody is listened to any more
	ending chan struct{} // closed when the server begins to go down
}

func (s *site) run(ln net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := make(chan struct{})
	server := &http.Server{Handler: s.handler, ReadHeaderTimeout: time.Minute, ErrorLog: quiet}
	s.server, s.done, s.ending = server, done, make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(ln) // ends with ErrServerClosed
	}()
}

// stop breaks off all connections; new ones are refused.
func (s *site) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.server == nil {
		return
	}
	close(s.ending)
	_ = s.server.Close()
	<-s.done
	s.server = nil
}

// down is closed when the server goes down.
func (s *site) down() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ending
}

// Down takes the server off the network, as kill -9 would: connections break, new ones are
// refused, and what it kept in memory only is forgotten: pending_post_ids, buffers for
// WebSockets that come back, rates. Data, tokens and sessions stay.
func (s *Server) Down() {
	s.site.stop()
	s.hub.reset()
	s.out.close()
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.pending)
	s.rate.reset()
}

// Up brings the server back after Down, at the same address.
func (s *Server) Up() {
	s.t.Helper()
	var ln net.Listener
	var err error
	for range 100 { // somebody else may have the port for a moment
		ln, err = (&net.ListenConfig{}).Listen(context.Background(), "tcp", s.addr)
		if err == nil {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err != nil {
		s.t.Errorf("Mattermost can't come back: %v", err)
		return
	}
	s.site.run(ln)
}

// Restart is Down and Up.
func (s *Server) Restart() {
	s.t.Helper()
	s.Down()
	s.Up()
}

// CutSockets breaks the TCP connections of all WebSockets without a farewell. Events go on
// being buffered for those who come back; when it returns, the server knows that they are
// gone.
func (s *Server) CutSockets() { s.hub.cut("") }

// CutSocketsOf breaks the WebSockets of one account.
func (s *Server) CutSocketsOf(userID string) {
	if userID == "" {
		s.t.Error(errors.New("CutSocketsOf needs an account"))
		return
	}
	s.hub.cut(userID)
}

// Sockets counts the open WebSockets of an account.
func (s *Server) Sockets(userID string) int { return s.hub.active(userID) }
