package adaptertest

import (
	"testing"

	"kigo/bot/chat"
)

// ordinary is what people write to each other.
var ordinary = []string{
	"Moin zusammen",
	"kigo ist gut",
	"kigo hilfe",
	"@kigobot hilfe",
	"@kigo-neu hilfe",
	"schreib an anna@kigo oder x@kigo.de",
	"siehe https://kiel.example/@kigo",
	"man schreibt `@kigo hilfe`",
	"```\n@kigo hilfe\n```",
	"@all @channel @here hilfe",
}

// unasked fails if the bot has heard anything that nobody told it, or hears it later.
func (s *stage) unasked(what string, heard []chat.Event) {
	s.Helper()
	s.exact = true
	for _, ev := range heard {
		s.Errorf("%s has become an event: %+v", what, ev)
	}
}

func ordinaryTalk(t *testing.T, c Chat) {
	s := c.open(t, echo)
	for _, text := range ordinary {
		s.anna().Write(Channel, text)
	}
	s.unasked("ordinary talk", s.quiet(s.anna()))
	for _, post := range kigos(s.bert().Sees()) {
		t.Errorf("kigo has said %q", post.Text)
	}
	for _, post := range kigos(s.anna().Sees()) {
		if post.Place == Channel {
			t.Errorf("kigo has said %q", post.Text)
		}
	}
}

func talkInThread(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply { return public("Echo: " + ev.Line) })
	root := s.anna().Write(Channel, "@kigo hilfe")
	s.hears()
	s.gets(s.anna(), "Echo: hilfe")
	s.bert().Answer(root, "Danke!")
	s.anna().Answer(root, "Gern")
	s.unasked("talk in a thread", append(s.quiet(s.bert()), s.quiet(s.anna())...))
}

func editedMessage(t *testing.T, c Chat) {
	s := c.open(t, echo)
	id := s.anna().Write(Direct, "hilfe")
	s.hears()
	s.gets(s.anna(), "Echo: hilfe")
	s.anna().Edit(id, "anmelden forum")
	s.unasked("an edit", s.quiet(s.anna()))
}

func editedIntoMention(t *testing.T, c Chat) {
	s := c.open(t, echo)
	id := s.anna().Write(Channel, "Moin")
	s.anna().Edit(id, "@kigo anmelden forum")
	s.unasked("an edit", s.quiet(s.anna()))
}

func ownMessages(t *testing.T, c Chat) {
	s := c.open(t, func(chat.Event) chat.Reply { return public("@kigo hilfe") })
	for _, at := range s.places() {
		s.anna().Command(at, "los")
		s.hears()
		s.gets(s.anna(), "@kigo hilfe")
	}
	channel, err := s.Adapter().Direct(t.Context(), s.anna().User().ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Adapter().Send(t.Context(), channel, chat.Say(chat.Words("anmelden forum")), "key"); err != nil {
		t.Fatal(err)
	}
	s.gets(s.anna(), "anmelden forum")
	s.unasked("what kigo said", s.quiet(s.anna()))
}

func otherBots(t *testing.T, c Chat) {
	s := c.open(t, echo)
	s.BotWrites(Channel, "@kigo hilfe")
	s.BotWrites(Direct, "hilfe")
	s.unasked("what another bot wrote", s.quiet(s.anna()))
}
