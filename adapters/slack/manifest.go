package slack

import (
	_ "embed" // the template
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/template"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// Scope is a permission that kigo asks for, and why.
type Scope struct{ Name, Why string }

// Scopes are all that kigo needs as a bot, and no more.
var Scopes = []Scope{
	{"app_mentions:read", "hear when somebody writes @kigo in a channel that it was added to"},
	{"channels:history", "see whether an announcement is in a channel already before repeating it, and correct or recall it; nothing else is read"},
	{"channels:read", "which channels kigo was added to and who is in them, for announcements"},
	{"chat:write", "answer, send reminders as direct messages, and announcements into channels"},
	{"commands", "the slash command /kigo and the shortcuts"},
	{"files:read", "take the picture or file that an admin sends for an announcement; no other file is read"},
	{"files:write", "send calendar files and charts, and what belongs to announcements"},
	{"groups:history", "the same as channels:history in private channels that kigo was added to"},
	{"groups:read", "the same as channels:read for private channels that kigo was added to"},
	{"im:history", "read what people write to kigo alone, and see whether a message was sent before repeating it"},
	{"im:write", "open the direct chat with somebody who is to be reminded"},
	{"users:read", "names, languages, and who is a guest or was deactivated"},
	{"users:read.email", "find people of KIGO_ADMINS and of the import by their address"},
}

// botEvents are what Slack tells kigo of by itself.
var botEvents = []string{"app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked", "user_change"}

//go:embed manifest.yaml.tmpl
var manifestText string

var manifestTemplate = template.Must(template.New("manifest").Funcs(template.FuncMap{"quote": quote}).Parse(manifestText))

// quote is s as a YAML string, of which JSON's is one.
func quote(s string) (string, error) {
	b, err := json.Marshal(s)
	return string(b), err
}

// Manifest writes the app manifest that Slack makes the app of: for Socket Mode, or for
// HTTP mode if publicURL is where Slack reaches kigo. words are the commands that the hint
// of the slash command names.
func Manifest(w io.Writer, p i18n.Printer, words []string, publicURL string) error {
	hint := strings.Join(words, " | ")
	const most = 100 // characters that Slack shows beside the command
	for len([]rune(hint)) > most {
		words = words[:len(words)-1]
		hint = strings.Join(words, " | ") + " | …"
	}
	err := manifestTemplate.Execute(w, map[string]any{
		"Texts": map[string]string{
			"Short": p.Plain("slack.app.short"), "Long": p.Plain("slack.app.long"), "About": p.Plain("slack.command.text"),
			"AskName": p.Plain("slack.shortcut.ask"), "AskText": p.Plain("slack.shortcut.ask.text"), "MessageText": p.Plain("slack.shortcut.message.text"),
		},
		"Hint": hint, "Command": strings.TrimSpace(chat.Prefix), "URL": strings.TrimRight(publicURL, "/"),
		"Scopes": Scopes, "Events": botEvents, "Ask": askShortcut, "AskMessage": askMessage,
	})
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return nil
}
