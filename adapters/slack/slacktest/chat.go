package slacktest

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"kigo/adapters/slack/slacktest/blockkit"
)

// target is the channel that the bot may post to.
func (c *call) target(arg string) (*channel, error) {
	s := c.s
	if p := s.people[arg]; p != nil && arg != "USLACKBOT" { // a person stands for the direct chat
		return c.writable(s.dm(arg))
	}
	ch := s.channels[arg]
	if ch == nil {
		for _, id := range s.chanOrder { // names work for public channels only
			if has := s.channels[id]; has.kind == public && strings.TrimPrefix(arg, "#") == has.name {
				ch = has
			}
		}
	}
	if ch == nil {
		return nil, fail("channel_not_found")
	}
	return c.writable(ch)
}

func (c *call) writable(ch *channel) (*channel, error) {
	s := c.s
	switch {
	case ch.kind == direct && !s.app.Features.AppHome.MessagesTabEnabled:
		return nil, fail("messages_tab_disabled")
	case ch.members[s.BotUserID]:
	case ch.kind != public:
		return nil, fail("channel_not_found")
	case !s.may("chat:write.public"):
		return nil, fail("not_in_channel")
	}
	if ch.archived {
		return nil, fail("is_archived")
	}
	return ch, nil
}

func (c *call) postMessage() (object, error) {
	s := c.s
	d, err := c.draft()
	if err != nil {
		return nil, err
	}
	if err := s.complete(d); err != nil {
		return nil, err
	}
	for _, name := range []string{"username", "icon_url", "icon_emoji"} {
		if c.str(name) != "" {
			if problem := s.scoped("chat:write.customize"); problem != nil {
				return nil, problem
			}
		}
	}
	ch, err := c.target(c.str("channel"))
	if err != nil {
		return nil, err
	}
	m := s.newMessage(ch, s.BotUserID, d)
	if thread := c.str("thread_ts"); thread != "" {
		if err := m.reply(ch, thread, c.flag("reply_broadcast")); err != nil {
			return nil, err
		}
	}
	s.store(ch, m, d)
	answer := object{"channel": ch.id, "ts": m.ts, "message": m.view(false)}
	if d.truncated {
		answer["warning"] = "message_truncated"
		answer["response_metadata"] = object{"warnings": []string{"message_truncated"}}
	}
	return answer, nil
}

// newMessage is d as a message of somebody's, not stored yet.
func (s *Server) newMessage(ch *channel, author string, d *draft) *message {
	ts := s.ts()
	body := object{"type": "message", "user": author, "ts": ts, "text": "", "team": s.TeamID}
	if author == s.BotUserID {
		body["bot_id"], body["app_id"] = s.BotID, s.AppID
		body["bot_profile"] = object{
			"id": s.BotID, "app_id": s.AppID, "name": s.app.Display.Name, "team_id": s.TeamID,
			"deleted": false, "updated": s.clock.Now().Unix(), "icons": object{},
		}
	}
	m := &message{channel: ch.id, ts: ts, author: author, body: body, shown: s.clock.Now().Add(s.lag)}
	m.say(d)
	return m
}

// say puts what the draft gives into the message. The body is a new one.
func (m *message) say(d *draft) {
	body := maps.Clone(m.body)
	if d.text != nil {
		body["text"] = *d.text
		delete(body, "mrkdwn")
		if d.literal {
			body["mrkdwn"] = false
		}
	}
	if d.hasBlocks {
		body["blocks"] = d.blocks
	}
	if d.hasAttach {
		body["attachments"] = d.attachments
	}
	for _, name := range []string{"blocks", "attachments"} {
		if list, ok := body[name].([]any); ok && len(list) == 0 {
			delete(body, name)
		}
	}
	if d.hasMetadata {
		m.metadata = d.metadata
	}
	m.body = body
}

// reply hangs the message below another one. A parent that is gone makes it a message of
// its own, as at Slack.
func (m *message) reply(ch *channel, thread string, broadcast bool) error {
	parent := ch.find(thread)
	if parent == nil {
		return nil
	}
	if parent.thread != "" {
		return fail("cannot_reply_to_message")
	}
	m.thread, m.broadcast = thread, broadcast
	m.body = maps.Clone(m.body)
	m.body["thread_ts"], m.body["parent_user_id"] = thread, parent.author
	if broadcast {
		m.body["subtype"] = "thread_broadcast"
	}
	return nil
}

// store makes a message part of its channel and tells people and the app.
func (s *Server) store(ch *channel, m *message, d *draft) {
	ch.messages = append(ch.messages, m)
	s.notify(ch, m, d.linkNames)
	s.tell(ch, m.body)
	s.touch()
}

// tell sends a message event to the app, about its own messages, too.
func (s *Server) tell(ch *channel, body object) {
	if !ch.members[s.BotUserID] {
		return
	}
	event := maps.Clone(body)
	event["channel"], event["event_ts"] = ch.id, body["ts"]
	kind, name := "channel", "message.channels"
	switch ch.kind {
	case direct:
		kind, name = "im", "message.im"
	case private:
		kind, name = "group", "message.groups"
	}
	event["channel_type"] = kind
	s.emit(name, event)
}

// own is a message of the bot's to change.
func (c *call) own(otherwise string) (*channel, *message, error) {
	ch := c.s.channels[c.str("channel")]
	if ch == nil || ch.kind != public && !ch.members[c.s.BotUserID] {
		return nil, nil, fail("channel_not_found")
	}
	m := ch.find(c.str("ts"))
	if m == nil {
		return nil, nil, fail("message_not_found")
	}
	if m.author != c.s.BotUserID {
		return nil, nil, fail(otherwise)
	}
	if ch.archived {
		return nil, nil, fail("is_inactive")
	}
	return ch, m, nil
}

func (c *call) updateMessage() (object, error) {
	if utf8.RuneCountInString(c.str("text")) > blockkit.UpdatedText {
		return nil, fail("msg_too_long")
	}
	d, err := c.draft()
	if err != nil {
		return nil, err
	}
	ch, m, err := c.own("cant_update_message")
	if err != nil {
		return nil, err
	}
	if d.text == nil && !d.hasBlocks && !d.hasAttach {
		return nil, fail("no_text")
	}
	if len(d.blocks) > 0 {
		if err := c.s.complete(d); err != nil {
			return nil, err
		}
	}
	c.s.change(ch, m, d)
	return object{"channel": ch.id, "ts": m.ts, "text": m.body["text"], "message": m.view(false)}, nil
}

// change edits a message and tells the app.
func (s *Server) change(ch *channel, m *message, d *draft) {
	before := m.body
	m.say(d)
	m.body["edited"] = object{"user": m.author, "ts": s.ts()}
	s.tell(ch, object{
		"type": "message", "subtype": "message_changed", "hidden": true, "ts": s.ts(),
		"message": m.body, "previous_message": before,
	})
	s.touch()
}

func (c *call) deleteMessage() (object, error) {
	ch, m, err := c.own("cant_delete_message")
	if err != nil {
		return nil, err
	}
	c.s.remove(ch, m)
	return object{"channel": ch.id, "ts": m.ts}, nil
}

func (s *Server) remove(ch *channel, m *message) {
	ch.messages = slices.DeleteFunc(ch.messages, func(has *message) bool { return has == m })
	s.tell(ch, object{
		"type": "message", "subtype": "message_deleted", "hidden": true, "ts": s.ts(),
		"deleted_ts": m.ts, "previous_message": m.body,
	})
	s.touch()
}

// view is the message as methods give it back.
func (m *message) view(metadata bool) object {
	body := maps.Clone(m.body)
	if metadata && m.metadata != nil {
		body["metadata"] = m.metadata
	}
	return body
}
