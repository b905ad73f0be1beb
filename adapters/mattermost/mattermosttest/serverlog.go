package mattermosttest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// serverLog is what the server's administrator could read.
type serverLog struct {
	mu    sync.Mutex
	lines []string
}

func (l *serverLog) add(level, format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, level+" "+fmt.Sprintf(format, args...))
}

// Log returns the lines of the server's log, "error …", "warn …", "info …" or "debug …".
func (s *Server) Log() []string {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return slices.Clone(s.log.lines)
}

// Logged reports whether a line of the log holds all the words.
func (s *Server) Logged(words ...string) bool {
	return slices.ContainsFunc(s.Log(), func(line string) bool {
		for _, w := range words {
			if !strings.Contains(line, w) {
				return false
			}
		}
		return true
	})
}
