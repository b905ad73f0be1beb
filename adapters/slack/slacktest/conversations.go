package slacktest

import (
	"slices"
	"strings"
)

// Scopes by kind of channel.
var (
	readScope    = map[string]string{public: "channels:read", private: "groups:read", direct: "im:read", "mpim": "mpim:read"}
	historyScope = map[string]string{public: "channels:history", private: "groups:history", direct: "im:history"}
)

func (c *call) openConversation() (object, error) {
	s := c.s
	if problem := s.scoped("im:write"); problem != nil {
		return nil, problem
	}
	if id := c.str("channel"); id != "" {
		ch := s.channels[id]
		if ch == nil || ch.kind != direct {
			return nil, fail("channel_not_found")
		}
		return object{"channel": c.opened(ch), "no_op": true, "already_open": true}, nil
	}
	users := strings.Split(c.str("users"), ",")
	switch {
	case c.str("users") == "":
		return nil, fail("users_list_not_supplied")
	case len(users) > 8:
		return nil, fail("too_many_users")
	case len(users) > 1:
		return nil, fail("method_not_supported_for_channel_type") // groups of people are not emulated
	}
	p := s.people[users[0]]
	switch {
	case p == nil, p.id == s.BotUserID:
		return nil, fail("user_not_found")
	case p.Deactivated:
		return nil, fail("user_disabled")
	case p.Bot || p.id == "USLACKBOT":
		return nil, fail("cannot_dm_bot")
	}
	return object{"channel": c.opened(s.dm(p.id))}, nil
}

func (c *call) opened(ch *channel) object {
	if c.flag("return_im") {
		return c.s.conversation(ch)
	}
	return object{"id": ch.id}
}

// conversation is a channel as methods give it back.
func (s *Server) conversation(ch *channel) object {
	o := object{
		"id": ch.id, "created": ch.created.Unix(), "is_archived": ch.archived, "is_im": ch.kind == direct,
		"is_org_shared": false, "updated": ch.created.UnixMilli(), "context_team_id": s.TeamID,
	}
	if ch.kind == direct {
		o["user"], o["is_user_deleted"], o["priority"] = ch.partner, s.people[ch.partner].Deactivated, 0
		return o
	}
	external := false
	for _, id := range ch.order {
		external = external || s.people[id].Stranger
	}
	for name, v := range (object{
		"name": ch.name, "name_normalized": ch.name, "is_channel": ch.kind == public, "is_group": ch.kind == private,
		"is_private": ch.kind == private, "is_mpim": false, "is_general": ch.name == "general", "is_shared": external,
		"is_ext_shared": external, "is_member": ch.members[s.BotUserID], "num_members": len(ch.order),
		"topic": object{"value": "", "creator": "", "last_set": 0}, "purpose": object{"value": "", "creator": "", "last_set": 0},
	}) {
		o[name] = v
	}
	return o
}

// visible says that the bot may know of the channel.
func (s *Server) visible(ch *channel) bool {
	return ch != nil && (ch.kind == public || ch.members[s.BotUserID])
}

// listConversations are all channels that the bot may know of, or, as users.conversations,
// those that it is in.
func (c *call) listConversations() (object, error) {
	s := c.s
	types := strings.Split(c.str("types"), ",")
	if c.str("types") == "" {
		types = []string{public}
	}
	for _, t := range types {
		scope, ok := readScope[t]
		if !ok {
			return nil, fail("invalid_types")
		}
		if problem := s.scoped(scope); problem != nil {
			return nil, problem
		}
	}
	p, err := c.page(100, 999)
	if err != nil {
		return nil, err
	}
	all := []object{}
	for _, id := range s.chanOrder {
		ch := s.channels[id]
		if c.method == "users.conversations" && !ch.members[s.BotUserID] {
			continue
		}
		if slices.Contains(types, ch.kind) && s.visible(ch) && !(ch.archived && c.flag("exclude_archived")) {
			all = append(all, s.conversation(ch))
		}
	}
	from, to, next := c.cut(p, len(all))
	return object{"channels": all[from:to], "response_metadata": cursor(next)}, nil
}

// known is the channel of the argument, if the bot may know of it and has the scope.
func (c *call) known(scopes map[string]string) (*channel, error) {
	ch := c.s.channels[c.str("channel")]
	if !c.s.visible(ch) {
		return nil, fail("channel_not_found")
	}
	if problem := c.s.scoped(scopes[ch.kind]); problem != nil {
		return nil, problem
	}
	return ch, nil
}

func (c *call) conversationInfo() (object, error) {
	ch, err := c.known(readScope)
	if err != nil {
		return nil, err
	}
	o := c.s.conversation(ch)
	if !c.flag("include_num_members") {
		delete(o, "num_members")
	}
	if c.flag("include_locale") {
		o["locale"] = "en-US"
	}
	return object{"channel": o}, nil
}

func (c *call) conversationMembers() (object, error) {
	ch, err := c.known(readScope)
	if err != nil {
		return nil, err
	}
	p, err := c.page(100, 999)
	if err != nil {
		return nil, err
	}
	from, to, next := c.cut(p, len(ch.order))
	return object{"members": append([]string{}, ch.order[from:to]...), "response_metadata": cursor(next)}, nil
}
