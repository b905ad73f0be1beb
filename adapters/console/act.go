package console

import (
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
)

func (s *session) do(ctx context.Context, in instruction) error {
	switch in.verb {
	case message:
		files := s.desk().files
		s.desk().files = nil
		return s.tell(ctx, chat.Event{Kind: chat.DirectMessage, Line: in.text, Files: files})
	case command:
		return s.tell(ctx, chat.Event{Kind: chat.Command, Line: in.text})
	case as:
		return s.become(in.text)
	case click:
		return s.click(ctx, in.n)
	case choose:
		return s.choose(ctx, in.n, in.text)
	case submit:
		return s.submit(ctx, in.text)
	case inbox:
		return s.inbox(ctx)
	case attach:
		return s.attach(in.text)
	case clock:
		return s.clock(ctx, in)
	case help:
		return s.speak(s.p.Text("console.help"))
	default:
		return nil
	}
}

// tell hands kigo what the persona did, and shows the answer.
func (s *session) tell(ctx context.Context, ev chat.Event) error {
	ev.ID, ev.Platform = s.NewID(), mailbox.Platform
	ev.User = chat.User{ID: s.who.User, Name: s.who.Name, Locale: locale}
	reply, err := s.ask(ctx, ev)
	if err != nil {
		return err
	}
	return s.reply(ev, reply)
}

// ask has the event handled. A panic costs this one line.
func (s *session) ask(ctx context.Context, ev chat.Event) (reply chat.Reply, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return s.Handle(ctx, ev), nil
}

func (s *session) become(user string) error {
	who, ok := s.persona(user)
	if ok {
		s.who = who
		return nil
	}
	args := fault.Args{"Typed": brief(user), "People": strings.Join(s.users(), ", "), "Example": s.Personas[0].User}
	if user == "" {
		return fault.New("console.as.usage", args)
	}
	return fault.New("console.as.unknown", args)
}

func (s *session) click(ctx context.Context, n int) error {
	buttons := s.desk().last.buttons
	if len(buttons) == 0 {
		return fault.New("console.click.none")
	}
	if n > len(buttons) {
		var labels []string
		for _, b := range buttons {
			labels = append(labels, b.Label)
		}
		return fault.New("console.click.unknown", fault.Args{"Typed": n, "Buttons": enumerate(labels)})
	}
	return s.tell(ctx, chat.Event{Kind: chat.Click, Line: buttons[n-1].Line})
}

func (s *session) choose(ctx context.Context, n int, typed string) error {
	selects := s.desk().last.selects
	if len(selects) == 0 {
		return fault.New("console.choose.none")
	}
	if n > len(selects) {
		var labels []string
		for _, sel := range selects {
			labels = append(labels, sel.Label)
		}
		return fault.New("console.choose.unknown", fault.Args{"Typed": n, "Selects": enumerate(labels)})
	}
	sel := selects[n-1]
	value, ok := pick(sel.Options, typed)
	if !ok {
		return fault.New("console.choose.option", optionArgs(typed, sel.Label, sel.Options))
	}
	return s.tell(ctx, chat.Event{Kind: chat.Click, Line: sel.Line + " " + value})
}

func (s *session) submit(ctx context.Context, typed string) error {
	form := s.desk().form
	if form == nil {
		return fault.New("console.submit.none")
	}
	values, err := fill(*form, typed)
	if err != nil {
		return err
	}
	return s.tell(ctx, chat.Event{Kind: chat.FormSubmit, Line: form.Line, Values: values})
}

// inbox shows each direct message and each message of the channel once, and once more if it
// was edited since. What is due by now is delivered first. A message counts as fetched after
// it was written out, so that none is lost.
func (s *session) inbox(ctx context.Context) error {
	if err := s.Settle(ctx); err != nil {
		return fmt.Errorf("deliver what is due: %w", err)
	}
	var mails []mailbox.Mail
	for _, to := range []string{s.who.User, mailbox.Channel} {
		more, err := s.Mail.List(ctx, to)
		if err != nil {
			return err
		}
		mails = append(mails, more...)
	}
	fresh := false
	for _, m := range mails {
		i, key := item{Kind: kindDirect, Private: true}, "console.head.direct"
		if m.To == mailbox.Channel {
			i, key = item{Kind: kindChannel}, "console.head.channel"
		}
		seen, read := m.Read(s.who.User)
		switch {
		case m.Gone, read && seen >= m.Edits:
			continue
		case read:
			i.Kind, key = kindUpdate, "console.head.edited"
		}
		fresh = true
		i.head = s.p.Plain(key, i18n.Args{"Name": s.name(), "At": m.At})
		if err := s.message(i, m.Message); err != nil {
			return err
		}
		if err := s.Mail.Fetched(ctx, m, s.who.User); err != nil {
			return err
		}
	}
	if !fresh {
		return s.aside("console.inbox.empty")
	}
	return nil
}

// clock moves the clock on, or says what time it is.
func (s *session) clock(ctx context.Context, in instruction) error {
	now := func() fault.Args { return fault.Args{"At": s.Now()} }
	if in.text == "" {
		return s.speak(s.p.Text("console.time.now", now()))
	}
	if err := s.Advance(ctx, in.move); err != nil {
		return fmt.Errorf("move the clock by %s: %w", in.move, err)
	}
	return s.aside("console.time.now", now())
}

// aside says something that is of use to people only: programs don't expect it.
func (s *session) aside(key string, args ...i18n.Args) error {
	if s.JSON {
		return nil
	}
	return s.speak(s.p.Text(key, args...))
}

func (s *session) desk() *desk { return s.desks[s.who.User] }

// name is the persona's full name.
func (s *session) name() string {
	if s.who.Name == "" {
		return s.who.User
	}
	return s.who.Name
}

// enumerate numbers labels as they are pressed, "1 Anmelden, 2 Abmelden".
func enumerate(labels []string) string {
	numbered := make([]string, len(labels))
	for i, l := range labels {
		numbered[i] = strconv.Itoa(i+1) + " " + l
	}
	return strings.Join(numbered, ", ")
}
