package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb"
	"kigo/bot/hours"
	"kigo/bot/i18n"
)

// Config is what the environment says; flags of the same name override it, so
// KIGO_DATA_DIR is --data-dir.
type Config struct {
	MongoURI   string   `env:"KIGO_MONGODB_URI" secret:"yes" help:"MongoDB to use; empty: the embedded store in the data folder"`
	Database   string   `env:"KIGO_MONGODB_DATABASE" envDefault:"kigo" help:"name of the database"`
	DataDir    string   `env:"KIGO_DATA_DIR" envDefault:"./data" help:"data folder of the embedded store"`
	Listen     string   `env:"KIGO_LISTEN" envDefault:":8080" help:"address to serve HTTP on"`
	PublicURL  string   `env:"KIGO_PUBLIC_URL" help:"address under which chat platforms and calendar programs reach kigo"`
	EmbeddedOK bool     `env:"KIGO_EMBEDDED_OK" help:"1: the embedded store may serve a chat platform (small pilots)"`
	Secret     string   `env:"KIGO_SECRET" secret:"yes" help:"at least 32 random bytes; the same on every replica"`
	KeysDir    string   `env:"KIGO_KEYS_DIR" help:"folder of the keys of open surveys, shared by all replicas and in no back-up; empty: keys in the data folder"`
	Admins     []string `env:"KIGO_ADMINS" help:"admins: platform:user-id or e-mail, separated by commas"`
	TrustEmail []string `env:"KIGO_TRUST_EMAIL" envDefault:"slack" help:"platforms whose e-mail addresses are proved"`
	Locale     string   `env:"KIGO_LOCALE" envDefault:"de" help:"language of people whose own is unknown"`
	Timezone   string   `env:"KIGO_TIMEZONE" envDefault:"Europe/Berlin" help:"IANA zone in which times are shown and read"`
	WorkHours  string   `env:"KIGO_WORKING_HOURS" envDefault:"7-19" help:"hours from Monday to Friday in which messages that can wait are sent, not on Schleswig-Holstein's holidays; always: at any time"`
	PersonRate int      `env:"KIGO_PERSON_RATE" envDefault:"30" help:"how often one person may ask kigo for something in ten seconds; 0: as often as they like"`
	LogLevel   string   `env:"KIGO_LOG_LEVEL" envDefault:"info" help:"debug, info, warn or error"`
	LogFormat  string   `env:"KIGO_LOG_FORMAT" envDefault:"text" help:"text or json"`
	KBDir      string   `env:"KIGO_KB_DIR" help:"folder of entries that are taken into the knowledge base at every start"`

	MattermostURL          string   `env:"KIGO_MATTERMOST_URL" help:"address of the Mattermost server"`
	MattermostTeam         string   `env:"KIGO_MATTERMOST_TEAM" help:"name of the team that has the slash command, as in the team's address"`
	MattermostToken        string   `env:"KIGO_MATTERMOST_TOKEN" secret:"yes" help:"token of kigo's bot account"`
	MattermostCommandToken string   `env:"KIGO_MATTERMOST_COMMAND_TOKEN" secret:"yes" help:"token of the slash command"`
	MattermostAdminToken   string   `env:"KIGO_MATTERMOST_ADMIN_TOKEN" secret:"yes" help:"token of an administrator, for setup and doctor; never for serve"`
	MattermostAllow        []string `env:"KIGO_MATTERMOST_ALLOW" help:"addresses that callbacks may come from, IP or CIDR, separated by commas; empty: all"`

	PulseRelease string `env:"KIGO_PULSE_RELEASE" help:"personalrat: surveys are released by the works council; empty: by a second admin"`
	PulseRest    int    `env:"KIGO_PULSE_REST" envDefault:"14" help:"days in which a recurring survey does not ask whoever was asked already, 0 to 90"`
	SlackPulses  string `env:"KIGO_SLACK_PULSES" help:"on: surveys are answered on Slack, too, which sees every click; empty: off"`

	SlackBotToken      string `env:"KIGO_SLACK_BOT_TOKEN" secret:"yes" help:"bot token of the Slack app (xoxb-…)"`
	SlackAppToken      string `env:"KIGO_SLACK_APP_TOKEN" secret:"yes" help:"app-level token of the Slack app (xapp-…): kigo connects to Slack (Socket Mode)"`
	SlackSigningSecret string `env:"KIGO_SLACK_SIGNING_SECRET" secret:"yes" help:"signing secret of the Slack app: Slack calls KIGO_PUBLIC_URL (HTTP mode)"`
	SlackAPIURL        string `env:"KIGO_SLACK_API_URL" envDefault:"https://slack.com/api/" help:"address of Slack's web API"`

	zone  *time.Location
	hours *hours.Hours
	// mattermostAllow is MattermostAllow, parsed.
	mattermostAllow []netip.Prefix
}

// noQuietTime is the setting with which messages go out at any time.
const noQuietTime = "always"

// sending are the hours in which messages that can wait are sent; nil is at any time.
func (c Config) sending() *hours.Hours {
	if c.WorkHours == noQuietTime {
		return nil
	}
	return c.hours
}

// chats are the chat platforms that are configured.
func (c Config) chats() []string {
	var all []string
	if c.MattermostURL != "" {
		all = append(all, "Mattermost")
	}
	if c.SlackBotToken != "" {
		all = append(all, "Slack")
	}
	return all
}

// accountPlatforms are the names before the colon in KIGO_ADMINS.
var accountPlatforms = []string{"mattermost", "slack", mailbox.Platform}

// setting is one field of Config.
type setting struct {
	name, help, def string
	secret, isBool  bool
}

func (s setting) flag() string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(s.name, "KIGO_")), "_", "-")
}

func settings() []setting {
	var all []setting
	t := reflect.TypeFor[Config]()
	for i := range t.NumField() {
		f := t.Field(i)
		if name := f.Tag.Get("env"); name != "" {
			all = append(all, setting{
				name: name, help: f.Tag.Get("help"), def: f.Tag.Get("envDefault"),
				secret: f.Tag.Get("secret") != "", isBool: f.Type.Kind() == reflect.Bool,
			})
		}
	}
	return all
}

// addConfigFlags adds a flag for each setting but the secrets, which would show in the
// list of processes.
func addConfigFlags(flags *pflag.FlagSet) {
	for _, s := range settings() {
		if s.secret && s.name != "KIGO_MONGODB_URI" {
			continue
		}
		flags.String(s.flag(), "", s.help+" ["+s.name+"]")
		if s.isBool {
			flags.Lookup(s.flag()).NoOptDefVal = "1"
		}
	}
	flags.String("data", "", "short for --data-dir")
}

// loadConfig reads flags, then the environment, then files named by …_FILE, and checks
// everything, also what the subcommand needs beyond that. Its error names every mistake
// and how to mend it.
func loadConfig(cmd *cobra.Command, needs ...func(Config) error) (Config, error) {
	c, mistakes := readConfig(cmd, env.ToMap(os.Environ()), needs...)
	return c, configError(mistakes)
}

// configError names all mistakes; nil if there are none.
func configError(mistakes []error) error {
	if len(mistakes) == 0 {
		return nil
	}
	text := "the configuration has mistakes:"
	for _, m := range mistakes {
		text += "\n  - " + m.Error()
	}
	return errors.New(text)
}

// readConfig is loadConfig on the environment vars, with the mistakes one by one.
func readConfig(cmd *cobra.Command, vars map[string]string, needs ...func(Config) error) (Config, []error) {
	var c Config
	mistakes := readSecretFiles(vars)
	for _, s := range settings() {
		if f := cmd.Flags().Lookup(s.flag()); f != nil && f.Changed {
			vars[s.name] = f.Value.String()
		}
	}
	if f := cmd.Flags().Lookup("data"); f != nil && f.Changed {
		vars["KIGO_DATA_DIR"] = f.Value.String()
	}
	err := env.ParseWithOptions(&c, env.Options{Environment: vars})
	var parse env.AggregateError
	switch {
	case errors.As(err, &parse):
		for _, err := range parse.Errors {
			mistakes = append(mistakes, named(err, vars))
		}
	case err != nil:
		mistakes = append(mistakes, err)
	}
	mistakes = append(mistakes, c.check()...)
	for _, need := range needs {
		err := need(c)
		var several interface{ Unwrap() []error }
		switch {
		case errors.As(err, &several):
			mistakes = append(mistakes, several.Unwrap()...)
		case err != nil:
			mistakes = append(mistakes, err)
		}
	}
	return c, mistakes
}

// named says in the words of operators which setting could not be read.
func named(err error, vars map[string]string) error {
	var wrong env.ParseError
	if errors.As(err, &wrong) && wrong.Type.Kind() == reflect.Bool {
		if f, ok := reflect.TypeFor[Config]().FieldByName(wrong.Name); ok {
			name := f.Tag.Get("env")
			return fmt.Errorf("%s=%q is neither yes nor no: use 1 or 0", name, vars[name])
		}
	}
	return err
}

// readSecretFiles fills secrets from the files that KIGO_…_FILE name.
func readSecretFiles(vars map[string]string) []error {
	var mistakes []error
	for _, s := range settings() {
		path := vars[s.name+"_FILE"]
		if !s.secret || path == "" {
			continue
		}
		if vars[s.name] != "" {
			mistakes = append(mistakes, fmt.Errorf("%s and %s_FILE are both set: remove one of them", s.name, s.name))
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s_FILE: %w: name a file that kigo may read", s.name, err))
			continue
		}
		if vars[s.name] = strings.TrimSpace(string(b)); vars[s.name] == "" {
			mistakes = append(mistakes, fmt.Errorf("%s_FILE: %s is empty: write the secret into it", s.name, path))
		}
	}
	return mistakes
}

func (c *Config) check() []error {
	var wrong []error
	mistake := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	var err error
	if c.zone, err = time.LoadLocation(c.Timezone); err != nil || c.Timezone == "" || c.Timezone == "Local" {
		mistake("KIGO_TIMEZONE=%q is no IANA zone: use one like Europe/Berlin", c.Timezone)
	}
	work := c.WorkHours
	if work == noQuietTime {
		work = hours.Default
	}
	if c.hours, err = hours.Parse(work, c.zone); err != nil {
		mistake("KIGO_WORKING_HOURS=%q: use full hours like %s, or %s", c.WorkHours, hours.Default, noQuietTime)
	}
	if !slices.Contains(i18n.Languages, c.Locale) {
		mistake("KIGO_LOCALE=%q is not available: use one of %s", c.Locale, strings.Join(i18n.Languages, ", "))
	}
	if _, ok := logLevels[c.LogLevel]; !ok {
		mistake("KIGO_LOG_LEVEL=%q is unknown: use debug, info, warn or error", c.LogLevel)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		mistake("KIGO_LOG_FORMAT=%q is unknown: use text or json", c.LogFormat)
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		mistake("KIGO_LISTEN=%q is no address: use one like :8080 or 127.0.0.1:8080", c.Listen)
	}
	if c.MongoURI != "" && !strings.HasPrefix(c.MongoURI, "mongodb://") && !strings.HasPrefix(c.MongoURI, "mongodb+srv://") {
		mistake("KIGO_MONGODB_URI must begin with mongodb:// or mongodb+srv://")
	}
	if !mongodb.DatabaseNames.MatchString(c.Database) {
		mistake("KIGO_MONGODB_DATABASE=%q: use a name of small letters, digits, - and _", c.Database)
	}
	if c.PublicURL != "" && !isWeb(c.PublicURL) {
		mistake("KIGO_PUBLIC_URL=%q: use an address like https://kigo.example.org", c.PublicURL)
	}
	if c.Secret != "" && len(c.Secret) < 32 {
		mistake("KIGO_SECRET is %d bytes long, at least 32 are needed: make one with: openssl rand -hex 32", len(c.Secret))
	}
	if c.PersonRate < 0 {
		mistake("KIGO_PERSON_RATE=%d: use a number such as 30, or 0 for no limit", c.PersonRate)
	}
	c.checkPulses(mistake)
	return slices.Concat(wrong, c.checkMattermost(), c.checkSlack(), c.checkAccounts())
}

// isWeb says whether s is an address of the web, without anything behind its path.
func isWeb(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Hostname() != "" && (u.Scheme == "http" || u.Scheme == "https") && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

// checkAccounts tidies and checks the settings that name people and their chats.
func (c *Config) checkAccounts() []error {
	var wrong []error
	for i, p := range c.TrustEmail {
		if p = strings.TrimSpace(p); !slices.Contains(accountPlatforms, p) {
			wrong = append(wrong, fmt.Errorf("KIGO_TRUST_EMAIL: %q is no platform: use %s, separated by commas", p, strings.Join(accountPlatforms, ", ")))
		}
		c.TrustEmail[i] = p
	}
	for i, a := range c.Admins {
		a = strings.TrimSpace(a)
		platform, id, _ := strings.Cut(a, ":")
		if (!slices.Contains(accountPlatforms, platform) || id == "") && !strings.Contains(a, "@") {
			wrong = append(wrong, fmt.Errorf("KIGO_ADMINS: %q is neither platform:user-id, such as mattermost:9f3k…, nor an e-mail address", a))
		}
		c.Admins[i] = a
	}
	return wrong
}
