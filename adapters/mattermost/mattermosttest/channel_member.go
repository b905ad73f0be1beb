package mattermosttest

import (
	"cmp"
	"slices"

	"github.com/mattermost/mattermost/server/public/model"
)

func userChannels(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	return c.channelsOf(a, func(*channel) bool { return true })
}

func userTeamChannels(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	if !c.canInTeam(c.vars["team"], model.PermissionViewTeam) {
		return nil, denied()
	}
	return c.channelsOf(a, func(ch *channel) bool { return ch.personal() || ch.TeamId == c.vars["team"] })
}

func (c *call) channelsOf(a *account, fits func(*channel) bool) (any, *failure) {
	if a.Id != c.user.Id && !c.can(model.PermissionManageSystem) {
		return nil, denied()
	}
	list := []model.Channel{}
	for _, ch := range c.s.channels {
		if ch.members[a.Id] != nil && ch.DeleteAt == 0 && fits(ch) {
			list = append(list, ch.Channel)
		}
	}
	sortChannels(list)
	return list, nil
}

func listTeamChannels(c *call) (any, *failure) {
	if !c.canInTeam(c.vars["team"], model.PermissionListTeamChannels) {
		return nil, denied()
	}
	list := []model.Channel{}
	for _, ch := range c.s.channels {
		if ch.TeamId == c.vars["team"] && ch.Type == model.ChannelTypeOpen && ch.DeleteAt == 0 {
			list = append(list, ch.Channel)
		}
	}
	slices.SortFunc(list, func(a, b model.Channel) int { return cmp.Compare(a.DisplayName, b.DisplayName) })
	from, to := c.page(len(list))
	return list[from:to], nil
}

func listChannelMembers(c *call) (any, *failure) {
	ch, f := c.channel()
	if f != nil {
		return nil, f
	}
	list := []*model.ChannelMember{}
	for _, id := range c.s.order {
		if m := ch.members[id]; m != nil {
			list = append(list, m)
		}
	}
	from, to := c.page(len(list))
	return list[from:to], nil
}

func readChannelMember(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	ch := c.s.channels[c.vars["channel"]]
	if ch == nil || !c.canIn(ch.Id, model.PermissionReadChannel) {
		return nil, denied()
	}
	if m := ch.members[a.Id]; m != nil {
		return m, nil
	}
	return nil, fail(404, "app.channel.get_member.missing.app_error")
}

// addChannelMember lets people add others, and everybody themselves to public channels.
func addChannelMember(c *call) (any, *failure) {
	var in model.ChannelMember
	if f := c.read(&in, "user_id"); f != nil || !model.IsValidId(in.UserId) {
		return nil, invalidParam("user_id or user_ids")
	}
	ch := c.s.channels[c.vars["channel"]]
	if ch == nil {
		return nil, noChannel()
	}
	if ch.personal() {
		return nil, fail(400, "api.channel.add_user_to_channel.type.app_error")
	}
	self := in.UserId == c.user.Id
	switch {
	case c.s.users[in.UserId] == nil:
		return nil, noAccount()
	case ch.Type == model.ChannelTypePrivate && !c.canIn(ch.Id, model.PermissionManagePrivateChannelMembers),
		ch.Type == model.ChannelTypeOpen && self && !c.canInTeam(ch.TeamId, model.PermissionJoinPublicChannels),
		ch.Type == model.ChannelTypeOpen && !self && !c.canIn(ch.Id, model.PermissionManagePublicChannelMembers):
		return nil, denied()
	case !c.s.inTeam(in.UserId, ch.TeamId):
		return nil, fail(404, "app.team.get_member.missing.app_error")
	}
	c.status = 201
	return c.s.joinChannel(in.UserId, ch, c.user.Id), nil
}

func removeChannelMember(c *call) (any, *failure) {
	ch := c.s.channels[c.vars["channel"]]
	if ch == nil {
		return nil, noChannel()
	}
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	if ch.members[a.Id] == nil {
		return nil, fail(404, "app.channel.get_member.missing.app_error")
	}
	if a.Id != c.user.Id && !c.canIn(ch.Id, model.PermissionManagePublicChannelMembers) {
		return nil, denied()
	}
	c.s.leaveChannel(a.Id, ch)
	return okay, nil
}

func viewChannel(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	var in model.ChannelView
	if f := c.read(&in, "channel_view"); f != nil {
		return nil, f
	}
	if in.ChannelId != "" && !model.IsValidId(in.ChannelId) {
		return nil, invalidParam("channel_view.channel_id")
	}
	if a.Id != c.user.Id {
		return nil, denied()
	}
	times := map[string]int64{}
	if ch := c.s.channels[in.ChannelId]; ch != nil && ch.members[a.Id] != nil {
		ch.members[a.Id].LastViewedAt, ch.members[a.Id].MentionCount = c.s.millis(), 0
		times[ch.Id] = ch.LastPostAt
	}
	return map[string]any{"status": "OK", "last_viewed_at_times": times}, nil
}
