package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// load reads the configuration from an environment and flags alone. Tests that use it
// can't run in parallel: the environment is the process's.
func load(t *testing.T, env map[string]string, flags ...string) (Config, error) {
	t.Helper()
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "KIGO_") {
			t.Setenv(name, "") // so that it comes back
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, value := range env {
		t.Setenv(name, value)
	}
	var c Config
	var failed error
	cmd := &cobra.Command{Use: "test", RunE: func(cmd *cobra.Command, _ []string) error {
		c, failed = loadConfig(cmd)
		return nil
	}}
	addConfigFlags(cmd.Flags())
	cmd.SetArgs(flags)
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	return c, failed
}

const secret = "0123456789abcdef0123456789abcdef"

func TestConfigDefaults(t *testing.T) {
	c, err := load(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.MongoURI != "" || c.Database != "kigo" || c.DataDir != "./data" || c.Listen != ":8080" || c.Locale != "de" || c.Timezone != "Europe/Berlin" ||
		c.LogLevel != "info" || c.LogFormat != "text" || c.Secret != "" || c.EmbeddedOK || len(c.TrustEmail) != 1 || c.TrustEmail[0] != "slack" || len(c.Admins) > 0 {
		t.Errorf("%+v", c)
	}
	if c.zone == nil || c.zone.String() != "Europe/Berlin" {
		t.Errorf("zone %v", c.zone)
	}
}

func TestConfigFromTheEnvironment(t *testing.T) {
	c, err := load(t, map[string]string{
		"KIGO_MONGODB_URI": "mongodb+srv://db.example", "KIGO_MONGODB_DATABASE": "kigo_test", "KIGO_DATA_DIR": "/srv/kigo", "KIGO_LISTEN": "127.0.0.1:9090",
		"KIGO_PUBLIC_URL": "https://kigo.example.org", "KIGO_EMBEDDED_OK": "1", "KIGO_SECRET": secret, "KIGO_ADMINS": "mattermost:9f3k,anna@kiel.example",
		"KIGO_TRUST_EMAIL": "slack,mattermost", "KIGO_LOCALE": "en", "KIGO_TIMEZONE": "UTC", "KIGO_LOG_LEVEL": "debug", "KIGO_LOG_FORMAT": "json",
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.MongoURI != "mongodb+srv://db.example" || c.Database != "kigo_test" || c.DataDir != "/srv/kigo" || c.Listen != "127.0.0.1:9090" || !c.EmbeddedOK ||
		c.Secret != secret || strings.Join(c.Admins, " ") != "mattermost:9f3k anna@kiel.example" || strings.Join(c.TrustEmail, " ") != "slack mattermost" || c.Locale != "en" {
		t.Errorf("%+v", c)
	}
}

// idOf is one of Mattermost's form.
func idOf(letter string) string { return strings.Repeat(letter, 26) }

func TestConfigOfMattermost(t *testing.T) {
	c, err := load(t, map[string]string{
		"KIGO_MATTERMOST_URL": "https://chat.example.org/mattermost", "KIGO_MATTERMOST_TEAM": "kiel", "KIGO_MATTERMOST_TOKEN": idOf("a"), "KIGO_MATTERMOST_COMMAND_TOKEN": idOf("b"),
		"KIGO_MATTERMOST_ADMIN_TOKEN": idOf("c"), "KIGO_MATTERMOST_ALLOW": "10.1.2.3, 10.2.3.4/16,::1,::ffff:10.3.3.3,fd00::1/8",
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.MattermostURL != "https://chat.example.org/mattermost" || c.MattermostTeam != "kiel" || c.MattermostToken != idOf("a") || c.MattermostCommandToken != idOf("b") || c.MattermostAdminToken != idOf("c") ||
		fmt.Sprint(c.mattermostAllow) != "[10.1.2.3/32 10.2.0.0/16 ::1/128 10.3.3.3/32 fd00::/8]" || len(c.MattermostAllow) != 5 || c.MattermostAllow[1] != "10.2.3.4/16" {
		t.Errorf("%+v", c)
	}
	_, err = load(t, map[string]string{
		"KIGO_MATTERMOST_URL": "https://chat.example.org/?x=1", "KIGO_MATTERMOST_TEAM": "Stadt Kiel", "KIGO_MATTERMOST_TOKEN": "Token geheim", "KIGO_MATTERMOST_COMMAND_TOKEN": idOf("A"),
		"KIGO_MATTERMOST_ALLOW": "10.1.2.3,kigo.example,10.0.0.0/33",
	})
	for _, want := range []string{
		`KIGO_MATTERMOST_URL="https://chat.example.org/?x=1": use the address that people open in the browser`, `KIGO_MATTERMOST_TEAM="Stadt Kiel": use the team's name in its address`,
		"KIGO_MATTERMOST_TOKEN is no token of Mattermost: use the 26 small letters and digits", "KIGO_MATTERMOST_COMMAND_TOKEN is no token of Mattermost: use",
		`KIGO_MATTERMOST_ALLOW: "kigo.example" is no address: use ones like 10.1.2.3 or 10.1.0.0/16`, `KIGO_MATTERMOST_ALLOW: "10.0.0.0/33"`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
	if n := strings.Count(err.Error(), "\n  - "); n != 6 || strings.Contains(err.Error(), "geheim") {
		t.Errorf("%d mistakes are listed:\n%v", n, err)
	}
	if _, err = load(t, map[string]string{"KIGO_MATTERMOST_TOKEN": idOf("a"), "KIGO_MATTERMOST_COMMAND_TOKEN": idOf("a")}); err == nil || !strings.Contains(err.Error(), "are the same: use the bot's token and the slash command's") {
		t.Errorf("%v", err)
	}
}

func TestServeNeedsAllOfMattermost(t *testing.T) {
	t.Parallel()
	if err := needsMattermost(Config{}); err != nil {
		t.Errorf("without Mattermost: %v", err)
	}
	err := needsMattermost(Config{MattermostURL: "https://chat.example.org"})
	for _, want := range []string{
		"KIGO_MATTERMOST_TEAM, the team that has the slash command, is not set: ", "KIGO_MATTERMOST_TOKEN, the bot account's token, is not set: run `kigo mattermost setup`",
		"KIGO_MATTERMOST_COMMAND_TOKEN, the slash command's token, is not set: run `kigo mattermost setup`", "KIGO_PUBLIC_URL, the address under which Mattermost reaches kigo, is not set: ",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
	full := Config{MattermostURL: "https://chat.example.org", MattermostTeam: "kiel", MattermostToken: idOf("a"), MattermostCommandToken: idOf("b"), PublicURL: "https://kigo.example.org"}
	if err := needsMattermost(full); err != nil {
		t.Error(err)
	}
}

func TestConfigOfSlack(t *testing.T) {
	c, err := load(t, map[string]string{"KIGO_SLACK_BOT_TOKEN": "xoxb-1", "KIGO_SLACK_APP_TOKEN": "xapp-1"})
	if err != nil || c.SlackBotToken != "xoxb-1" || c.SlackAppToken != "xapp-1" || c.SlackAPIURL != "https://slack.com/api/" || c.SlackSigningSecret != "" {
		t.Errorf("%+v, %v", c, err)
	}
	_, err = load(t, map[string]string{
		"KIGO_SLACK_BOT_TOKEN": "xapp-geheim", "KIGO_SLACK_APP_TOKEN": "'xapp-geheim'", "KIGO_SLACK_SIGNING_SECRET": "xoxb-geheim", "KIGO_SLACK_API_URL": "slack.com",
	})
	for _, want := range []string{
		"KIGO_SLACK_BOT_TOKEN is no bot token: use the one that begins with xoxb-", "KIGO_SLACK_APP_TOKEN is no app-level token: use one that begins with xapp-",
		"KIGO_SLACK_SIGNING_SECRET is no signing secret: use the 32 letters and digits", "are both set: remove the one", `KIGO_SLACK_API_URL="slack.com" is no address: remove it`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
	if n := strings.Count(err.Error(), "\n  - "); n != 5 || strings.Contains(err.Error(), "geheim") {
		t.Errorf("%d mistakes are listed:\n%v", n, err)
	}
}

func TestServeNeedsOneWayFromSlack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		c    Config
		want string // "" is nothing wrong
	}{
		"no Slack":           {Config{}, ""},
		"Socket Mode":        {Config{SlackBotToken: "xoxb-1", SlackAppToken: "xapp-1", PublicURL: "http://kigo.example.org"}, ""},
		"HTTP mode":          {Config{SlackBotToken: "xoxb-1", SlackSigningSecret: "s", PublicURL: "https://kigo.example.org"}, ""},
		"no way in":          {Config{SlackBotToken: "xoxb-1"}, "neither KIGO_SLACK_APP_TOKEN nor KIGO_SLACK_SIGNING_SECRET is set"},
		"no address":         {Config{SlackBotToken: "xoxb-1", SlackSigningSecret: "s"}, "KIGO_PUBLIC_URL, the address under which Slack reaches kigo, is not set"},
		"no TLS":             {Config{SlackBotToken: "xoxb-1", SlackSigningSecret: "s", PublicURL: "http://kigo.example.org"}, "Slack calls https only: use"},
		"the app's alone":    {Config{SlackAppToken: "xapp-1"}, "KIGO_SLACK_BOT_TOKEN, the bot's token, is not set"},
		"a secret by itself": {Config{SlackSigningSecret: "s", PublicURL: "https://kigo.example.org"}, "KIGO_SLACK_BOT_TOKEN, the bot's token, is not set"},
	} {
		err := needsSlack(tc.c)
		if (err == nil) != (tc.want == "") || (err != nil && (!strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n"))) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestConfigNamesEveryMistakeAndHowToMendIt(t *testing.T) {
	_, err := load(t, map[string]string{
		"KIGO_TIMEZONE": "Kiel", "KIGO_LOCALE": "fr", "KIGO_LOG_LEVEL": "loud", "KIGO_LOG_FORMAT": "xml", "KIGO_LISTEN": "8080",
		"KIGO_MONGODB_URI": "localhost:27017/pw-geheim", "KIGO_MONGODB_DATABASE": "ki.go", "KIGO_PUBLIC_URL": "kigo.example.org", "KIGO_SECRET": "zu kurz, geheim",
		"KIGO_ADMINS": "anna,mattermost:x,:y", "KIGO_EMBEDDED_OK": "vielleicht",
	})
	if err == nil {
		t.Fatal("no mistake was found")
	}
	for _, want := range []string{
		`KIGO_TIMEZONE="Kiel" is no IANA zone: use one like Europe/Berlin`, `KIGO_LOCALE="fr"`, `use one of de, en`, `KIGO_LOG_LEVEL="loud"`, `KIGO_LOG_FORMAT="xml"`,
		`KIGO_LISTEN="8080"`, "KIGO_MONGODB_URI must begin with mongodb://", `KIGO_MONGODB_DATABASE="ki.go"`, `KIGO_PUBLIC_URL="kigo.example.org"`,
		"KIGO_SECRET is 15 bytes long", "openssl rand -hex 32", `KIGO_ADMINS: "anna"`, `KIGO_ADMINS: ":y"`, "KIGO_EMBEDDED_OK",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
	if n := strings.Count(err.Error(), "\n  - "); n != 12 {
		t.Errorf("%d mistakes are listed:\n%v", n, err)
	}
	if strings.Contains(err.Error(), "geheim") {
		t.Errorf("the error gives a secret away:\n%v", err)
	}
}

func TestConfigFlagsOverrideTheEnvironment(t *testing.T) {
	env := map[string]string{"KIGO_LISTEN": ":1", "KIGO_DATA_DIR": "/env", "KIGO_LOCALE": "en", "KIGO_LOG_LEVEL": "loud"}
	c, err := load(t, env, "--listen", ":2", "--data-dir", "/flag", "--log-level=warn", "--embedded-ok", "--admins", "slack:a,slack:b")
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != ":2" || c.DataDir != "/flag" || c.Locale != "en" || c.LogLevel != "warn" || !c.EmbeddedOK || len(c.Admins) != 2 {
		t.Errorf("%+v", c)
	}
	if c, err := load(t, env, "--log-level=warn", "--data", "/short"); err != nil || c.DataDir != "/short" {
		t.Errorf("--data: %q, %v", c.DataDir, err)
	}
	if _, err := load(t, env, "--log-level=warn", "--embedded-ok=maybe"); err == nil {
		t.Error("a flag is not checked")
	}
}

func TestEverySettingButSecretsHasAFlag(t *testing.T) {
	t.Parallel()
	cmd := &cobra.Command{}
	addConfigFlags(cmd.Flags())
	for _, s := range settings() {
		f := cmd.Flags().Lookup(s.flag())
		if s.secret && s.name != "KIGO_MONGODB_URI" {
			if f != nil {
				t.Errorf("--%s would show the secret in the list of processes", s.flag())
			}
			continue
		}
		if f == nil || !strings.Contains(f.Usage, s.name) || s.help == "" {
			t.Errorf("%s has no flag --%s that names it", s.name, s.flag())
		}
	}
}

func TestConfigReadsSecretsFromFiles(t *testing.T) {
	file := func(content string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	c, err := load(t, map[string]string{"KIGO_SECRET_FILE": file(secret + "\n"), "KIGO_MONGODB_URI_FILE": file("mongodb://user:pw@db/\r\n")})
	if err != nil || c.Secret != secret || c.MongoURI != "mongodb://user:pw@db/" {
		t.Errorf("%+v, %v", c, err)
	}
	for name, tc := range map[string]struct {
		env  map[string]string
		want string
	}{
		"both set":     {map[string]string{"KIGO_SECRET": secret, "KIGO_SECRET_FILE": file(secret)}, "KIGO_SECRET and KIGO_SECRET_FILE are both set: remove one of them"},
		"no such file": {map[string]string{"KIGO_SECRET_FILE": "/nowhere/secret"}, "KIGO_SECRET_FILE: open /nowhere/secret"},
		"too short":    {map[string]string{"KIGO_SECRET_FILE": file("kurz\n")}, "KIGO_SECRET is 4 bytes long"},
		"empty":        {map[string]string{"KIGO_SECRET_FILE": file(" \n")}, "KIGO_SECRET_FILE"},
		"no secret":    {map[string]string{"KIGO_LISTEN_FILE": file(":1")}, ""}, // only secrets are read from files
	} {
		_, err := load(t, tc.env)
		if tc.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
}

func TestDemoListensHereOnly(t *testing.T) {
	t.Parallel()
	for address, fine := range map[string]bool{
		"127.0.0.1:8080": true, "localhost:0": true, "[::1]:8080": true, "127.8.9.1:1": true,
		":8080": false, "0.0.0.0:8080": false, "[::]:8080": false, "192.168.1.2:8080": false, "kigo.example.org:80": false, "8080": false, "": false,
	} {
		if err := onlyHere(address); (err == nil) != fine {
			t.Errorf("%q: %v", address, err)
		}
	}
}
