package slacktest

import (
	"encoding/json"
	"strings"

	"kigo/adapters/slack/slacktest/blockkit"
)

// Message is a message at one moment.
type Message struct {
	Channel   string
	TS        string
	ThreadTS  string // of the message it answers
	User      string // who wrote it
	Text      string // the top-level text, as it was sent
	Ephemeral bool
	Edited    bool
	Files     []File
	// Metadata is what the app sent along unseen; nil is none.
	Metadata map[string]any

	body  object
	names blockkit.Names
	of    *message
}

// File is an uploaded file of a message.
type File struct {
	ID, Name, Title, Alt string
	Data                 []byte
}

// seen is m as it now stands; the caller holds the lock.
func (s *Server) seen(m *message) Message {
	out := Message{
		Channel: m.channel, TS: m.ts, ThreadTS: m.thread, User: m.author, Ephemeral: m.to != "",
		Metadata: m.metadata, body: m.body, names: s.frozen(), of: m,
	}
	out.Text, _ = m.body["text"].(string)
	_, out.Edited = m.body["edited"]
	for _, item := range asList(m.body["files"]) {
		id, _ := asObject(item)["id"].(string)
		if f := s.files[id]; f != nil {
			out.Files = append(out.Files, File{f.id, f.name, f.title, f.alt, f.data})
		}
	}
	return out
}

// frozen looks names up with the lock.
func (s *Server) frozen() blockkit.Names {
	return func(kind, id string) string {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.names(kind, id)
	}
}

// Shown is the message as a person reads it: its blocks, or its text if it has none, then
// attachments and files. Buttons are [Label], menus "Placeholder: [Option] [Option]".
func (m Message) Shown() string {
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if blocks := asList(m.body["blocks"]); len(blocks) > 0 {
		add(blockkit.Shown(blocks, m.names))
	} else {
		add(m.Fallback())
	}
	for _, item := range asList(m.body["attachments"]) {
		a := asObject(item)
		for _, name := range []string{"pretext", "title", "text"} {
			words, _ := a[name].(string)
			add(blockkit.Mrkdwn(words, m.names))
		}
		for _, f := range asList(a["fields"]) {
			title, _ := asObject(f)["title"].(string)
			value, _ := asObject(f)["value"].(string)
			add(strings.TrimSpace(title + "\n" + blockkit.Mrkdwn(value, m.names)))
		}
		add(blockkit.Shown(a["blocks"], m.names))
	}
	for _, f := range m.Files {
		add(strings.TrimSpace(f.Title + "\n" + f.Name + "\n" + f.Alt))
	}
	return strings.Join(parts, "\n")
}

// Fallback is the top-level text as a notification or a screen reader says it.
func (m Message) Fallback() string {
	if m.body["mrkdwn"] == false {
		return blockkit.Unescaped(m.Text)
	}
	return blockkit.Mrkdwn(m.Text, m.names)
}

// JSON is the message as conversations.history has it, without metadata.
func (m Message) JSON() string { return compact(m.body) }

func (m Message) controls() []blockkit.Control {
	all := blockkit.Controls(m.body["blocks"], m.names)
	for _, item := range asList(m.body["attachments"]) {
		all = append(all, blockkit.Controls(asObject(item)["blocks"], m.names)...)
	}
	return all
}

// View is a modal or the home tab at one moment.
type View struct {
	ID              string
	Type            string // modal or home
	Title           string
	Submit, Close   string
	CallbackID      string
	PrivateMetadata string
	Hash            string

	body  object
	names blockkit.Names
	of    *view
}

func (s *Server) look(v *view) View {
	out := View{ID: v.id, Type: v.kind, body: v.payload(), names: s.frozen(), of: v}
	out.CallbackID, _ = v.body["callback_id"].(string)
	out.PrivateMetadata, _ = v.body["private_metadata"].(string)
	out.Hash, _ = v.body["hash"].(string)
	out.Title = blockkit.Words(v.body["title"], s.names)
	out.Submit = blockkit.Words(v.body["submit"], s.names)
	out.Close = blockkit.Words(v.body["close"], s.names)
	return out
}

// Shown is the view as a person reads it, from the title to the buttons at its end.
func (v View) Shown() string {
	parts := []string{}
	for _, s := range []string{v.Title, blockkit.Shown(v.body["blocks"], v.names)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	for _, s := range []string{v.Submit, v.Close} {
		if s != "" {
			parts = append(parts, "["+s+"]")
		}
	}
	return strings.Join(parts, "\n")
}

// JSON is the view as Slack has it.
func (v View) JSON() string { return compact(v.body) }

func (v View) controls() []blockkit.Control { return blockkit.Controls(v.body["blocks"], v.names) }

// Surface is a Message or a View: something to act on.
type Surface interface {
	Shown() string
	controls() []blockkit.Control
}

// Labels are the words on all there is to click, choose and fill in.
func Labels(on Surface) []string {
	var out []string
	for _, c := range on.controls() {
		if len(c.Labels) > 0 {
			out = append(out, c.Labels[0])
		}
	}
	return out
}

func compact(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("slacktest: no JSON: " + err.Error())
	}
	return string(raw)
}
