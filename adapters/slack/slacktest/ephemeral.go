package slacktest

import (
	"maps"
	"slices"
)

// postEphemeral shows a message to one person only. It is in no history.
func (c *call) postEphemeral() (object, error) {
	s := c.s
	d, err := c.draft()
	if err != nil {
		return nil, err
	}
	if err := s.complete(d); err != nil {
		return nil, err
	}
	ch, err := c.target(c.str("channel"))
	if err != nil {
		return nil, err
	}
	user := c.str("user")
	if !ch.members[user] || user == s.BotUserID {
		return nil, fail("user_not_in_channel")
	}
	m := s.whisper(ch, user, d)
	m.thread = c.str("thread_ts")
	return object{"message_ts": m.ts}, nil
}

// whisper shows d to one person in a channel.
func (s *Server) whisper(ch *channel, to string, d *draft) *message {
	m := s.newMessage(ch, s.BotUserID, d)
	m.to = to
	m.body["is_ephemeral"] = true
	p := s.whispers(to)
	p.messages = append(p.messages, m)
	s.touch()
	return m
}

// warn lets Slackbot tell somebody that the app failed.
func (s *Server) warn(ch *channel, to, text string) {
	m := s.newMessage(ch, "USLACKBOT", &draft{text: &text})
	m.to = to
	m.body["is_ephemeral"] = true
	p := s.whispers(to)
	p.messages = append(p.messages, m)
	s.touch()
}

// whispers are the ephemerals of one person, kept as the messages of a channel of their own.
func (s *Server) whispers(user string) *channel {
	key := "whispers:" + user
	if s.channels[key] == nil {
		s.channels[key] = &channel{id: key, kind: "whispers"}
	}
	return s.channels[key]
}

// forget takes an ephemeral away.
func (s *Server) forget(m *message) {
	p := s.whispers(m.to)
	p.messages = slices.DeleteFunc(p.messages, func(has *message) bool { return has == m })
	s.touch()
}

// rewrite puts d in the place of an ephemeral.
func (s *Server) rewrite(m *message, d *draft) {
	body := maps.Clone(m.body)
	delete(body, "blocks")
	delete(body, "attachments")
	m.body = body
	m.say(d)
	s.touch()
}
