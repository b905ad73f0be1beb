package mattermost_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot"
	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// fort is a world under attack. The real bot stands in it, with the real inbox and people,
// and commands that note who has them run. Anna has been using kigo; Mallory, a colleague,
// is up to no good.
type fort struct {
	*world
	anna, bert, mallory *mattermosttest.Human
	ctx                 context.Context
	plaza               string
	shared              *model.Post            // kigo's, for everybody in the plaza
	letter              *model.Post            // kigo's direct message to Anna
	whispered           *model.Post            // kigo's, in the plaza, that only Anna has
	form                *mattermosttest.Dialog // that was opened for Anna

	mu      sync.Mutex
	says    chat.Reply   // to "sag"
	events  []chat.Event // that reached the bot
	effects []string     // "user id: command line"
}

// newFort must stand within two minutes, and fall.
func newFort(t *testing.T) *fort {
	t.Helper()
	f := &fort{}
	var end context.CancelFunc
	f.ctx, end = context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(end)
	b := f.garrison(t)
	f.world = newWorld(t, func(ctx context.Context, ev chat.Event, deliver func(context.Context, chat.Reply) error) bool {
		f.mu.Lock()
		f.events = append(f.events, ev)
		f.mu.Unlock()
		return b.Answer(ctx, ev, deliver)
	}, func(s *mattermosttest.Settings) { s.EnablePostUsernameOverride = true })
	f.anna, f.bert, f.mallory = f.server.Human("anna"), f.server.Human("bert"), f.server.Human("mallory")
	f.plaza = f.server.Channel("plaza", f.bot.ID, f.anna.ID, f.bert.ID, f.mallory.ID).Id
	f.must(f.anna.Post(f.Context(), f.plaza, "@kigo karte"))
	f.shared = f.must(f.anna.WaitPost(f.Context(), f.kigos))
	f.must(f.anna.Message(f.Context(), f.bot.ID, "karte"))
	f.letter = f.must(f.anna.WaitPost(f.Context(), f.kigos))
	f.fine(f.anna.Slash(f.Context(), f.plaza, "/kigo karte"))
	f.whispered = f.must(f.anna.WaitEphemeral(f.Context(), nil))
	f.fine(f.anna.Slash(f.Context(), f.plaza, "/kigo formular"))
	var err error
	f.form, err = f.anna.WaitDialog(f.Context())
	f.fine(err)
	f.forget()
	return f
}

// garrison is the bot.
func (f *fort) garrison(t *testing.T) *bot.Bot {
	t.Helper()
	db := mongotest.Open(t)
	catalogue, err := i18n.New(berlin())
	if err != nil {
		t.Fatal(err)
	}
	card := chat.Message{Sections: []chat.Section{{
		Text: chat.Words("Ki:GO Forum"), Buttons: []chat.Button{{Label: "Anmelden", Line: "anmelden forum"}},
		Selects: []chat.Select{{Label: "Wohin?", Line: "anmelden", Options: []chat.Option{{Label: "Workshop", Value: "workshop"}}}},
	}}}
	does := func(name string, run func(r bot.Request) chat.Reply) bot.Command {
		return bot.Command{
			Name: name, Words: []string{name}, Fits: func(string) bool { return true },
			Run: func(_ context.Context, r bot.Request) (chat.Reply, error) { return run(r), nil },
		}
	}
	effect := func(r bot.Request) chat.Reply {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.effects = append(f.effects, strings.TrimSpace(r.Event.User.ID+": "+r.Event.Line))
		return bot.Private(chat.Say(chat.Words("Erledigt.")))
	}
	b, err := bot.New(bot.Config{
		Commands: []bot.Command{
			does("karte", func(r bot.Request) chat.Reply { return bot.Shared(r, card) }),
			does("formular", func(bot.Request) chat.Reply {
				return chat.Reply{Form: &chat.Form{Title: "Fest", Line: "speichern fest", Fields: []chat.FormField{{Name: "title", Label: "Titel"}}}}
			}),
			does("sag", func(bot.Request) chat.Reply { return f.said() }),
			does("anmelden", effect), does("speichern", effect),
		},
		People: &people.Service{
			Store: mongodb.NewPeople(db), Now: time.Now, NewID: people.RandomID,
			Audit: &audit.Log{Store: mongodb.NewAudit(db), Now: time.Now, NewID: people.RandomID},
		},
		Inbox: mongodb.NewInbox(db), Catalogue: catalogue, Locale: "de", Now: time.Now, RealNow: time.Now,
		NewRef: people.RandomID, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Context ends what a test waits for in vain.
func (f *fort) Context() context.Context { return f.ctx }

func (f *fort) must(p *model.Post, err error) *model.Post {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
	return p
}

func (f *fort) fine(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// kigos is a post of kigo's.
func (f *fort) kigos(p *model.Post) bool { return p.UserId == f.bot.ID }

func (f *fort) said() chat.Reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.says
}

// forget starts counting anew.
func (f *fort) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.events, f.effects = nil, nil
}

// wantNothing fails if anything reached the bot, after the attack of that name.
func (f *fort) wantNothing(attack string) {
	f.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.events) > 0 || len(f.effects) > 0 {
		f.Errorf("%s: %+v reached kigo, with the effects %q", attack, f.events, f.effects)
	}
	f.events, f.effects = nil, nil
}

// wantEffects fails if others than these have been had.
func (f *fort) wantEffects(what string, want ...string) {
	f.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Equal(f.effects, want) {
		f.Errorf("%s: the effects are %q, want %q", what, f.effects, want)
	}
	f.events, f.effects = nil, nil
}

// integration is what the n-th action of a post of kigo's triggers, as it leaks to whoever
// may read the post, in the preview of a permalink.
func (f *fort) integration(p *model.Post, n int) *model.PostActionIntegration {
	f.Helper()
	return f.server.Post(p.Id).Attachments()[0].Actions[n].Integration
}

// ticket is what proves a click on the n-th action.
func (f *fort) ticket(p *model.Post, n int) string {
	return f.integration(p, n).Context["kigo"].(string)
}

// lure is a post of Mallory's with a button or select of kigo's address.
func (f *fort) lure(kind string, context map[string]any) *model.Post {
	f.Helper()
	p := &model.Post{ChannelId: f.plaza, Message: "Gratis Kaffee!"}
	p.AddProp(model.PostPropsAttachments, []*model.MessageAttachment{{Text: "Nur heute", Actions: []*model.PostAction{{
		Id: "kaffee", Name: "Kaffee holen", Type: kind, Options: []*model.PostActionOptions{{Text: "Mit Milch", Value: "workshop"}},
		Integration: &model.PostActionIntegration{URL: f.config.PublicURL + "/mattermost/action", Context: context},
	}}}})
	return f.must(f.mallory.Send(f.Context(), p))
}

// call sends a request of one's own to kigo and returns the status and the answer. The
// command's token is in the header, where it proves nothing.
func (f *fort) call(method, path, kind string, body []byte) (int, string) {
	f.Helper()
	r, err := http.NewRequestWithContext(f.Context(), method, f.config.PublicURL+path, bytes.NewReader(body))
	f.fine(err)
	r.Header.Set("Authorization", "Token "+f.config.CommandToken)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	resp, err := http.DefaultClient.Do(r)
	f.fine(err)
	defer resp.Body.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(resp.Body)
	f.fine(err)
	return resp.StatusCode, b.String()
}

// status is what a server has answered; 200 if it was no error.
func status(err error) int {
	var app *model.AppError
	switch {
	case errors.As(err, &app):
		return app.StatusCode
	case err != nil:
		return 0
	}
	return http.StatusOK
}

func asJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// wantOne fails unless one event has reached the bot, and was answered with 200.
func (f *fort) wantOne(what string, status int) {
	f.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.events) != 1 || len(f.effects) != 1 || status != http.StatusOK {
		f.Errorf("%s: answered with %d; %+v reached kigo, with the effects %q", what, status, f.events, f.effects)
	}
	f.events, f.effects = nil, nil
}
