package mattermosttest

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/shared/markdown"
)

// everybody are the names that stand for all members of a channel.
var everybody = []string{"@all", "@channel", "@here"}

// mentions are the accounts that a post mentions: who it names, everybody where it says
// so, and those whose conversation it is in.
func (s *Server) mentions(p *model.Post, ch *channel) map[string]bool {
	found := map[string]bool{}
	if !ch.direct() {
		found = s.namedIn(p, ch)
	}
	if ch.personal() {
		for id := range ch.members {
			if s.users[id].DeleteAt == 0 {
				found[id] = true
			}
		}
	}
	if p.Type == model.PostTypeAddToChannel {
		if id, ok := p.GetProp("addedUserId").(string); ok && ch.members[id] != nil {
			found[id] = true
		}
	}
	if p.GetProp(model.PostPropsFromWebhook) != "true" {
		delete(found, p.UserId)
	}
	return found
}

// namedIn are the members of a channel whom the words of a post name.
func (s *Server) namedIn(p *model.Post, ch *channel) map[string]bool {
	found, fields := map[string]bool{}, mentionFields(p)
	if !strings.Contains(strings.Join(fields, ""), "@") {
		return found
	}
	known := s.names(p.UserId, ch)
	match := func(word string) bool {
		ids := known[strings.ToLower(word)]
		for _, id := range ids {
			found[id] = true
		}
		return len(ids) > 0
	}
	for _, field := range fields {
		inspect(field, match)
	}
	return found
}

// names are the words that stand for members of a channel when an account writes them.
func (s *Server) names(author string, ch *channel) map[string][]string {
	known := map[string][]string{}
	all, here := s.allowedIn(author, ch.Id, model.PermissionUseChannelMentions), s.hub.online()
	for id := range ch.members {
		a := s.users[id]
		if a.DeleteAt != 0 {
			continue
		}
		known["@"+a.Username] = append(known["@"+a.Username], id)
		for _, word := range everybody {
			if all && (word != "@here" || here[id] || a.posted) {
				known[word] = append(known[word], id)
			}
		}
	}
	return known
}

// mentionFields are the parts of a post in which names notify.
func mentionFields(p *model.Post) []string {
	fields := []string{p.Message}
	for _, a := range p.Attachments() {
		fields = append(fields, a.Pretext, a.Text)
		for _, f := range a.Fields {
			if v, ok := f.Value.(string); ok {
				fields = append(fields, v)
			}
		}
	}
	return fields
}

// inspect hands the words of a Markdown text to match; what is code is left out, and what
// a backslash escapes is text like any other.
func inspect(source string, match func(string) bool) {
	var text strings.Builder
	flush := func() {
		scan(text.String(), match)
		text.Reset()
	}
	markdown.Inspect(source, func(node any) bool {
		if t, ok := node.(*markdown.Text); ok {
			text.WriteString(t.Text)
			return false
		}
		flush()
		return true
	})
	flush()
}

// scan hands the words of a text without mark-up to match, shortened where they end in
// punctuation, and in parts where they don't begin with an @.
func scan(text string, match func(string) bool) {
	inWord := func(r rune) bool {
		return strings.ContainsRune(":.-_@", r) || unicode.IsLetter(r) || unicode.IsNumber(r)
	}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !inWord(r) }) {
		if word[0] == ':' && word[len(word)-1] == ':' {
			continue // an emoji
		}
		word = strings.TrimLeft(word, ":.-_")
		if matchShortened(word, match) || strings.HasPrefix(word, "@") && !slices.Contains(everybody, word) {
			continue
		}
		for _, part := range strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune(".-:", r) }) {
			match(part)
		}
	}
}

func matchShortened(word string, match func(string) bool) bool {
	for {
		if match(word) {
			return true
		}
		if word == "" || !strings.ContainsRune(".-:_", rune(word[len(word)-1])) {
			return false
		}
		word = word[:len(word)-1]
	}
}
