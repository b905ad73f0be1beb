package slack

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// spoken are the subtypes of messages that people write.
var spoken = map[string]bool{"": true, "file_share": true, "thread_broadcast": true}

// event makes a job of a message, a mention or an opened home page. What is news about the
// workspace is noted; ok is false for that and for everything that is nobody's request.
func (a *Adapter) event(me self, in event, raw json.RawMessage) (j job, ok bool) { //nolint:cyclop // one kind of event after the other
	user, channel := word(in.User), word(in.Channel)
	switch in.Type {
	case "message":
		if !spoken[in.Subtype] || in.Bot != "" || user == "" || user == me.user || len(in.Edited) > 0 ||
			!isDirect(channel) || (in.ChannelType != "" && in.ChannelType != "im") {
			return job{}, false
		}
		text, named := a.unnamed(in.Text, me.user)
		if !named {
			text = a.typed(in.Text)
		}
		return job{
			ev:     chat.Event{Kind: chat.DirectMessage, Line: text, Files: a.sent(in.Files)},
			origin: origin{user: user, channel: channel, thread: in.Thread, within: in.Thread, direct: true, line: text},
		}, true
	case "app_mention":
		if in.Bot != "" || user == "" || user == me.user || len(in.Edited) > 0 || channel == "" || isDirect(channel) {
			return job{}, false
		}
		text, named := a.unnamed(in.Text, me.user)
		if !named {
			return job{}, false
		}
		return job{
			ev: chat.Event{Kind: chat.Mention, Line: text},
			origin: origin{
				user: user, channel: channel, thread: cmp.Or(in.Thread, in.TS), within: in.Thread, line: text, mention: true,
			},
		}, true
	case "app_home_opened":
		if in.Tab != "home" || user == "" {
			return job{}, false
		}
		a.homes.opened(user)
		a.show(user)
		return job{}, false
	}
	a.news(me, in.Type, raw)
	return job{}, false
}

// news are events that ask for nothing.
func (a *Adapter) news(me self, kind string, raw json.RawMessage) {
	switch kind {
	case "user_change":
		var in struct {
			User api.User `json:"user"`
		}
		if json.Unmarshal(raw, &in) == nil && in.User.ID != "" {
			a.learn(me, in.User, time.Now())
		}
	case "app_uninstalled":
		a.state.removed(kind)
	case "tokens_revoked":
		var in struct {
			Tokens struct {
				Bot []string `json:"bot"`
			} `json:"tokens"`
		}
		if json.Unmarshal(raw, &in) == nil && len(in.Tokens.Bot) > 0 {
			a.state.removed(kind)
		}
	}
}

// marked is what Slack writes for people, channels, groups and links in a text.
var marked = regexp.MustCompile(`<(?:([@#])([A-Z0-9]+)|(!)([^<>|]+)|()([a-z][a-z0-9+.-]*:[^<>|]+))(?:\|([^<>]*))?>`)

var escape = regexp.MustCompile(`&(?:amp|lt|gt);`)

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// typed is a text of Slack's as the person wrote it.
func (a *Adapter) typed(text string) string {
	return strings.TrimSpace(plain(text, func(id string) string {
		u, _, _ := a.people.user(id)
		return u.Name
	}))
}

// plain is a text of Slack's in words; name knows people by their ids, or "". Slack escapes
// three signs; a text in which one stands as it is was not escaped at all.
func plain(text string, name func(id string) string) string {
	words := func(s string) string { return s }
	if !strings.ContainsAny(escape.ReplaceAllString(marked.ReplaceAllString(text, ""), ""), "&<>") {
		words = func(s string) string { return entities.Replace(s) }
	}
	var b strings.Builder
	end := 0
	for _, at := range marked.FindAllStringSubmatchIndex(text, -1) {
		group := func(n int) string {
			if at[2*n] < 0 {
				return ""
			}
			return words(text[at[2*n]:at[2*n+1]])
		}
		b.WriteString(words(text[end:at[0]]))
		end = at[1]
		switch label := group(7); {
		case group(1) == "@":
			b.WriteString("@" + cmp.Or(name(group(2)), strings.TrimPrefix(label, "@"), group(2)))
		case group(1) == "#":
			b.WriteString("#" + cmp.Or(label, group(2)))
		case group(3) != "":
			b.WriteString("@" + strings.TrimPrefix(cmp.Or(label, strings.TrimPrefix(group(4), "subteam^")), "@"))
		default:
			b.WriteString(linkText(group(6), label))
		}
	}
	b.WriteString(words(text[end:]))
	return b.String()
}

// linkText is a link as somebody typed it: Slack makes links of addresses without a scheme.
func linkText(ref, label string) string {
	short := ref
	for _, scheme := range []string{"mailto:", "tel:", "http://", "https://"} {
		if rest, ok := strings.CutPrefix(ref, scheme); ok {
			short = rest
			break
		}
	}
	switch {
	case label != "" && strings.TrimSuffix(short, "/") == strings.TrimSuffix(label, "/"):
		return label
	case label != "" && label != ref:
		return label + " (" + ref + ")"
	case strings.HasPrefix(ref, "mailto:"), strings.HasPrefix(ref, "tel:"):
		return short
	}
	return ref
}

// unnamed is the text without kigo's name; named says whether that stood in it.
func (a *Adapter) unnamed(text, user string) (rest string, named bool) {
	const name = "kigo"
	chip := regexp.MustCompile(`<@` + regexp.QuoteMeta(user) + `(?:\|[^<>]*)?>`)
	if !chip.MatchString(text) {
		return "", false
	}
	if rest, named = chat.Mentioned(a.typed(chip.ReplaceAllString(text, "@"+name)), name); !named {
		rest = a.typed(chip.ReplaceAllString(text, "")) // within a word
	}
	return rest, true
}
