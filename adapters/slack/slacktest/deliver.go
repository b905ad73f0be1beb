package slacktest

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// How long the app has to acknowledge, and when events are sent again.
const (
	AckWithin = 3 * time.Second
	AckBytes  = 20_000 // an acknowledgement of so many is dropped

	SecondRetry = time.Minute // after the first, which comes at once
	ThirdRetry  = 5 * time.Minute
)

// retries are the pauses before an event is sent again.
var retries = []time.Duration{0, SecondRetry, ThirdRetry}

// What a person sees when something goes wrong, as Slack's clients name it.
var (
	ErrTimeout     = errors.New("operation_timeout")    // the app did not acknowledge in time
	ErrDispatch    = errors.New("dispatch_failed")      // the app could not be reached
	ErrClient      = errors.New("http_client_error")    // it answered 4xx
	ErrService     = errors.New("http_service_error")   // it answered 5xx
	ErrTrouble     = errors.New("trouble_connecting")   // its answer to a form made no sense
	ErrNotThere    = errors.New("nothing to act on")    // no such button, option, field or message
	ErrNoCommand   = errors.New("no such command")      // the app has no such command or shortcut
	ErrNoMember    = errors.New("not in the channel")   // people act only where they are
	ErrNoMessaging = errors.New("messages are off")     // the app takes no direct messages
	ErrInactive    = errors.New("account deactivated")  // who is gone does nothing
	ErrClosed      = errors.New("the workspace closed") // the test ended meanwhile
)

// delivery is something to bring to the app.
type delivery struct {
	kind    string // events_api, slash_commands, interactive
	payload object
	url     string // of HTTP mode
	attempt int
	reason  string // why it is sent again
}

// outcome is what came of an attempt.
type outcome struct {
	err     error
	reason  string // for the next attempt
	body    []byte // the acknowledgement's payload
	kind    string // its content type, in HTTP mode
	noRetry bool
}

// attempt is a delivery on its way. It ends once: acknowledged, failed or too late.
type attempt struct {
	d    *delivery
	via  *conn // in Socket Mode
	stop func()
	over bool
	then func(outcome)
}

// end is called with the lock held, and so is then.
func (a *attempt) end(o outcome) {
	if !a.over {
		a.over = true
		a.stop()
		a.then(o)
	}
}

// send starts an attempt; then gets its outcome, maybe at once. The caller holds the lock.
func (s *Server) send(d *delivery, then func(outcome)) {
	a := &attempt{d: d, stop: func() {}, then: then}
	id, late := envelope(), "timeout"
	cancel := func() {}
	begin := func() {
		s.pending[id] = a
		stop := s.after(AckWithin, func() { a.end(outcome{err: ErrTimeout, reason: late}) })
		a.stop = func() {
			stop()
			cancel()
			delete(s.pending, id)
			s.touch()
		}
	}
	if !s.app.SocketMode() {
		late = "http_timeout"
		ctx, end := context.WithCancel(s.ctx)
		cancel = end
		begin()
		s.spawn(func() {
			o := s.post(ctx, d)
			s.mu.Lock()
			defer s.mu.Unlock()
			a.end(o)
		})
		return
	}
	c := s.turn()
	if c == nil {
		a.end(outcome{err: ErrDispatch, reason: "connection_failed"})
		return
	}
	a.via = c
	begin()
	message := object{
		"envelope_id": id, "type": d.kind, "payload": d.payload, "accepts_response_payload": d.kind != "events_api",
	}
	if d.kind == "events_api" {
		message["retry_attempt"], message["retry_reason"] = d.attempt, d.reason
	}
	c.send(message)
}

// acknowledge takes what came over a WebSocket.
func (s *Server) acknowledge(c *conn, raw []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(raw) >= AckBytes {
		s.complain("an acknowledgement of %d bytes was dropped, Slack takes less than %d", len(raw), AckBytes)
		return
	}
	var ack struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(raw, &ack); err != nil || ack.EnvelopeID == "" {
		s.complain("what came over the WebSocket is no acknowledgement: %.100q", raw)
		return
	}
	p := s.pending[ack.EnvelopeID]
	if p == nil {
		s.complain("an acknowledgement came too late or twice: %s", ack.EnvelopeID)
		return
	}
	if p.via != c && s.config.strictAcks {
		s.complain("an acknowledgement came over another connection than its envelope: %s", ack.EnvelopeID)
		return
	}
	if string(ack.Payload) == "null" {
		ack.Payload = nil
	}
	if p.d.kind == "events_api" && len(ack.Payload) > 0 {
		s.complain("the payload of an event's acknowledgement is ignored: %.100q", ack.Payload)
	}
	p.end(outcome{body: ack.Payload, kind: "application/json"})
}

// deliver sends an event until it is acknowledged or given up. The caller holds the lock.
func (s *Server) deliver(d *delivery) {
	s.send(d, func(o outcome) {
		if o.err == nil || o.noRetry || d.attempt == len(retries) || s.closed {
			return
		}
		again := *d
		again.attempt, again.reason = d.attempt+1, o.reason
		if pause := retries[d.attempt]; pause > 0 {
			s.after(pause, func() { s.deliver(&again) })
			return
		}
		s.deliver(&again)
	})
}

// Unacknowledged is how many envelopes and requests wait for their acknowledgement. What will
// be sent again later is none of them.
func (s *Server) Unacknowledged() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending)
}

// ask brings to the app what a person did, once, and waits for the acknowledgement.
func (s *Server) ask(d *delivery) outcome {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return outcome{err: ErrClosed}
	}
	done := make(chan outcome, 1)
	s.send(d, func(o outcome) { done <- o })
	s.mu.Unlock()
	select {
	case o := <-done:
		return o
	case <-s.ctx.Done():
		return outcome{err: ErrClosed}
	}
}
