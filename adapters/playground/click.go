package playground

import (
	"net/http"
	"slices"

	"kigo/bot/chat"
)

// click is a button pressed or an option chosen. The page names the message and the
// element; the command line is looked up here.
func (p *Playground) click(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Message string `json:"message"`
		Button  *int   `json:"button"`
		Select  *int   `json:"select"`
		Value   string `json:"value"`
	}
	persona, ok := p.decode(w, r, &in)
	if !ok {
		return
	}
	e, ok := p.board.find(persona.User, byID(in.Message))
	if !ok {
		p.refuse(w, r, http.StatusNotFound, "playground.error.gone")
		return
	}
	var line string
	switch {
	case in.Button != nil && in.Select == nil:
		line, ok = buttonLine(e.msg, *in.Button)
	case in.Select != nil && in.Button == nil:
		line, ok = selectLine(e.msg, *in.Select, in.Value)
	default:
		ok = false
	}
	if !ok {
		p.refuse(w, r, http.StatusNotFound, "playground.error.gone")
		return
	}
	from := origin{persona: persona, conv: e.conv, message: e.id}
	p.ask(w, r, p.event(chat.Click, persona, language(r), e.conv, line), from)
}

// buttonLine is the line of the n-th button, counted from 0 through all sections.
func buttonLine(m chat.Message, n int) (string, bool) {
	for _, s := range m.Sections {
		if n >= 0 && n < len(s.Buttons) {
			return s.Buttons[n].Line, true
		}
		n -= len(s.Buttons)
	}
	return "", false
}

// selectLine is the line of the n-th select with one of its own options.
func selectLine(m chat.Message, n int, value string) (string, bool) {
	for _, s := range m.Sections {
		if n >= 0 && n < len(s.Selects) {
			sel := s.Selects[n]
			known := slices.ContainsFunc(sel.Options, func(o chat.Option) bool { return o.Value == value })
			return sel.Line + " " + value, known
		}
		n -= len(s.Selects)
	}
	return "", false
}

// read notes how far a persona has read a conversation.
func (p *Playground) read(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Conversation string `json:"conversation"`
		Seq          uint64 `json:"seq"`
	}
	persona, ok := p.decode(w, r, &in)
	if !ok {
		return
	}
	p.board.read(persona.User, in.Conversation, in.Seq)
	p.write(w, http.StatusOK, answer{})
}
