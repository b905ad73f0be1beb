package slack_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
)

// script is a bot that answers each event once, as bot.Bot does with its inbox.
type script struct {
	answer func(chat.Event) chat.Reply

	mu     sync.Mutex
	events []chat.Event
	taken  map[string]bool // true is done
	errs   []error         // of deliveries
	asked  int
}

func newScript(answer func(chat.Event) chat.Reply) *script {
	return &script{answer: answer, taken: map[string]bool{}}
}

func (s *script) Answer(ctx context.Context, ev chat.Event, deliver func(context.Context, chat.Reply) error) bool {
	s.mu.Lock()
	s.asked++
	if done, known := s.taken[ev.ID]; ev.ID != "" && known {
		s.mu.Unlock()
		return done
	}
	s.taken[ev.ID] = false
	s.events = append(s.events, ev)
	s.mu.Unlock()
	err := deliver(ctx, s.answer(ev))
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.errs = append(s.errs, err)
		delete(s.taken, ev.ID)
		return false
	}
	s.taken[ev.ID] = true
	return true
}

// heard are the events so far.
func (s *script) heard() []chat.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

// office is a world with two people in it, and a channel with both and kigo.
type office struct {
	*world
	script     *script
	anna, bert *slacktest.Member
	plaza      string
}

func newOffice(t *testing.T, m mode, answer func(chat.Event) chat.Reply, s setting) *office {
	t.Helper()
	o := &office{script: newScript(answer)}
	before := s.before
	s.before = func(w *world) {
		o.anna = w.server.AddMember(slacktest.Person{Name: "anna", RealName: "Anna Muster", Locale: "de-DE"})
		o.bert = w.server.AddMember(slacktest.Person{Name: "bert", RealName: "Bert Muster", Locale: "en-GB"})
		o.plaza = w.server.AddChannel("plaza", o.anna, o.bert)
		w.server.Join(o.plaza, w.server.BotUserID)
		if before != nil {
			before(w)
		}
	}
	o.world = newWorld(t, m, o.script.Answer, s)
	return o
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// gets waits for a message with these words.
func (o *office) gets(who *slacktest.Member, channel string, words ...string) slacktest.Message {
	o.Helper()
	m, err := who.WaitText(o.patience(), channel, words...)
	o.must(err)
	return m
}

// modal waits for a form that shows these words.
func (o *office) modal(who *slacktest.Member, words ...string) slacktest.View {
	o.Helper()
	v, err := who.WaitModal(o.patience(), words...)
	o.must(err)
	return v
}

func say(words string, buttons ...chat.Button) chat.Reply {
	return chat.Reply{Message: chat.Say(chat.Words(words), buttons...)}
}

func echo(ev chat.Event) chat.Reply { return say("Echo: " + ev.Line) }
