package adaptertest

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot"
	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/knowledge"
	"kigo/bot/people"
	"kigo/commands"
)

// How questions in plain words are answered, by the real bot on a small knowledge base.
var questions = map[string]rule{
	"a question is answered from the knowledge base":        when(questionAnswered),
	"a mention is answered from the knowledge base for all": when(mentionAnswered, Channels, Mentions, Threads),
	"what nobody knows is said to one person only":          when(mentionUnanswered, Channels, Mentions),
}

// What the answer to aQuestion says, and what its buttons are called.
const (
	aQuestion = "Was ist Ki:GO eigentlich?"
	itsAnswer = "Ki:GO ist der gemeinsame Name"
	helped    = "Hat geholfen"
)

func questionAnswered(t *testing.T, c Chat) {
	s := c.open(t, knowing(t))
	s.anna().Write(Direct, aQuestion)
	post := s.gets(s.anna(), itsAnswer)
	if post.Place != Direct || !slices.ContainsFunc(post.Buttons, func(b string) bool { return Shows(b, helped) }) {
		t.Errorf("she sees %+v", post)
	}
	s.gets(s.anna(), "Quelle: ")
	s.anna().Click(post, helped)
	s.gets(s.anna(), "Danke")
	s.anna().Command(s.shared(), "frage "+aQuestion)
	s.await("a second answer", func() bool { return len(saying(kigos(s.anna().Sees()), itsAnswer)) == 2 })
	s.quiet(s.bert())
	if got := saying(s.bert().Sees(), itsAnswer); len(got) > 0 {
		t.Errorf("somebody else sees %+v", got)
	}
}

func mentionAnswered(t *testing.T, c Chat) {
	s := c.open(t, knowing(t))
	id := s.anna().Write(Channel, "@kigo "+aQuestion)
	for _, p := range []Person{s.anna(), s.bert()} {
		if post := s.gets(p, itsAnswer); post.Place != Channel || post.Private || post.Thread != id {
			t.Errorf("%s sees %+v, not in the thread of %s", p.User().ID, post, id)
		}
	}
	// Whoever reads along may say what they think of it.
	s.bert().Click(s.gets(s.bert(), itsAnswer), helped)
	s.gets(s.bert(), "Danke")
}

func mentionUnanswered(t *testing.T, c Chat) {
	s := c.open(t, knowing(t))
	s.anna().Write(Channel, "@kigo wie wird morgen das Wetter?")
	s.gets(s.anna(), "Das weiß ich noch nicht")
	s.quiet(s.bert())
	if got := saying(s.bert().Sees(), "Das weiß ich noch nicht"); len(got) > 0 {
		t.Errorf("somebody else sees %+v", got)
	}
}

// knowing is the bot itself, with a few entries of the built-in knowledge base.
func knowing(t *testing.T) func(chat.Event) chat.Reply {
	t.Helper()
	folder, err := knowledge.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	few := []knowledge.ID{"kigo-was", "kontakt", "forum-was"}
	folder.Entries = slices.DeleteFunc(slices.Clone(folder.Entries), func(e knowledge.Entry) bool { return !slices.Contains(few, e.ID) })
	model, err := knowledge.BuiltInModel()
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	db := mongotest.Open(t)
	now, quiet := func() time.Time { return start }, slog.New(slog.DiscardHandler)
	library := &knowledge.Library{
		Store: mongodb.NewKnowledge(db), Base: knowledge.NewBase(knowledge.NewIndex(knowledge.Folder{}, model)), Model: model,
		Audit: &audit.Log{Store: mongodb.NewAudit(db), Now: now, NewID: people.RandomID},
		Now:   now, NewID: people.RandomID, Log: quiet,
	}
	if err := library.Seed(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	services := commands.Services{Library: library}
	b, err := bot.New(bot.Config{
		Commands: commands.All(services), Ask: commands.Answer(services), People: everybody{}, Inbox: mongodb.NewInbox(db),
		Catalogue: catalogue, Locale: i18n.Languages[0], Now: now, RealNow: time.Now, NewRef: people.RandomID, Log: quiet,
	})
	if err != nil {
		t.Fatal(err)
	}
	return func(ev chat.Event) chat.Reply {
		ev.ID = "" // Bot has seen to it that each comes once
		return b.Handle(context.WithoutCancel(t.Context()), ev)
	}
}

// start is when the bot's clock stands still.
var start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

// everybody may talk to kigo, in German.
type everybody struct{}

// Meet implements bot.People.
func (everybody) Meet(_ context.Context, _ string, u chat.User) (people.Person, error) {
	return people.Person{ID: people.ID(u.ID), Name: u.Name, Language: i18n.Languages[0], Informed: true}, nil
}

// Recognise implements bot.People.
func (e everybody) Recognise(ctx context.Context, platform string, u chat.User) (people.Person, error) {
	return e.Meet(ctx, platform, u)
}

// Unwanted implements bot.People.
func (everybody) Unwanted(context.Context, string, chat.User) (bool, error) { return false, nil }

// Informed implements bot.People.
func (everybody) Informed(context.Context, people.ID) error { return nil }
