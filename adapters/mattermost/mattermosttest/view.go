package mattermosttest

import (
	"fmt"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// User returns an account as the server has it.
func (s *Server) User(id string) *model.User {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.users[id]
	if a == nil {
		return nil
	}
	return s.sanitized(a, true)
}

// Picture returns the picture that was uploaded for an account.
func (s *Server) Picture(userID string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.users[userID]; a != nil {
		return a.picture
	}
	return nil
}

// Post returns a post as the server has it: with the URLs and contexts of its actions,
// which no client sees, and deleted ones too. It is nil if there is none.
func (s *Server) Post(id string) *model.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.posts[id]
	if p == nil {
		return nil
	}
	return s.whole(p)
}

// Posts returns what stands in a channel, oldest first, as the server has it; messages of
// the system and deleted posts are left out.
func (s *Server) Posts(channelID string) []*model.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.channels[channelID]
	if ch == nil {
		return nil
	}
	var list []*model.Post
	for _, p := range ch.posts {
		if p.DeleteAt == 0 && !p.IsSystemMessage() {
			list = append(list, s.whole(p))
		}
	}
	return list
}

// Commands returns the slash commands that there are.
func (s *Server) Commands() []*model.Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []*model.Command
	for _, c := range s.commands {
		if c.DeleteAt == 0 {
			out := *c
			list = append(list, &out)
		}
	}
	return list
}

// Text is what a person reads of a post, line by line: the message, and of each attachment
// its pretext, title, text, fields, selects, buttons and footer. A button is "[label]", a
// select "[label ▾ option | option]"; what can't be used is in brackets of its own.
func Text(p *model.Post) string {
	var lines []string
	add := func(line string) {
		if line != "" {
			lines = append(lines, line)
		}
	}
	add(p.Message)
	for _, a := range p.Attachments() {
		add(a.Pretext)
		add(a.AuthorName)
		add(a.Title)
		add(a.Text)
		for _, f := range a.Fields {
			add(strings.Trim(fmt.Sprintf("%s: %v", f.Title, f.Value), ": "))
		}
		var actions []string
		for _, act := range a.Actions {
			actions = append(actions, actionText(act))
		}
		add(strings.Join(actions, " "))
		add(a.Footer)
	}
	for _, f := range metaFiles(p) {
		add("(" + f.Name + ")")
	}
	return strings.Join(lines, "\n")
}

func metaFiles(p *model.Post) []*model.FileInfo {
	if p.Metadata == nil {
		return nil
	}
	return p.Metadata.Files
}

func actionText(a *model.PostAction) string {
	text := a.Name
	if a.Type == model.PostActionTypeSelect {
		var options []string
		for _, o := range a.Options {
			options = append(options, o.Text)
		}
		text += " ▾ " + strings.Join(options, " | ")
	}
	if a.Disabled {
		text = "(" + text + ")"
	}
	return "[" + strings.TrimSpace(text) + "]"
}
