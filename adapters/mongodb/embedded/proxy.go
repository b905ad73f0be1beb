package embedded

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// replyPatience is how long a client may take to accept a reply that is ready.
// By then the engine is free again, so it costs the others nothing.
const replyPatience = time.Minute

// proxy stands between all clients and the engine and lets one command at a time
// through, from the first byte sent to the last byte of the reply. Without it the
// engine loses acknowledged writes as soon as two commands overlap.
type proxy struct {
	listener net.Listener
	engine   string // path of the engine's socket
	gate     gate
	log      *slog.Logger
	// wrote is called inside the gate after a command that may have created a collection.
	wrote func(command)
	// snapshot is called inside the gate for a command that the engine does not know.
	snapshot func(context.Context) bson.D

	ctx    context.Context // ends when no further command may start
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]struct{} // nil once closed
}

func newProxy(l net.Listener, engine string, g gate, log *slog.Logger, wrote func(command), snapshot func(context.Context) bson.D) *proxy {
	p := &proxy{listener: l, engine: engine, gate: g, log: log, wrote: wrote, snapshot: snapshot, conns: map[net.Conn]struct{}{}}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

// start accepts clients in the background until close.
func (p *proxy) start() {
	p.wg.Go(func() {
		for {
			conn, err := p.listener.Accept()
			if err != nil {
				if p.ctx.Err() != nil {
					return
				}
				p.log.Warn("embedded store: accept failed", "err", err)
				select {
				case <-time.After(50 * time.Millisecond): // out of file descriptors, perhaps
				case <-p.ctx.Done():
					return
				}
				continue
			}
			if !p.track(conn) {
				return
			}
			p.wg.Go(func() { p.serve(conn) })
		}
	})
}

// close lets no new command start, waits for the one under way (at most patience),
// then cuts all connections and returns when no goroutine is left.
func (p *proxy) close(patience time.Duration) {
	p.cancel()
	_ = p.listener.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := p.gate.enter(ctx); err != nil {
		p.log.Error("embedded store: the command under way does not end; cutting it off")
	} else {
		defer p.gate.leave()
	}
	p.mu.Lock()
	for c := range p.conns {
		_ = c.Close()
	}
	p.conns = nil
	p.mu.Unlock()
	p.wg.Wait()
}

// track remembers an open connection; false means that the proxy is closed and so is c.
func (p *proxy) track(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conns == nil {
		_ = c.Close()
		return false
	}
	p.conns[c] = struct{}{}
	return true
}

func (p *proxy) drop(c net.Conn) {
	_ = c.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// serve carries one client's commands to a connection of its own: the engine keeps
// a client's metadata and cursors with the connection.
func (p *proxy) serve(client net.Conn) {
	defer p.drop(client)
	ctx, gone := context.WithCancel(p.ctx)
	defer gone()

	// One goroutine keeps reading, so that a client's end is seen while its command
	// waits for its turn: a command that nobody waits for any more does not start.
	requests := make(chan message)
	p.wg.Go(func() {
		defer gone()
		for {
			m, err := readMessage(client)
			if err != nil {
				return
			}
			select {
			case requests <- m:
			case <-ctx.Done():
				return
			}
		}
	})

	var engine net.Conn
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-requests:
			if engine == nil {
				var err error
				if engine, err = new(net.Dialer).DialContext(ctx, "unix", p.engine); err != nil {
					p.log.Warn("embedded store: engine not reached", "err", err)
					return
				}
				if !p.track(engine) {
					return
				}
				defer p.drop(engine)
			}
			reply, err := p.exchange(ctx, engine, m)
			if err != nil {
				if ctx.Err() == nil {
					p.log.Warn("embedded store: connection cut", "err", err)
				}
				return
			}
			if !m.wantsReply() {
				continue
			}
			if err := client.SetWriteDeadline(time.Now().Add(replyPatience)); err != nil {
				return
			}
			if _, err := client.Write(reply); err != nil {
				return
			}
		}
	}
}

// exchange sends one message and awaits its whole reply, whether or not the client
// is still there: until then the engine is at work. (FerretDB replies to w: 0 too.)
func (p *proxy) exchange(ctx context.Context, engine net.Conn, m message) (message, error) {
	cmd := m.command()
	m.lift()
	if !m.passes(cmd) {
		if err := p.gate.enter(ctx); err != nil {
			return nil, err
		}
		defer p.gate.leave()
	}
	if cmd.name == snapshotCommand {
		return m.reply(p.snapshot(ctx))
	}
	if _, err := engine.Write(m); err != nil {
		return nil, fmt.Errorf("send %s: %w", cmd.name, err)
	}
	reply, err := readMessage(engine)
	if err != nil {
		return nil, fmt.Errorf("reply to %s: %w", cmd.name, err)
	}
	p.wrote(cmd)
	return reply, nil
}
