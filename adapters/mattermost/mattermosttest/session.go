package mattermosttest

import (
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// session is what a token from a login stands for, or an access token.
type session struct {
	id, token, user string
	until           int64 // milliseconds; 0 is without end
	access          *model.UserAccessToken
}

// loginAge is how long a session of a login lasts.
const loginAge = 30 * 24 * time.Hour

// sessionOf returns the session of a token that is good for something.
func (s *Server) sessionOf(token string) *session {
	if t := s.sessions[token]; t != nil {
		a := s.users[t.user]
		if a == nil || a.DeleteAt != 0 || s.millis() > t.until {
			return nil
		}
		return t
	}
	t := s.tokens[token]
	if t == nil || !t.IsActive {
		return nil
	}
	a := s.users[t.UserId]
	if a == nil || a.DeleteAt != 0 || (!a.IsBot && !s.settings.EnableUserAccessTokens) {
		return nil
	}
	return &session{id: t.Id, token: token, user: t.UserId, access: t}
}

func (s *Server) newSession(user string) *session {
	t := &session{id: model.NewId(), token: model.NewId(), user: user, until: s.now().Add(loginAge).UnixMilli()}
	s.sessions[t.token] = t
	return t
}

// expel ends all sessions of an account and closes its sockets; its tokens stay.
func (s *Server) expel(user string) {
	for token, t := range s.sessions {
		if t.user == user {
			delete(s.sessions, token)
		}
	}
	s.hub.close(user)
}

func login(c *call) (any, *failure) {
	var in struct {
		LoginID  string `json:"login_id"`
		ID       string `json:"id"`
		Password string `json:"password"`
	}
	if f := c.read(&in, "body"); f != nil {
		return nil, f
	}
	wrong := fail(401, "api.user.login.invalid_credentials_email_username")
	a := c.s.users[in.ID]
	for _, candidate := range c.s.users {
		if in.LoginID != "" && (candidate.Username == strings.ToLower(in.LoginID) || candidate.Email == strings.ToLower(in.LoginID)) {
			a = candidate
		}
	}
	switch {
	case a == nil:
		return nil, wrong
	case a.IsBot:
		return nil, fail(401, "api.user.login.bot_login_forbidden.app_error")
	case a.password == "" || a.password != in.Password:
		return nil, wrong
	case a.DeleteAt != 0:
		return nil, fail(401, "api.user.login.inactive.app_error")
	}
	t := c.s.newSession(a.Id)
	c.w.Header().Set("Token", t.token)
	return c.s.sanitized(a, true), nil
}

func logout(c *call) (any, *failure) {
	delete(c.s.sessions, c.session.token)
	return okay, nil
}

// secret returns the access token, with the token itself only where it was just made.
func hidden(t *model.UserAccessToken) *model.UserAccessToken {
	cp := *t
	cp.Token = ""
	return &cp
}

func createToken(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	var in model.UserAccessToken
	if f := c.read(&in, "user_access_token"); f != nil {
		return nil, f
	}
	switch {
	case in.Description == "":
		return nil, invalidParam("description")
	case !c.can(model.PermissionCreateUserAccessToken), !c.mayManage(a), a.IsSystemAdmin() && !c.can(model.PermissionManageSystem):
		return nil, denied()
	case !a.IsBot && !c.s.settings.EnableUserAccessTokens:
		return nil, fail(501, "app.user_access_token.disabled")
	}
	return c.s.newToken(a.Id, in.Description), nil
}

func (s *Server) newToken(user, description string) *model.UserAccessToken {
	t := &model.UserAccessToken{
		Id: model.NewId(), Token: model.NewId(), UserId: user, Description: description, IsActive: true,
	}
	s.tokens[t.Token] = t
	cp := *t
	return &cp
}

func listTokens(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	if !c.can(model.PermissionReadUserAccessToken) || !c.mayManage(a) {
		return nil, denied()
	}
	list := []*model.UserAccessToken{}
	for _, t := range c.s.tokens {
		if t.UserId == a.Id {
			list = append(list, hidden(t))
		}
	}
	return list, nil
}

func revokeToken(c *call) (any, *failure) {
	var in struct {
		ID string `json:"token_id"`
	}
	if f := c.read(&in, "token_id"); f != nil {
		return nil, f
	}
	if !c.can(model.PermissionRevokeUserAccessToken) {
		return nil, denied()
	}
	for token, t := range c.s.tokens {
		if t.Id == in.ID {
			if !c.mayManage(c.s.users[t.UserId]) {
				return nil, denied()
			}
			delete(c.s.tokens, token)
			c.s.hub.closeToken(token)
			return okay, nil
		}
	}
	return nil, fail(404, "app.user_access_token.get_by_user.app_error")
}
