package mongotest

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"syscall"

	"kigo/adapters/mongodb/embedded"
)

// shared is the one embedded server of this test process.
var shared pool

// pool starts the server for its first user and stops it after the last one, or,
// if it is to be kept, at the end of the process.
type pool struct {
	mu     sync.Mutex
	users  int
	keep   bool
	dir    string
	server *embedded.Server
}

func (p *pool) acquire() (*embedded.Server, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server == nil {
		dir, err := os.MkdirTemp(folder(), "kigo-test-")
		if err != nil {
			return nil, err
		}
		log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
		server, err := embedded.Open(context.Background(), dir, log)
		if err != nil {
			return nil, errors.Join(err, os.RemoveAll(dir))
		}
		p.dir, p.server = dir, server
	}
	p.users++
	return p.server, nil
}

func (p *pool) release() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.users--
	if p.users > 0 || p.keep {
		return nil
	}
	return p.stop()
}

// keepRunning lets the server live on between its users, until end.
func (p *pool) keepRunning() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keep = true
}

func (p *pool) end() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keep = false
	return p.stop()
}

func (p *pool) stop() error {
	if p.server == nil {
		return nil
	}
	err := errors.Join(p.server.Close(), os.RemoveAll(p.dir))
	p.server, p.dir = nil, ""
	return err
}

// folder is where the shared server keeps its files: in memory where there is room,
// since tests do not care for power failures and fsync is most of their time.
func folder() string {
	const memory, room = "/dev/shm", 512 << 20
	var fs syscall.Statfs_t
	if os.Getenv("TMPDIR") == "" && syscall.Statfs(memory, &fs) == nil && fs.Bavail*uint64(fs.Bsize) >= room &&
		syscall.Access(memory, 7) == nil {
		return memory
	}
	return ""
}
