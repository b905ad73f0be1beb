package mattermosttest

import (
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// builtIn are the triggers that a server has of itself, as far as they matter.
var builtIn = []string{
	"away", "code", "collapse", "dnd", "echo", "expand", "groupmsg", "header", "help", "invite", "join", "kick",
	"leave", "logout", "me", "msg", "mute", "offline", "online", "open", "purpose", "remove", "rename", "search",
	"settings", "shortcuts", "shrug", "status",
}

func commandsOff() *failure { return fail(501, "api.command.disabled.app_error") }

// unique reports whether no other command of a team has this trigger.
func (s *Server) unique(team, trigger, except string) bool {
	for _, name := range builtIn {
		if name == trigger {
			return false
		}
	}
	for _, other := range s.commands {
		if other.TeamId == team && other.Id != except && other.Trigger == trigger && other.DeleteAt == 0 {
			return false
		}
	}
	return true
}

func createCommand(c *call) (any, *failure) {
	var in model.Command
	if f := c.read(&in, "command"); f != nil {
		return nil, f
	}
	if !c.canInTeam(in.TeamId, model.PermissionManageOwnSlashCommands) {
		return nil, denied()
	}
	if in.CreatorId != "" && in.CreatorId != c.user.Id {
		if !c.canInTeam(in.TeamId, model.PermissionManageOthersSlashCommands) {
			return nil, denied()
		}
		if c.s.users[in.CreatorId] == nil {
			return nil, noAccount()
		}
	} else {
		in.CreatorId = c.user.Id
	}
	if !c.s.settings.EnableCommands {
		return nil, commandsOff()
	}
	in.Trigger = strings.ToLower(in.Trigger)
	if !c.s.unique(in.TeamId, in.Trigger, "") {
		return nil, fail(400, "api.command.duplicate_trigger.app_error")
	}
	in.Id = ""
	in.PreSave()
	in.AutocompleteData, in.DeleteAt = nil, 0
	in.CreateAt, in.UpdateAt = c.s.millis(), c.s.millis()
	if f := in.IsValid(); f != nil {
		return nil, f
	}
	c.s.commands[in.Id] = &in
	c.status = 201
	return in, nil
}

func listCommands(c *call) (any, *failure) {
	team := c.query("team_id")
	if team == "" {
		return nil, invalidParam("team_id")
	}
	if !c.canInTeam(team, model.PermissionViewTeam) {
		return nil, denied()
	}
	if c.query("custom_only") != "true" {
		c.vars["team"] = team
		return autocomplete(c)
	}
	if !c.canInTeam(team, model.PermissionManageOwnSlashCommands) {
		return nil, denied()
	}
	if !c.s.settings.EnableCommands {
		return nil, commandsOff()
	}
	others := c.canInTeam(team, model.PermissionManageOthersSlashCommands)
	list := []*model.Command{}
	for _, cmd := range c.s.commands {
		if cmd.TeamId == team && cmd.DeleteAt == 0 && (others || cmd.CreatorId == c.user.Id) {
			list = append(list, cmd)
		}
	}
	return list, nil
}

// autocomplete lists what people are offered while they type; autocomplete_data was dropped.
func autocomplete(c *call) (any, *failure) {
	if !c.canInTeam(c.vars["team"], model.PermissionViewTeam) {
		return nil, denied()
	}
	list := []*model.Command{}
	for _, cmd := range c.s.commands {
		if c.s.settings.EnableCommands && cmd.TeamId == c.vars["team"] && cmd.DeleteAt == 0 && cmd.AutoComplete {
			cp := *cmd
			cp.Sanitize()
			list = append(list, &cp)
		}
	}
	return list, nil
}

// command returns the command that {command} stands for where the caller may manage it.
func (c *call) command() (*model.Command, *failure) {
	missing := fail(404, "store.sql_command.save.get.app_error")
	cmd := c.s.commands[c.vars["command"]]
	if cmd == nil || cmd.DeleteAt != 0 || !c.s.settings.EnableCommands {
		return nil, missing
	}
	if !c.canInTeam(cmd.TeamId, model.PermissionManageOwnSlashCommands) {
		return nil, missing
	}
	if cmd.CreatorId != c.user.Id && !c.canInTeam(cmd.TeamId, model.PermissionManageOthersSlashCommands) {
		return nil, denied()
	}
	return cmd, nil
}

func readCommand(c *call) (any, *failure) {
	cmd, f := c.command()
	if f != nil {
		return nil, f
	}
	return cmd, nil
}

// updateCommand keeps id, token and creator.
func updateCommand(c *call) (any, *failure) {
	var in model.Command
	if f := c.read(&in, "command"); f != nil {
		return nil, f
	}
	if in.Id != c.vars["command"] {
		return nil, invalidParam("command")
	}
	old, f := c.command()
	if f != nil {
		return nil, f
	}
	if in.TeamId != old.TeamId {
		return nil, fail(400, "api.command.team_mismatch.app_error")
	}
	in.Trigger = strings.ToLower(in.Trigger)
	in.Token, in.CreateAt, in.CreatorId, in.DeleteAt = old.Token, old.CreateAt, old.CreatorId, old.DeleteAt
	in.UpdateAt, in.AutocompleteData, in.PluginId = c.s.millis(), nil, old.PluginId
	if !c.s.unique(in.TeamId, in.Trigger, in.Id) {
		return nil, fail(400, "api.command.duplicate_trigger.app_error")
	}
	if f := in.IsValid(); f != nil {
		return nil, f
	}
	*old = in
	return in, nil
}

func deleteCommand(c *call) (any, *failure) {
	cmd, f := c.command()
	if f != nil {
		return nil, f
	}
	cmd.DeleteAt = c.s.millis()
	return okay, nil
}

func regenerateToken(c *call) (any, *failure) {
	cmd, f := c.command()
	if f != nil {
		return nil, f
	}
	cmd.Token = model.NewId()
	return map[string]string{"token": cmd.Token}, nil
}
