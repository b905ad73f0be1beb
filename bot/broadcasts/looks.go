package broadcasts

import (
	"slices"
	"strings"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// Look is how an announcement will be read on a chat: the words of each message that the
// chat makes of it.
type Look struct {
	Platform string
	Posts    []string
}

// looks are how a message will be read on the chats that it goes to, as far as they say.
func (s *Service) looks(a Audience, m chat.Message) (all []Look) {
	for i := range m.Sections {
		m.Sections[i].Buttons = nil
	}
	for _, platform := range a.Chats() {
		if p, ok := s.Chats[platform].(chat.Previewer); ok {
			all = append(all, Look{platform, p.Looks(m)})
		}
	}
	return all
}

// alike reports whether people read the same in as many messages.
func (l Look) alike(o Look) bool {
	return slices.EqualFunc(l.Posts, o.Posts, func(a, b string) bool { return slices.Equal(spoken(a), spoken(b)) })
}

// spoken are the words of a text without the signs of its lists.
func spoken(text string) []string {
	return slices.DeleteFunc(strings.Fields(text), func(w string) bool { return slices.Contains([]string{"-", "•", "◦", "–"}, w) })
}

// looksView says that all chats show the preview as it stands, or what each of them makes of it.
func looksView(p i18n.Printer, looks []Look) []chat.Section {
	if len(looks) < 2 {
		return nil
	}
	var names []string
	same := true
	for _, l := range looks {
		names = append(names, people.PlatformName(p, l.Platform))
		same = same && l.alike(looks[0])
	}
	if same {
		return []chat.Section{{Text: p.Text("broadcast.looks.same", i18n.Args{"Chats": strings.Join(names, ", ")})}}
	}
	var all []chat.Section
	for i, l := range looks {
		all = append(all, chat.Section{Text: p.Text("broadcast.looks", i18n.Args{"Chat": names[i], "Count": len(l.Posts)})})
		for _, post := range l.Posts {
			all = append(all, chat.Section{Text: chat.Words(post)})
		}
	}
	return all
}
