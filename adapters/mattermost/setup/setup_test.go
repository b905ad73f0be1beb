package setup

import (
	"os"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
)

func TestDryRunSaysAndChangesNothing(t *testing.T) {
	b := start(t)
	b.o.DryRun, b.o.Ephemeral = true, true
	b.o.Token = b.fresh("token")
	text := b.run()
	says(t, text, "would bot account: create @kigo", "would picture: set", "would token: make one, and write it to "+b.o.Token.File, "would membership: make @kigo a member of the team stadt",
		"would slash command: create /kigo, which calls "+public+"/mattermost/command, and print its token", "would private posts: add the permission create_post_ephemeral to the role system_post_all_public", "would private posts: give @kigo the role")
	silent(t, text, "FAIL", "done")
	if n := b.changes(); n > 0 || b.last.Failed > 0 || b.last.Would != 7 {
		t.Errorf("%d changes, %+v", n, b.last)
	}
	if _, err := os.Stat(b.o.Token.File); err == nil {
		t.Error("the file was made")
	}
}

func TestSetupMakesEverythingOnce(t *testing.T) {
	b := start(t)
	b.o.Token, b.o.CommandToken = b.fresh("token"), b.fresh("command")
	text := b.run()
	says(t, text, "done  bot account: @kigo created", "done  picture: set", "done  token: made; written to", "done  membership: @kigo is now in the team stadt", "done  slash command: /kigo created", "done  command token: written to")
	silent(t, text, "FAIL", "would", b.last.Token.Value, b.last.CommandToken.Value)

	commands := b.Commands()
	if len(commands) != 1 {
		t.Fatalf("%d commands", len(commands))
	}
	c := commands[0]
	bot := b.Human("admin").Client
	kigo, _, err := bot.GetUserByUsername(t.Context(), "kigo", "")
	if err != nil {
		t.Fatal(err)
	}
	if c.Trigger != "kigo" || c.Method != model.CommandMethodPost || c.URL != public+"/mattermost/command" || c.Username != "kigo" || !c.AutoComplete || c.AutoCompleteHint != "[hilfe]" ||
		c.AutoCompleteDesc != "Frag mich." || c.DisplayName != "Ki:GO" || c.IconURL != b.URL+"/api/v4/users/"+kigo.Id+"/image" {
		t.Errorf("%+v", c)
	}
	if !kigo.IsBot || kigo.FirstName != "Ki:GO" || kigo.BotDescription != "Schreib mir." || !samePicture(b.Picture(kigo.Id), picture) {
		t.Errorf("%+v", kigo)
	}
	for file, want := range map[string]string{b.o.Token.File: b.last.Token.Value, b.o.CommandToken.File: c.Token} {
		info, err := os.Stat(file)
		content, _ := os.ReadFile(file)
		if err != nil || info.Mode() != 0o600 || strings.TrimSpace(string(content)) != want || want == "" {
			t.Errorf("%s: %v %v", file, info, err)
		}
	}
	if s, err := Connect(t.Context(), b.URL, b.last.Token.Value); err != nil || s.User.Id != kigo.Id {
		t.Errorf("the token does not work: %v", err)
	}

	// Once more, with what is in the files now.
	before := b.changes()
	for _, s := range []*Secret{&b.o.Token, &b.o.CommandToken} {
		if *s, err = FromFile(s.File); err != nil {
			t.Fatal(err)
		}
	}
	text = b.run()
	silent(t, text, "done", "would", "FAIL")
	if n := strings.Count(text, "nothing to do"); n != 6 {
		t.Errorf("%d times nothing to do:\n%s", n, text)
	}
	if b.changes() != before || b.last.Token.Fresh() || b.last.CommandToken.Fresh() {
		t.Error("the second run changed something")
	}

	// And without: no secret is made or printed again.
	b.o.Token, b.o.CommandToken = Secret{}, Secret{}
	says(t, b.run(), "ok    token: the bot has one", "ok    command token: the command has one")
	if b.changes() != before || b.last.Token.Fresh() || b.last.CommandToken.Fresh() {
		t.Error("the third run changed something")
	}
}

func TestSecretsArePrintedWhereThereIsNoFile(t *testing.T) {
	b := start(t)
	text := b.run()
	if !b.last.Token.Print || !b.last.CommandToken.Print || len(b.last.Token.Value) != 26 || b.last.CommandToken.Value != b.Commands()[0].Token {
		t.Errorf("%+v", b.last)
	}
	silent(t, text, b.last.Token.Value, b.last.CommandToken.Value)
}

func TestSetupBringsUpToDate(t *testing.T) {
	b := start(t)
	b.run()
	admin := b.Human("admin").Client
	kigo, _, err := admin.GetUserByUsername(t.Context(), "kigo", "")
	if err != nil {
		t.Fatal(err)
	}
	b.o.Token = Secret{Value: b.last.Token.Value, From: "KIGO_MATTERMOST_TOKEN"}
	b.o.CommandToken = Secret{Value: b.last.CommandToken.Value, From: "KIGO_MATTERMOST_COMMAND_TOKEN"}
	b.SetActive(kigo.Id, false)
	b.Leave(b.Team().Id, kigo.Id)
	b.o.PublicURL, b.o.Texts.Name = "http://127.0.0.1:10/", "kigo"
	says(t, b.run(), "done  bot account: @kigo enabled", `done  bot account: changed: display name "Ki:GO" → "kigo"`, "ok    token: the one in KIGO_MATTERMOST_TOKEN works", "done  membership",
		`done  slash command: /kigo changed: address "http://127.0.0.1:9/mattermost/command" → "http://127.0.0.1:10/mattermost/command", title "Ki:GO" → "kigo"`, "ok    command token: the one in KIGO_MATTERMOST_COMMAND_TOKEN is right")
	if b.Commands()[0].Token != b.o.CommandToken.Value {
		t.Error("the command has another token now")
	}

	// Tokens that are no longer worth anything.
	b.Revoke(b.o.Token.Value)
	b.o.CommandToken.Value = strings.Repeat("a", 26)
	says(t, b.run(), "done  token: made, as the server refuses the one in KIGO_MATTERMOST_TOKEN; it is printed below", "FAIL  command token: the one in KIGO_MATTERMOST_COMMAND_TOKEN is another one")
	if !b.last.Token.Print || !b.last.CommandToken.Print {
		t.Errorf("%+v", b.last)
	}
}

func TestSomebodyElsesPictureStays(t *testing.T) {
	b := start(t)
	b.run()
	admin := b.Human("admin").Client
	kigo, _, _ := admin.GetUserByUsername(t.Context(), "kigo", "")
	b.Change(kigo.Id, func(u *model.User) { u.LastPictureUpdate = 1 })
	other := append([]byte{}, picture...)
	if _, err := admin.SetProfileImage(t.Context(), kigo.Id, other); err != nil {
		t.Fatal(err)
	}
	says(t, b.run(), "ok    picture: nothing to do")
}

func TestBotMayPostEphemeralsOnRequestOnly(t *testing.T) {
	b := start(t)
	says(t, b.run(), "ok    private posts: the bot may not post what only one person sees, and uses direct messages; --ephemeral changes that")
	b.o.Ephemeral = true
	says(t, b.run(), "done  private posts: the role system_post_all_public now has the permission create_post_ephemeral", "done  private posts: @kigo now has the role system_post_all_public")
	says(t, b.run(), "ok    private posts: the bot may post what only one person sees; nothing to do", "ok    answers to /kigo: are posts of the bot that only one person sees")
}

func TestFixConfigChangesWhatStandsInTheWay(t *testing.T) {
	b := start(t, func(c *mattermosttest.Settings) {
		c.EnableBotAccountCreation, c.EnableCommands, c.AllowedUntrustedInternalConnections = false, false, "other.example"
	})
	b.o.DryRun, b.o.FixConfig = true, true
	text := b.run()
	want := []string{
		"configuration: %s ServiceSettings.EnableBotAccountCreation: false → true", "configuration: %s ServiceSettings.EnableCommands: false → true",
		`configuration: %s ServiceSettings.AllowedUntrustedInternalConnections: "other.example" → "other.example 127.0.0.1 127.0.0.1/32"`,
	}
	for _, w := range want {
		says(t, text, "would "+strings.Replace(w, "%s", "change", 1))
	}
	silent(t, text, "FAIL")
	if n := b.changes(); n > 0 {
		t.Errorf("%d changes", n)
	}
	b.o.DryRun = false
	text = b.run()
	for _, w := range want {
		says(t, text, "done  "+strings.Replace(w, "%s", "changed", 1))
	}
	says(t, text, "done  bot account", "done  slash command")
	silent(t, text, "FAIL")
	if c := b.Settings(); !c.EnableCommands || !c.EnableBotAccountCreation || c.AllowedUntrustedInternalConnections != "other.example 127.0.0.1 127.0.0.1/32" {
		t.Errorf("%+v", c)
	}
	silent(t, b.run(), "configuration:", "done")
}
