// Package playground is a chat in the browser, with several personas, for demo and
// development. It is served to the own machine only; whoever reaches it may be anybody.
package playground

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// Completion is one command that a person may type.
type Completion struct {
	Word string `json:"word"` // what follows "/kigo"
	Args string `json:"args"` // an example of what may stand behind it; may be empty
	Help string `json:"help"` // one sentence
}

// Config is what a Playground is made of. Every field is required.
type Config struct {
	// Handle answers one event. It may take seconds.
	Handle   func(context.Context, chat.Event) chat.Reply
	Personas []mailbox.Persona
	// Mail holds kigo's direct messages. New sets its Changed.
	Mail    *mailbox.Adapter
	Printer func(lang string) i18n.Printer
	// Completions is what the persona may type, in a language.
	Completions func(ctx context.Context, persona, lang string) []Completion
	// Now is the demo clock.
	Now func() time.Time
	// Advance moves the demo clock on, through everything that falls due.
	Advance func(ctx context.Context, d time.Duration) error
	Zone    *time.Location
	NewID   func() string
	Log     *slog.Logger
}

// Playground serves the chat. It is safe for concurrent use.
type Playground struct {
	Config
	board  *board
	forms  *openForms
	post   *postman
	clock  *demoClock
	closed chan struct{}
	end    sync.Once
}

// New makes a playground; Close ends it.
func New(c Config) *Playground {
	users := make([]string, len(c.Personas))
	for i, persona := range c.Personas {
		users[i] = persona.User
	}
	b := newBoard(rand.Text()[:12], users)
	clock := newDemoClock(c.Now, b.touch)
	p := &Playground{
		Config: c,
		board:  b,
		forms:  newOpenForms(),
		post:   newPostman(c.Mail.Store, b, users, clock, c.Log),
		clock:  clock,
		closed: make(chan struct{}),
	}
	c.Mail.Changed = p.post.nudge
	return p
}

// Close ends all streams and stops looking for mail. It returns once that is done.
func (p *Playground) Close() {
	p.end.Do(func() {
		close(p.closed)
		p.post.close()
	})
}

// Routes serves everything below /playground/.
func (p *Playground) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /playground/{$}", p.page)
	mux.Handle("GET /playground/static/", staticFiles())
	mux.HandleFunc("GET /playground/boot", p.boot)
	mux.HandleFunc("GET /playground/completions", p.completions)
	mux.HandleFunc("GET /playground/sync", p.sync)
	mux.HandleFunc("GET /playground/stream", p.stream)
	mux.HandleFunc("GET /playground/file/{id}", p.file)
	mux.HandleFunc("POST /playground/say", p.say)
	mux.HandleFunc("POST /playground/click", p.click)
	mux.HandleFunc("POST /playground/submit", p.submit)
	mux.HandleFunc("POST /playground/read", p.read)
	mux.HandleFunc("POST /playground/advance", p.advance)
	mux.Handle("GET /playground", http.RedirectHandler("/playground/", http.StatusPermanentRedirect))
	return p.guard(mux)
}

// persona finds a persona by account.
func (p *Playground) persona(user string) (mailbox.Persona, bool) {
	for _, persona := range p.Personas {
		if persona.User == user {
			return persona, true
		}
	}
	return mailbox.Persona{}, false
}

// event is something that persona did now.
func (p *Playground) event(kind chat.Kind, persona mailbox.Persona, lang, conv, line string) chat.Event {
	ev := chat.Event{
		ID:       p.NewID(),
		Kind:     kind,
		Platform: mailbox.Platform,
		User:     chat.User{ID: persona.User, Name: persona.Name, Locale: lang},
		Line:     line,
	}
	if conv == channelConv {
		ev.Channel = channelName
	}
	return ev
}
