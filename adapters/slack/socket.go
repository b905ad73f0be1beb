package slack

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	api "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"kigo/bot/chat"
)

const (
	// ackTime is how long an acknowledgement may take to be written.
	ackTime = 3 * time.Second
	// The pauses between attempts to connect grow, but not beyond mostPause.
	retryPause = 5 * time.Second
	mostPause  = 30 * time.Second
	// maxEnvelope is the largest message that is read from the socket, in bytes.
	maxEnvelope = 8 << 20
)

// listen keeps a Socket Mode connection.
func (a *Adapter) listen(ctx context.Context) {
	for ctx.Err() == nil {
		pause, err := a.connect(ctx)
		a.state.closed()
		if ctx.Err() != nil {
			return
		}
		a.state.failed(err)
		if slices.Contains(dead, code(err)) {
			pause = mostPause
			a.Log.Error("Slack refuses the connection: run kigo doctor", "error", err)
		} else {
			a.Log.Warn("Slack connection lost", "error", err, "again in", pause)
		}
		_ = chat.Sleep(ctx, pause)
	}
}

// connect connects, as often as that is needed, until Slack refuses it or it takes long.
// It returns why, and when to try again.
func (a *Adapter) connect(ctx context.Context) (pause time.Duration, err error) {
	if _, err := a.me(ctx); err != nil {
		return retryPause, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &wire{a: a, client: socketmode.New(a.api, socketmode.OptionDialer(a.dialer()), socketmode.OptionReadLimit(maxEnvelope)), giveUp: cancel, pause: retryPause}
	over := make(chan struct{})
	var draining sync.WaitGroup
	draining.Go(func() { w.drain(ctx, over) })
	err = w.client.RunContext(ctx)
	close(over)
	draining.Wait()
	if errors.Is(err, context.Canceled) && w.err != nil {
		err = w.err
	}
	return w.pause, err
}

// dialer dials as the transport does.
func (a *Adapter) dialer() *websocket.Dialer {
	const buffer = 32 << 10 // bytes; an acknowledgement must be one frame
	d := &websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: requestTimeout, WriteBufferSize: buffer}
	if t, ok := a.Transport.(*http.Transport); ok {
		d.TLSClientConfig, d.Proxy = t.TLSClientConfig, t.Proxy
	}
	return d
}

// wire is one client of Socket Mode, which connects again by itself.
type wire struct {
	a      *Adapter
	client *socketmode.Client
	mute   int // connections in a row over which Slack said nothing
	giveUp func()
	pause  time.Duration
	err    error // why it was given up
}

// drain takes what comes at once, because what waits is lost with the connection.
func (w *wire) drain(ctx context.Context, over <-chan struct{}) {
	for {
		select {
		case e := <-w.client.Events:
			w.take(ctx, e)
		case <-over:
			for len(w.client.Events) > 0 {
				w.take(ctx, <-w.client.Events)
			}
			return
		}
	}
}

func (w *wire) take(ctx context.Context, e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeConnecting:
		w.a.state.closed()
	case socketmode.EventTypeConnected:
		if w.mute++; w.mute > chat.AlarmAfter { // too many of them, or Slack is unwell
			w.stop(errors.New("Slack closes every connection at once"), mostPause)
		}
	case socketmode.EventTypeHello:
		w.mute = 0
		w.a.state.opened()
	case socketmode.EventTypeConnectionError:
		w.failed(e.Data)
	case socketmode.EventTypeErrorBadMessage: // to slack-go; kigo reads less of it
		var r socketmode.Request
		if bad, ok := e.Data.(*socketmode.ErrorBadMessage); ok && json.Unmarshal(bad.Message, &r) == nil {
			w.hear(ctx, r)
		}
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive:
		if e.Request != nil {
			w.hear(ctx, *e.Request)
		}
	}
}

// failed notes that connecting has failed. slack-go's pauses grow up to five minutes.
func (w *wire) failed(data any) {
	e, ok := data.(*api.ConnectionErrorEvent)
	if !ok || e.ErrorObj == nil {
		return
	}
	if e.Backoff <= mostPause {
		w.a.state.failed(e.ErrorObj)
		return
	}
	pause := mostPause
	if after, ok := limited(e.ErrorObj); ok {
		pause = max(pause, after)
	}
	w.stop(e.ErrorObj, pause)
}

func (w *wire) stop(err error, pause time.Duration) {
	w.err, w.pause = err, pause
	w.giveUp()
}

// hear takes a request on and acknowledges it, without waiting for either.
func (w *wire) hear(ctx context.Context, r socketmode.Request) {
	if !w.a.begin() {
		return
	}
	h := w.a.hear(ctx, r.Type, r.Payload, r.RetryAttempt > 0)
	if !h.taken {
		w.a.waiting.Done()
		return
	}
	go func() {
		defer w.a.waiting.Done()
		answer := h.acknowledgement()
		ctx, cancel := context.WithTimeout(ctx, ackTime)
		defer cancel()
		err := w.client.AckCtx(ctx, r.EnvelopeID, answer)
		if err != nil && answer != nil && ctx.Err() == nil { // too long
			w.a.Log.Error("acknowledged without the answer", "platform", Platform, "error", err)
			err = w.client.AckCtx(ctx, r.EnvelopeID, nil)
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			w.a.Log.Warn("not acknowledged", "platform", Platform, "error", err) // it comes again
		}
	}()
}
