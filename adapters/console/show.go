package console

import (
	"errors"
	"sort"
	"strings"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// kind is what an item is.
type kind string

const (
	kindReply   kind = "reply"   // an answer that only the persona sees
	kindDirect  kind = "direct"  // a direct message, from the inbox
	kindChannel kind = "channel" // an answer for everybody
	kindForm    kind = "form"    // a form to fill in, or what is wrong with it
	kindUpdate  kind = "update"  // takes the place of what was clicked, or of a direct message that was fetched before
	kindFile    kind = "file"    // a file or picture that was written
	kindDone    kind = "done"    // the line's end
)

// item is one thing that is shown; its exported part is the contract with programs.
type item struct {
	To      string       `json:"to"`
	Kind    kind         `json:"kind"`
	Private bool         `json:"private"`
	Text    string       `json:"text"`
	Buttons []buttonItem `json:"buttons,omitempty"`
	Selects []selectItem `json:"selects,omitempty"`
	Fields  []fieldItem  `json:"fields,omitempty"`
	File    string       `json:"file,omitempty"` // path

	head string       // who speaks, to whom, how; for people
	body chat.Message // what Text, Buttons and Selects are made of
	form *chat.Form   // what Fields are made of
	bad  bool         // Text says what is wrong with what was sent
}

type buttonItem struct {
	N     int    `json:"n"`
	Label string `json:"label"`
}

type selectItem struct {
	N       int          `json:"n"`
	Label   string       `json:"label"`
	Options []optionItem `json:"options"`
}

type optionItem struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

type fieldItem struct {
	Name     string         `json:"name"`
	Label    string         `json:"label"`
	Type     chat.FieldType `json:"type"`
	Required bool           `json:"required"`
	Value    string         `json:"value,omitempty"` // counts if the field is left out
	Hint     string         `json:"hint,omitempty"`
	Max      int            `json:"max,omitempty"` // characters
	Options  []optionItem   `json:"options,omitempty"`
	Error    string         `json:"error,omitempty"`
}

// output is where items go. Its errors are errOutput.
type output interface {
	welcome(mailbox.Persona) error
	prompt(mailbox.Persona) error
	show(item) error
	done() error // ends what one line showed
	bye() error
}

// errOutput says that nobody can be told anything any more.
var errOutput = errors.New("console: write output")

// reply shows an answer, and notes which form is open now.
func (s *session) reply(ev chat.Event, r chat.Reply) error {
	if !r.Message.Empty() {
		if err := s.message(s.answer(r), r.Message); err != nil {
			return err
		}
	}
	var sent *chat.Form
	if ev.Kind == chat.FormSubmit {
		sent = s.desk().form
	}
	switch {
	case len(r.Errors) > 0:
		if err := s.wrong(sent, r.Errors); err != nil {
			return err
		}
	case sent != nil:
		s.desk().form = nil
	}
	if r.Form == nil {
		return nil
	}
	s.desk().form = r.Form
	return s.out.show(s.formItem(r.Form, formText(*r.Form), nil))
}

// answer is an answer without its message.
func (s *session) answer(r chat.Reply) item {
	i, key := item{Kind: kindReply, Private: !r.Public}, "console.head.reply"
	switch {
	case r.Replace:
		i.Kind, key = kindUpdate, "console.head.update"
	case r.Public:
		i.Kind, key = kindChannel, "console.head.channel"
	}
	i.head = s.p.Plain(key, i18n.Args{"Name": s.name()})
	return i
}

// message shows m as i, and then writes out its pictures and files.
func (s *session) message(i item, m chat.Message) error {
	i.To, i.Text, i.body = s.who.User, m.Plain(), m
	for _, section := range m.Sections {
		for _, b := range section.Buttons {
			s.now.buttons = append(s.now.buttons, b)
			i.Buttons = append(i.Buttons, buttonItem{N: len(s.now.buttons), Label: b.Label})
		}
		for _, sel := range section.Selects {
			s.now.selects = append(s.now.selects, sel)
			i.Selects = append(i.Selects, selectItem{N: len(s.now.selects), Label: sel.Label, Options: optionItems(sel.Options)})
		}
	}
	if len(i.Buttons)+len(i.Selects) > 0 {
		s.desk().last = s.now
	}
	if err := s.out.show(i); err != nil {
		return err
	}
	for _, img := range m.Images {
		if err := s.file(i.Private, img.Name, img.Alt, img.Data); err != nil {
			return err
		}
	}
	for _, f := range m.Files {
		if err := s.file(i.Private, f.Name, f.Name, f.Data); err != nil {
			return err
		}
	}
	return nil
}

// file writes data into the folder and says where it is.
func (s *session) file(private bool, name, text string, data []byte) error {
	path, err := s.folder.write(name, data)
	if err != nil {
		return err
	}
	head := s.p.Plain("console.file", i18n.Args{"Name": text, "Path": path})
	return s.out.show(item{To: s.who.User, Kind: kindFile, Private: private, Text: text, File: path, head: head})
}

// wrong says what is wrong with a form that was sent, a sentence a line: about the
// whole form first, then in the order of the fields. It stays open.
func (s *session) wrong(form *chat.Form, errs map[string]string) error {
	var lines []string
	rest := make(map[string]string, len(errs))
	for name, sentence := range errs {
		rest[name] = sentence
	}
	take := func(name, label string) {
		if sentence, ok := rest[name]; ok {
			delete(rest, name)
			lines = append(lines, strings.TrimPrefix(label+": "+sentence, ": "))
		}
	}
	take("", "")
	if form != nil {
		for _, f := range form.Fields {
			take(f.Name, f.Label)
		}
	}
	for _, name := range sortedKeys(rest) {
		take(name, name)
	}
	text := strings.Join(lines, "\n")
	if form == nil {
		head := s.p.Plain("console.head.reply", i18n.Args{"Name": s.name()})
		return s.message(item{Kind: kindReply, Private: true, head: head}, chat.Say(chat.Words(text)))
	}
	i := s.formItem(form, text, errs)
	i.bad = true
	return s.out.show(i)
}

func (s *session) formItem(form *chat.Form, text string, errs map[string]string) item {
	i := item{To: s.who.User, Kind: kindForm, Private: true, Text: text, form: form}
	i.head = s.p.Plain("console.head.form", i18n.Args{"Name": s.name()})
	for _, f := range form.Fields {
		i.Fields = append(i.Fields, fieldItem{
			Name: f.Name, Label: f.Label, Type: f.Type, Required: f.Required,
			Value: f.Value, Hint: f.Hint, Max: f.Max, Options: optionItems(f.Options), Error: errs[f.Name],
		})
	}
	return i
}

// formText is a form without its fields: title, introduction and hints.
func formText(f chat.Form) string {
	lines := []string{f.Title}
	if intro := f.Intro.String(); intro != "" {
		lines = append(lines, intro)
	}
	for _, field := range f.Fields {
		if field.Hint != "" {
			lines = append(lines, field.Label+": "+field.Hint)
		}
	}
	return strings.Join(lines, "\n")
}

func optionItems(options []chat.Option) []optionItem {
	var items []optionItem
	for _, o := range options {
		items = append(items, optionItem{Value: o.Value, Label: o.Label})
	}
	return items
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
