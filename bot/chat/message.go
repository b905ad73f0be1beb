package chat

import "strings"

// Prefix is what stands before a typed command.
const Prefix = "/kigo "

// Message is what kigo says: sections under each other, then pictures and files.
type Message struct {
	Sections []Section `json:"sections,omitempty"`
	Images   []Image   `json:"images,omitempty"`
	Files    []File    `json:"files,omitempty"`
	// Apart says that pictures and files come in a post of their own before the words, so that
	// an edit can take them away. Not every platform can take a file out of a post.
	Apart bool `json:"apart,omitempty"`
}

// Section is a paragraph with what belongs to it.
type Section struct {
	Text    Text     `json:"text,omitempty"`
	Fields  []Field  `json:"fields,omitempty"`
	Buttons []Button `json:"buttons,omitempty"`
	Selects []Select `json:"selects,omitempty"`
}

// Field is a fact with its name, such as place or date.
type Field struct {
	Label string `json:"label"`
	Value Text   `json:"value"`
}

// Style hints at how much a button weighs; it is never the only sign of it.
type Style string

// The styles.
const (
	Default Style = ""
	Primary Style = "primary"
	Danger  Style = "danger"
)

// Button carries the command line that it stands for; typing the line does the same.
type Button struct {
	Label string `json:"label"`
	Line  string `json:"line"`
	Style Style  `json:"style,omitempty"`
}

// Select carries a command line, too: what is chosen is appended after a blank.
type Select struct {
	Label   string   `json:"label"`
	Line    string   `json:"line"`
	Options []Option `json:"options"`
}

// Option is one choice of a Select or of a form's field.
type Option struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Image is a picture; Alt says in words what it shows and is required.
type Image struct {
	Name string `json:"name"`
	Alt  string `json:"alt"`
	Type string `json:"type"` // media type
	Data []byte `json:"data"`
}

// File is something to keep.
type File struct {
	Name string `json:"name"`
	Type string `json:"type"` // media type
	Data []byte `json:"data"`
}

// Say is a message of one section.
func Say(t Text, buttons ...Button) Message {
	return Message{Sections: []Section{{Text: t, Buttons: buttons}}}
}

// Empty reports whether there is nothing to show.
func (m Message) Empty() bool {
	return len(m.Sections) == 0 && len(m.Images) == 0 && len(m.Files) == 0
}

// Plain is the whole message as text, complete without its buttons: beside each
// stands what to type instead. Screen readers, notifications and the console show it.
func (m Message) Plain() string {
	var parts []string
	for _, s := range m.Sections {
		if p := s.plain(); p != "" {
			parts = append(parts, p)
		}
	}
	for _, i := range m.Images {
		parts = append(parts, i.Alt)
	}
	for _, f := range m.Files {
		parts = append(parts, f.Name)
	}
	return strings.Join(parts, "\n\n")
}

func (s Section) plain() string {
	var lines []string
	if t := s.Text.String(); t != "" {
		lines = append(lines, t)
	}
	for _, f := range s.Fields {
		lines = append(lines, f.Label+": "+f.Value.String())
	}
	for _, b := range s.Buttons {
		lines = append(lines, "["+b.Label+"] "+Prefix+b.Line)
	}
	for _, sel := range s.Selects {
		label := sel.Label
		if !strings.HasSuffix(label, "?") {
			label += ":"
		}
		lines = append(lines, label)
		for _, o := range sel.Options {
			lines = append(lines, "["+o.Label+"] "+Prefix+sel.Line+" "+o.Value)
		}
	}
	return strings.Join(lines, "\n")
}
