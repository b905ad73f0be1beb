package mattermosttest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// granted reports whether one of the roles has the permission.
func (s *Server) granted(roles string, p *model.Permission) bool {
	for _, name := range strings.Fields(roles) {
		if r := s.roles[name]; r != nil && r.DeleteAt == 0 && slices.Contains(r.Permissions, p.Id) {
			return true
		}
	}
	return false
}

// allowed reports whether an account has a permission everywhere.
func (s *Server) allowed(user string, p *model.Permission) bool {
	a := s.users[user]
	return a != nil && s.granted(a.Roles, p)
}

// allowedInTeam reports whether an account has a permission in a team or everywhere.
func (s *Server) allowedInTeam(user, team string, p *model.Permission) bool {
	if team == "" {
		return false
	}
	if m := s.teamUsers[team][user]; m != nil && m.DeleteAt == 0 && s.granted(m.Roles, p) {
		return true
	}
	return s.allowed(user, p)
}

// allowedIn reports whether an account has a permission in a channel, its team or everywhere.
func (s *Server) allowedIn(user, channelID string, p *model.Permission) bool {
	ch := s.channels[channelID]
	if ch == nil {
		return false
	}
	if m := ch.members[user]; m != nil && s.granted(m.Roles, p) {
		return true
	}
	if s.allowed(user, model.PermissionManageSystem) {
		return true
	}
	if ch.TeamId != "" {
		return s.allowedInTeam(user, ch.TeamId, p)
	}
	return s.allowed(user, p)
}

// mayRead reports whether an account may read a channel: as a member, or because it is
// public in one of its teams.
func (s *Server) mayRead(user, channelID string) bool {
	ch := s.channels[channelID]
	if ch == nil {
		return false
	}
	if s.allowedIn(user, channelID, model.PermissionReadChannelContent) {
		return true
	}
	return ch.Type == model.ChannelTypeOpen && s.allowedInTeam(user, ch.TeamId, model.PermissionReadPublicChannel)
}

func (c *call) can(p *model.Permission) bool { return c.s.allowed(c.user.Id, p) }

func (c *call) canInTeam(team string, p *model.Permission) bool {
	return c.s.allowedInTeam(c.user.Id, team, p)
}

func (c *call) canIn(channel string, p *model.Permission) bool {
	return c.s.allowedIn(c.user.Id, channel, p)
}

// mayManage reports whether the caller may change an account: their own, their own bot's,
// or any as an administrator.
func (c *call) mayManage(a *account) bool {
	if a == nil {
		return false
	}
	if a.Id == c.user.Id && !a.IsBot || c.can(model.PermissionManageSystem) {
		return true
	}
	if b := c.s.bots[a.Id]; b != nil {
		return b.OwnerId == c.user.Id && c.can(model.PermissionManageBots) || c.can(model.PermissionManageOthersBots)
	}
	return c.can(model.PermissionEditOtherUsers) && !a.IsSystemAdmin()
}

func listRoles(c *call) (any, *failure) {
	if !c.can(model.PermissionManageSystem) {
		return nil, denied()
	}
	list := []*model.Role{}
	for _, r := range c.s.roles {
		list = append(list, r)
	}
	return list, nil
}

func rolesByNames(c *call) (any, *failure) {
	var names []string
	if err := json.Unmarshal(c.body, &names); err != nil || len(names) == 0 {
		return nil, invalidParam("rolenames")
	}
	list := []*model.Role{}
	for _, n := range names {
		if r := c.s.roles[n]; r != nil {
			list = append(list, r)
		}
	}
	return list, nil
}

func roleByName(c *call) (any, *failure) {
	if r := c.s.roles[c.vars["name"]]; r != nil {
		return r, nil
	}
	return nil, fail(404, "app.role.get_by_name.app_error")
}

func (c *call) role() (*model.Role, *failure) {
	for _, r := range c.s.roles {
		if r.Id == c.vars["role"] {
			return r, nil
		}
	}
	return nil, fail(404, "app.role.get.app_error")
}

func readRole(c *call) (any, *failure) {
	r, f := c.role()
	if f != nil {
		return nil, f
	}
	return r, nil
}

// patchRole answers PUT /roles/{id}/patch, which needs no licence.
func patchRole(c *call) (any, *failure) {
	var in model.RolePatch
	if f := c.read(&in, "role"); f != nil {
		return nil, f
	}
	r, f := c.role()
	if f != nil {
		return nil, f
	}
	if !c.can(model.PermissionManageSystem) {
		return nil, denied()
	}
	if in.Permissions != nil {
		r.Permissions = slices.Clone(*in.Permissions)
		r.UpdateAt = c.s.millis()
	}
	return r, nil
}

func setUserRoles(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	var in struct {
		Roles string `json:"roles"`
	}
	if f := c.read(&in, "roles"); f != nil || !model.IsValidUserRoles(in.Roles) {
		return nil, invalidParam("roles")
	}
	if !c.can(model.PermissionManageRoles) {
		return nil, denied()
	}
	for _, name := range strings.Fields(in.Roles) {
		if c.s.roles[name] == nil {
			return nil, fail(400, "api.user.update_user_roles.roles.app_error")
		}
	}
	a.Roles = in.Roles
	c.s.told(a)
	return okay, nil
}
