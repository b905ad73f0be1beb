package mattermosttest

import (
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestWithoutCommandsNothingOfThemWorks(t *testing.T) {
	b := emulated(t)
	b.s.Set(func(c *Settings) { c.EnableCommands = false })
	const off = "api.command.disabled.app_error"
	_, _, err := b.admin.CreateCommand(b.ctx, &model.Command{TeamId: b.team.Id, Trigger: "x", Method: "P", URL: "http://x.example"})
	b.refused(err, 501, off)
	_, _, err = b.admin.ListCommands(b.ctx, b.team.Id, true)
	b.refused(err, 501, off)
	bert := b.human()
	b.refused(bert.Slash(b.ctx, b.plaza(bert).Id, "/x"), 501, off)
}

func TestOnlyAdministratorsMakeCommands(t *testing.T) {
	b := start(t)
	cmd := &model.Command{TeamId: b.team.Id, Trigger: unique("k"), Method: "P", URL: "http://kigo.example"}
	_, _, err := b.bot.CreateCommand(b.ctx, cmd)
	b.refused(err, 403, "api.context.permissions.app_error")
	_, _, err = b.bot.ListCommands(b.ctx, b.team.Id, true)
	b.refused(err, 403, "api.context.permissions.app_error")
	bert := b.human()
	_, _, err = bert.Client.CreateCommand(b.ctx, cmd)
	b.refused(err, 403, "api.context.permissions.app_error")
	_, err = b.admin.UpdateTeamMemberRoles(b.ctx, b.team.Id, bert.ID, "team_user team_admin")
	b.ok(err)
	_, _, err = bert.Client.CreateCommand(b.ctx, cmd)
	b.ok(err)
}

func TestCommandsAreFoundAndChanged(t *testing.T) {
	b := start(t)
	cmd, _, err := b.admin.CreateCommand(b.ctx, &model.Command{
		TeamId: b.team.Id, Trigger: strings.ToUpper(unique("k")), Method: "P", URL: "http://kigo.example", AutoComplete: true,
		AutocompleteData: model.NewAutocompleteData("k", "", ""),
	})
	b.ok(err)
	if cmd.Trigger != strings.ToLower(cmd.Trigger) || cmd.Token == "" {
		t.Errorf("made %+v", cmd)
	}
	list, _, err := b.admin.ListCommands(b.ctx, b.team.Id, true)
	b.ok(err)
	if len(list) != 1 || list[0].Id != cmd.Id || list[0].Token != cmd.Token || list[0].AutocompleteData != nil {
		t.Fatalf("listed %+v", list)
	}
	token := cmd.Token
	cmd.URL, cmd.Token = "http://kigo2.example", "mine"
	cmd, _, err = b.admin.UpdateCommand(b.ctx, cmd)
	b.ok(err)
	if cmd.Token != token || cmd.URL != "http://kigo2.example" {
		t.Errorf("an update gave token %s, url %s", cmd.Token, cmd.URL)
	}
	_, _, err = b.admin.CreateCommand(b.ctx, &model.Command{TeamId: b.team.Id, Trigger: cmd.Trigger, Method: "P", URL: cmd.URL})
	b.refused(err, 400, "api.command.duplicate_trigger.app_error")
	fresh, _, err := b.admin.RegenCommandToken(b.ctx, cmd.Id)
	b.ok(err)
	if fresh == "" || fresh == token {
		t.Errorf("the new token is %q", fresh)
	}
	_, err = b.admin.DeleteCommand(b.ctx, cmd.Id)
	b.ok(err)
	list, _, err = b.admin.ListCommands(b.ctx, b.team.Id, true)
	b.ok(err)
	if len(list) != 0 {
		t.Errorf("%d commands are left", len(list))
	}
}

func TestCommandsHaveLimits(t *testing.T) {
	b := start(t)
	for name, tc := range map[string]struct {
		change func(*model.Command)
		id     string
	}{
		"trigger with a blank":      {func(c *model.Command) { c.Trigger = "a b" }, "model.command.is_valid.trigger.app_error"},
		"trigger with an umlaut":    {func(c *model.Command) { c.Trigger = "grüße" }, "model.command.is_valid.trigger.app_error"},
		"trigger of 129":            {func(c *model.Command) { c.Trigger = strings.Repeat("k", 129) }, "model.command.is_valid.trigger.app_error"},
		"trigger with a slash":      {func(c *model.Command) { c.Trigger = "/" + c.Trigger }, "model.command.is_valid.trigger.app_error"},
		"no url":                    {func(c *model.Command) { c.URL = "" }, "model.command.is_valid.url.app_error"},
		"url of 1,025":              {func(c *model.Command) { c.URL = "http://" + strings.Repeat("x", 1018) }, "model.command.is_valid.url.app_error"},
		"url without scheme":        {func(c *model.Command) { c.URL = "kigo.example" }, "model.command.is_valid.url_http.app_error"},
		"display name of 65":        {func(c *model.Command) { c.DisplayName = strings.Repeat("x", 65) }, "model.command.is_valid.display_name.app_error"},
		"description of 129 bytes":  {func(c *model.Command) { c.Description = strings.Repeat("ä", 65) }, "model.command.is_valid.description.app_error"},
		"no method":                 {func(c *model.Command) { c.Method = "" }, "model.command.is_valid.method.app_error"},
		"dots and dashes are taken": {func(c *model.Command) { c.Trigger = "a.b/c-d_" + c.Trigger }, ""},
	} {
		cmd := &model.Command{TeamId: b.team.Id, Trigger: unique("k"), Method: "P", URL: "http://kigo.example"}
		tc.change(cmd)
		_, _, err := b.admin.CreateCommand(b.ctx, cmd)
		if tc.id == "" {
			b.ok(err)
			continue
		}
		t.Log(name)
		b.refused(err, 400, tc.id)
	}
}

func TestCommandsOutliveTheirCreator(t *testing.T) {
	b := start(t)
	in := b.integration(nil)
	owner, bert := b.human(), b.human()
	_, err := b.admin.UpdateTeamMemberRoles(b.ctx, b.team.Id, owner.ID, "team_user team_admin")
	b.ok(err)
	cmd, _, err := owner.Client.CreateCommand(b.ctx, &model.Command{TeamId: b.team.Id, Trigger: unique("k"), Method: "P", URL: in.URL})
	b.ok(err)
	_, err = b.admin.DeleteUser(b.ctx, owner.ID)
	b.ok(err)
	b.ok(bert.Slash(b.ctx, b.plaza(bert).Id, "/"+cmd.Trigger))
}
