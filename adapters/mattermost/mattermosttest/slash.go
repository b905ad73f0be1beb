package mattermosttest

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/mattermost/mattermost/server/public/model"
)

// errand is a slash command on its way to the integration.
type errand struct {
	command model.Command
	args    model.CommandArgs
	form    url.Values
	client  string // the part of the trigger that the client gets
}

// executeCommand answers POST /commands/execute.
func executeCommand(c *call) (any, *failure) {
	s := c.s
	s.mu.Lock()
	e, f := c.errand()
	s.mu.Unlock()
	if f != nil {
		return nil, f
	}
	answer, f := s.callCommand(e)
	if f != nil {
		return nil, f
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	answer.TriggerId = e.client
	if f := s.takeResponse(&e.command, e.args, answer); f != nil {
		return nil, f
	}
	return answer, nil
}

// errand checks who runs a command where, and makes the form that the integration gets.
func (c *call) errand() (*errand, *failure) {
	s, e := c.s, &errand{}
	if f := c.read(&e.args, "command_args"); f != nil {
		return nil, f
	}
	args := &e.args
	ch, f := c.place(args)
	if f != nil {
		return nil, f
	}
	args.UserId = c.user.Id
	trigger, words := args.Command, ""
	if i := strings.IndexFunc(args.Command, unicode.IsSpace); i >= 0 {
		// One byte is cut, however long the blank is.
		trigger, words = args.Command[:i], args.Command[i+1:]
	}
	trigger = strings.ToLower(strings.TrimPrefix(trigger, "/"))
	if !s.settings.EnableCommands {
		return nil, commandsOff()
	}
	team := s.teams[args.TeamId]
	if team == nil {
		return nil, fail(404, "app.team.get.find.app_error")
	}
	cmd := s.commandNamed(team.Id, trigger)
	if cmd == nil {
		return nil, fail(404, "api.command.execute_command.not_found.app_error", trigger)
	}
	if s.settings.SiteURL == "" {
		return nil, fail(400, "api.command.execute_command.site_url_required.app_error")
	}
	e.command = *cmd
	e.client, args.TriggerId = s.trigger(c.user.Id, s.now())
	h := s.newHook(cmd.Id, *args)
	e.form = url.Values{
		"token": {cmd.Token}, "team_id": {team.Id}, "team_domain": {team.Name},
		"channel_id": {ch.Id}, "channel_name": {ch.Name}, "user_id": {c.user.Id}, "user_name": {c.user.Username},
		"command": {"/" + trigger}, "text": {words}, "trigger_id": {args.TriggerId}, "root_id": {args.RootId},
		"response_url": {s.settings.SiteURL + "/hooks/commands/" + h.id},
	}
	s.addMentions(e.form, words, team.Id)
	return e, nil
}

// place checks that the caller may run commands in a channel; it settles the team.
func (c *call) place(args *model.CommandArgs) (*channel, *failure) {
	if len(args.Command) <= 1 || args.Command[0] != '/' || !model.IsValidId(args.ChannelId) {
		return nil, fail(400, "api.command.execute_command.start.app_error")
	}
	if !c.canIn(args.ChannelId, model.PermissionCreatePost) {
		return nil, denied()
	}
	ch := c.s.channels[args.ChannelId]
	switch {
	case ch.DeleteAt != 0:
		return nil, fail(400, "api.command.execute_command.deleted.error")
	case !ch.personal():
		args.TeamId = ch.TeamId
	case c.s.restricted(ch):
		return nil, fail(400, "api.command.execute_command.restricted_dm.error")
	case !c.s.inTeam(c.user.Id, args.TeamId) && !c.can(model.PermissionCreatePost):
		return nil, denied()
	}
	return ch, nil
}

func (s *Server) commandNamed(team, trigger string) *model.Command {
	for _, cmd := range s.commands {
		if cmd.TeamId == team && cmd.Trigger == trigger && cmd.DeleteAt == 0 {
			return cmd
		}
	}
	return nil
}

var atName = regexp.MustCompile(`\B@[[:alnum:]][[:alnum:].\-_:]*`)

// addMentions names the people and channels in a command's text.
func (s *Server) addMentions(form url.Values, words, team string) {
	seen := map[string]bool{}
	for _, match := range atName.FindAllString(words, -1) {
		name := strings.ToLower(match[1:])
		for a := s.named(name); ; a = s.named(name) {
			if a != nil {
				if s.inTeam(a.Id, team) && !seen[name] {
					seen[name] = true
					form.Add("user_mentions", name)
					form.Add("user_mentions_ids", a.Id)
				}
				break
			}
			short := strings.TrimRight(name, ".-_")
			if short == name || short == "" {
				break
			}
			name = name[:len(name)-1]
		}
	}
	for _, name := range model.ChannelMentions(words) {
		if ch := s.channelNamed(team, name); ch != nil && ch.Type == model.ChannelTypeOpen {
			form.Add("channel_mentions", name)
			form.Add("channel_mentions_ids", ch.Id)
		}
	}
}

// callCommand calls the integration. Only 200 counts.
func (s *Server) callCommand(e *errand) (*model.CommandResponse, *failure) {
	cmd := &e.command
	failed := fail(500, "api.command.execute_command.failed.app_error", cmd.Trigger)
	ctx, cancel := s.timeLimit()
	defer cancel()
	var r *http.Request
	var err error
	if cmd.Method == model.CommandMethodGet {
		r, err = http.NewRequestWithContext(ctx, http.MethodGet, cmd.URL, nil)
	} else {
		r, err = http.NewRequestWithContext(ctx, http.MethodPost, cmd.URL, strings.NewReader(e.form.Encode()))
	}
	if err != nil {
		return nil, failed
	}
	if cmd.Method == model.CommandMethodGet {
		if r.URL.RawQuery != "" {
			r.URL.RawQuery += "&"
		}
		r.URL.RawQuery += e.form.Encode()
	} else {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "Mattermost-Bot/1.1")
	r.Header.Set("Authorization", "Token "+cmd.Token)
	var header http.Header
	status, body, err := fetch(s.out.commands, r, &header)
	if err != nil {
		s.log.add("error", "Command with a trigger of '%s' failed. %v", cmd.Trigger, err)
		return nil, failed
	}
	if status != http.StatusOK {
		return nil, fail(500, "api.command.execute_command.failed_resp.app_error", cmd.Trigger, fmt.Sprintf("%d %s", status, http.StatusText(status)))
	}
	answer, err := model.CommandResponseFromHTTPBody(header.Get("Content-Type"), strings.NewReader(string(body)))
	if err != nil || answer == nil {
		s.log.add("error", "Command with a trigger of '%s' failed. %v", cmd.Trigger, err)
		return nil, failed
	}
	return answer, nil
}
