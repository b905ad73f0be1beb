package slacktest

import (
	"strings"

	"kigo/adapters/slack/slacktest/blockkit"
)

// Notification is that somebody was called by a message.
type Notification struct {
	Message Message
	Why     string // "direct message", "@you", "@channel", "@here", "@everyone", "@group"
}

// notify works out whom a new message calls. Only members of the channel are, never its
// author. Top-level text counts although blocks are shown instead, because it is what the
// notification says.
func (s *Server) notify(ch *channel, m *message, linkNames bool) {
	called := blockkit.NewMentions()
	text, _ := m.body["text"].(string)
	called.InMrkdwn(text, linkNames)
	called.InBlocks(m.body["blocks"])
	for _, item := range asList(m.body["attachments"]) {
		a := asObject(item)
		called.InBlocks(a["blocks"])
		for _, name := range []string{"text", "pretext", "fallback"} {
			words, _ := a[name].(string)
			called.InMrkdwn(words, linkNames)
		}
	}
	for _, id := range ch.order {
		if p := s.people[id]; id != m.author && !p.Deactivated {
			if why := s.why(ch, p, called); why != "" {
				s.called[id] = append(s.called[id], Notification{s.seen(m), why})
			}
		}
	}
}

func (s *Server) why(ch *channel, p *person, called *blockkit.Mentions) string {
	switch {
	case called.Users[p.id], called.Words[strings.ToLower(p.Name)]:
		return "@you"
	case s.inGroup(p.id, called.Groups), s.inGroupNamed(p.id, called.Words):
		return "@group"
	case called.Everyone:
		return "@everyone"
	case called.Channel:
		return "@channel"
	case called.Here && !p.Away:
		return "@here"
	case ch.kind == direct:
		return "direct message"
	}
	return ""
}

func (s *Server) inGroup(user string, groups map[string]bool) bool {
	for id := range groups {
		if g := s.groups[id]; g != nil {
			for _, member := range g.members {
				if member == user {
					return true
				}
			}
		}
	}
	return false
}

func (s *Server) inGroupNamed(user string, words map[string]bool) bool {
	for id, g := range s.groups {
		if words[strings.ToLower(g.handle)] && s.inGroup(user, map[string]bool{id: true}) {
			return true
		}
	}
	return false
}

// Notified are the calls that a person got, oldest first, with messages as they were then.
// Edits call nobody.
func (s *Server) Notified(m *Member) []Notification {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Notification(nil), s.called[m.ID]...)
}

// asList is v as a list; nil if it is none.
func asList(v any) []any {
	l, _ := v.([]any)
	return l
}
