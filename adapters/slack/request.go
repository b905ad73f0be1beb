package slack

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	api "github.com/slack-go/slack"
)

// What Slack sends, as far as kigo reads it. slack-go's own types refuse a whole request
// for a block in it that they do not know.

// The kinds of requests, as Socket Mode calls them.
const (
	commands     = "slash_commands"
	interactions = "interactive"
	eventsAPI    = "events_api"
)

type command struct {
	Team    string `json:"team_id"`
	App     string `json:"api_app_id"`
	User    string `json:"user_id"`
	Channel string `json:"channel_id"`
	Text    string `json:"text"`
	Hook    string `json:"response_url"`
	Trigger string `json:"trigger_id"`
}

type ref struct {
	ID string `json:"id"`
}

type interaction struct {
	Type      string            `json:"type"`
	Team      ref               `json:"team"`
	App       string            `json:"api_app_id"`
	User      ref               `json:"user"`
	Channel   ref               `json:"channel"`
	Trigger   string            `json:"trigger_id"`
	Hook      string            `json:"response_url"`
	Callback  string            `json:"callback_id"` // of a shortcut
	Action    string            `json:"action_id"`   // of a select that is searched
	Value     string            `json:"value"`       // what was typed there
	Actions   []api.BlockAction `json:"actions"`
	View      json.RawMessage   `json:"view"`
	Container struct {
		Type      string `json:"type"`
		Message   string `json:"message_ts"`
		Thread    string `json:"thread_ts"`
		Channel   string `json:"channel_id"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message struct {
		Text   string            `json:"text"`
		Bot    string            `json:"bot_id"`
		App    string            `json:"app_id"`
		Blocks []json.RawMessage `json:"blocks"`
	} `json:"message"`
}

// blockIDs are the names of the message's blocks.
func (in interaction) blockIDs() []string {
	var ids []string
	for _, raw := range in.Message.Blocks {
		var b struct {
			ID string `json:"block_id"`
		}
		if json.Unmarshal(raw, &b) == nil {
			ids = append(ids, b.ID)
		}
	}
	return ids
}

type envelope struct {
	Type      string          `json:"type"`
	Team      string          `json:"team_id"`
	App       string          `json:"api_app_id"`
	ID        string          `json:"event_id"`
	Challenge string          `json:"challenge"`
	Event     json.RawMessage `json:"event"`
}

type event struct {
	Type        string          `json:"type"`
	Subtype     string          `json:"subtype"`
	User        json.RawMessage `json:"user"` // an id, or all of a profile
	Bot         string          `json:"bot_id"`
	Text        string          `json:"text"`
	Channel     json.RawMessage `json:"channel"` // an id, or all of a channel
	ChannelType string          `json:"channel_type"`
	TS          string          `json:"ts"`
	Thread      string          `json:"thread_ts"`
	Edited      json.RawMessage `json:"edited"`
	Tab         string          `json:"tab"`
	Files       []sentFile      `json:"files"`
}

// sentFile is a file that somebody sent along.
type sentFile struct {
	Name string `json:"name"`
	Type string `json:"mimetype"`
	Size int    `json:"size"`
	URL  string `json:"url_private_download"`
}

// word is a JSON string, or "" for anything else.
func word(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// deliveryID names a request in the inbox: by what Slack calls it, or else by what it says.
func deliveryID(kind, id string, payload []byte) string {
	if id == "" {
		sum := sha256.Sum256(payload)
		kind, id = kind+"-sum", base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return kind + "-" + id
}
