package playground_test

import (
	"io"
	"net"
	"net/http/httptest"
	"testing"
	"time"
)

// A server with time limits must not cut a stream off.
func TestStreamOutlivesTheServersTimeLimits(t *testing.T) {
	w := newWorld(t, echo)
	strict := httptest.NewUnstartedServer(w.play.Routes())
	strict.Config.ReadTimeout = 200 * time.Millisecond
	strict.Config.WriteTimeout = 200 * time.Millisecond
	strict.Start()
	t.Cleanup(func() {
		w.play.Close()
		strict.Close()
	})
	w.server = strict
	page := w.listen("anna", "")
	page.next()

	// Two connections that say nothing are closed one after the other: by then the
	// stream's own limits are over.
	for range 2 {
		idle, err := net.Dial("tcp", strict.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(idle); err != nil {
			t.Fatal(err)
		}
		_ = idle.Close()
	}
	w.say("bert", "channel", "Noch da?")
	page.until("Noch da?")
}
