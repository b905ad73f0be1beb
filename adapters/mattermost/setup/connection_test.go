package setup

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
)

// examine runs all checks of a connection but the callback.
func (c *Connection) examine(ctx context.Context) []Finding {
	var all []Finding
	for _, check := range []func(context.Context) []Finding{c.CheckServer, c.CheckBot, c.CheckTeam, c.CheckCommand, c.CheckSettings, c.CheckOwner} {
		all = append(all, check(ctx)...)
	}
	return all
}

// connected is a bench that was set up, and kigo's connection to it.
func connected(t *testing.T, settings ...func(*mattermosttest.Settings)) (*bench, *Connection) {
	t.Helper()
	b := start(t, settings...)
	b.run()
	return b, &Connection{
		URL: b.URL, Token: b.last.Token.Value, Team: "stadt", CommandToken: b.last.CommandToken.Value, AdminToken: b.Human("admin").Token,
		PublicURL: public, DNS: dns, People: People{Admins: []string{"mattermost:" + b.Human("admin").ID}, Trust: []string{"slack"}},
	}
}

// lines is what was found, as text.
func lines(found []Finding) string { return (&bench{found: found}).text() }

func TestConnectionThatWorks(t *testing.T) {
	b, c := connected(t, func(s *mattermosttest.Settings) {
		s.EnablePostUsernameOverride, s.EnablePostIconOverride, s.DisableBotsWhenOwnerIsDeactivated = true, true, false
	})
	text := lines(c.examine(t.Context()))
	says(t, text, "ok    server: Mattermost 11.6.0 at "+b.URL, "ok    clock", "ok    bot account: @kigo", "ok    team: @kigo is in stadt (Stadt)",
		"ok    slash command: /kigo calls http://127.0.0.1:9/mattermost/command, with the right token", "ok    owner: the bot belongs to @admin and stays", "ok    admins: @admin", "ok    answers to /kigo: carry the bot's name and picture")
	silent(t, text, "FAIL", "warn", "--")

	c.AdminToken = ""
	text = lines(c.examine(t.Context()))
	silent(t, text, "FAIL", "warn")
	says(t, text, "its token and address can be compared with KIGO_MATTERMOST_ADMIN_TOKEN only", "--    owner")
}

// TestDoctorKnowsTheCure makes one mistake after the other.
func TestDoctorKnowsTheCure(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil func(*bench, *Connection)
		fine  bool
		want  []string
	}{
		"server is away":        {func(b *bench, _ *Connection) { b.Down() }, false, []string{"FAIL  server: nothing listens at http://127.0.0.1", "check host and port in KIGO_MATTERMOST_URL", "--    bot account", "--    team", "--    slash command"}},
		"no token":              {func(_ *bench, c *Connection) { c.Token = "" }, false, []string{"FAIL  bot account: KIGO_MATTERMOST_TOKEN is not set", "run: kigo mattermost setup"}},
		"token is revoked":      {func(b *bench, c *Connection) { b.Revoke(c.Token) }, false, []string{"FAIL  bot account: the server refuses KIGO_MATTERMOST_TOKEN", "run: kigo mattermost setup"}},
		"token is a person's":   {func(b *bench, c *Connection) { c.Token = b.Human("anna").Token }, false, []string{"FAIL  bot account: KIGO_MATTERMOST_TOKEN belongs to @anna, who is no bot", "run: kigo mattermost setup"}},
		"owner has left":        {func(b *bench, c *Connection) { b.SetActive(b.bot().Id, false) }, false, []string{"FAIL  bot account: the server refuses", "the account is disabled, as Mattermost does when its owner is deactivated", "run: kigo mattermost setup, which enables the account"}},
		"administrator's token": {func(_ *bench, c *Connection) { c.AdminToken = model.NewId() }, true, []string{"warn  administrator: the server refuses KIGO_MATTERMOST_ADMIN_TOKEN", console(UserTokens)}},
		"not in the team":       {func(b *bench, c *Connection) { b.Leave(b.Team().Id, b.bot().Id) }, false, []string{`FAIL  team: @kigo is not in the team "stadt"`, "run: kigo mattermost setup, which adds it"}},
		"unknown team":          {func(_ *bench, c *Connection) { c.Team = "staat" }, false, []string{`FAIL  team: there is no team "staat"`, "set KIGO_MATTERMOST_TEAM to the team's name in its address, like stadt"}},
		"no team":               {func(_ *bench, c *Connection) { c.Team = "" }, false, []string{"FAIL  team: KIGO_MATTERMOST_TEAM is not set"}},
		"several teams":         {func(b *bench, c *Connection) { b.Join(b.AddTeam("werke").Id, b.bot().Id) }, true, []string{"warn  team: @kigo is also in werke: kigo knows one team only"}},
		"not in the team, and direct messages restricted": {func(b *bench, c *Connection) {
			b.Leave(b.Team().Id, b.bot().Id)
			b.set(func(c *mattermosttest.Settings) { c.RestrictDirectMessage = "team" })
		}, false, []string{`FAIL  team: @kigo is not in the team "stadt"`, "warn  direct messages"}},
		"no command":              {func(b *bench, c *Connection) { b.dropCommand() }, false, []string{"FAIL  slash command: there is no /kigo in the team stadt", "run: kigo mattermost setup"}},
		"no command token":        {func(_ *bench, c *Connection) { c.CommandToken = "" }, false, []string{"FAIL  slash command: KIGO_MATTERMOST_COMMAND_TOKEN is not set"}},
		"no form of a token":      {func(_ *bench, c *Connection) { c.CommandToken = "Token abc" }, false, []string{"FAIL  slash command: KIGO_MATTERMOST_COMMAND_TOKEN is no token of Mattermost"}},
		"another command's token": {func(_ *bench, c *Connection) { c.CommandToken = model.NewId() }, false, []string{"FAIL  slash command: KIGO_MATTERMOST_COMMAND_TOKEN is not the token of /kigo", "run: kigo mattermost setup"}},
		"command leads elsewhere": {func(_ *bench, c *Connection) { c.PublicURL = "https://kigo.stadt.example" }, false, []string{"FAIL  slash command: /kigo calls http://127.0.0.1:9/mattermost/command, and KIGO_PUBLIC_URL says https://kigo.stadt.example/mattermost/command"}},
		"commands are off":        {func(b *bench, _ *Connection) { b.set(func(c *mattermosttest.Settings) { c.EnableCommands = false }) }, false, []string{"FAIL  slash commands: are switched off", "set ServiceSettings.EnableCommands = true " + console(Commands), "--    slash command"}},
		"names are hidden":        {func(b *bench, _ *Connection) { b.set(func(c *mattermosttest.Settings) { c.ShowFullName = false }) }, true, []string{"warn  names: are hidden", "set PrivacySettings.ShowFullName = true"}},
		"direct messages restricted": {func(b *bench, _ *Connection) {
			b.set(func(c *mattermosttest.Settings) { c.RestrictDirectMessage = "team" })
		}, true, []string{"warn  direct messages: reach members of the team stadt only", "set TeamSettings.RestrictDirectMessage = any"}},
		"overrides are off": {func(b *bench, _ *Connection) {
			b.set(func(c *mattermosttest.Settings) { c.EnablePostUsernameOverride = false })
		}, true, []string{"warn  answers to /kigo", "set ServiceSettings.EnablePostUsernameOverride = true"}},
		"owner may leave": {func(b *bench, _ *Connection) {
			b.set(func(c *mattermosttest.Settings) { c.DisableBotsWhenOwnerIsDeactivated = true })
		}, true, []string{"warn  owner: the bot belongs to @admin", "set ServiceSettings.DisableBotsWhenOwnerIsDeactivated = false"}},
		"e-mail is hidden": {func(b *bench, c *Connection) {
			b.set(func(c *mattermosttest.Settings) { c.ShowEmailAddress = false })
			c.People = People{Admins: []string{"admin@stadt.example"}, Trust: []string{"mattermost"}}
		}, false, []string{"FAIL  e-mail: is hidden on the server: admin@stadt.example of KIGO_ADMINS can't be told", "use mattermost:", "or set PrivacySettings.ShowEmailAddress = true"}},
		"unproved addresses": {func(_ *bench, c *Connection) {
			c.People.Trust = []string{"mattermost"}
		}, false, []string{"FAIL  e-mail: KIGO_TRUST_EMAIL trusts Mattermost", "set EmailSettings.RequireEmailVerification = true"}},
		"nobody is admin": {func(_ *bench, c *Connection) { c.People.Admins = nil }, true, []string{"warn  admins: KIGO_ADMINS is empty", "set KIGO_ADMINS=mattermost:"}},
		"an admin is gone": {func(b *bench, c *Connection) {
			b.SetActive(b.Human("anna").ID, false)
			c.People.Admins = append(c.People.Admins, "mattermost:"+b.Human("anna").ID)
		}, true, []string{"warn  admins: @anna, whom KIGO_ADMINS names, is deactivated"}},
		"an old server": {func(b *bench, _ *Connection) { b.set(func(c *mattermosttest.Settings) { c.Version = "9.11.0" }) }, true, []string{"warn  server: Mattermost 9.11.0", "is older than what kigo was tried with"}},
	} {
		t.Run(name, func(t *testing.T) {
			b, c := connected(t)
			tc.spoil(b, c)
			found := c.examine(t.Context())
			text := lines(found)
			says(t, text, tc.want...)
			if tc.fine == strings.Contains(text, "FAIL") {
				t.Errorf("it is fine: %v\n%s", tc.fine, text)
			}
			for _, f := range found {
				if (f.Level == Fail || f.Level == Warn) && f.Cure == "" {
					t.Errorf("no cure: %s", f)
				}
			}
		})
	}
}

func TestClockThatIsWrongIsSeen(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{-20 * time.Second, 20 * time.Second} {
		s := httpServer(t, off)
		text := lines((&Connection{URL: s, DNS: dns}).CheckServer(t.Context()))
		says(t, text, "FAIL  clock: the server's clock is ", " off this machine's", "NTP")
	}
}

func (b *bench) bot() *model.User {
	b.t.Helper()
	u, _, err := b.Human("admin").Client.GetUserByUsername(b.t.Context(), "kigo", "")
	if err != nil {
		b.t.Fatal(err)
	}
	return u
}

func (b *bench) set(change func(*mattermosttest.Settings)) { b.Set(change) }

func (b *bench) dropCommand() {
	b.t.Helper()
	if _, err := b.Human("admin").Client.DeleteCommand(b.t.Context(), b.Commands()[0].Id); err != nil {
		b.t.Fatal(err)
	}
}
