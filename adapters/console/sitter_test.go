package console

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"kigo/adapters/adaptertest"
	"kigo/adapters/mailbox"
	"kigo/bot/chat"
)

// sitter is a person at the console. They remember what it showed them, as it has no
// memory of its own.
type sitter struct {
	adaptertest.Unable
	room    *room
	persona mailbox.Persona

	mu      sync.Mutex
	posts   []adaptertest.Post
	numbers map[string]item   // of posts that can be clicked still, by id
	form    *item             // that is open
	title   string            // of it
	wrong   *item             // what was wrong with it
	typed   map[string]string // into the form, by label: it has to be typed anew each time
}

func (s *sitter) User() chat.User {
	return chat.User{ID: s.persona.User, Name: s.persona.Name, Locale: locale}
}

func (s *sitter) Command(_ adaptertest.Place, line string) { s.say("", "/kigo "+line) }

func (s *sitter) Write(at adaptertest.Place, text string) string {
	s.mu.Lock()
	id := fmt.Sprint("own", len(s.posts))
	s.posts = append(s.posts, adaptertest.Post{ID: id, Place: at, From: s.persona.User, Text: text})
	s.mu.Unlock()
	s.say("", text)
	return id
}

func (s *sitter) Attach(at adaptertest.Place, text, name string, data []byte) {
	path := filepath.Join(s.room.t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		s.room.t.Error(err)
	}
	s.say("", ":attach "+path)
	s.Write(at, text)
}

func (s *sitter) Click(p adaptertest.Post, button string) {
	for _, b := range s.controls(p).Buttons {
		if adaptertest.Shows(b.Label, button) {
			s.say(p.ID, fmt.Sprintf(":click %d", b.N))
			return
		}
	}
	s.room.t.Errorf("no button %q to press in %+v", button, p)
}

func (s *sitter) Choose(p adaptertest.Post, selection, option string) {
	for _, sel := range s.controls(p).Selects {
		if adaptertest.Shows(sel.Label, selection) {
			s.say(p.ID, fmt.Sprintf(":choose %d %s", sel.N, option))
			return
		}
	}
	s.room.t.Errorf("no select %q to choose from in %+v", selection, p)
}

func (s *sitter) controls(p adaptertest.Post) item {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.numbers[p.ID]
}

func (s *sitter) Submit(values map[string]string) {
	s.mu.Lock()
	for label, value := range values {
		s.typed[label] = value
	}
	var fields []string
	for label, value := range s.typed {
		fields = append(fields, label+"="+inSubmit.Replace(value))
	}
	s.mu.Unlock()
	s.say(s.origin(), ":submit "+strings.Join(fields, ";"))
}

// origin is the message that was clicked last: what opened the form.
func (s *sitter) origin() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.numbers {
		return id
	}
	return ""
}

// say types a line, as this person, and remembers what it shows.
func (s *sitter) say(clicked, line string) {
	s.room.turn.Lock()
	defer s.room.turn.Unlock()
	shown := s.room.types(":as "+s.persona.User, line)
	if len(shown) == 2 {
		s.remember(shown[1], clicked, strings.HasPrefix(line, ":submit"))
	}
}

// Sees looks into the inbox first, unless somebody is typing.
func (s *sitter) Sees() []adaptertest.Post {
	if s.room.turn.TryLock() {
		if shown := s.room.types(":as "+s.persona.User, ":inbox"); len(shown) == 2 {
			s.remember(shown[1], "", false)
		}
		s.room.turn.Unlock()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.posts)
}

func (s *sitter) remember(items []item, clicked string, submitted bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if submitted && !slices.ContainsFunc(items, s.complains) {
		s.form, s.wrong = nil, nil
	}
	pressable := map[string]item{}
	for n, i := range items {
		switch i.Kind {
		case kindForm:
			if s.complains(i) {
				s.wrong = &i
				continue
			}
			s.form, s.wrong, s.typed = &i, nil, map[string]string{}
			s.title, _, _ = strings.Cut(i.Text, "\n")
		case kindFile:
			s.attach(i)
		default:
			id := fmt.Sprintf("%d-%d", s.room.line, n)
			at := len(s.posts)
			if i.Kind == kindUpdate && clicked != "" {
				id = clicked
				at = slices.IndexFunc(s.posts, func(p adaptertest.Post) bool { return p.ID == id })
			} else {
				s.posts = append(s.posts, adaptertest.Post{})
			}
			s.posts[at] = post(id, i)
			if len(i.Buttons)+len(i.Selects) > 0 {
				pressable[id] = i
			}
		}
	}
	if len(pressable) > 0 {
		s.numbers = pressable
	}
}

// complains reports whether an item is the open form once more, with what is wrong in the
// place of its title.
func (s *sitter) complains(i item) bool {
	same := func(a, b fieldItem) bool { return a.Name == b.Name }
	return s.form != nil && i.Kind == kindForm && slices.EqualFunc(s.form.Fields, i.Fields, same) && !strings.HasPrefix(i.Text, s.title)
}

// post is an item as a message.
func post(id string, i item) adaptertest.Post {
	p := adaptertest.Post{ID: id, Place: adaptertest.Direct, Text: i.Text}
	for _, b := range i.Buttons {
		p.Buttons = append(p.Buttons, b.Label)
	}
	for _, sel := range i.Selects {
		p.Selects = append(p.Selects, adaptertest.Select{Label: sel.Label, Options: labels(sel.Options)})
	}
	return p
}

// attach is a file that belongs to the message before.
func (s *sitter) attach(i item) {
	data, err := os.ReadFile(i.File)
	if err != nil {
		s.room.t.Errorf("read %s: %v", i.File, err)
	}
	last := &s.posts[len(s.posts)-1]
	last.Files = append(last.Files, adaptertest.File{Name: filepath.Base(i.File), Alt: i.Text, Data: data})
}

func (s *sitter) Form() (adaptertest.Form, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.form == nil {
		return adaptertest.Form{}, false
	}
	out := adaptertest.Form{Title: s.title, Submit: s.room.submitLabel(s.title)}
	var known []string // lines that are about a field
	fields := s.form.Fields
	if s.wrong != nil {
		fields = s.wrong.Fields
	}
	for _, f := range fields {
		known = append(known, f.Label+": "+f.Hint, f.Label+": "+f.Error)
		value, typed := s.typed[f.Label]
		if !typed {
			value = optionOf(f.Options, f.Value)
		}
		out.Fields = append(out.Fields, adaptertest.Field{
			Label: f.Label, Hint: f.Hint, Type: f.Type, Required: f.Required, Value: value, Options: labels(f.Options), Error: f.Error,
		})
	}
	about := func(text string) string {
		return strings.Join(slices.DeleteFunc(strings.Split(text, "\n"), func(l string) bool { return slices.Contains(known, l) }), "\n")
	}
	_, out.Intro, _ = strings.Cut(about(s.form.Text), "\n")
	if s.wrong != nil {
		out.Error = about(s.wrong.Text)
	}
	return out, true
}
