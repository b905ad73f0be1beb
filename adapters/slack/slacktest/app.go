package slacktest

import (
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest/manifest"
)

// LoadManifest reads a manifest in YAML or JSON and fails the test if Slack would refuse it.
func LoadManifest(t testing.TB, data []byte) *manifest.Manifest {
	t.Helper()
	m, err := manifest.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// DefaultManifest is an app in Socket Mode that may do everything the emulator can.
func DefaultManifest() *manifest.Manifest {
	m := &manifest.Manifest{Manifest: slack.Manifest{
		Display: slack.Display{Name: "kigo"},
		Features: slack.Features{
			AppHome: slack.AppHome{HomeTabEnabled: true, MessagesTabEnabled: true},
			BotUser: slack.BotUser{DisplayName: "kigo", AlwaysOnline: true},
			SlashCommands: []slack.ManifestSlashCommand{{
				Command: "/kigo", Description: "kigo", UsageHint: "hilfe", ShouldEscape: true,
			}},
			Shortcuts: []slack.Shortcut{
				{Name: "Global", CallbackID: "global", Description: "Global", Type: slack.GlobalShortcut},
				{Name: "Nachricht", CallbackID: "message", Description: "Nachricht", Type: slack.MessageShortcut},
			},
			UnfurlDomains: []string{"kigo.example"},
		},
		Settings: slack.Settings{
			SocketModeEnabled: true,
			Interactivity:     &slack.Interactivity{IsEnabled: true},
			EventSubscriptions: &slack.EventSubscriptions{BotEvents: []string{
				"app_home_opened", "app_mention", "app_uninstalled", "tokens_revoked",
				"message.channels", "message.groups", "message.im", "member_joined_channel",
				"team_join", "user_change", "reaction_added", "link_shared",
			}},
		},
		OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: []string{
			"app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read",
			"files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write", "links:read",
			"links:write", "reactions:read", "reactions:write", "team:read", "users:read", "users:read.email",
		}}},
	}}
	return m
}

// InHTTPMode is m with everything sent by HTTP to /slack/commands, /slack/interactions and
// /slack/events below base, an https address. See UseRequestURLs.
func InHTTPMode(m *manifest.Manifest, base string) *manifest.Manifest {
	out := *m
	out.Settings.SocketModeEnabled = false
	interactivity := slack.Interactivity{IsEnabled: true}
	if m.Settings.Interactivity != nil {
		interactivity = *m.Settings.Interactivity
	}
	interactivity.RequestUrl = base + "/slack/interactions"
	interactivity.MessageMenuOptionsUrl = base + "/slack/interactions"
	out.Settings.Interactivity = &interactivity
	events := slack.EventSubscriptions{}
	if m.Settings.EventSubscriptions != nil {
		events = *m.Settings.EventSubscriptions
	}
	events.RequestUrl = base + "/slack/events"
	out.Settings.EventSubscriptions = &events
	out.Features.SlashCommands = slices.Clone(m.Features.SlashCommands)
	for i := range out.Features.SlashCommands {
		out.Features.SlashCommands[i].Url = base + "/slack/commands"
	}
	return &out
}

// granted are the scopes that the bot token has.
func (s *Server) granted() []string {
	if s.config.scopes != nil {
		return s.config.scopes
	}
	return s.app.Scopes()
}

func (s *Server) may(scope string) bool { return slices.Contains(s.granted(), scope) }

// Uninstall removes the app as an admin does: it is told, if it subscribed to that, and its
// tokens are dead.
func (s *Server) Uninstall() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.uninstall()
}

func (s *Server) uninstall() {
	s.emit("tokens_revoked", object{"type": "tokens_revoked", "tokens": object{"oauth": []string{}, "bot": []string{s.BotUserID}}})
	s.emit("app_uninstalled", object{"type": "app_uninstalled"})
	s.authError = "account_inactive"
	s.touch()
}

// RevokeTokens makes every call fail with the error, such as token_revoked, account_inactive
// or invalid_auth; "" ends it.
func (s *Server) RevokeTokens(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.authError = code
	s.touch()
}

// command splits what a person types into the slash command and its text.
func command(line string) (name, text string) {
	name, text, _ = strings.Cut(strings.TrimSpace(line), " ")
	return name, strings.TrimSpace(text)
}
