package bot

import (
	"context"
	"strings"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// Command is one thing that people can tell kigo to do. It documents itself: help,
// completion and the permission check come from here.
type Command struct {
	// Name is the command's English name; "help.<name>" in the catalogue says what it does
	// and "help.<name>.example" what may stand behind it.
	Name string
	// Words are what people type, German first, then ASCII spellings and English aliases.
	// Two words, such as "veranstaltung neu", make a command under another.
	Words []string
	// May says who may use it; nil is everybody.
	May func(people.Person) bool
	// Fits says whether args can belong to this command when it was not typed as a slash
	// command but as the first words of a message, which may just as well be a question.
	// nil takes no arguments there.
	Fits func(args string) bool
	// Hidden keeps it out of help and completion.
	Hidden bool
	// Discreet leaves no trace of who uses the command: nothing of the person is stored, not
	// even that they were there.
	Discreet bool
	Run      func(context.Context, Request) (chat.Reply, error)
}

// Allowed reports whether p may use the command.
func (c Command) Allowed(p people.Person) bool { return c.May == nil || c.May(p) }

// Word is the command as help shows it in a language.
func (c Command) Word(lang string) string {
	if lang != i18n.Languages[0] {
		return c.Words[len(c.Words)-1]
	}
	return c.Words[0]
}

// Request is one call of a command.
type Request struct {
	Event  chat.Event
	Person people.Person
	P      i18n.Printer
	Args   string // what follows the command's words, with single blanks
	Now    time.Time
	// Bot is the bot that runs the command, for those that speak about commands.
	Bot *Bot
}

// Value is a field of the form that was sent, without blanks around it.
func (r Request) Value(name string) string { return strings.TrimSpace(r.Event.Values[name]) }

// Submitted reports whether the call is a form that was sent.
func (r Request) Submitted() bool { return r.Event.Kind == chat.FormSubmit }

// Private answers only the person.
func Private(m chat.Message) chat.Reply { return chat.Reply{Message: m} }

// Shared answers everybody who could read the question: where kigo was mentioned in a
// channel, the answer stands there. It must hold nothing about the person.
func Shared(r Request, m chat.Message) chat.Reply {
	return chat.Reply{Message: m, Public: r.Shared()}
}

// Shared reports whether others read the question, too.
func (r Request) Shared() bool { return r.Event.Kind == chat.Mention }

// Update answers in place of the message that was clicked.
func Update(m chat.Message) chat.Reply { return chat.Reply{Message: m, Replace: true} }
