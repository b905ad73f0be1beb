package setup

import (
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"

	"github.com/mattermost/mattermost/server/public/model"
)

// ear listens where kigo would, while no kigo does.
type ear struct {
	server *http.Server
	done   chan struct{}

	mu  sync.Mutex
	got callbacks
}

// callbacks is what an ear has heard.
type callbacks struct {
	touched bool       // somebody called
	heard   bool       // with doctor's button
	refused bool       // that came from an address that is not allowed
	from    netip.Addr // where the button came from
}

// listen answers p's button, and nothing else.
func (c *Connection) listen(l net.Listener, p Proof) *ear {
	e := &ear{done: make(chan struct{})}
	path := "/"
	if u, err := url.Parse(p.Button.URL); err == nil {
		path = u.Path
	}
	e.server = &http.Server{ReadTimeout: requestTimeout, WriteTimeout: requestTimeout, MaxHeaderBytes: 64 << 10, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A proxy in front of kigo may take the first part of the path away.
		if r.Method != http.MethodPost || !strings.HasSuffix(path, r.URL.Path) {
			http.NotFound(w, r)
			return
		}
		e.hear(p, c.Allow, w, r)
	})}
	go func() {
		defer close(e.done)
		_ = e.server.Serve(l) // ends with ErrServerClosed
	}()
	return e
}

func (e *ear) hear(p Proof, allow []netip.Prefix, w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.got.touched = true
	var in model.PostActionIntegrationRequest
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in); err != nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	if nonce, err := p.Read(in.Context); err != nil || nonce != p.Nonce {
		http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
		return
	}
	if at, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		e.got.from = at.Addr().Unmap().WithZone("")
	}
	if len(allow) > 0 && !contains(allow, e.got.from) {
		e.got.refused = true
		http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
		return
	}
	e.got.heard = true
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"update": map[string]string{"message": p.Nonce}})
}

// state is what was heard so far; nothing where nobody listens.
func (e *ear) state() callbacks {
	if e == nil {
		return callbacks{}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.got
}

func (e *ear) close() {
	_ = e.server.Close()
	<-e.done
}
