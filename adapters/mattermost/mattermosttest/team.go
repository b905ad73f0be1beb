package mattermosttest

import (
	"github.com/mattermost/mattermost/server/public/model"
)

// addTeam makes a team with the two channels that every member is in.
func (s *Server) addTeam(name, display string) *model.Team {
	t := &model.Team{
		Id: model.NewId(), Name: name, DisplayName: display, Type: model.TeamOpen,
		CreateAt: s.millis(), UpdateAt: s.millis(),
	}
	s.teams[t.Id] = t
	s.teamUsers[t.Id] = map[string]*model.TeamMember{}
	s.addChannel(&model.Channel{TeamId: t.Id, Type: model.ChannelTypeOpen, Name: "town-square", DisplayName: "Town Square"})
	s.addChannel(&model.Channel{TeamId: t.Id, Type: model.ChannelTypeOpen, Name: "off-topic", DisplayName: "Off-Topic"})
	return t
}

func (s *Server) teamNamed(name string) *model.Team {
	for _, t := range s.teams {
		if t.Name == name && t.DeleteAt == 0 {
			return t
		}
	}
	return nil
}

// inTeam reports whether an account is a member now.
func (s *Server) inTeam(user, team string) bool {
	m := s.teamUsers[team][user]
	return m != nil && m.DeleteAt == 0
}

// joinTeam makes an account a member of a team and its two default channels.
func (s *Server) joinTeam(user, team string) *model.TeamMember {
	if s.inTeam(user, team) {
		return s.teamUsers[team][user]
	}
	a := s.users[user]
	m := &model.TeamMember{TeamId: team, UserId: user, Roles: model.TeamUserRoleId, SchemeUser: true, CreateAt: s.millis()}
	if a.IsGuest() {
		m.Roles, m.SchemeUser, m.SchemeGuest = model.TeamGuestRoleId, false, true
	}
	s.teamUsers[team][user] = m
	s.publish(event{name: "added_to_team", data: map[string]any{"team_id": team, "user_id": user}, user: user})
	if !a.IsGuest() {
		for _, name := range []string{"town-square", "off-topic"} {
			if ch := s.channelNamed(team, name); ch != nil {
				s.joinChannel(user, ch, "")
			}
		}
	}
	return m
}

// leaveTeam takes an account out of a team and its channels.
func (s *Server) leaveTeam(user, team string) {
	if m := s.teamUsers[team][user]; m != nil {
		m.DeleteAt = s.millis()
	}
	for _, ch := range s.channels {
		if ch.TeamId == team {
			delete(ch.members, user)
		}
	}
	s.publish(event{name: "leave_team", data: map[string]any{"team_id": team, "user_id": user}, user: user})
}

func createTeam(c *call) (any, *failure) {
	var in model.Team
	if f := c.read(&in, "team"); f != nil {
		return nil, f
	}
	if !c.can(model.PermissionCreateTeam) {
		return nil, denied()
	}
	if c.s.teamNamed(in.Name) != nil {
		return nil, fail(400, "store.sql_team.save_team.existing.app_error")
	}
	if !model.IsValidTeamName(in.Name) {
		return nil, fail(400, "model.team.is_valid.characters.app_error")
	}
	t := c.s.addTeam(in.Name, in.DisplayName)
	t.AllowOpenInvite = in.AllowOpenInvite
	if in.Type != "" {
		t.Type = in.Type
	}
	m := c.s.joinTeam(c.user.Id, t.Id)
	m.Roles, m.SchemeAdmin = model.TeamUserRoleId+" "+model.TeamAdminRoleId, true
	c.status = 201
	return t, nil
}

func listTeams(c *call) (any, *failure) {
	list := []*model.Team{}
	for _, t := range c.s.teams {
		if c.can(model.PermissionManageSystem) || t.AllowOpenInvite && c.can(model.PermissionListPublicTeams) {
			list = append(list, t)
		}
	}
	from, to := c.page(len(list))
	return list[from:to], nil
}

// team returns the team that {team} or a name stands for where the caller may see it.
func (c *call) team() (*model.Team, *failure) {
	t, missing := c.s.teams[c.vars["team"]], "app.team.get.find.app_error"
	if name := c.vars["name"]; name != "" {
		t, missing = c.s.teamNamed(name), "app.team.get_by_name.missing.app_error"
	}
	if t == nil {
		return nil, fail(404, missing)
	}
	anybody := t.AllowOpenInvite && t.Type == model.TeamOpen && c.can(model.PermissionListPublicTeams)
	if !anybody && !c.canInTeam(t.Id, model.PermissionViewTeam) {
		return nil, denied()
	}
	return t, nil
}

func readTeam(c *call) (any, *failure) {
	t, f := c.team()
	if f != nil {
		return nil, f
	}
	return t, nil
}

func teamByName(c *call) (any, *failure) { return readTeam(c) }

func listTeamMembers(c *call) (any, *failure) {
	t, f := c.team()
	if f != nil {
		return nil, f
	}
	list := []*model.TeamMember{}
	for _, id := range c.s.order {
		if c.s.inTeam(id, t.Id) {
			list = append(list, c.s.teamUsers[t.Id][id])
		}
	}
	from, to := c.page(len(list))
	return list[from:to], nil
}

func readTeamMember(c *call) (any, *failure) {
	if !c.canInTeam(c.vars["team"], model.PermissionViewTeam) {
		return nil, denied()
	}
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	m := c.s.teamUsers[c.vars["team"]][a.Id]
	if m == nil {
		return nil, fail(404, "app.team.get_member.missing.app_error")
	}
	return m, nil
}

func addTeamMember(c *call) (any, *failure) {
	var in model.TeamMember
	if f := c.read(&in, "team_member"); f != nil {
		return nil, f
	}
	t := c.s.teams[c.vars["team"]]
	switch {
	case t == nil:
		return nil, fail(404, "app.team.get.find.app_error")
	case c.s.users[in.UserId] == nil:
		return nil, noAccount()
	case in.UserId == c.user.Id && t.AllowOpenInvite && c.can(model.PermissionJoinPublicTeams):
	case !c.canInTeam(t.Id, model.PermissionAddUserToTeam):
		return nil, denied()
	}
	c.status = 201
	return c.s.joinTeam(in.UserId, t.Id), nil
}

func removeTeamMember(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	if a.Id != c.user.Id && !c.canInTeam(c.vars["team"], model.PermissionRemoveUserFromTeam) {
		return nil, denied()
	}
	c.s.leaveTeam(a.Id, c.vars["team"])
	return okay, nil
}

func userTeams(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	if a.Id != c.user.Id && !c.can(model.PermissionManageSystem) {
		return nil, denied()
	}
	list := []*model.Team{}
	for _, t := range c.s.teams {
		if c.s.inTeam(a.Id, t.Id) {
			list = append(list, t)
		}
	}
	return list, nil
}

func setTeamRoles(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	var in struct {
		Roles string `json:"roles"`
	}
	if f := c.read(&in, "roles"); f != nil {
		return nil, f
	}
	if !c.canInTeam(c.vars["team"], model.PermissionManageTeamRoles) {
		return nil, denied()
	}
	if !c.s.inTeam(a.Id, c.vars["team"]) {
		return nil, fail(404, "app.team.get_member.missing.app_error")
	}
	c.s.teamUsers[c.vars["team"]][a.Id].Roles = in.Roles
	return okay, nil
}

func archiveTeam(c *call) (any, *failure) {
	t, f := c.team()
	if f != nil {
		return nil, f
	}
	if !c.canInTeam(t.Id, model.PermissionManageTeam) {
		return nil, denied()
	}
	t.DeleteAt = c.s.millis()
	return okay, nil
}
