package slacktest

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"
)

// responseURL lets the app answer an interaction.
type responseURL struct {
	user    string
	channel *channel
	born    time.Time
	uses    int
	source  *message // what was clicked on, if anything was
	last    *message // what the app answered
}

func (s *Server) responseURL(user string, ch *channel, source *message) string {
	hook := random(12)
	s.responses[hook] = &responseURL{user: user, channel: ch, born: s.clock.Now(), source: source}
	return s.web.URL + "/commands/" + hook
}

// serveResponseURL takes an answer to an interaction. It needs no token.
func (s *Server) serveResponseURL(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	c := &call{s: s, method: "response_url", args: object{}, start: s.clock.Now()}
	s.mu.Lock()
	fault := s.fault(c.method)
	answer, status := object{}, http.StatusOK
	if fault == nil || fault.after {
		answer, status = c.respond(r, body)
	}
	s.record(c, answer, 0, fault)
	s.mu.Unlock()
	switch {
	case fault != nil:
		fault.answer(w)
	case status == http.StatusOK && answer["ok"] == true:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "ok")
	default:
		writeJSON(w, status, answer)
	}
}

func (c *call) respond(r *http.Request, body []byte) (object, int) {
	u := c.s.responses[r.PathValue("hook")]
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case u == nil:
		return refuse(fail("invalid_url")), http.StatusNotFound
	case c.s.clock.Now().Sub(u.born) > ResponseLives:
		c.s.complain("a response_url was used after 30 minutes")
		return refuse(fail("expired_url")), http.StatusNotFound
	case u.uses >= ResponseUses:
		c.s.complain("a response_url was used a sixth time")
		return refuse(fail("used_url")), http.StatusNotFound
	case kind != "application/json", json.Unmarshal(body, &c.args) != nil:
		return refuse(fail("invalid_payload")), http.StatusBadRequest
	}
	u.uses++
	if err := c.apply(u); err != nil {
		return refuse(asFailure(err)), http.StatusOK
	}
	return object{"ok": true}, http.StatusOK
}

// apply does what the answer says: a new message, or one in the place of another.
func (c *call) apply(u *responseURL) error {
	s := c.s
	replaced := u.source
	if replaced == nil {
		replaced = u.last
	}
	if c.flag("delete_original") {
		if replaced == nil {
			return fail("message_not_found")
		}
		s.takeAway(u.channel, replaced)
		return nil
	}
	d, err := c.draft()
	if err != nil {
		return err
	}
	if err := s.complete(d); err != nil {
		return err
	}
	if c.flag("replace_original") && replaced != nil {
		if replaced.to != "" {
			s.rewrite(replaced, d)
			return nil
		}
		d.hasBlocks, d.hasAttach = true, true // what is not said anew is gone
		s.change(u.channel, replaced, d)
		return nil
	}
	u.last, err = s.answer(u.channel, u.user, c, d)
	return err
}

// answer shows d to the person who acted, or to the whole channel.
func (s *Server) answer(ch *channel, user string, c *call, d *draft) (*message, error) {
	switch c.str("response_type") {
	case "", "ephemeral":
		m := s.whisper(ch, user, d)
		m.thread = c.str("thread_ts")
		return m, nil
	case "in_channel":
		m := s.newMessage(ch, s.BotUserID, d)
		if thread := c.str("thread_ts"); thread != "" {
			if err := m.reply(ch, thread, false); err != nil {
				return nil, err
			}
		}
		s.store(ch, m, d)
		return m, nil
	}
	return nil, fail("invalid_response_type")
}

func (s *Server) takeAway(ch *channel, m *message) {
	if m.to != "" {
		s.forget(m)
		return
	}
	s.remove(ch, m)
}

// asFailure is err as an answer.
func asFailure(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	return fail("fatal_error")
}
