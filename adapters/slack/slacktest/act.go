package slacktest

import (
	"encoding/json"
	"mime"
	"strings"
)

// who is the person as interactions name them.
func (m *Member) who() object {
	p := m.s.people[m.ID]
	return object{"id": p.id, "username": p.Name, "name": p.Name, "team_id": p.team}
}

// interaction is the start of every interaction's payload.
func (m *Member) interaction(kind string) object {
	s := m.s
	return object{
		"type": kind, "user": m.who(), "api_app_id": s.AppID, "token": "verification-token",
		"team": object{"id": s.TeamID, "domain": "kigo"}, "enterprise": nil, "is_enterprise_install": false,
	}
}

// Slash types a slash command into a channel or DM(), such as "/kigo hilfe". It does not
// reach the app from a thread. <@U…> and <#C…> are picked from menus.
func (m *Member) Slash(channel, line string) error {
	s := m.s
	name, text := command(line)
	s.mu.Lock()
	ch, p := s.channels[channel], s.people[m.ID]
	known, ok := s.app.Command(name)
	switch {
	case p.Deactivated:
		s.mu.Unlock()
		return ErrInactive
	case ch == nil || !ch.members[m.ID]:
		s.mu.Unlock()
		return ErrNoMember
	case !ok || !s.may("commands") || s.authError != "":
		s.mu.Unlock()
		return ErrNoCommand
	}
	label := map[string]string{public: ch.name, private: "privategroup", direct: "directmessage"}[ch.kind]
	payload := object{
		"token": "verification-token", "team_id": s.TeamID, "team_domain": "kigo", "channel_id": ch.id, "channel_name": label,
		"user_id": p.id, "user_name": p.Name, "command": name, "text": s.picked(text, known.ShouldEscape),
		"api_app_id": s.AppID, "is_enterprise_install": "false", "response_url": s.responseURL(p.id, ch, nil),
		"trigger_id": s.trigger(p.id, nil),
	}
	s.mu.Unlock()
	o := s.ask(&delivery{kind: "slash_commands", payload: payload, url: known.Url})
	s.mu.Lock()
	defer s.mu.Unlock()
	err := o.err
	if err == nil {
		err = s.immediate(ch, m.ID, o)
	}
	if err != nil {
		s.warn(ch, m.ID, name+` failed with the error "`+err.Error()+`"`)
	}
	return err
}

// picked writes mentions as the command's should_escape says: <@U1|anna>, or @anna.
func (s *Server) picked(text string, escape bool) string {
	return chips.ReplaceAllStringFunc(text, func(m string) string {
		target := m[1 : len(m)-1]
		kind := map[byte]string{'@': "user", '#': "channel"}[target[0]]
		name := s.names(kind, target[1:])
		if p := s.people[target[1:]]; p != nil {
			name = p.Name
		}
		switch {
		case kind == "":
			return target
		case escape:
			return "<" + target + "|" + name + ">"
		}
		return target[:1] + name
	})
}

// immediate shows what an acknowledgement of a command says.
func (s *Server) immediate(ch *channel, user string, o outcome) error {
	body := strings.TrimSpace(string(o.body))
	if body == "" {
		return nil
	}
	c := &call{s: s, args: object{}}
	if kind, _, _ := mime.ParseMediaType(o.kind); kind != "application/json" {
		c.args["text"] = body
	} else if err := json.Unmarshal(o.body, &c.args); err != nil {
		s.complain("the answer to a command is no JSON object: %.100q", body)
		return ErrDispatch
	}
	if len(c.args) == 0 {
		return nil
	}
	d, err := c.draft()
	if err == nil {
		err = s.complete(d)
	}
	if err == nil {
		_, err = s.answer(ch, user, c, d)
	}
	if err != nil {
		s.complain("the answer to a command is refused: %s", asFailure(err).code)
		return ErrDispatch
	}
	return nil
}

// Shortcut calls a global shortcut by its callback id.
func (m *Member) Shortcut(callback string) error {
	return m.shortcut(callback, "shortcut", "global", nil)
}

// MessageShortcut calls a message shortcut.
func (m *Member) MessageShortcut(callback string, on Message) error {
	return m.shortcut(callback, "message_action", "message", &on)
}

func (m *Member) shortcut(callback, kind, of string, on *Message) error {
	s := m.s
	s.mu.Lock()
	known, ok := s.app.Shortcut(callback)
	if !ok || string(known.Type) != of || !s.app.Interactive() || s.authError != "" {
		s.mu.Unlock()
		return ErrNoCommand
	}
	payload := m.interaction(kind)
	payload["callback_id"], payload["action_ts"] = callback, s.ts()
	payload["trigger_id"] = s.trigger(m.ID, nil)
	if on != nil {
		ch := s.channels[on.Channel]
		if ch == nil || !ch.members[m.ID] || on.Ephemeral {
			s.mu.Unlock()
			return ErrNotThere
		}
		payload["message"], payload["message_ts"] = on.body, on.TS
		payload["channel"] = object{"id": ch.id, "name": ch.name}
		payload["response_url"] = s.responseURL(m.ID, ch, nil)
	}
	s.mu.Unlock()
	return s.ask(&delivery{kind: "interactive", payload: clone(payload), url: s.app.InteractionsURL()}).err
}

// OpenHome opens the app's home tab; the app hears of it (app_home_opened).
func (m *Member) OpenHome() { m.openTab("home") }

// OpenMessages opens the app's messages tab.
func (m *Member) OpenMessages() { m.openTab("messages") }

func (m *Member) openTab(tab string) {
	s := m.s
	s.mu.Lock()
	defer s.mu.Unlock()
	event := object{"type": "app_home_opened", "user": m.ID, "channel": s.dm(m.ID).id, "tab": tab}
	if v := s.homes[m.ID]; v != nil && tab == "home" {
		event["view"] = v.payload()
	}
	s.emit("app_home_opened", event)
}
