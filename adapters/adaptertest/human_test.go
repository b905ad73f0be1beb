package adaptertest_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"kigo/adapters/adaptertest"
	"kigo/bot/chat"
)

// human is a person in the model.
type human struct {
	model            *model
	id, name, locale string

	mu     sync.Mutex
	alerts int
	forms  []openForm
}

type openForm struct {
	chat.Form
	at      adaptertest.Place
	clicked string
	values  map[string]string
	errors  map[string]string
}

func (h *human) User() chat.User { return chat.User{ID: h.id, Name: h.name, Locale: h.locale} }
func (h *human) Mention() string { return "@" + h.id }

func (h *human) Alerts() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.alerts
}

// alert calls the person if the text names them, or everybody.
func (h *human) alert(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if strings.Contains(text, h.Mention()) || strings.Contains(text, "@all") {
		h.alerts++
	}
}

func (h *human) Command(at adaptertest.Place, line string) {
	m := h.model
	switch m.fault {
	case "blanks collapse":
		line = strings.Join(strings.Fields(line), " ")
	case "lines are escaped":
		line = strings.ReplaceAll(line, "<", "&lt;")
	}
	m.hear(h, chat.Event{ID: m.id(), Kind: chat.Command, Line: line}, at, "", "")
}

func (h *human) Write(at adaptertest.Place, text string) string { return h.write(at, "", text) }

func (h *human) Attach(at adaptertest.Place, text, name string, data []byte) {
	h.model.hear(h, chat.Event{ID: h.model.id(), Kind: chat.DirectMessage, Line: text, Files: []chat.Upload{{
		Fetch: func(_ context.Context, most int) (chat.File, error) {
			if len(data) > most && h.model.fault != "files may be large" {
				return chat.File{}, chat.ErrTooLarge
			}
			return chat.File{Name: name, Data: data}, nil
		},
	}}}, at, "", "")
}

func (h *human) Answer(id, text string) string { return h.write(adaptertest.Channel, id, text) }

func (h *human) write(at adaptertest.Place, thread, text string) string {
	m := h.model
	own := m.add(post{Post: adaptertest.Post{Place: at, Thread: thread, From: h.id, Text: text}, owner: h.id}).ID
	for _, other := range m.humans {
		if at == adaptertest.Channel && other != h {
			other.alert(text)
		}
	}
	h.deliver(own, at, thread, text)
	return own
}

// deliver brings what was written to the adapter, if it is for kigo.
func (h *human) deliver(own string, at adaptertest.Place, thread, text string) {
	m := h.model
	ev := chat.Event{ID: own, Kind: chat.DirectMessage, Line: text}
	if at == adaptertest.Channel {
		line, named := chat.Mentioned(text, "kigo")
		if !named && m.fault == "every @kigo is a mention" {
			_, line, named = strings.Cut(strings.ToLower(text), "@kigo")
		}
		if !named {
			return
		}
		ev.Kind, ev.Line = chat.Mention, line
		if m.fault == "the name stays" {
			ev.Line = text
		}
		if thread == "" {
			thread = own
		} else if m.fault == "threads in threads" {
			thread = own
		}
	} else {
		ev.Line = strings.TrimSpace(text)
	}
	again := func() { m.hear(h, ev, at, thread, "") }
	again()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.said = append(m.said, func() {
		if m.fault == "what comes twice is new" {
			ev.ID = m.id()
		}
		again()
	})
}

func (h *human) Edit(id, text string) {
	p := h.model.find(id)
	h.model.mu.Lock()
	p.Text = text
	h.model.mu.Unlock()
	if h.model.fault == "edits are new" {
		h.deliver(h.model.id(), p.Place, p.Thread, text)
	}
}

func (h *human) Click(p adaptertest.Post, label string) {
	for _, s := range h.model.find(p.ID).msg.Sections {
		for _, b := range s.Buttons {
			if b.Label == label {
				h.press(p, b.Line)
			}
		}
	}
}

func (h *human) Choose(p adaptertest.Post, label, option string) {
	for _, s := range h.model.find(p.ID).msg.Sections {
		for _, sel := range s.Selects {
			for _, o := range sel.Options {
				if sel.Label == label && o.Label == option {
					h.press(p, sel.Line+" "+o.Value)
				}
			}
		}
	}
}

func (h *human) press(p adaptertest.Post, line string) {
	by := h
	switch h.model.fault {
	case "lines are cut":
		line = chat.Shorten(line, 200)
	case "clicks are everybody's":
		by = h.model.humans[0]
	}
	h.model.hear(by, chat.Event{ID: h.model.id(), Kind: chat.Click, Line: line}, p.Place, p.Thread, p.ID)
}

func (h *human) Sees() (all []adaptertest.Post) {
	m := h.model
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.posts {
		if p.gone || (p.Place == adaptertest.Direct && p.owner != h.id) || (p.only != "" && p.only != h.id) {
			continue
		}
		out := p.Post
		out.Private = p.only != ""
		if p.From == "" {
			out.Text = h.model.words(p.msg)
		}
		for _, s := range p.msg.Sections {
			for _, b := range s.Buttons {
				out.Buttons = append(out.Buttons, b.Label)
			}
			for _, sel := range s.Selects {
				labels := adaptertest.Select{Label: sel.Label}
				for _, o := range sel.Options {
					labels.Options = append(labels.Options, o.Label)
				}
				out.Selects = append(out.Selects, labels)
			}
		}
		for _, i := range p.msg.Images {
			out.Files = append(out.Files, adaptertest.File{Name: i.Name, Alt: i.Alt, Data: i.Data})
		}
		for _, f := range p.msg.Files {
			out.Files = append(out.Files, adaptertest.File{Name: f.Name, Data: f.Data})
		}
		if m.fault == "files are lost" {
			out.Files = nil
		}
		all = append(all, out)
	}
	return all
}

// words is a message as it looks.
func (m *model) words(msg chat.Message) string {
	text := msg.Plain()
	switch m.fault {
	case "long texts are cut":
		text = chat.Shorten(text, 4000)
	case "mark-up counts":
		text = strings.ReplaceAll(text, "**", "")
	}
	return text
}

func (h *human) open(f chat.Form, at adaptertest.Place, clicked string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	values := map[string]string{}
	for _, field := range f.Fields {
		if h.model.fault != "defaults are lost" {
			values[field.Name] = field.Value
		}
	}
	h.forms = append(h.forms, openForm{Form: f, at: at, clicked: clicked, values: values})
}

// closed ends the form that was sent, unless there are errors.
func (h *human) closed(errs map[string]string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.forms) == 0 {
		return
	}
	if len(errs) > 0 && h.model.fault != "errors close forms" {
		h.forms[len(h.forms)-1].errors = errs
		return
	}
	h.forms = h.forms[:len(h.forms)-1]
}

func (h *human) Form() (adaptertest.Form, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.forms) == 0 {
		return adaptertest.Form{}, false
	}
	f := h.forms[len(h.forms)-1]
	out := adaptertest.Form{Title: f.Title, Intro: f.Intro.String(), Submit: f.Submit, Error: f.errors[""]}
	for _, field := range f.Fields {
		to := adaptertest.Field{
			Label: field.Label, Hint: field.Hint, Type: field.Type, Required: field.Required,
			Value: f.values[field.Name], Error: f.errors[field.Name],
		}
		for _, o := range field.Options {
			to.Options = append(to.Options, o.Label)
			if o.Value == to.Value {
				to.Value = o.Label
			}
		}
		out.Fields = append(out.Fields, to)
	}
	return out, true
}

func (h *human) Submit(typed map[string]string) {
	h.mu.Lock()
	f := &h.forms[len(h.forms)-1]
	for _, field := range f.Fields {
		value, ok := typed[field.Label]
		if !ok {
			continue
		}
		if i := slices.IndexFunc(field.Options, func(o chat.Option) bool { return o.Label == value }); i >= 0 {
			value = field.Options[i].Value
		}
		f.values[field.Name] = value
	}
	ev := chat.Event{Kind: chat.FormSubmit, Line: f.Line, Values: maps.Clone(f.values)}
	at, clicked := f.at, f.clicked
	h.mu.Unlock()
	h.model.hear(h, ev, at, "", clicked)
}
