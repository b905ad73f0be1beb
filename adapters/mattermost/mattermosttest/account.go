package mattermosttest

import (
	"maps"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// account is a person or a bot.
type account struct {
	model.User
	password string
	picture  []byte
	posted   bool // so that it counts as present without a socket
}

// sanitized is an account as somebody may see it; whole is for itself and administrators.
func (s *Server) sanitized(a *account, whole bool) *model.User {
	u := a.User
	u.Props, u.NotifyProps, u.Timezone = maps.Clone(a.Props), maps.Clone(a.NotifyProps), maps.Clone(a.Timezone)
	u.Password, u.AuthData = "", nil
	if whole {
		return &u
	}
	u.NotifyProps, u.LastPasswordUpdate, u.FailedAttempts, u.EmailVerified = nil, 0, 0, false
	if !s.settings.ShowEmailAddress {
		u.Email = ""
	}
	if !s.settings.ShowFullName {
		u.FirstName, u.LastName = "", ""
	}
	return &u
}

func (c *call) seen(a *account) *model.User {
	return c.s.sanitized(a, a.Id == c.user.Id || c.can(model.PermissionManageSystem))
}

// active counts the people who are not deactivated; bots don't count.
func (s *Server) active() int {
	n := 0
	for _, a := range s.users {
		if a.DeleteAt == 0 && !a.IsBot {
			n++
		}
	}
	return n
}

func (s *Server) full() bool { return s.settings.MaxUsers > 0 && s.active() >= s.settings.MaxUsers }

// addUser keeps a new account.
func (s *Server) addUser(u *model.User, password string) (*account, *failure) {
	u.Username, u.Email = strings.ToLower(u.Username), strings.ToLower(u.Email)
	for _, other := range s.users {
		switch {
		case other.Username == u.Username:
			return nil, fail(400, "app.user.save.username_exists.app_error")
		case u.Email != "" && other.Email == u.Email:
			return nil, fail(400, "app.user.save.email_exists.app_error")
		}
	}
	a := &account{User: *u, password: password}
	a.Id, a.CreateAt, a.UpdateAt, a.Password = model.NewId(), s.millis(), s.millis(), ""
	if a.Roles == "" {
		a.Roles = model.SystemUserRoleId
	}
	if a.Locale == "" {
		a.Locale = "en"
	}
	if len(a.NotifyProps) == 0 {
		a.SetDefaultNotifications()
	}
	if a.Timezone == nil {
		a.Timezone = map[string]string{"useAutomaticTimezone": "true", "automaticTimezone": "", "manualTimezone": ""}
	}
	s.users[a.Id] = a
	s.order = append(s.order, a.Id)
	return a, nil
}

// told lets everybody's client know that an account has changed.
func (s *Server) told(a *account) {
	a.UpdateAt = s.millis()
	s.publish(event{name: "user_updated", data: map[string]any{"user": s.sanitized(a, false)}})
}

func createUser(c *call) (any, *failure) {
	var in struct {
		model.User
		Password string `json:"password"`
	}
	if f := c.read(&in, "user"); f != nil {
		return nil, f
	}
	if !c.can(model.PermissionManageSystem) {
		return nil, fail(403, "api.user.create_user.signup_email_disabled.app_error")
	}
	if c.s.full() {
		return nil, fail(400, "api.user.create_user.user_limits.exceeded")
	}
	in.User.Roles, in.User.IsBot = "", false
	a, f := c.s.addUser(&in.User, in.Password)
	if f != nil {
		return nil, f
	}
	c.status = 201
	c.s.publish(event{name: "new_user", data: map[string]any{"user_id": a.Id}})
	return c.seen(a), nil
}

func readUser(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	return c.seen(a), nil
}

func (s *Server) named(name string) *account {
	for _, a := range s.users {
		if a.Username == strings.ToLower(name) {
			return a
		}
	}
	return nil
}

func userByName(c *call) (any, *failure) {
	if a := c.s.named(c.vars["name"]); a != nil {
		return c.seen(a), nil
	}
	return nil, fail(404, "app.user.get_by_username.app_error")
}

func userByEmail(c *call) (any, *failure) {
	if !c.s.settings.ShowEmailAddress && !c.can(model.PermissionManageSystem) {
		return nil, fail(403, "api.user.get_user_by_email.permissions.app_error")
	}
	for _, a := range c.s.users {
		if a.Email != "" && a.Email == strings.ToLower(c.vars["email"]) {
			return c.seen(a), nil
		}
	}
	return nil, noAccount()
}

// several answers a request for the accounts that a list of words stands for.
func (c *call) several(name string, find func(word string) *account) (any, *failure) {
	var words []string
	if f := c.read(&words, name); f != nil {
		return nil, f
	}
	if len(words) == 0 {
		return nil, invalidParam(name)
	}
	list := []*model.User{}
	for _, w := range words {
		if a := find(w); a != nil {
			list = append(list, c.seen(a))
		}
	}
	return list, nil
}

func usersByIDs(c *call) (any, *failure) {
	return c.several("user_ids", func(id string) *account { return c.s.users[id] })
}

func usersByNames(c *call) (any, *failure) { return c.several("usernames", c.s.named) }

// listUsers answers GET /users, of all or of one team or channel, by user name.
func listUsers(c *call) (any, *failure) {
	team, channelID := c.query("in_team"), c.query("in_channel")
	if team != "" && !c.canInTeam(team, model.PermissionViewTeam) || channelID != "" && !c.canIn(channelID, model.PermissionReadChannel) {
		return nil, denied()
	}
	list := []*model.User{}
	for _, id := range c.s.order {
		a := c.s.users[id]
		in := (team == "" || c.s.inTeam(id, team)) && (channelID == "" || c.s.channels[channelID].members[id] != nil)
		if in && c.wantsActive(a) {
			list = append(list, c.seen(a))
		}
	}
	sortUsers(list)
	from, to := c.page(len(list))
	return list[from:to], nil
}

// wantsActive reports whether a list asks for an account by its being active or not.
func (c *call) wantsActive(a *account) bool {
	switch {
	case c.query("active") == "true":
		return a.DeleteAt == 0
	case c.query("inactive") == "true":
		return a.DeleteAt != 0
	}
	return true
}
