package mattermosttest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// channel is a channel with its members and posts.
type channel struct {
	model.Channel
	members map[string]*model.ChannelMember
	posts   []*model.Post // as they came, deleted ones and former versions too
}

func (ch *channel) direct() bool { return ch.Type == model.ChannelTypeDirect }

// personal reports whether it is a conversation that belongs to no team.
func (ch *channel) personal() bool { return ch.direct() || ch.Type == model.ChannelTypeGroup }

func (s *Server) addChannel(in *model.Channel) *channel {
	ch := &channel{Channel: *in, members: map[string]*model.ChannelMember{}}
	ch.Id, ch.CreateAt, ch.UpdateAt = model.NewId(), s.millis(), s.millis()
	ch.LastPostAt, ch.DeleteAt, ch.TotalMsgCount = 0, 0, 0
	s.channels[ch.Id] = ch
	s.rooms[room{ch.TeamId, ch.Name}] = ch
	return ch
}

// room is how a channel is found; team is "" for conversations.
type room struct{ team, name string }

func (s *Server) channelNamed(team, name string) *channel { return s.rooms[room{team, name}] }

func (s *Server) member(user string, ch *channel) *model.ChannelMember {
	m := &model.ChannelMember{
		ChannelId: ch.Id, UserId: user, Roles: model.ChannelUserRoleId, SchemeUser: true,
		NotifyProps: model.GetDefaultChannelNotifyProps(), LastUpdateAt: s.millis(),
	}
	if s.users[user].IsGuest() {
		m.Roles, m.SchemeUser, m.SchemeGuest = model.ChannelGuestRoleId, false, true
	}
	ch.members[user] = m
	return m
}

// joinChannel makes an account a member; the channel reads who came, or who was added.
func (s *Server) joinChannel(user string, ch *channel, by string) *model.ChannelMember {
	if m := ch.members[user]; m != nil {
		return m
	}
	m, name := s.member(user, ch), s.users[user].Username
	s.publish(event{name: "user_added", data: map[string]any{"user_id": user, "team_id": ch.TeamId}, channel: ch.Id})
	p := &model.Post{
		ChannelId: ch.Id, UserId: user, Type: model.PostTypeJoinChannel, Message: name + " joined the channel.",
		Props: model.StringInterface{"username": name},
	}
	if by != "" && by != user {
		p.UserId, p.Type = by, model.PostTypeAddToChannel
		p.Message = name + " added to the channel by " + s.users[by].Username + "."
		p.Props["addedUserId"], p.Props["addedUsername"], p.Props["userId"] = user, name, by
	}
	if _, f := s.save(p, saving{}); f != nil {
		s.log.add("error", "join message: %v", f)
	}
	return m
}

func (s *Server) leaveChannel(user string, ch *channel) {
	delete(ch.members, user)
	name := s.users[user].Username
	data := map[string]any{"user_id": user, "channel_id": ch.Id, "remover_id": user}
	s.publish(event{name: "user_removed", data: data, user: user})
	s.publish(event{name: "user_removed", data: data, channel: ch.Id})
	p := &model.Post{
		ChannelId: ch.Id, UserId: user, Type: model.PostTypeLeaveChannel, Message: name + " left the channel.",
		Props: model.StringInterface{"username": name},
	}
	if _, f := s.save(p, saving{}); f != nil {
		s.log.add("error", "leave message: %v", f)
	}
}

// directChannel returns the channel of two accounts, which is made where there is none.
// Who is free of the restriction to teams may make it between any two.
func (s *Server) directChannel(a, b string, free bool) (*channel, *failure) {
	name := model.GetDMNameFromIds(a, b)
	if ch := s.channelNamed("", name); ch != nil {
		return ch, nil
	}
	if s.settings.RestrictDirectMessage == model.DirectMessageTeam && !free && !s.shareTeam([]string{a, b}) {
		return nil, fail(403, "api.channel.create_channel.direct_channel.team_restricted_error")
	}
	if s.users[a] == nil || s.users[b] == nil {
		return nil, fail(400, "api.channel.create_direct_channel.invalid_user.app_error")
	}
	ch := s.addChannel(&model.Channel{Type: model.ChannelTypeDirect, Name: name, CreatorId: a})
	s.member(a, ch)
	s.member(b, ch)
	s.publish(event{name: "direct_added", data: map[string]any{"creator_id": a, "teammate_id": b}, channel: ch.Id})
	return ch, nil
}

// shareTeam reports whether there is a team that all the accounts are in.
func (s *Server) shareTeam(users []string) bool {
	for team := range s.teams {
		if !slices.ContainsFunc(users, func(u string) bool { return !s.inTeam(u, team) }) {
			return true
		}
	}
	return false
}

// restricted reports whether a conversation can't be written in, because its members
// share no team.
func (s *Server) restricted(ch *channel) bool {
	if s.settings.RestrictDirectMessage != model.DirectMessageTeam || !ch.personal() {
		return false
	}
	var users []string
	for id := range ch.members {
		users = append(users, id)
	}
	return !s.shareTeam(users)
}

func createDirect(c *call) (any, *failure) {
	var ids []string
	if f := c.read(&ids, "user_ids"); f != nil {
		return nil, f
	}
	if len(ids) == 1 && ids[0] == c.user.Id {
		ids = append(ids, ids[0])
	}
	if len(ids) != 2 {
		return nil, invalidParam("user_ids")
	}
	for _, id := range ids {
		if !model.IsValidId(id) {
			return nil, invalidParam("user_id")
		}
	}
	if !c.can(model.PermissionCreateDirectChannel) || !slices.Contains(ids, c.user.Id) && !c.can(model.PermissionManageSystem) {
		return nil, denied()
	}
	ch, f := c.s.directChannel(ids[0], ids[1], c.can(model.PermissionManageSystem))
	if f != nil {
		return nil, f
	}
	c.status = 201
	return ch.Channel, nil
}

func createGroup(c *call) (any, *failure) {
	var ids []string
	if f := c.read(&ids, "user_ids"); f != nil || len(ids) == 0 {
		return nil, invalidParam("user_ids")
	}
	ids = append(ids, c.user.Id)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) < model.ChannelGroupMinUsers || len(ids) > model.ChannelGroupMaxUsers {
		return nil, fail(400, "api.channel.create_group.bad_size.app_error")
	}
	var names []string
	for _, id := range ids {
		if c.s.users[id] == nil {
			return nil, fail(400, "api.channel.create_group.bad_user.app_error")
		}
		names = append(names, c.s.users[id].Username)
	}
	if !c.can(model.PermissionCreateGroupChannel) {
		return nil, denied()
	}
	c.status = 201
	name := model.GetGroupNameFromUserIds(ids)
	if ch := c.s.channelNamed("", name); ch != nil {
		return ch.Channel, nil
	}
	ch := c.s.addChannel(&model.Channel{Type: model.ChannelTypeGroup, Name: name, DisplayName: strings.Join(names, ", ")})
	for _, id := range ids {
		c.s.member(id, ch)
	}
	c.s.publish(event{name: "group_added", data: map[string]any{"teammate_ids": model.ArrayToJSON(ids)}, channel: ch.Id})
	return ch.Channel, nil
}

func createChannel(c *call) (any, *failure) {
	var in model.Channel
	if f := c.read(&in, "channel"); f != nil {
		return nil, f
	}
	need := model.PermissionCreatePublicChannel
	if in.Type == model.ChannelTypePrivate {
		need = model.PermissionCreatePrivateChannel
	}
	if !c.canInTeam(in.TeamId, need) {
		return nil, denied()
	}
	if c.s.channelNamed(in.TeamId, in.Name) != nil {
		return nil, fail(400, "store.sql_channel.save_channel.exists.app_error")
	}
	if !model.IsValidChannelIdentifier(in.Name) {
		return nil, fail(400, "model.channel.is_valid.1_or_more.app_error")
	}
	in.CreatorId = c.user.Id
	ch := c.s.addChannel(&in)
	m := c.s.joinChannel(c.user.Id, ch, "")
	m.Roles, m.SchemeAdmin = model.ChannelUserRoleId+" "+model.ChannelAdminRoleId, true
	c.status = 201
	return ch.Channel, nil
}

// channel returns the channel that {channel} stands for where the caller may see it.
func (c *call) channel() (*channel, *failure) {
	ch := c.s.channels[c.vars["channel"]]
	if ch == nil {
		return nil, noChannel()
	}
	public := ch.Type == model.ChannelTypeOpen && c.canInTeam(ch.TeamId, model.PermissionReadPublicChannel)
	if !public && !c.canIn(ch.Id, model.PermissionReadChannel) {
		return nil, denied()
	}
	return ch, nil
}

func readChannel(c *call) (any, *failure) {
	ch, f := c.channel()
	if f != nil {
		return nil, f
	}
	return ch.Channel, nil
}

func channelByTeamName(c *call) (any, *failure) {
	t := c.s.teamNamed(c.vars["name"])
	if t == nil {
		return nil, fail(404, "app.team.get_by_name.missing.app_error")
	}
	c.vars["team"] = t.Id
	return channelByName(c)
}

func channelByName(c *call) (any, *failure) {
	ch := c.s.channelNamed(c.vars["team"], c.vars["channel_name"])
	if ch == nil || ch.DeleteAt != 0 {
		return nil, fail(404, "app.channel.get_by_name.missing.app_error")
	}
	c.vars["channel"] = ch.Id
	if _, f := c.channel(); f != nil {
		return nil, fail(404, "app.channel.get_by_name.missing.app_error")
	}
	return ch.Channel, nil
}

func archiveChannel(c *call) (any, *failure) {
	ch, f := c.channel()
	if f != nil {
		return nil, f
	}
	if !c.canIn(ch.Id, model.PermissionDeletePublicChannel) {
		return nil, denied()
	}
	ch.DeleteAt = c.s.millis()
	c.s.publish(event{name: "channel_deleted", data: map[string]any{"channel_id": ch.Id, "delete_at": ch.DeleteAt}, channel: ch.Id})
	return okay, nil
}

func sortChannels(list []model.Channel) {
	slices.SortFunc(list, func(a, b model.Channel) int { return cmp.Compare(a.Id, b.Id) })
}
