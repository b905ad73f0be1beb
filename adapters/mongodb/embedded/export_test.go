package embedded

import (
	"context"
	"path/filepath"
)

// For the tests outside the package.

const MaxMessage = maxMessage

var (
	OpenFile = openFile
	Column   = column
)

// File is where a database of the data folder lies.
func File(dir, database string) string { return filepath.Join(dir, storeFolder, database+extension) }

// Socket is the path of the proxy's socket.
func (s *Server) Socket() string { return s.sockets.proxy() }

// Occupy keeps all commands waiting until release is called.
func (s *Server) Occupy() (release func()) {
	_ = s.gate.enter(context.Background())
	return s.gate.leave
}

// Connections is how many connections the proxy holds, to clients and to the engine.
func (s *Server) Connections() int {
	s.proxy.mu.Lock()
	defer s.proxy.mu.Unlock()
	return len(s.proxy.conns)
}
