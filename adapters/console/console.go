// Package console is a chat with kigo in the terminal: several personas, one line at a
// time, for people (text) and for programs (JSON). It shares accounts and direct
// messages with the playground, see package mailbox.
//
// A line is a message to kigo, a command ("/kigo …"), or one of the console's own
// (":as bert"; see parse). What a line shows is numbered over all its messages, buttons
// and selections apart, each from 1. ":click" and ":choose" mean the numbers of the most
// recent line that showed the persona any button or selection at all; an open form waits
// for its persona until it is sent or another one takes its place.
package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
)

// locale is the language that every persona's account says it has.
const locale = "de"

// Config is what a console is made of.
type Config struct {
	Handle   func(context.Context, chat.Event) chat.Reply
	Personas []mailbox.Persona
	As       string // persona at first; the first of Personas if ""
	Mail     mailbox.Store
	Now      func() time.Time
	// Settle runs and delivers everything that is due now.
	Settle func(ctx context.Context) error
	// Advance moves the demo clock on by d, through everything that falls due.
	Advance func(ctx context.Context, d time.Duration) error
	Dir     string // data folder; files from kigo are written under Dir/files
	// Printer speaks the console's own sentences.
	Printer func(lang string) i18n.Printer
	JSON    bool // one JSON object a line
	// Interactive says that a person sits at a terminal: they get a welcome and a prompt. JSON has neither.
	Interactive bool
	NewID       func() string // makes the ids of events
	Log         *slog.Logger  // takes the causes of trouble; may be nil
}

// Run reads lines from in and writes to out what kigo says, until in or ctx ends; neither
// is an error. When ctx ends while in blocks, one goroutine waits for in's next line or
// end, and then stops without having passed anything on.
func Run(ctx context.Context, in io.Reader, out io.Writer, c Config) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s, err := newSession(out, c)
	if err != nil {
		return err
	}
	if err := s.out.welcome(s.who); err != nil {
		return err
	}
	lines := read(ctx, in)
	for ctx.Err() == nil {
		if err := s.out.prompt(s.who); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case l, more := <-lines:
			if !more {
				return s.out.bye()
			}
			if l.err != nil {
				return fmt.Errorf("console: %w", l.err)
			}
			if err := s.line(ctx, l); err != nil {
				return err
			}
		}
	}
	return s.out.bye()
}

// session is what a console remembers between two lines.
type session struct {
	Config
	p      i18n.Printer
	out    output
	folder folder
	who    mailbox.Persona
	desks  map[string]*desk // by persona
	now    *shown           // what the current line has shown so far
}

// desk is what lies before one persona.
type desk struct {
	last *shown // of the last line that showed buttons or selections
	form *chat.Form
	// files go along with the next message.
	files []chat.Upload
}

// shown is what can be pressed: number n is at index n-1.
type shown struct {
	buttons []chat.Button
	selects []chat.Select
}

func newSession(out io.Writer, c Config) (*session, error) {
	if len(c.Personas) == 0 {
		return nil, errors.New("console: nobody to be: no personas")
	}
	if c.As == "" {
		c.As = c.Personas[0].User
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &session{Config: c, p: c.Printer(locale), folder: newFolder(c.Dir), desks: map[string]*desk{}}
	for _, p := range c.Personas {
		s.desks[p.User] = &desk{last: &shown{}}
	}
	who, ok := s.persona(c.As)
	if !ok {
		return nil, fmt.Errorf("console: there is no persona %q, only %s", c.As, strings.Join(s.users(), ", "))
	}
	s.who = who
	if c.JSON {
		s.out = newJSONOutput(out)
	} else {
		s.out = newTextOutput(out, s.p, c.Interactive)
	}
	return s, nil
}

// line does what one line of input says, lets everything that is due happen, and ends
// the line's output. Only an output that is gone is an error, everything else is said.
func (s *session) line(ctx context.Context, l input) error {
	s.now = &shown{}
	for _, step := range []func() error{
		func() error { return s.obey(ctx, l) },
		func() error { return s.Settle(ctx) },
	} {
		err := step()
		if err != nil && ctx.Err() == nil {
			err = s.explain(err)
		}
		if errors.Is(err, errOutput) {
			return err
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return s.out.done()
}

func (s *session) obey(ctx context.Context, l input) error {
	if l.tooLong {
		return fault.New("console.too_long", fault.Args{"Max": maxLine})
	}
	in, err := parse(l.text)
	if err != nil {
		return err
	}
	return s.do(ctx, in)
}

// explain says a fault in the console's own name; any other cause is for the log.
func (s *session) explain(err error) error {
	if errors.Is(err, errOutput) {
		return err
	}
	var f *fault.Fault
	if !errors.As(err, &f) {
		s.Log.Error("console: line failed", "persona", s.who.User, "error", err)
		f = fault.New("console.trouble")
	}
	return s.speak(s.p.Fault(f))
}

// speak is the console itself.
func (s *session) speak(t chat.Text) error {
	return s.out.show(item{To: s.who.User, Kind: kindReply, Private: true, Text: t.String(), head: s.p.Plain("console.head.console"), body: chat.Say(t)})
}

func (s *session) persona(user string) (mailbox.Persona, bool) {
	for _, p := range s.Personas {
		if strings.EqualFold(p.User, user) {
			return p, true
		}
	}
	return mailbox.Persona{}, false
}

func (s *session) users() []string {
	var users []string
	for _, p := range s.Personas {
		users = append(users, p.User)
	}
	return users
}
