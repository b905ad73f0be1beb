package playground

import (
	"context"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// maxText is the longest message that the chat takes, in characters, as in Mattermost.
// What kigo reads of it is kigo's business.
const maxText = 16000

// nobody is the kind of a message that is not meant for kigo.
const nobody chat.Kind = ""

// say is a persona writing something.
func (p *Playground) say(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Conversation string `json:"conversation"`
		Text         string `json:"text"`
	}
	persona, ok := p.decode(w, r, &in)
	switch {
	case !ok:
		return
	case in.Conversation != directConv && in.Conversation != channelConv, strings.TrimSpace(in.Text) == "":
		p.refuse(w, r, http.StatusBadRequest, "playground.error.request")
		return
	case utf8.RuneCountInString(in.Text) > maxText:
		p.refuse(w, r, http.StatusRequestEntityTooLarge, "playground.error.too_long", i18n.Args{"Max": maxText})
		return
	}
	kind, line := meaning(in.Conversation, in.Text)
	own := entry{
		id: p.NewID(), conv: in.Conversation, from: persona.User, at: p.Now(),
		text: strings.TrimSpace(in.Text),
	}
	if in.Conversation == directConv || kind == chat.Command {
		own.only = persona.User
	}
	p.board.add(own)
	if kind == nobody {
		p.write(w, http.StatusOK, answer{})
		return
	}
	p.ask(w, r, p.event(kind, persona, language(r), in.Conversation, line), origin{persona: persona, conv: in.Conversation})
}

// origin is where an event comes from, and so where its reply belongs.
type origin struct {
	persona mailbox.Persona
	conv    string
	message string // id of the message that was clicked, or whose click opened the form
}

// answer is what a POST of the page gets; messages arrive by the stream.
type answer struct {
	Form   *wireForm         `json:"form,omitempty"`
	Errors map[string]string `json:"errors,omitempty"`
}

// ask has the event handled and shows the reply.
func (p *Playground) ask(w http.ResponseWriter, r *http.Request, ev chat.Event, from origin) {
	patient(w)
	reply := p.handle(r, ev)
	p.show(reply, from)
	p.write(w, http.StatusOK, answer{Form: p.open(reply.Form, from)})
}

// handle goes on when the page is closed meanwhile. What kigo did may have sent mail.
func (p *Playground) handle(r *http.Request, ev chat.Event) chat.Reply {
	defer p.post.nudge("")
	return p.Handle(context.WithoutCancel(r.Context()), ev)
}

// show puts a reply's message where it belongs. A private reply never takes the place
// of a message that others see, too.
func (p *Playground) show(reply chat.Reply, from origin) {
	if reply.Message.Empty() {
		return
	}
	public := reply.Public && from.conv == channelConv
	if reply.Replace && from.message != "" {
		clicked, ok := p.board.find(from.persona.User, byID(from.message))
		if ok && public == (clicked.only == "") {
			p.board.replace(clicked.id, reply.Message)
			return
		}
	}
	e := entry{id: p.NewID(), conv: from.conv, only: from.persona.User, at: p.Now(), msg: reply.Message}
	if public {
		e.only = ""
	}
	p.board.add(e)
}

func byID(id string) func(*entry) bool { return func(e *entry) bool { return e.id == id } }

// botName is what kigo is called in the channel.
const botName = "kigo"

// meaning is how a text that was typed in a conversation reaches kigo, and the line
// that does.
func meaning(conv, text string) (chat.Kind, string) {
	text = strings.TrimSpace(text)
	if line, ok := slash(text); ok {
		return chat.Command, line
	}
	if conv == directConv {
		return chat.DirectMessage, text
	}
	line, named := chat.Mentioned(text, botName)
	if !named {
		return nobody, ""
	}
	return chat.Mention, line
}

// slash splits "/kigo …".
func slash(text string) (line string, ok bool) {
	command := strings.TrimSpace(chat.Prefix)
	if len(text) < len(command) || !strings.EqualFold(text[:len(command)], command) {
		return "", false
	}
	rest := text[len(command):]
	if first, _ := utf8.DecodeRuneInString(rest); rest != "" && !unicode.IsSpace(first) {
		return "", false
	}
	return strings.TrimSpace(rest), true
}
