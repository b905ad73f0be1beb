// Package manifest reads and checks the manifest of a Slack app as Slack's importer does,
// and says what follows from it: scopes, commands, shortcuts, events, and where they go.
package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"
	"go.yaml.in/yaml/v3"
)

// Manifest is a manifest that Slack would accept.
type Manifest struct {
	slack.Manifest
}

// Load reads YAML or JSON. It returns Faults if Slack would refuse it.
func Load(data []byte) (*Manifest, error) {
	var tree any // JSON is YAML, too
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	raw, err := json.Marshal(tree)
	if err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	m := &Manifest{}
	if err := d.Decode(&m.Manifest); err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	if faults := m.check(); len(faults) > 0 {
		return nil, faults
	}
	return m, nil
}

// Scopes are what the bot token may do, sorted.
func (m *Manifest) Scopes() []string {
	return slices.Sorted(slices.Values(m.OAuthConfig.Scopes.Bot))
}

// SocketMode says that everything comes over WebSockets and not by HTTP.
func (m *Manifest) SocketMode() bool { return m.Settings.SocketModeEnabled }

// Command is the slash command of that name, with its slash.
func (m *Manifest) Command(name string) (slack.ManifestSlashCommand, bool) {
	for _, c := range m.Features.SlashCommands {
		if c.Command == name {
			return c, true
		}
	}
	return slack.ManifestSlashCommand{}, false
}

// Shortcut is the shortcut with that callback id.
func (m *Manifest) Shortcut(callback string) (slack.Shortcut, bool) {
	for _, s := range m.Features.Shortcuts {
		if s.CallbackID == callback {
			return s, true
		}
	}
	return slack.Shortcut{}, false
}

// Subscribed says that the app is told about the event, such as "message.im".
func (m *Manifest) Subscribed(event string) bool {
	return m.Settings.EventSubscriptions != nil && slices.Contains(m.Settings.EventSubscriptions.BotEvents, event)
}

// Interactive says that clicks, forms and shortcuts reach the app.
func (m *Manifest) Interactive() bool {
	return m.Settings.Interactivity != nil && m.Settings.Interactivity.IsEnabled
}

// EventsURL is where events go in HTTP mode.
func (m *Manifest) EventsURL() string {
	if m.Settings.EventSubscriptions == nil {
		return ""
	}
	return m.Settings.EventSubscriptions.RequestUrl
}

// InteractionsURL is where clicks, forms and shortcuts go in HTTP mode.
func (m *Manifest) InteractionsURL() string {
	if m.Settings.Interactivity == nil {
		return ""
	}
	return m.Settings.Interactivity.RequestUrl
}

// OptionsURL is where external selects ask for options in HTTP mode.
func (m *Manifest) OptionsURL() string {
	if m.Settings.Interactivity == nil {
		return ""
	}
	return m.Settings.Interactivity.MessageMenuOptionsUrl
}

// Fault is one reason why Slack refuses a manifest.
type Fault struct {
	Pointer string `json:"pointer"`
	Message string `json:"message"`
}

// Faults are all of them.
type Faults []Fault

// Error lists the faults.
func (fs Faults) Error() string {
	var lines []string
	for _, f := range fs {
		lines = append(lines, f.Pointer+": "+f.Message)
	}
	return "manifest refused: " + strings.Join(lines, "; ")
}
