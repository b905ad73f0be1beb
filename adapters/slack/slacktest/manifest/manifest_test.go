package manifest_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"kigo/adapters/slack/slacktest/manifest"
)

const good = `# kigo for Slack
_metadata:
  major_version: 2
display_information:
  name: kigo
  description: "Fragt, erinnert: antwortet"   # a comment
  long_description: >-
    kigo beantwortet Fragen zur Verwaltung, erinnert an Termine, nimmt Anmeldungen entgegen
    und fragt nach der Stimmung im Haus.

    Es schreibt nur, wem es schreiben soll, und vergisst, was es vergessen soll. Das ist alles.
  background_color: '#1f4e79'
features:
  app_home: {}
  bot_user:
    display_name: kigo
    always_online: true
  slash_commands:
    - command: /kigo
      description: Fragen, Termine, Hilfe
      usage_hint: "[hilfe | termine]"
      should_escape: true
  shortcuts:
  - name: Frage stellen
    type: global
    callback_id: ask
    description: Öffnet ein Feld für die Frage
oauth_config:
  scopes:
    bot: [commands, chat:write, "im:history"]
settings:
  event_subscriptions:
    bot_events:
      - message.im
      - app_home_opened
  interactivity:
    is_enabled: true
  socket_mode_enabled: true
`

func TestAManifestSaysWhatFollowsFromIt(t *testing.T) {
	t.Parallel()
	m, err := manifest.Load([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Scopes(); !slices.Equal(got, []string{"chat:write", "commands", "im:history"}) {
		t.Errorf("scopes: %q", got)
	}
	c, ok := m.Command("/kigo")
	if !ok || !c.ShouldEscape || c.UsageHint != "[hilfe | termine]" {
		t.Errorf("command: %+v", c)
	}
	if s, ok := m.Shortcut("ask"); !ok || s.Name != "Frage stellen" {
		t.Errorf("shortcut: %+v", s)
	}
	if !m.SocketMode() || !m.Interactive() || !m.Subscribed("message.im") || m.Subscribed("team_join") {
		t.Error("modes and events")
	}
	if d := m.Display; d.Description != "Fragt, erinnert: antwortet" || !strings.Contains(d.LongDescription, "entgegen und fragt") ||
		!strings.Contains(d.LongDescription, "Haus.\nEs schreibt") || d.BackgroundColor != "#1f4e79" {
		t.Errorf("display: %+v", d)
	}
	if _, err := manifest.Load([]byte(`{"display_information":{"name":"kigo"},"settings":{"socket_mode_enabled":true}}`)); err != nil {
		t.Errorf("JSON: %v", err)
	}
}

// Each change makes the manifest one that Slack would refuse, for a reason at that pointer.
func TestWhatSlackRefusesIsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ old, new, at string }{
		"a name has at most 35":         {"name: kigo\n  description", "name: " + strings.Repeat("k", 36) + "\n  description", "/display_information/name"},
		"a name is required":            {"  name: kigo\n  description", "  description", "/display_information/name"},
		"a description has at most 140": {`"Fragt, erinnert: antwortet"`, strings.Repeat("k", 141), "/display_information/description"},
		"a long one has at least 174":   {"    kigo beantwortet Fragen zur Verwaltung, erinnert an Termine, nimmt Anmeldungen entgegen\n", "", "/display_information/long_description"},
		"a long one has at most 4,000":  {"Das ist alles.", strings.Repeat("k", 4000), "/display_information/long_description"},
		"a color is one":                {"#1f4e79", "blau", "/display_information/background_color"},
		"a bot has a name":              {"    display_name: kigo\n", "", "/features/bot_user/display_name"},
		"a command has a slash":         {"command: /kigo", "command: kigo", "/features/slash_commands/0/command"},
		"a command has small letters":   {"command: /kigo", "command: /Kigo", "/features/slash_commands/0/command"},
		"a command has at most 32":      {"command: /kigo", "command: /" + strings.Repeat("k", 32), "/features/slash_commands/0/command"},
		"a command has a description":   {"      description: Fragen, Termine, Hilfe\n", "", "/features/slash_commands/0/description"},
		"a hint has at most 1,000":      {"[hilfe | termine]", strings.Repeat("k", 1001), "/features/slash_commands/0/usage_hint"},
		"commands need a scope":         {"[commands, ", "[", "/features/slash_commands"},
		"a shortcut has a known type":   {"type: global", "type: local", "/features/shortcuts/0/type"},
		"a shortcut has at most 24":     {"name: Frage stellen", "name: " + strings.Repeat("k", 25), "/features/shortcuts/0/name"},
		"a shortcut has an id":          {"    callback_id: ask\n", "", "/features/shortcuts/0/callback_id"},
		"shortcuts need interactivity":  {"is_enabled: true", "is_enabled: false", "/settings/interactivity/is_enabled"},
		"a scope is known":              {"chat:write", "chat:read", "/oauth_config/scopes/bot/1"},
		"a scope stands there once":     {"chat:write,", "commands,", "/oauth_config/scopes/bot/1"},
		"an event is known":             {"- app_home_opened", "- app_home_closed", "/settings/event_subscriptions/bot_events/1"},
		"an event needs its scope":      {"- app_home_opened", "- app_mention", "/settings/event_subscriptions/bot_events/1"},
		"without Socket Mode, URLs":     {"socket_mode_enabled: true", "socket_mode_enabled: false", "/settings/event_subscriptions/request_url"},
		"a URL is https":                {"is_enabled: true", "is_enabled: true\n    request_url: http://kigo.example/", "/settings/interactivity/request_url"},
	} {
		changed := strings.Replace(good, tc.old, tc.new, 1)
		if changed == good {
			t.Errorf("%s: nothing changed", name)
		}
		_, err := manifest.Load([]byte(changed))
		var faults manifest.Faults
		if !errors.As(err, &faults) || !slices.ContainsFunc(faults, func(f manifest.Fault) bool { return f.Pointer == tc.at }) {
			t.Errorf("%s: got %v, want a fault at %s", name, err, tc.at)
		}
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"an unknown field":      strings.Replace(good, "always_online", "sometimes_online", 1),
		"a wrong type":          strings.Replace(good, "always_online: true", "always_online: maybe", 1),
		"a tab":                 "display_information:\n\tname: kigo\n",
		"a key twice":           "display_information:\n  name: kigo\n  name: kigo\n",
		"a colon in plain text": "display_information:\n  name: a: b\n",
		"an open quote":         "display_information:\n  name: \"kigo\n",
		"an open list":          "oauth_config:\n  scopes:\n    bot: [commands\n",
		"no mapping":            "kigo\n",
		"a stray indent":        "display_information:\n    name: kigo\n  description: a\n",
		"broken JSON":           "{",
	} {
		if m, err := manifest.Load([]byte(source)); err == nil {
			t.Errorf("%s is taken: %+v", name, m)
		}
	}
}
