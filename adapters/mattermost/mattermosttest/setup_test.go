package mattermosttest

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestBotsAreOnlyCreatedWhereSettingsAllowIt(t *testing.T) {
	b := emulated(t)
	b.s.Set(func(c *Settings) { c.EnableBotAccountCreation = false })
	_, _, err := b.admin.CreateBot(b.ctx, &model.Bot{Username: unique("bot")})
	b.refused(err, 403, "api.bot.create_disabled")
}

func TestFreshServersForbidWhatAnIntegrationNeeds(t *testing.T) {
	t.Parallel()
	c := Start(t).Settings()
	if c.EnableBotAccountCreation || c.EnableUserAccessTokens || c.EnablePostUsernameOverride || c.EnablePostIconOverride {
		t.Error("a fresh server allows too much")
	}
	if !c.EnableCommands || !c.ShowEmailAddress || !c.DisableBotsWhenOwnerIsDeactivated || c.AllowedUntrustedInternalConnections != "" {
		t.Error("a fresh server forbids too much")
	}
}

func TestTokensOfBotsWorkWherePersonalOnesAreOff(t *testing.T) {
	b := start(t)
	_, _, err := b.bot.GetMe(b.ctx, "")
	b.ok(err)
	bert := b.stranger()
	_, _, err = b.admin.CreateUserAccessToken(b.ctx, bert.ID, "bert's", 0)
	b.refused(err, 501, "app.user_access_token.disabled")
}

func TestPersonalTokensEndWithTheSetting(t *testing.T) {
	b := emulated(t)
	b.s.Set(func(c *Settings) { c.EnableUserAccessTokens = true })
	tok, _, err := b.admin.CreateUserAccessToken(b.ctx, b.stranger().ID, "bert's", 0)
	b.ok(err)
	_, _, err = b.client(tok.Token).GetMe(b.ctx, "")
	b.ok(err)
	b.s.Set(func(c *Settings) { c.EnableUserAccessTokens = false })
	_, _, err = b.client(tok.Token).GetMe(b.ctx, "")
	b.refused(err, 401, "api.context.session_expired.app_error")
}

func TestABotCreatesNoTokens(t *testing.T) {
	b := start(t)
	_, _, err := b.bot.CreateUserAccessToken(b.ctx, b.botID, "mine", 0)
	b.refused(err, 403, "api.context.permissions.app_error")
	_, _, err = b.admin.CreateUserAccessToken(b.ctx, b.botID, "", 0)
	b.refused(err, 400, "api.context.invalid_body_param.app_error")
}

func TestAddressesInsideMustBeAllowed(t *testing.T) {
	b := emulated(t)
	in := b.integration(nil)
	bert := b.human()
	ch := b.plaza(bert)
	cmd := b.command(in.URL)
	p := b.post(&model.Post{ChannelId: ch.Id, Message: "x", Props: buttons(button("a", "Klick", in.URL))})
	byName := strings.Replace(in.URL, "127.0.0.1", "localhost", 1)
	named := b.command(byName)
	for allowed, works := range map[string]struct{ ip, name bool }{
		"":                                    {false, false},
		"127.0.0.1":                           {true, false},
		"127.0.0.1/32":                        {true, true},
		"127.0.0.0/8":                         {true, true},
		"localhost":                           {false, true},
		"10.1.2.3/32 kigo.example":            {false, false},
		strings.TrimPrefix(in.URL, "http://"): {false, false}, // ip:port
		"kigo.example,127.0.0.1,  10.0.0.0/8": {true, false},
	} {
		b.s.Set(func(c *Settings) { c.AllowedUntrustedInternalConnections = allowed })
		b.s.out.close() // connections are used again, so that commands pass for a while
		for _, try := range []struct {
			line  string
			works bool
		}{{cmd.Trigger, works.ip}, {named.Trigger, works.name}} {
			err := bert.Slash(b.ctx, ch.Id, "/"+try.line)
			if try.works {
				b.ok(err)
				continue
			}
			b.refused(err, 500, "api.command.execute_command.failed.app_error")
		}
		err := bert.Click(b.ctx, p, "Klick")
		if works.ip {
			b.ok(err)
			continue
		}
		b.refused(err, 400, "api.post.do_action.action_integration.app_error")
	}
	forbidden := "address forbidden, you may need to set AllowedUntrustedInternalConnections to allow an integration access to your internal network: IP 127.0.0.1 is in a reserved range and not in AllowedUntrustedInternalConnections"
	if !b.s.Logged("error", forbidden) || !b.s.Logged("debug", forbidden) {
		t.Errorf("the log does not say why: %q", b.s.Log())
	}
}

func TestOpenConnectionsHideThatAnAddressIsForbidden(t *testing.T) {
	b := emulated(t)
	bert := b.human()
	ch, cmd := b.plaza(bert), b.command(b.integration(nil).URL)
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	b.s.Set(func(c *Settings) { c.AllowedUntrustedInternalConnections = "" })
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
}

func TestABotOutsideTheTeamSeesNoneOfIt(t *testing.T) {
	b := start(t)
	id, _, token := b.newBot()
	c := b.client(token)
	_, _, err := c.GetTeamByName(b.ctx, b.team.Name, "")
	b.refused(err, 403, "api.context.permissions.app_error")
	bert := b.human()
	ch, _, err := c.CreateDirectChannel(b.ctx, id, bert.ID)
	b.ok(err)
	_, _, err = c.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: "direct works"})
	b.ok(err)
	_, _, err = c.CreatePost(b.ctx, &model.Post{ChannelId: b.plaza(bert).Id, Message: "x"})
	b.refused(err, 403, "api.context.permissions.app_error")
}

func TestJoiningATeamIsJoiningItsTwoChannels(t *testing.T) {
	b := start(t)
	list, _, err := b.bot.GetChannelsForTeamForUser(b.ctx, b.team.Id, b.botID, false, "")
	b.ok(err)
	var names []string
	for _, ch := range list {
		if ch.TeamId != "" {
			names = append(names, ch.Name)
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"off-topic", "town-square"}) {
		t.Errorf("the bot is in %q", names)
	}
}

func TestDirectMessagesCanBeRestrictedToTheTeam(t *testing.T) {
	b := emulated(t)
	b.s.Set(func(c *Settings) { c.RestrictDirectMessage = "team" })
	outside := b.stranger()
	_, _, err := b.bot.CreateDirectChannel(b.ctx, b.botID, outside.ID)
	b.refused(err, 403, "api.channel.create_channel.direct_channel.team_restricted_error")
	bert := b.human()
	ch := b.direct(bert)
	b.say(ch.Id, "inside works")
	_, err = b.admin.RemoveTeamMember(b.ctx, b.team.Id, bert.ID)
	b.ok(err)
	_, _, err = b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x"})
	b.refused(err, 400, "api.post.create_post.can_not_post_in_restricted_dm.error")
}

func TestABotCanNotDressItself(t *testing.T) {
	b := start(t)
	bad := []byte("\x89PNG\r\n\x1a\n")
	_, err := b.bot.SetProfileImage(b.ctx, b.botID, bad)
	b.refused(err, 403, "api.context.permissions.app_error")
	name := "Kigo"
	_, _, err = b.bot.PatchBot(b.ctx, b.botID, &model.BotPatch{DisplayName: &name})
	b.refused(err, 404, "store.sql_bot.get.missing.app_error")
	_, err = b.admin.SetProfileImage(b.ctx, b.botID, bad)
	b.refused(err, 400, "api.user.upload_profile_user.check_image_limits.app_error")
	_, err = b.admin.SetProfileImage(b.ctx, b.botID, picture(b))
	b.ok(err)
	got, _, err := b.admin.PatchBot(b.ctx, b.botID, &model.BotPatch{DisplayName: &name})
	b.ok(err)
	if got.DisplayName != name {
		t.Errorf("the bot is called %q", got.DisplayName)
	}
}

func picture(b *bench) []byte {
	var buf bytes.Buffer
	b.ok(png.Encode(&buf, image.NewRGBA(image.Rect(0, 0, 8, 8))))
	return buf.Bytes()
}

func TestBotsGoWithTheirOwner(t *testing.T) {
	b := emulated(t)
	owner := b.stranger()
	_, err := b.admin.UpdateUserRoles(b.ctx, owner.ID, "system_user system_admin")
	b.ok(err)
	bot, _, err := owner.Client.CreateBot(b.ctx, &model.Bot{Username: unique("bot")})
	b.ok(err)
	tok, _, err := owner.Client.CreateUserAccessToken(b.ctx, bot.UserId, "x", 0)
	b.ok(err)
	_, err = b.admin.DeleteUser(b.ctx, owner.ID)
	b.ok(err)
	_, _, err = b.client(tok.Token).GetMe(b.ctx, "")
	b.refused(err, 401, "api.context.session_expired.app_error")
}

func TestTheNumberOfUsersIsLimited(t *testing.T) {
	b := emulated(t)
	gone := b.stranger()
	b.s.SetActive(gone.ID, false)
	n := 1 // the administrator; bots don't count
	b.s.Set(func(c *Settings) { c.MaxUsers = n + 1 })
	b.stranger()
	_, _, err := b.admin.CreateUser(b.ctx, &model.User{Username: unique("x"), Email: unique("x") + "@stadt.example", Password: Password})
	b.refused(err, 400, "api.user.create_user.user_limits.exceeded")
	_, err = b.admin.UpdateUserActive(b.ctx, gone.ID, true)
	b.refused(err, 400, "app.user.update_active.user_limit.exceeded")
	_, _, err = b.admin.EnableBot(b.ctx, b.botID)
	b.refused(err, 400, "app.user.update_active.user_limit.exceeded")
}
