package slacktest

import (
	"maps"
	"net/url"
	"regexp"
	"strings"
)

// chips are what a client makes of what is picked from its menus.
var chips = regexp.MustCompile(`<(@[A-Z0-9]+|#[A-Z0-9]+|![a-z]+|!subteam\^[A-Z0-9]+|https?://[^<>\s]+)>`)

// Say writes into a channel or DM(). <@U…>, <#C…>, <!here> and <https://…> are chips, as
// people pick them from a menu; everything else is text. The result is the message's ts.
func (m *Member) Say(channel, text string) (ts string, err error) {
	return m.say(channel, "", text)
}

// Reply answers in a thread.
func (m *Member) Reply(channel, thread, text string) (ts string, err error) {
	return m.say(channel, thread, text)
}

// Upload writes into a channel or DM() with a file.
func (m *Member) Upload(channel, text, name string, data []byte) (ts string, err error) {
	m.s.mu.Lock()
	f := &file{id: m.s.id("F"), name: name, title: name, length: len(data), data: data, sent: true, done: true}
	m.s.files[f.id] = f
	m.s.mu.Unlock()
	return m.say(channel, "", text, f)
}

func (m *Member) say(channel, thread, text string, files ...*file) (string, error) {
	s := m.s
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := m.writable(channel)
	if err != nil {
		return "", err
	}
	escaped, blocks := composed(text)
	d := &draft{text: &escaped, blocks: s.withIDs(blocks), hasBlocks: true}
	msg := s.newMessage(ch, m.ID, d)
	msg.body["client_msg_id"] = envelope()
	msg.body["team"] = s.people[m.ID].team
	if len(files) > 0 {
		var all []any
		for _, f := range files {
			all = append(all, s.describe(f))
		}
		msg.body["subtype"], msg.body["files"], msg.body["upload"] = "file_share", all, true
	}
	if thread != "" {
		if err := msg.reply(ch, thread, false); err != nil {
			return "", err
		}
	}
	s.store(ch, msg, d)
	if ch.kind != direct && ch.members[s.BotUserID] && strings.Contains(escaped, "<@"+s.BotUserID+">") {
		event := maps.Clone(msg.body)
		event["type"], event["channel"], event["event_ts"] = "app_mention", ch.id, msg.ts
		s.emit("app_mention", event)
	}
	s.share(ch, msg, text)
	return msg.ts, nil
}

// writable is the channel, if the person may write there.
func (m *Member) writable(channel string) (*channel, error) {
	s := m.s
	ch, home := s.channels[channel], s.app.Features.AppHome
	switch {
	case s.people[m.ID].Deactivated:
		return nil, ErrInactive
	case ch == nil || !ch.members[m.ID]:
		return nil, ErrNoMember
	case ch.archived:
		return nil, ErrNoMember
	case ch.kind == direct && (!home.MessagesTabEnabled || home.MessagesTabReadOnlyEnabled):
		return nil, ErrNoMessaging
	}
	return ch, nil
}

// composed is text as a client sends it: escaped, and as rich text.
func composed(text string) (string, []any) {
	var escaped strings.Builder
	elements := []any{}
	words := func(s string) {
		if s != "" {
			escaped.WriteString(escapes.Replace(s))
			elements = append(elements, object{"type": "text", "text": s})
		}
	}
	rest := text
	for {
		at := chips.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		words(rest[:at[0]])
		target := rest[at[2]:at[3]]
		escaped.WriteString("<" + escapes.Replace(target) + ">")
		elements = append(elements, chip(target))
		rest = rest[at[1]:]
	}
	words(rest)
	return escaped.String(), []any{object{"type": "rich_text", "elements": []any{
		object{"type": "rich_text_section", "elements": elements},
	}}}
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func chip(target string) object {
	switch {
	case target[0] == '@':
		return object{"type": "user", "user_id": target[1:]}
	case target[0] == '#':
		return object{"type": "channel", "channel_id": target[1:]}
	case strings.HasPrefix(target, "!subteam^"):
		return object{"type": "usergroup", "usergroup_id": target[len("!subteam^"):]}
	case target[0] == '!':
		return object{"type": "broadcast", "range": target[1:]}
	}
	return object{"type": "link", "url": target}
}

// share tells the app of links to its domains.
func (s *Server) share(ch *channel, msg *message, text string) {
	links := []object{}
	for _, found := range chips.FindAllStringSubmatch(text, -1) {
		if u, err := url.Parse(found[1]); err == nil && s.unfurls(found[1]) {
			links = append(links, object{"url": found[1], "domain": u.Hostname()})
		}
	}
	if len(links) > 0 && ch.members[s.BotUserID] {
		s.emit("link_shared", object{
			"type": "link_shared", "user": msg.author, "channel": ch.id, "message_ts": msg.ts, "links": links,
			"unfurl_id": random(8), "source": "conversations_history", "event_ts": msg.ts, "is_bot_user_member": true,
		})
	}
}

// mine is a message of the person's own.
func (m *Member) mine(channel, ts string) (*channel, *message, error) {
	ch, err := m.writable(channel)
	if err != nil {
		return nil, nil, err
	}
	msg := ch.find(ts)
	if msg == nil || msg.author != m.ID {
		return nil, nil, ErrNotThere
	}
	return ch, msg, nil
}

// Edit rewrites an own message. The app hears of it (message_changed); a mention that an
// edit adds is no app_mention.
func (m *Member) Edit(channel, ts, text string) error {
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	ch, msg, err := m.mine(channel, ts)
	if err != nil {
		return err
	}
	escaped, blocks := composed(text)
	m.s.change(ch, msg, &draft{text: &escaped, blocks: m.s.withIDs(blocks), hasBlocks: true})
	return nil
}

// Delete takes an own message away.
func (m *Member) Delete(channel, ts string) error {
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	ch, msg, err := m.mine(channel, ts)
	if err != nil {
		return err
	}
	m.s.remove(ch, msg)
	return nil
}

// React puts an emoji below a message.
func (m *Member) React(on Message, name string) error {
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	ch, err := m.writable(on.Channel)
	if err != nil {
		return err
	}
	if msg := ch.find(on.TS); msg == nil || !m.s.react(ch, msg, m.ID, name) {
		return ErrNotThere
	}
	return nil
}
