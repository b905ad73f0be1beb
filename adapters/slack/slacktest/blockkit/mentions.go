package blockkit

import (
	"regexp"
	"strings"
)

// Mentions are who is called in a text, by id; Words are the names behind bare @ signs,
// where Slack looks them up.
type Mentions struct {
	Users, Groups           map[string]bool
	Channel, Here, Everyone bool
	Words                   map[string]bool
}

// NewMentions is nobody.
func NewMentions() *Mentions {
	return &Mentions{Users: map[string]bool{}, Groups: map[string]bool{}, Words: map[string]bool{}}
}

var (
	angles = regexp.MustCompile(`<([@!][^<>\n]+)>`)
	bare   = regexp.MustCompile(`(?:^|[^\pL\pN<@])@([\pL\pN][\pL\pN._-]*)`)
)

// InMrkdwn adds whom s calls. With names, @name and @channel count without angle brackets:
// that is link_names and parse=full. Code does not protect.
func (m *Mentions) InMrkdwn(s string, names bool) {
	for _, found := range angles.FindAllStringSubmatch(s, -1) {
		target, _, _ := strings.Cut(found[1], "|")
		switch {
		case strings.HasPrefix(target, "@"):
			m.Users[target[1:]] = true
		case strings.HasPrefix(target, "!subteam^"):
			m.Groups[strings.TrimPrefix(target, "!subteam^")] = true
		default:
			m.broadcast(strings.TrimPrefix(target, "!"))
		}
	}
	if !names {
		return
	}
	for _, found := range bare.FindAllStringSubmatch(s, -1) {
		name := strings.ToLower(strings.TrimRight(found[1], ".-"))
		m.broadcast(name)
		m.Words[name] = true
	}
}

func (m *Mentions) broadcast(name string) {
	switch name {
	case "channel", "group":
		m.Channel = true
	case "here":
		m.Here = true
	case "everyone":
		m.Everyone = true
	}
}

// InBlocks adds whom blocks call: mrkdwn and markdown texts, and the elements of rich text
// made for it. plain_text and the text elements of rich text call nobody. A mrkdwn object
// without verbatim counts bare @ signs, as Slack says that it parses "certain mentions".
func (m *Mentions) InBlocks(v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			m.InBlocks(item)
		}
	case Object:
		switch v["type"] {
		case "mrkdwn":
			m.InMrkdwn(str(v["text"]), v["verbatim"] != true)
		case "markdown":
			m.InMrkdwn(str(v["text"]), true)
		case "user":
			m.Users[str(v["user_id"])] = true
		case "usergroup":
			m.Groups[str(v["usergroup_id"])] = true
		case "broadcast":
			m.broadcast(str(v["range"]))
		default:
			for _, value := range v {
				m.InBlocks(value)
			}
		}
	}
}
