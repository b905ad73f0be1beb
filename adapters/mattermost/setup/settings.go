package setup

import (
	"fmt"
	"strings"
)

// Setting is a setting of the Mattermost server: what it is called in config.json, and
// where the System Console has it.
type Setting struct {
	Key     string // Section.Name
	Console string
}

// The settings that make a difference to kigo.
var (
	BotCreation   = Setting{"ServiceSettings.EnableBotAccountCreation", "Integrations → Bot Accounts → Enable Bot Account Creation"}
	BotsOfLeavers = Setting{"ServiceSettings.DisableBotsWhenOwnerIsDeactivated", "Integrations → Bot Accounts → Disable bot accounts when owner is deactivated"}
	UserTokens    = Setting{"ServiceSettings.EnableUserAccessTokens", "Integrations → Integration Management → Enable Personal Access Tokens"}
	Commands      = Setting{"ServiceSettings.EnableCommands", "Integrations → Integration Management → Enable Custom Slash Commands"}
	OverrideName  = Setting{"ServiceSettings.EnablePostUsernameOverride", "Integrations → Integration Management → Enable integrations to override usernames"}
	OverrideIcon  = Setting{"ServiceSettings.EnablePostIconOverride", "Integrations → Integration Management → Enable integrations to override profile picture icons"}
	Internal      = Setting{"ServiceSettings.AllowedUntrustedInternalConnections", "Environment → Developer → Allow untrusted internal connections to"}
	ShowEmail     = Setting{"PrivacySettings.ShowEmailAddress", "Site Configuration → Users and Teams → Show Email Address"}
	ShowName      = Setting{"PrivacySettings.ShowFullName", "Site Configuration → Users and Teams → Show Full Name"}
	DirectWith    = Setting{"TeamSettings.RestrictDirectMessage", "Site Configuration → Users and Teams → Enable users to open Direct Message channels with"}
	TeamSize      = Setting{"TeamSettings.MaxUsersPerTeam", "Site Configuration → Users and Teams → Max Users Per Team"}
	VerifyEmail   = Setting{"EmailSettings.RequireEmailVerification", "Authentication → Email → Require Email Verification"}
	RateLimit     = Setting{"RateLimitSettings.Enable", "Environment → Rate Limiting → Enable Rate Limiting"}
	RatePerSecond = Setting{"RateLimitSettings.PerSec", "Environment → Rate Limiting → Maximum Queries per Second"}
)

// Set is the order to give the setting a value.
func (s Setting) Set(value string) string {
	return fmt.Sprintf("set %s = %s (System Console → %s)", s.Key, value, s.Console)
}

// Add is the order to add to a setting that is a list.
func (s Setting) Add(values string) string {
	return fmt.Sprintf("add %s to %s (System Console → %s)", values, s.Key, s.Console)
}

// variable is the environment variable of the server that overrides the setting.
func (s Setting) variable() string {
	return "MM_" + strings.ToUpper(strings.ReplaceAll(s.Key, ".", "_"))
}

// Config is what is known of a server's configuration. Everybody may read what the clients
// need; the rest takes a system administrator.
type Config struct {
	client map[string]string
	full   map[string]any // by section; nil where it may not be read
}

// Full says whether all settings could be read.
func (c Config) Full() bool { return c.full != nil }

// Value is a setting as text, or false if it can't be read.
func (c Config) Value(s Setting) (string, bool) {
	section, name, _ := strings.Cut(s.Key, ".")
	if of, ok := c.full[section].(map[string]any); ok {
		if v, ok := of[name]; ok && v != nil {
			return fmt.Sprint(v), true
		}
	}
	v, ok := c.client[name]
	return v, ok
}

// is says whether the setting is known to have this value.
func (c Config) is(s Setting, value string) bool {
	v, ok := c.Value(s)
	return ok && v == value
}

// Client is a value that is told to all clients.
func (c Config) Client(name string) string { return c.client[name] }
