package mattermosttest

import (
	"slices"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestAProfile(t *testing.T) {
	b := start(t)
	bert := b.stranger()
	nick, zone := "Berti", map[string]string{"useAutomaticTimezone": "true", "automaticTimezone": "Europe/Berlin", "manualTimezone": ""}
	locale := "de"
	first := "Bert"
	_, _, err := bert.Client.PatchUser(b.ctx, bert.ID, &model.UserPatch{Nickname: &nick, Timezone: zone, Locale: &locale, FirstName: &first})
	b.ok(err)
	u, _, err := b.bot.GetUser(b.ctx, bert.ID, "")
	b.ok(err)
	if u.Username != bert.Name || u.Nickname != nick || u.Locale != "de" || u.FirstName != "Bert" || u.Email == "" || u.IsBot || u.Roles != "system_user" || u.Timezone["automaticTimezone"] != "Europe/Berlin" {
		t.Errorf("%s", js(u))
	}
	if u.NotifyProps != nil || u.Password != "" {
		t.Errorf("too much: %s", js(u))
	}
	me, _, err := b.bot.GetMe(b.ctx, "")
	b.ok(err)
	if me.Id != b.botID || !me.IsBot || me.Timezone["automaticTimezone"] != "" {
		t.Errorf("%s", js(me))
	}
}

func TestFindingPeople(t *testing.T) {
	b := start(t)
	bert, anna := b.stranger(), b.stranger()
	list, _, err := b.bot.GetUsersByIds(b.ctx, []string{bert.ID, anna.ID, model.NewId()})
	b.ok(err)
	named, _, err := b.bot.GetUsersByUsernames(b.ctx, []string{bert.Name, "nosuch"})
	b.ok(err)
	byName, _, err := b.bot.GetUserByUsername(b.ctx, bert.Name, "")
	b.ok(err)
	byMail, _, err := b.bot.GetUserByEmail(b.ctx, bert.Name+"@stadt.example", "")
	b.ok(err)
	if len(list) != 2 || len(named) != 1 || byName.Id != bert.ID || byMail.Id != bert.ID {
		t.Errorf("%d %d %s %s", len(list), len(named), byName.Id, byMail.Id)
	}
	_, _, err = b.bot.GetUserByUsername(b.ctx, "nosuch", "")
	b.refused(err, 404, "app.user.get_by_username.app_error")
	_, _, err = b.bot.GetUserByEmail(b.ctx, "nosuch@stadt.example", "")
	b.refused(err, 404, "app.user.missing_account.const")
	_, _, err = b.bot.GetUser(b.ctx, model.NewId(), "")
	b.refused(err, 404, "app.user.missing_account.const")
	_, _, err = b.bot.GetUser(b.ctx, "x", "")
	b.refused(err, 400, "api.context.invalid_url_param.app_error")
	_, _, err = b.bot.GetUsersByIds(b.ctx, []string{})
	b.refused(err, 400, "api.context.invalid_body_param.app_error")
	team, _, err := b.bot.GetUsersInTeam(b.ctx, b.team.Id, 0, 60, "")
	b.ok(err)
	if !slices.ContainsFunc(team, func(u *model.User) bool { return u.Id == b.botID }) || slices.ContainsFunc(team, func(u *model.User) bool { return u.Id == bert.ID }) {
		t.Errorf("in the team are %d", len(team))
	}
}

func TestWhatSettingsHide(t *testing.T) {
	b := emulated(t, With(func(c *Settings) { c.ShowEmailAddress, c.ShowFullName = false, false }))
	bert := b.s.Human("bert", Profile(func(u *model.User) { u.Nickname, u.Timezone["automaticTimezone"] = "Berti", "Europe/Berlin" }))
	u, _, err := b.bot.GetUser(b.ctx, bert.ID, "")
	b.ok(err)
	if u.Email != "" || u.FirstName != "" || u.LastName != "" || u.Nickname != "Berti" || u.Locale != "de" || u.Timezone["automaticTimezone"] != "Europe/Berlin" {
		t.Errorf("%s", js(u))
	}
	_, _, err = b.bot.GetUserByEmail(b.ctx, "bert@stadt.example", "")
	b.refused(err, 403, "api.user.get_user_by_email.permissions.app_error")
	u, _, err = b.admin.GetUserByEmail(b.ctx, "bert@stadt.example", "")
	b.ok(err)
	if u.Email == "" {
		t.Error("the administrator sees no address")
	}
}

func TestUsersComeInPages(t *testing.T) {
	b := emulated(t)
	for range 3 {
		b.stranger()
	}
	seen := map[string]bool{}
	for page := 0; ; page++ {
		list, _, err := b.bot.GetUsers(b.ctx, page, 2, "")
		b.ok(err)
		if len(list) == 0 {
			break
		}
		for _, u := range list {
			if seen[u.Id] {
				t.Errorf("%s is there twice", u.Username)
			}
			seen[u.Id] = true
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d users", len(seen))
	}
}

func TestALoginIsASession(t *testing.T) {
	b := start(t)
	bert := b.stranger()
	c := model.NewAPIv4Client(b.url)
	_, _, err := c.Login(b.ctx, bert.Name, "wrong")
	b.refused(err, 401, "api.user.login.invalid_credentials_email_username")
	_, _, err = c.Login(b.ctx, b.name, "x")
	b.refused(err, 401, "")
	u, _, err := c.Login(b.ctx, bert.Name+"@stadt.example", Password)
	b.ok(err)
	if u.Id != bert.ID || c.AuthToken == "" {
		t.Errorf("%s", js(u))
	}
	old := b.client(c.AuthToken)
	_, err = c.Logout(b.ctx)
	b.ok(err)
	_, _, err = old.GetMe(b.ctx, "")
	b.refused(err, 401, "api.context.session_expired.app_error")
	_, _, err = model.NewAPIv4Client(b.url).GetMe(b.ctx, "")
	b.refused(err, 401, "api.context.session_expired.app_error")
}

func TestTokensAreListedAndRevoked(t *testing.T) {
	b := start(t)
	list, _, err := b.admin.GetUserAccessTokensForUser(b.ctx, b.botID, 0, 10)
	b.ok(err)
	if len(list) != 1 || list[0].Token != "" || list[0].Description != "test" || !list[0].IsActive {
		t.Fatalf("%s", js(list))
	}
	_, err = b.admin.RevokeUserAccessToken(b.ctx, list[0].Id)
	b.ok(err)
	_, _, err = b.bot.GetMe(b.ctx, "")
	b.refused(err, 401, "api.context.session_expired.app_error")
}

func TestBots(t *testing.T) {
	b := start(t)
	bot, _, err := b.admin.GetBot(b.ctx, b.botID, "")
	b.ok(err)
	if bot.Username != b.name || bot.DeleteAt != 0 {
		t.Errorf("%s", js(bot))
	}
	_, _, err = b.admin.CreateBot(b.ctx, &model.Bot{Username: b.name})
	b.refused(err, 400, "app.user.save.username_exists.app_error")
	_, _, err = b.bot.CreateBot(b.ctx, &model.Bot{Username: unique("bot")})
	b.refused(err, 403, forbiddenError)
	bot, _, err = b.admin.DisableBot(b.ctx, b.botID)
	b.ok(err)
	if bot.DeleteAt == 0 {
		t.Error("the bot is not disabled")
	}
	_, _, err = b.admin.GetBot(b.ctx, b.botID, "")
	b.refused(err, 404, "store.sql_bot.get.missing.app_error")
	_, _, err = b.admin.GetBotIncludeDeleted(b.ctx, b.botID, "")
	b.ok(err)
	_, _, err = b.admin.EnableBot(b.ctx, b.botID)
	b.ok(err)
	_, _, err = b.bot.GetMe(b.ctx, "")
	b.ok(err)
}
