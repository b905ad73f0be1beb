package adaptertest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/bot/chat"
)

// What happens when it is not just one person and one quick answer.
var life = map[string]rule{
	"many people at once get their own answers each":   when(crowd),
	"an answer that takes long still arrives":          when(slowAnswer),
	"an answer that takes long holds nobody else up":   when(slowAlone, Together),
	"a form that takes long still gets its answer":     when(slowForm),
	"a bot that panics costs one answer, and no words": when(panics),
	"what is delivered twice is answered once":         when(twice, Retries),
	"what comes again during the answer is not asked":  when(twiceMeanwhile, Retries, Together),
	"the end finishes what was accepted, and no more":  when(stops),
	"the end comes when nothing is to do":              when(stopsIdle),
}

func crowd(t *testing.T, c Chat) {
	s := c.open(t, echo)
	const times = 3
	var group sync.WaitGroup
	for n := range People {
		group.Go(func() {
			for i := range times {
				if i%2 == 0 {
					s.Person(n).Command(Direct, fmt.Sprintf("befehl <%d-%d>", n, i))
				} else {
					s.Person(n).Write(Direct, fmt.Sprintf("nachricht <%d-%d>", n, i))
				}
			}
		})
	}
	group.Wait()
	for n := range People {
		for i := range times {
			s.gets(s.Person(n), fmt.Sprintf("<%d-%d>", n, i))
		}
		if got := kigos(s.Person(n).Sees()); len(got) != times {
			t.Errorf("person %d sees %+v", n, got)
		}
		for _, post := range kigos(s.Person(n).Sees()) {
			if !strings.Contains(post.Text, fmt.Sprintf("<%d-", n)) {
				t.Errorf("person %d sees %+v", n, post)
			}
		}
	}
	if got := s.bot.count(); got != People*times {
		t.Errorf("%d events, want %d", got, People*times)
	}
}

// gate is a bot that answers "langsam" only when it is opened.
type gate struct {
	open chan struct{}
	once sync.Once
}

func newGate() *gate { return &gate{open: make(chan struct{})} }

func (g *gate) Open() { g.once.Do(func() { close(g.open) }) }

func (g *gate) answer(ev chat.Event) chat.Reply {
	if strings.HasPrefix(ev.Line, "langsam") {
		<-g.open
	}
	return echo(ev)
}

// while does something in the background; the case ends after it.
func (s *stage) while(action func()) { s.chat.actions.Go(action) }

func slowAnswer(t *testing.T, c Chat) {
	gate := newGate()
	defer gate.Open()
	s := c.open(t, gate.answer)
	s.while(func() { s.anna().Command(Direct, "langsam, als Befehl") })
	s.hears()
	if got := kigos(s.anna().Sees()); len(saying(got, "Echo")) > 0 {
		t.Errorf("answered before the bot had: %+v", got)
	}
	gate.Open()
	s.gets(s.anna(), "Echo: langsam, als Befehl")
}

func slowAlone(t *testing.T, c Chat) {
	gate := newGate()
	defer gate.Open()
	s := c.open(t, gate.answer)
	s.while(func() { s.anna().Command(Direct, "langsam, als Befehl") })
	s.hears()
	s.while(func() { s.anna().Write(Direct, "langsam, als Nachricht") })
	s.hears()
	s.bert().Command(Direct, "schnell")
	s.gets(s.bert(), "Echo: schnell")
	s.bert().Write(Direct, "auch schnell")
	s.gets(s.bert(), "Echo: auch schnell")
	gate.Open()
	s.gets(s.anna(), "Echo: langsam, als Befehl")
	s.gets(s.anna(), "Echo: langsam, als Nachricht")
}

func slowForm(t *testing.T, c Chat) {
	gate := newGate()
	defer gate.Open()
	s := c.open(t, asks(eventForm(), func(chat.Event) chat.Reply {
		<-gate.open
		return private("Gespeichert.")
	}))
	s.anna().Command(s.shared(), "veranstaltung neu")
	s.hears()
	s.hasForm(s.anna(), "the event's", always)
	s.while(func() { s.anna().Submit(map[string]string{"Titel": "Forum"}) })
	s.hears()
	gate.Open()
	s.gets(s.anna(), "Gespeichert.")
	s.hasNoForm(s.anna())
}

func panics(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply {
		if strings.Contains(ev.Line, "platz") {
			panic("Geheimnis aus dem Speicher")
		}
		return echo(ev)
	})
	for _, at := range s.places() {
		s.anna().Command(at, "platze")
		s.hears()
	}
	s.anna().Write(Direct, "platze auch")
	s.hears()
	s.anna().Command(Direct, "geht es noch?")
	s.gets(s.anna(), "Echo: geht es noch?")
	s.quiet(s.anna())
	if got := append(saying(s.anna().Sees(), "Geheimnis"), saying(kigos(s.anna().Sees()), "platze")...); len(got) > 0 {
		t.Errorf("she sees %+v", got)
	}
}

// redeliverable does all that can come twice, and returns the words that are answered.
func (s *stage) redeliverable() (words []string) {
	s.anna().Write(Direct, "als Nachricht")
	words = append(words, "als Nachricht")
	if !s.chat.lacks(Channels) && !s.chat.lacks(Mentions) {
		s.bert().Write(Channel, "@kigo als Erwähnung")
		words = append(words, "als Erwähnung")
	}
	return words
}

func twice(t *testing.T, c Chat) {
	s := c.open(t, echo)
	words := s.redeliverable()
	for range words {
		s.hears()
	}
	s.gets(s.anna(), "Echo: als Nachricht")
	for range 2 {
		s.Redeliver()
	}
	s.unasked("a second delivery", append(s.quiet(s.anna()), s.quiet(s.bert())...))
	s.onceEach(words)
}

func twiceMeanwhile(t *testing.T, c Chat) {
	open := make(chan struct{})
	release := sync.OnceFunc(func() { close(open) })
	defer release()
	s := c.open(t, func(ev chat.Event) chat.Reply {
		<-open
		return echo(ev)
	})
	words := s.redeliverable()
	for range words {
		s.hears()
	}
	for range 2 {
		s.Redeliver()
	}
	release()
	s.unasked("a second delivery", append(s.quiet(s.anna()), s.quiet(s.bert())...))
	s.onceEach(words)
}

func (s *stage) onceEach(words []string) {
	s.Helper()
	for _, w := range words {
		s.await("an answer to "+w, func() bool {
			return len(saying(kigos(append(s.anna().Sees(), s.bert().Sees()...)), "Echo: "+w)) > 0
		})
		posts := saying(kigos(append(s.anna().Sees(), s.bert().Sees()...)), "Echo: "+w)
		if len(posts) != 1 {
			s.Errorf("%q is answered by %+v", w, posts)
		}
	}
}

func stops(t *testing.T, c Chat) {
	gate := newGate()
	defer gate.Open()
	s := c.open(t, gate.answer)
	s.while(func() { s.anna().Command(Direct, "langsam") })
	s.hears()
	s.exact = true
	stopped := make(chan struct{})
	s.while(func() {
		s.Stop()
		close(stopped)
	})
	select {
	case <-stopped:
		t.Error("it has not waited for the answer")
	case <-time.After(50 * time.Millisecond): // what does not happen can't be waited for
	}
	gate.Open()
	s.await("the end", func() bool {
		select {
		case <-stopped:
			return true
		default:
			return false
		}
	})
	if got := saying(kigos(s.anna().Sees()), "Echo: langsam"); len(got) != 1 {
		t.Errorf("after the end she sees %+v", got)
	}
	s.bert().Command(Direct, "zu spät")
	s.bert().Write(Direct, "auch zu spät")
}

func stopsIdle(t *testing.T, c Chat) {
	s := c.open(t, echo)
	s.anna().Command(Direct, "hilfe")
	s.gets(s.anna(), "Echo: hilfe")
	s.Stop()
	if got := saying(kigos(s.anna().Sees()), "Echo: hilfe"); !slices.ContainsFunc(got, func(p Post) bool { return p.From == "" }) {
		t.Error("what she had is gone")
	}
}
