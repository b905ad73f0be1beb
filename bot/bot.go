// Package bot decides what kigo answers: who is it, in which language, which command,
// may they, answer, and what a fault reads like.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

const (
	// MaxLine is the longest line that is read, in characters.
	MaxLine = 3000
	// DefaultLease is how long a delivery is one handler's alone. It is longer than a handler may take.
	DefaultLease = 30 * time.Second
	// HandlerTimeout ends a handler; it outlives the platform's HTTP request.
	HandlerTimeout = 20 * time.Second
)

// People is what the bot needs of the people service.
type People interface {
	// Meet returns the person behind an account, made at first contact, or a fault
	// that says why kigo does not serve this account.
	Meet(ctx context.Context, platform string, u chat.User) (people.Person, error)
	// Recognise is Meet that stores nothing about somebody who is known already.
	Recognise(ctx context.Context, platform string, u chat.User) (people.Person, error)
	// Unwanted reports whether the account is of somebody who was deleted and has not written since.
	Unwanted(ctx context.Context, platform string, u chat.User) (bool, error)
	// Informed notes that the person has been shown the notice of Art. 13 DSGVO.
	Informed(ctx context.Context, id people.ID) error
}

// Config is what a Bot is made of.
type Config struct {
	Commands  []Command
	People    People
	Inbox     Inbox
	Catalogue *i18n.Catalogue
	Locale    string // language of people whose own is unknown
	Now       func() time.Time
	RealNow   func() time.Time // for leases, which never follow the demo clock
	NewRef    func() string    // makes reference numbers
	Log       *slog.Logger
	Lease     time.Duration // DefaultLease if 0
	// Away reports whether an error says that the store is away for now; nil is never.
	Away func(error) bool
	Rate *Rate // nil is no limit
	// Ask answers what is no command.
	Ask func(ctx context.Context, r Request, question string) (chat.Reply, error)
	// Observer, if set, is told how events are handled.
	Observer Observer
}

// Bot answers events. It is safe for concurrent use.
type Bot struct {
	Config
	Router *Router
	hurry  chan struct{} // closed when kigo stops
	stop   func()        // closes it
}

// New checks the table of commands.
func New(c Config) (*Bot, error) {
	router, err := NewRouter(c.Commands)
	if err != nil {
		return nil, err
	}
	if c.Lease == 0 {
		c.Lease = DefaultLease
	}
	hurry := make(chan struct{})
	return &Bot{Config: c, Router: router, hurry: hurry, stop: sync.OnceFunc(func() { close(hurry) })}, nil
}

// Handle answers one event. It never fails: trouble becomes a sentence for the person and
// a line in the log. A delivery that was handled before gets the empty reply.
//
// It is for platforms on which whoever asks waits for the reply, and asks anew if none
// comes; others use Answer.
func (b *Bot) Handle(ctx context.Context, ev chat.Event) (reply chat.Reply) {
	b.respond(ctx, ev, 0, func(_ context.Context, r chat.Reply) error {
		reply = r
		return nil
	})
	return reply
}

// Answer is Handle for platforms to which the reply is sent. The delivery counts as
// handled once deliver has returned nil; if it fails, or the process dies before, the
// platform's next delivery of the event is handled again after the lease. While the store
// is away the answer waits for it, for Patience at most.
//
// It reports whether the event is settled: answered now or before. What is not should be
// handed in again after DefaultLease, in case whoever has it dies.
func (b *Bot) Answer(ctx context.Context, ev chat.Event, deliver func(context.Context, chat.Reply) error) (settled bool) {
	return b.respond(ctx, ev, Patience, deliver)
}

func (b *Bot) respond(ctx context.Context, ev chat.Event, patience time.Duration, deliver func(context.Context, chat.Reply) error) (settled bool) {
	ctx = context.WithoutCancel(ctx)
	if b.discreet(ev) {
		ctx = context.WithValue(ctx, unobserved{}, true)
	}
	did := Handled{Platform: ev.Platform, Command: notCommand, Outcome: Answered}
	defer b.observe(ctx, &did, b.RealNow())
	p := b.Catalogue.Printer(i18n.Match(ev.User.Locale, b.Locale))
	o := b.persist(ctx, ev, p, patience, &did)
	if o.taken != Mine {
		did.Taken = o.taken
		return o.taken == Done
	}
	// Also after a handler that took too long: its person is told.
	ctx, cancel := context.WithTimeout(ctx, HandlerTimeout)
	defer cancel()
	if err := deliver(ctx, o.reply); err != nil {
		b.Log.Error("reply not delivered", "platform", ev.Platform, "error", err)
		did.Outcome = Undelivered
		return false
	}
	if o.greeted != "" {
		if err := b.People.Informed(ctx, o.greeted); err != nil {
			b.Log.Error("notice not noted", "error", err) // shown once more
		}
	}
	if !o.claimed {
		return true
	}
	if err := b.Inbox.Done(ctx, ev.Platform, ev.ID); err != nil {
		b.Log.Error("delivery stays taken", "platform", ev.Platform, "error", err)
	}
	return true
}

// answer makes the reply; greeted is who sees the notice of Art. 13 DSGVO in it. It fails
// only because the store is away.
func (b *Bot) answer(ctx context.Context, ev chat.Event, p i18n.Printer, did *Handled) (reply chat.Reply, greeted people.ID, err error) {
	defer func() {
		if r := recover(); r != nil {
			reply, greeted, err = b.explain(ev, p, fmt.Errorf("panic: %v\n%s", r, debug.Stack()), did), "", nil
		}
	}()
	person, err := b.meet(ctx, ev)
	if b.away(err) {
		return reply, "", err
	}
	if err != nil {
		return b.explain(ev, p, err, did), "", nil
	}
	p = b.PrinterFor(person)
	r := Request{Event: ev, Person: person, P: p, Now: b.Now(), Bot: b}
	reply, err = b.run(ctx, r, did)
	if b.away(err) {
		return reply, "", err
	}
	if err != nil {
		reply = b.explain(ev, p, err, did)
	}
	if !Unobserved(ctx) {
		reply, greeted = b.introduce(r, reply)
	}
	return reply, greeted, nil
}

// discreet reports whether the event is for a command that leaves no trace.
func (b *Bot) discreet(ev chat.Event) bool {
	line, _ := typed(ev.Line)
	c, _, ok := b.Router.Find(line)
	return ok && c.Discreet
}

// typed is a line without blanks around it and without the "/kigo" that it may begin with.
func typed(line string) (rest string, prefixed bool) {
	rest, prefixed = strings.CutPrefix(strings.TrimSpace(line)+" ", chat.Prefix)
	return strings.TrimSpace(rest), prefixed
}

// PrinterFor speaks the person's language.
func (b *Bot) PrinterFor(person people.Person) i18n.Printer {
	if person.Language != "" {
		return b.Catalogue.Printer(person.Language)
	}
	return b.Catalogue.Printer(i18n.Match(person.Locale, b.Locale))
}

func (b *Bot) run(ctx context.Context, r Request, did *Handled) (chat.Reply, error) {
	if err := readable(r.Event); err != nil {
		return chat.Reply{}, err
	}
	line := strings.TrimSpace(r.Event.Line)
	spoken := r.Event.Kind == chat.DirectMessage || r.Event.Kind == chat.Mention
	if rest, ok := typed(line); ok && spoken {
		line, spoken = rest, false // a command beyond doubt
	}
	mayAsk := spoken && b.Ask != nil
	c, args, ok := b.Router.Find(line)
	if ok && (!spoken || c.meant(line, args, r.Person, mayAsk)) {
		did.Command = c.Name
		if !c.Allowed(r.Person) {
			return chat.Reply{}, Forbidden(r, c)
		}
		r.Args = args
		reply, err := c.Run(ctx, r)
		var f *fault.Fault
		if !mayAsk || !errors.As(err, &f) || !f.NotFound {
			return reply, err
		}
		// What was named does not exist: then it was a sentence, such as "anmelden klappt nicht".
	}
	if mayAsk {
		did.Command = aQuestion
		return b.Ask(ctx, r, line)
	}
	return Shared(r, b.unknown(r, line)), nil
}

// meant reports whether a message that begins with the command's words means the command, and
// is no question or sentence.
func (c Command) meant(line, args string, by people.Person, mayAsk bool) bool {
	if args != "" && (c.Fits == nil || !c.Fits(args)) {
		return false
	}
	// "Mitteilung" is a thing to ask about for everybody who sends none.
	return c.Allowed(by) || !mayAsk || len(strings.Fields(line)) > 1
}

// Forbidden says that this person may not use a command.
func Forbidden(r Request, c Command) error {
	return fault.New("fault.forbidden", fault.Args{"Command": chat.Prefix + c.Word(r.P.Lang())})
}

// unknown asks "Meintest du …?" and runs nothing.
func (b *Bot) unknown(r Request, line string) chat.Message {
	var buttons []chat.Button
	for _, s := range b.Router.Suggest(line, r.Person) {
		buttons = append(buttons, chat.Button{Label: chat.Shorten(s, 60), Line: s})
	}
	key := "bot.unknown"
	if len(buttons) > 0 {
		key = "bot.meant"
	}
	words := strings.Join(strings.Fields(line), " ")
	if len(buttons) == 0 && b.Ask != nil {
		const most = 250 // characters of a question that a button carries
		buttons = append(buttons, chat.Button{Label: r.P.Plain("bot.as_question"), Line: "frage " + chat.Shorten(words, most)})
	}
	help := chat.Button{Label: r.P.Plain("help.button"), Line: "hilfe"}
	return chat.Say(r.P.Text(key, i18n.Args{"Typed": chat.Shorten(words, 60)}), append(buttons, help)...)
}

// introduce puts the notice of Art. 13 DSGVO under a person's first answer.
func (b *Bot) introduce(r Request, reply chat.Reply) (chat.Reply, people.ID) {
	if r.Person.Informed || reply.Form != nil || reply.Public || reply.Message.Empty() {
		return reply, ""
	}
	reply.Message.Sections = append(reply.Message.Sections, chat.Section{
		Text:    r.P.Text("privacy.notice"),
		Buttons: []chat.Button{{Label: r.P.Plain("privacy.button"), Line: "datenschutz"}},
	})
	return reply, r.Person.ID
}
