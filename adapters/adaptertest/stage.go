package adaptertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/bot/chat"
)

// stage is a room with a scripted bot behind it, for one case.
type stage struct {
	*testing.T
	Room
	chat  Chat
	bot   *Bot
	asked int // by quiet

	exact bool // the case waits for all events that there may be
}

// open makes a stage whose bot answers by script. Whatever the case is about, every reply
// must be deliverable.
func (c Chat) open(t *testing.T, script func(chat.Event) chat.Reply) *stage {
	t.Helper()
	bot := newBot(script)
	s := &stage{T: t, chat: c, bot: bot}
	t.Cleanup(func() { // when the room has been closed
		bot.failed(t)
		for s.exact && len(bot.heard) > 0 {
			t.Errorf("nobody has asked for %+v", <-bot.heard)
		}
	})
	s.Room = c.Talk(t, bot)
	return s
}

// echo repeats what it heard to whoever said it.
func echo(ev chat.Event) chat.Reply { return private("Echo: " + ev.Line) }

func private(text string, buttons ...chat.Button) chat.Reply {
	return chat.Reply{Message: chat.Say(chat.Words(text), buttons...)}
}

func public(text string, buttons ...chat.Button) chat.Reply {
	return chat.Reply{Message: chat.Say(chat.Words(text), buttons...), Public: true}
}

func (s *stage) anna() Person { return s.Person(0) }
func (s *stage) bert() Person { return s.Person(1) }

// lacks reports whether people can't do that there.
func (c Chat) lacks(a Ability) bool { return slices.Contains(c.Lacks, a) }

// shared is where others may be, too, if there is such a place.
func (s *stage) shared() Place {
	if s.chat.lacks(Channels) {
		return Direct
	}
	return Channel
}

// places are all that there are.
func (s *stage) places() []Place { return places(s.chat) }

func places(c Chat) []Place {
	if c.lacks(Channels) {
		return []Place{Direct}
	}
	return []Place{Direct, Channel}
}

// hears waits for the bot's next event.
func (s *stage) hears() chat.Event {
	s.Helper()
	select {
	case ev := <-s.bot.heard:
		return ev
	case <-time.After(patience):
		s.Fatal("the bot heard nothing")
		return chat.Event{}
	}
}

// await asks until it holds.
func (s *stage) await(what string, holds func() bool) {
	s.Helper()
	for end := time.Now().Add(patience); !holds(); {
		if s.Failed() || time.Now().After(end) {
			s.Fatalf("waited in vain: %s\nthe first sees  %s\nthe second sees %s", what, texts(s.anna().Sees()), texts(s.bert().Sees()))
		}
		<-time.After(3 * time.Millisecond) // the platform tells the harness, not us
	}
}

// gets waits until the person sees a message of kigo's with these words, and returns it.
func (s *stage) gets(p Person, words string) Post {
	s.Helper()
	words = strings.TrimSpace(words)
	var found Post
	s.await(fmt.Sprintf("%s sees %q", p.User().ID, words), func() bool {
		posts := saying(kigos(p.Sees()), words)
		if len(posts) > 0 {
			found = posts[0]
		}
		return len(posts) > 0
	})
	return found
}

// quiet waits until all that the person did before is over, and returns what the bot has
// heard meanwhile that it was not asked to.
func (s *stage) quiet(p Person) (heard []chat.Event) {
	s.Helper()
	s.asked++
	words := fmt.Sprintf("%s %d", ping, s.asked)
	p.Write(Direct, words)
	for {
		ev := s.hears()
		if ev.Line == words {
			s.gets(p, "Echo: "+words)
			return heard
		}
		heard = append(heard, ev)
	}
}

// ping is what every bot answers, whatever its script.
const ping = "bist du noch da"

// hasForm waits until a form lies open before the person that is as it should be.
func (s *stage) hasForm(p Person, what string, is func(Form) bool) Form {
	s.Helper()
	var form Form
	s.await("a form: "+what, func() bool {
		f, open := p.Form()
		form = f
		return open && is(f)
	})
	return form
}

// hasNoForm waits until none is open.
func (s *stage) hasNoForm(p Person) {
	s.Helper()
	s.await("no form is open", func() bool {
		_, open := p.Form()
		return !open
	})
}

// words is all that a person can read of a message, labels apart.
func (p Post) words() string {
	words := []string{p.Text}
	for _, f := range p.Files {
		words = append(words, f.Alt)
	}
	return strings.Join(words, "\n")
}

// kigos are the messages of kigo's among them.
func kigos(posts []Post) []Post {
	return slices.DeleteFunc(slices.Clone(posts), func(p Post) bool { return p.From != "" })
}

// saying are those with these words.
func saying(posts []Post, words string) []Post {
	return slices.DeleteFunc(slices.Clone(posts), func(p Post) bool { return !strings.Contains(p.words(), words) })
}

// Shows reports whether a label is shown as shown: whole, or shortened with an ellipsis.
func Shows(shown, label string) bool {
	start, cut := strings.CutSuffix(shown, "…")
	return shown == label || (cut && start != "" && strings.HasPrefix(label, start))
}

// texts are what stands in messages, for a failure.
func texts(posts []Post) string {
	all := make([]string, len(posts))
	for i, p := range posts {
		all[i] = p.Text
	}
	return brief(all)
}

// brief is as much of long texts as a failure needs.
func brief(texts []string) string { return chat.Shorten(fmt.Sprintf("%q", texts), 600) }
