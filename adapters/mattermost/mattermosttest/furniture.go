package mattermosttest

import (
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// Password is that of every person whom a test has made.
const Password = "Passw0rd!"

// What every server has.
const (
	adminName = "admin"
	teamName  = "stadt"
)

// furnish makes what every server has.
func (s *Server) furnish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.make(adminName)
	a.Roles = model.SystemUserRoleId + " " + model.SystemAdminRoleId
	t := s.addTeam(teamName, "Stadt")
	m := s.joinTeam(a.Id, t.Id)
	m.Roles, m.SchemeAdmin = model.TeamUserRoleId+" "+model.TeamAdminRoleId, true
}

// make adds an account of a test's own; the limit of users does not hold for it.
func (s *Server) make(name string) *account {
	a, f := s.addUser(&model.User{
		Username: name, Email: name + "@stadt.example", FirstName: strings.ToUpper(name[:1]) + name[1:],
		LastName: "Beispiel", Locale: "de",
	}, Password)
	if f != nil {
		s.t.Errorf("make account %s: %s", name, f.Id)
		return &account{}
	}
	return a
}

// must reports a test's mistake.
func (s *Server) must(ok bool, what string) bool {
	s.t.Helper()
	if !ok {
		s.t.Errorf("mattermosttest: %s", what)
	}
	return ok
}

// Team is the team that every server has, "stadt".
func (s *Server) Team() *model.Team {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := *s.teamNamed(teamName)
	return &t
}

// AddTeam makes another team, in which nobody is.
func (s *Server) AddTeam(name string) *model.Team {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := *s.addTeam(name, name)
	return &t
}

// Join makes accounts members of a team.
func (s *Server) Join(teamID string, userIDs ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range userIDs {
		if s.must(s.users[id] != nil && s.teams[teamID] != nil, "no such account or team") {
			s.joinTeam(id, teamID)
		}
	}
}

// Leave takes accounts out of a team.
func (s *Server) Leave(teamID string, userIDs ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range userIDs {
		s.leaveTeam(id, teamID)
	}
}

// Channel returns the public channel of this name in the team "stadt", made if there is
// none, with these members besides those it has.
func (s *Server) Channel(name string, userIDs ...string) *model.Channel {
	return s.makeRoom(name, model.ChannelTypeOpen, userIDs)
}

// PrivateChannel is the same for a private one.
func (s *Server) PrivateChannel(name string, userIDs ...string) *model.Channel {
	return s.makeRoom(name, model.ChannelTypePrivate, userIDs)
}

func (s *Server) makeRoom(name string, kind model.ChannelType, userIDs []string) *model.Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	team := s.teamNamed(teamName).Id
	ch := s.channelNamed(team, name)
	if ch == nil {
		ch = s.addChannel(&model.Channel{TeamId: team, Type: kind, Name: name, DisplayName: name})
	}
	for _, id := range userIDs {
		if s.must(s.users[id] != nil, "no account "+id) {
			s.joinChannel(id, ch, "")
		}
	}
	out := ch.Channel
	return &out
}

// Kick takes accounts out of a channel.
func (s *Server) Kick(channelID string, userIDs ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range userIDs {
		s.leaveChannel(id, s.channels[channelID])
	}
}

// Archive closes a channel.
func (s *Server) Archive(channelID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[channelID].DeleteAt = s.millis()
}

// Direct returns the direct channel of two accounts, made if there is none.
func (s *Server) Direct(a, b string) *model.Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, f := s.directChannel(a, b, true)
	if !s.must(f == nil, "no direct channel") {
		return &model.Channel{}
	}
	out := ch.Channel
	return &out
}

// Bot is a bot account with a token.
type Bot struct {
	ID, Name, Token string
}

// Bot returns the bot of this name, made if there is none: it belongs to the
// administrator, is in the team "stadt" and has a token of its own at each call.
func (s *Server) Bot(name string) Bot {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.named(name)
	if a == nil {
		b, f := s.addBot(&model.Bot{Username: name, DisplayName: name, OwnerId: s.named(adminName).Id})
		if !s.must(f == nil, "no bot "+name) {
			return Bot{}
		}
		a = s.users[b.UserId]
		s.joinTeam(a.Id, s.teamNamed(teamName).Id)
	}
	return Bot{ID: a.Id, Name: a.Username, Token: s.newToken(a.Id, "test").Token}
}

// Command makes a slash command of the team "stadt".
func (s *Server) Command(trigger, url string) *model.Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &model.Command{
		TeamId: s.teamNamed(teamName).Id, Trigger: trigger, URL: url, Method: model.CommandMethodPost,
		CreatorId: s.named(adminName).Id, AutoComplete: true,
	}
	c.PreSave()
	c.CreateAt, c.UpdateAt = s.millis(), s.millis()
	s.commands[c.Id] = c
	out := *c
	return &out
}

// Grant adds a role to an account, as "system_post_all_public".
func (s *Server) Grant(userID, role string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.users[userID]; s.must(a != nil && s.roles[role] != nil, "no such account or role") {
		a.Roles += " " + role
	}
}

// Permit adds a permission to a role, as "create_post_ephemeral".
func (s *Server) Permit(role, permission string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.roles[role]; s.must(r != nil, "no role "+role) {
		r.Permissions = append(r.Permissions, permission)
	}
}

// SetActive deactivates an account, or activates it again.
func (s *Server) SetActive(userID string, active bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.users[userID]; s.must(a != nil, "no account "+userID) {
		s.setActive(a, active)
	}
}

// Change changes a profile.
func (s *Server) Change(userID string, change func(*model.User)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.users[userID]; s.must(a != nil, "no account "+userID) {
		change(&a.User)
		s.told(a)
	}
}

// Revoke makes a token worthless.
func (s *Server) Revoke(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, token)
	delete(s.sessions, token)
	s.hub.closeToken(token)
}
