package setup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
)

// console is where the System Console has a setting, by its key.
func console(s Setting) string { return "(System Console → " + s.Console + ")" }

// TestEveryMistakeHasItsCure goes through the table of docs/mattermost.md, "What the server
// must allow": what setup says about each mistake.
func TestEveryMistakeHasItsCure(t *testing.T) {
	for name, tc := range map[string]struct {
		settings func(*mattermosttest.Settings)
		prepare  func(*bench)
		fine     bool // nothing fails, it only warns
		want     []string
	}{
		"bot accounts can't be created": {
			settings: func(c *mattermosttest.Settings) { c.EnableBotAccountCreation = false },
			want:     []string{"FAIL  bot accounts: can't be created", "set ServiceSettings.EnableBotAccountCreation = true " + console(BotCreation), "--    bot account: can't be created yet", "done  slash command"},
		},
		"bot accounts can't be created, but it is there": {
			settings: func(c *mattermosttest.Settings) { c.EnableBotAccountCreation = false },
			prepare:  func(b *bench) { b.Bot("kigo") }, fine: true,
			want: []string{"ok    bot accounts: can't be created on the server, which no longer matters", "done  bot account: changed: display name"},
		},
		"slash commands are off": {
			settings: func(c *mattermosttest.Settings) { c.EnableCommands = false },
			want:     []string{"FAIL  slash commands: are switched off", "set ServiceSettings.EnableCommands = true " + console(Commands), "--    slash command: waits"},
		},
		"calls inside are forbidden": {
			settings: func(c *mattermosttest.Settings) { c.AllowedUntrustedInternalConnections = "" },
			want:     []string{"FAIL  calls to kigo: Mattermost may not call 127.0.0.1", `set ServiceSettings.AllowedUntrustedInternalConnections = "127.0.0.1 127.0.0.1/32" ` + console(Internal)},
		},
		"the list has a port": {
			settings: func(c *mattermosttest.Settings) { c.AllowedUntrustedInternalConnections = "127.0.0.1:9" },
			want:     []string{"FAIL  calls to kigo", `"127.0.0.1:9" has a port, which never matches`},
		},
		"kigo's address is its own machine's for everybody": {
			prepare: func(b *bench) { b.o.PublicURL = "https://kigo.stadt.example" },
			want:    []string{"FAIL  calls to kigo: Mattermost may not call kigo.stadt.example (10.1.2.3)", "kigo.stadt.example 10.1.2.3/32"},
		},
		"unknown name": {
			prepare: func(b *bench) { b.o.PublicURL = "https://nirgends.example" }, fine: true,
			want: []string{"warn  calls to kigo: the name nirgends.example in KIGO_PUBLIC_URL is not known here"},
		},
		"overrides are off": {fine: true, want: []string{"warn  answers to /kigo: come as direct messages", "set ServiceSettings.EnablePostUsernameOverride = true " + console(OverrideName), "set ServiceSettings.EnablePostIconOverride = true " + console(OverrideIcon)}},
		"only the picture is off": {
			settings: func(c *mattermosttest.Settings) { c.EnablePostUsernameOverride = true }, fine: true,
			want: []string{"warn  answers to /kigo: carry the bot's name, but the picture of whoever asked", "EnablePostIconOverride = true"},
		},
		"e-mail is hidden": {
			settings: func(c *mattermosttest.Settings) { c.ShowEmailAddress = false },
			prepare: func(b *bench) {
				b.Human("anna")
				b.o.People = People{Admins: []string{"anna@stadt.example"}, Trust: []string{"mattermost"}}
			},
			want: []string{"FAIL  e-mail: is hidden on the server: anna@stadt.example of KIGO_ADMINS can't be told", "use mattermost:", "(@anna) in KIGO_ADMINS, or set PrivacySettings.ShowEmailAddress = true " + console(ShowEmail)},
		},
		"anybody may give any address": {
			prepare: func(b *bench) {
				b.o.People = People{Admins: []string{"anna@stadt.example"}, Trust: []string{"slack", "mattermost"}}
			},
			want: []string{"FAIL  e-mail: KIGO_TRUST_EMAIL trusts Mattermost", "set EmailSettings.RequireEmailVerification = true " + console(VerifyEmail), "or remove mattermost from KIGO_TRUST_EMAIL"},
		},
		"an admin by an address that is not trusted": {
			prepare: func(b *bench) {
				b.Human("anna")
				b.o.People = People{Admins: []string{"anna@stadt.example"}, Trust: []string{"slack"}}
			}, fine: true,
			want: []string{"warn  e-mail: KIGO_ADMINS names anna@stadt.example, but addresses of Mattermost are not trusted", "use mattermost:"},
		},
		"an admin who is nobody": {
			prepare: func(b *bench) { b.o.People.Admins = []string{"mattermost:" + model.NewId(), "mattermost:anna"} },
			want:    []string{"FAIL  admins: there is no account with the id anna", "use the id and not the user name"},
		},
		"names are hidden": {
			settings: func(c *mattermosttest.Settings) { c.ShowFullName = false }, fine: true,
			want: []string{"warn  names: are hidden", "set PrivacySettings.ShowFullName = true " + console(ShowName)},
		},
		"direct messages within the team only": {
			settings: func(c *mattermosttest.Settings) { c.RestrictDirectMessage = "team" }, fine: true,
			want: []string{"warn  direct messages: reach members of the team stadt only", "set TeamSettings.RestrictDirectMessage = any " + console(DirectWith)},
		},
		"the bot goes with its owner": {fine: true, want: []string{"warn  owner: the bot belongs to @admin: when that account is deactivated, Mattermost disables the bot", "set ServiceSettings.DisableBotsWhenOwnerIsDeactivated = false " + console(BotsOfLeavers)}},
		"too many users": {
			settings: func(c *mattermosttest.Settings) { c.MaxUsers = 1 },
			prepare:  func(b *bench) { b.SetActive(b.Bot("kigo").ID, false); b.o.Token = b.fresh("token") },
			want:     []string{"FAIL  bot account: could not enable @kigo, which is disabled: the server has as many active users as it may have", "deactivate accounts"},
		},
		"the name is somebody's": {
			prepare: func(b *bench) { b.Human("kigo") },
			want:    []string{"FAIL  bot account: @kigo is somebody's account and no bot", "--bot"},
		},
		"unknown team": {
			prepare: func(b *bench) { b.AddTeam("werke"); b.o.Team = "Stadt Kiel" },
			want:    []string{`FAIL  team: there is no team "Stadt Kiel" that @admin may see`, "set KIGO_MATTERMOST_TEAM to one of stadt, werke"},
		},
		"no team": {prepare: func(b *bench) { b.o.Team = "" }, want: []string{"FAIL  team: KIGO_MATTERMOST_TEAM is not set", "set it to stadt"}},
		"somebody else's token": {
			prepare: func(b *bench) {
				b.o.Token = Secret{Value: b.Bot("other").Token, From: "KIGO_MATTERMOST_TOKEN"}
			},
			want: []string{"FAIL  token: the one in KIGO_MATTERMOST_TOKEN belongs to @other and not to @kigo"},
		},
		"an old token in the file": {
			prepare: func(b *bench) {
				b.o.Token = Secret{Value: model.NewId(), From: "/etc/kigo/token"}
			},
			want: []string{"FAIL  token: the server refuses the token in /etc/kigo/token", "remove that file"},
		},
		"another command's token in the file": {
			prepare: func(b *bench) { b.o.CommandToken = Secret{Value: model.NewId(), From: "/etc/kigo/command"} },
			want:    []string{"FAIL  command token: the one in /etc/kigo/command is another one", "remove that file"},
		},
		"no folder for the file": {
			prepare: func(b *bench) { b.o.Token.File = "/nowhere/at/all" },
			want:    []string{"FAIL  token: the folder of /nowhere/at/all is not there"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			settings := func(*mattermosttest.Settings) {}
			if tc.settings != nil {
				settings = tc.settings
			}
			b := start(t, settings)
			if tc.prepare != nil {
				tc.prepare(b)
			}
			text := b.run()
			says(t, text, tc.want...)
			if tc.fine != (b.last.Failed == 0) {
				t.Errorf("%d failed:\n%s", b.last.Failed, text)
			}
			for _, f := range b.found {
				if (f.Level == Fail || f.Level == Warn) && f.Cure == "" {
					t.Errorf("no cure: %s", f)
				}
			}
		})
	}
}

func TestWhoIsNoAdministratorIsToldWhatIsMissing(t *testing.T) {
	b := start(t)
	b.Human("bert")
	b.who = "bert"
	says(t, b.run(), "warn  server: ", "signed in as @bert, no system administrator", "FAIL  bot account: could not create @kigo: this account may not do that", "FAIL  slash command: this account may not do that", "have a system administrator run setup")
	if len(b.Commands()) > 0 {
		t.Error("a command was made")
	}
}

func TestTeamAdministratorMakesTheCommand(t *testing.T) {
	b := start(t)
	b.Grant(b.Human("bert").ID, model.TeamAdminRoleId)
	b.who, b.o.Token = "bert", Secret{Value: b.Bot("kigo").Token, From: "KIGO_MATTERMOST_TOKEN"}
	text := b.run()
	says(t, text, "done  slash command: /kigo created", "ok    bot account: @kigo is there", "ok    token: the one in KIGO_MATTERMOST_TOKEN works", "--    picture: only a system administrator", "--    owner:",
		"warn  calls to kigo: 127.0.0.1 is an internal address; whether Mattermost may call it can't be seen", "add 127.0.0.1 127.0.0.1/32 to ServiceSettings.AllowedUntrustedInternalConnections")
	if b.last.Failed > 0 {
		t.Error(text)
	}
}

func TestSignInIsAskedForAndClosed(t *testing.T) {
	b := start(t)
	if _, err := SignIn(t.Context(), b.URL, "admin", "falsch", ""); err == nil || !strings.Contains(err.Error(), "user name or password is wrong") {
		t.Errorf("%v", err)
	}
	s, err := SignIn(t.Context(), b.URL, "admin", mattermosttest.Password, "")
	if err != nil || !s.isSystemAdmin() || !s.Config.Full() {
		t.Fatalf("%v", err)
	}
	token := s.AuthToken
	if err := s.SignOut(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := Connect(t.Context(), b.URL, token); err == nil {
		t.Error("the session is still open")
	}
	if err := TokenProblem(err); err != nil {
		t.Error(err)
	}
	_, err = Connect(t.Context(), b.URL, model.NewId())
	if err = TokenProblem(err); err == nil || !strings.Contains(err.Error(), "refuses KIGO_MATTERMOST_ADMIN_TOKEN") || !strings.Contains(err.Error(), "set ServiceSettings.EnableUserAccessTokens = true") {
		t.Error(err)
	}
}

func TestSecretFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "token")
	s := Secret{File: path}
	if err := s.save(func() (string, error) { return "", os.ErrPermission }); err == nil {
		t.Error("no error")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("an empty file stays behind")
	}
	if err := s.save(func() (string, error) { return "abc", nil }); err != nil || !s.Fresh() || s.Print {
		t.Errorf("%+v %v", s, err)
	}
	if err := (&Secret{File: path}).save(func() (string, error) { t.Error("made"); return "", nil }); err == nil || !strings.Contains(err.Error(), "is already there") {
		t.Errorf("%v", err)
	}
	if again, err := FromFile(path); err != nil || again.Value != "abc" || again.From != path || again.Fresh() {
		t.Errorf("%+v %v", again, err)
	}
	if err := os.WriteFile(path, []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := FromFile(path); err == nil || !strings.Contains(err.Error(), "is empty: remove it") {
		t.Errorf("%v", err)
	}
}
