package slacktest

import (
	"slices"
	"strings"

	"kigo/adapters/slack/slacktest/blockkit"
)

// Click presses the first button of that label.
func (m *Member) Click(on Surface, label string) error { return m.ClickNth(on, label, 0) }

// ClickNth presses the n-th button of that label, counted from 0. Questions for confirmation
// are answered with yes. A message that changed meanwhile is clicked on as it was: clients
// lag.
func (m *Member) ClickNth(on Surface, label string, n int) error {
	for _, c := range on.controls() {
		if !buttons[c.Type] || !slices.Contains(c.Labels, label) {
			continue
		}
		if n--; n < 0 {
			return m.act(on, c, pressed(c))
		}
	}
	return ErrNotThere
}

var buttons = map[string]bool{"button": true, "icon_button": true}

// pressed is the action of a button.
func pressed(c blockkit.Control) object {
	action := object{}
	for _, name := range []string{"text", "value", "style", "url"} {
		if v := c.Element[name]; v != nil {
			action[name] = v
		}
	}
	return action
}

// Choose picks options of a menu by their words, or fills in a picker or field: people,
// channels by id, dates and times as YYYY-MM-DD and HH:mm. The label is the placeholder, or
// the words beside it. In the inputs of a view this reaches the app only with
// dispatch_action; elsewhere it does at once.
func (m *Member) Choose(on Surface, label string, options ...string) error {
	for _, c := range on.controls() {
		if buttons[c.Type] || !slices.Contains(c.Labels, label) && !(c.Type == "overflow" && label == "…") {
			continue
		}
		state, err := m.filled(on, c, options)
		if err != nil {
			return err
		}
		if v, ok := on.(View); ok {
			m.s.mu.Lock()
			v.of.set(c, state)
			m.s.mu.Unlock()
			if c.Block["type"] == "input" && c.Block["dispatch_action"] != true {
				return nil
			}
		}
		action := object{}
		for name, value := range state {
			action[name] = value
		}
		if p := c.Element["placeholder"]; p != nil {
			action["placeholder"] = p
		}
		return m.act(on, c, action)
	}
	return ErrNotThere
}

// set keeps what was filled in. The state is made anew, since payloads share the old one.
func (v *view) set(c blockkit.Control, state object) {
	if v.state[c.BlockID] == nil {
		v.state[c.BlockID] = map[string]object{}
	}
	v.state[c.BlockID][c.ActionID] = state
}

// act sends a block_actions payload.
func (m *Member) act(on Surface, c blockkit.Control, action object) error {
	s := m.s
	s.mu.Lock()
	payload, err := m.context(on, "block_actions")
	if err != nil {
		s.mu.Unlock()
		return err
	}
	action["type"], action["block_id"], action["action_id"], action["action_ts"] = c.Type, c.BlockID, c.ActionID, s.ts()
	payload["actions"] = []any{action}
	payload = clone(payload)
	s.mu.Unlock()
	o := s.ask(&delivery{kind: "interactive", payload: payload, url: s.app.InteractionsURL()})
	if o.err == nil && len(o.body) > 0 && string(o.body) != "{}" && strings.HasPrefix(o.kind, "application/json") {
		s.mu.Lock()
		s.complain("the answer to block_actions is ignored: %.100q", o.body)
		s.mu.Unlock()
	}
	return o.err
}

// context is an interaction with what it happened in. The caller holds the lock.
func (m *Member) context(on Surface, kind string) (object, error) {
	s := m.s
	switch {
	case s.people[m.ID].Deactivated:
		return nil, ErrInactive
	case !s.app.Interactive() || s.authError != "":
		return nil, ErrDispatch
	}
	payload := m.interaction(kind)
	if v, ok := on.(View); ok {
		if v.of.closed || v.of.owner != m.ID {
			return nil, ErrNotThere
		}
		payload["container"] = object{"type": "view", "view_id": v.ID}
		payload["view"] = v.of.payload()
		payload["trigger_id"] = s.trigger(m.ID, v.of)
		return payload, nil
	}
	return payload, m.inMessage(payload, on.(Message), kind)
}

// inMessage adds the message that somebody acts on to a payload.
func (m *Member) inMessage(payload object, msg Message, kind string) error {
	s := m.s
	ch := s.channels[msg.Channel]
	if ch == nil || !ch.members[m.ID] || !s.there(ch, msg.of) || msg.of.to != "" && msg.of.to != m.ID {
		return ErrNotThere
	}
	container := object{"type": "message", "message_ts": msg.TS, "channel_id": ch.id, "is_ephemeral": msg.Ephemeral}
	if msg.ThreadTS != "" {
		container["thread_ts"] = msg.ThreadTS
	}
	name := ch.name
	if ch.kind == direct {
		name = "directmessage"
	}
	payload["container"], payload["channel"] = container, object{"id": ch.id, "name": name}
	if !msg.Ephemeral { // of ephemerals, Slack sends no message along
		payload["message"] = msg.of.body
	}
	payload["state"] = object{"values": states(msg.body["blocks"], s.names)}
	if kind == "block_actions" {
		payload["response_url"] = s.responseURL(m.ID, ch, msg.of)
		payload["trigger_id"] = s.trigger(m.ID, nil)
	}
	return nil
}

// there says that the message was not deleted meanwhile.
func (s *Server) there(ch *channel, msg *message) bool {
	if msg.to != "" {
		return slices.Contains(s.whispers(msg.to).messages, msg)
	}
	return slices.Contains(ch.messages, msg)
}
