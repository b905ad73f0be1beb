package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/adapters/mongodb/mongotest"
)

// storeProxy stands between a kigo and its store. It can be away, and it can make the store's
// clock look as if it were another.
type storeProxy struct {
	url string

	mu    sync.Mutex
	away  bool
	hold  chan struct{} // nothing gets through until it is closed; nil is no hold
	skew  time.Duration
	conns map[net.Conn]bool
}

func newStoreProxy(t *testing.T) *storeProxy {
	t.Helper()
	backend := options.Client().ApplyURI(mongotest.URI(t)).Hosts[0]
	network := "tcp"
	if strings.Contains(backend, "/") {
		network = "unix"
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &storeProxy{url: "mongodb://" + l.Addr().String() + "/?directConnection=true", conns: map[net.Conn]bool{}}
	t.Cleanup(func() {
		_ = l.Close()
		p.leave()
	})
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.carry(c, network, backend)
		}
	}()
	return p
}

// leave breaks all connections, and takes no more.
func (p *storeProxy) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away = true
	for c := range p.conns {
		_ = c.Close()
	}
}

// freeze lets nothing through, and breaks nothing.
func (p *storeProxy) freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hold = make(chan struct{})
}

// comeBack ends whatever is wrong.
func (p *storeProxy) comeBack() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away, p.skew = false, 0
	if p.hold != nil {
		close(p.hold)
		p.hold = nil
	}
}

// lag makes the store's clock differ from the kigo's.
func (p *storeProxy) lag(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.skew = d
}

func (p *storeProxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away {
		_ = c.Close()
		return false
	}
	p.conns[c] = true
	return true
}

func (p *storeProxy) carry(client net.Conn, network, address string) {
	if !p.keep(client) {
		return
	}
	server, err := net.Dial(network, address)
	if err != nil || !p.keep(server) {
		_ = client.Close()
		return
	}
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{client, server}, {server, client}} {
		both.Go(func() {
			p.copy(way[1], way[0])
			_, _ = client.Close(), server.Close()
		})
	}
	both.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, client)
	delete(p.conns, server)
}

// localTime is how a server's clock stands in an answer, before its eight bytes.
var localTime = []byte("\x09localTime\x00")

// copy hands on one message after the other.
func (p *storeProxy) copy(to, from net.Conn) {
	for {
		var size [4]byte
		if _, err := io.ReadFull(from, size[:]); err != nil {
			return
		}
		message := make([]byte, binary.LittleEndian.Uint32(size[:]))
		copy(message, size[:])
		if _, err := io.ReadFull(from, message[len(size):]); err != nil {
			return
		}
		p.mu.Lock()
		hold, skew := p.hold, p.skew
		p.mu.Unlock()
		if hold != nil {
			<-hold
		}
		if at := bytes.Index(message, localTime); at >= 0 && skew != 0 {
			clock := message[at+len(localTime):][:8]
			binary.LittleEndian.PutUint64(clock, binary.LittleEndian.Uint64(clock)+uint64(skew.Milliseconds()))
		}
		if _, err := to.Write(message); err != nil {
			return
		}
	}
}
