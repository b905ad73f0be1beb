package slacktest

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"kigo/adapters/slack/slacktest/blockkit"
)

func (c *call) addReaction() (object, error) {
	s, name := c.s, c.str("name")
	ch := s.channels[c.str("channel")]
	switch {
	case !s.visible(ch):
		return nil, fail("channel_not_found")
	case name == "" || strings.Contains(name, ":"):
		return nil, fail("invalid_name")
	case !tsForm.MatchString(c.str("timestamp")):
		return nil, fail("bad_timestamp")
	}
	m := ch.find(c.str("timestamp"))
	if m == nil {
		return nil, fail("message_not_found")
	}
	if !s.react(ch, m, s.BotUserID, name) {
		return nil, fail("already_reacted")
	}
	return object{}, nil
}

// react puts an emoji below a message; it returns false if it is there already.
func (s *Server) react(ch *channel, m *message, user, name string) bool {
	reactions := clone(orEmpty(m.body["reactions"])).([]any)
	i := slices.IndexFunc(reactions, func(r any) bool { return asObject(r)["name"] == name })
	if i < 0 {
		i, reactions = len(reactions), append(reactions, object{"name": name, "users": []any{}})
	}
	r := asObject(reactions[i])
	users, _ := r["users"].([]any)
	if slices.Contains(users, any(user)) {
		return false
	}
	r["users"], r["count"] = append(users, user), len(users)+1
	m.body = maps.Clone(m.body)
	m.body["reactions"] = reactions
	if ch.members[s.BotUserID] {
		s.emit("reaction_added", object{
			"type": "reaction_added", "user": user, "reaction": name, "item_user": m.author, "event_ts": s.ts(),
			"item": object{"type": "message", "channel": ch.id, "ts": m.ts},
		})
	}
	s.touch()
	return true
}

// unfurl shows previews of the app's own links below a message of somebody's.
func (c *call) unfurl() (object, error) {
	s := c.s
	ch := s.channels[c.str("channel")]
	if ch == nil {
		return nil, fail("cannot_find_channel")
	}
	m := ch.find(c.str("ts"))
	if m == nil {
		return nil, fail("cannot_find_message")
	}
	v, given, err := c.json("unfurls")
	if !given {
		return nil, fail("missing_unfurls")
	}
	unfurls, ok := v.(object)
	if err != nil || !ok {
		return nil, fail("invalid_unfurls_format")
	}
	text, _ := m.body["text"].(string)
	attachments := clone(orEmpty(m.body["attachments"])).([]any)
	for _, link := range slices.Sorted(maps.Keys(unfurls)) {
		switch {
		case !s.unfurls(link):
			return nil, fail("cannot_unfurl_url")
		case !strings.Contains(text, link):
			return nil, fail("cannot_unfurl_message")
		}
		attachments = append(attachments, unfurls[link])
	}
	if len(blockkit.InAttachments(attachments)) > 0 {
		return nil, fail("cannot_parse_attachment")
	}
	m.body = maps.Clone(m.body)
	m.body["attachments"] = attachments
	s.touch()
	return object{}, nil
}

// unfurls says that the link belongs to a domain of the manifest.
func (s *Server) unfurls(link string) bool {
	u, err := url.Parse(link)
	return err == nil && slices.ContainsFunc(s.app.Features.UnfurlDomains, func(domain string) bool {
		return u.Hostname() == domain || strings.HasSuffix(u.Hostname(), "."+domain)
	})
}

func (c *call) permalink() (object, error) {
	ch := c.s.channels[c.str("channel")]
	if !c.s.visible(ch) {
		return nil, fail("channel_not_found")
	}
	ts := c.str("message_ts")
	if ch.find(ts) == nil {
		return nil, fail("message_not_found")
	}
	link := "https://kigo.slack.com/archives/" + ch.id + "/p" + strings.ReplaceAll(ts, ".", "")
	return object{"channel": ch.id, "permalink": link}, nil
}
