package adaptertest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kigo/bot/chat"
)

// How what people do reaches the bot.
var waysIn = map[string]rule{
	"a command arrives as it was typed":                   when(commandAsTyped),
	"a command may have several lines":                    when(commandOfSeveralLines, Breaks),
	"a command says where it was given":                   when(commandWhere, Channels),
	"a direct message arrives as it was written":          when(directMessage),
	"a direct message may have several lines":             when(directMessageOfSeveralLines, Breaks),
	"a file comes with the message that it was sent with": when(fileSent, Uploads),
	"kigo knows who speaks, and in which language":        when(whoSpeaks, Locales),
	"a mention arrives without kigo's name":               when(mention, Channels, Mentions),
	"a mention is answered in its thread":                 when(mentionsThread, Channels, Mentions, Threads),
	"a mention inside a thread is answered in that":       when(mentionInThread, Channels, Mentions, Threads),
	"what is not addressed to kigo leaves no trace":       when(ordinaryTalk, Channels, Mentions),
	"talk in a thread that kigo answered in is no event":  when(talkInThread, Channels, Mentions, Threads),
	"an edited message is no new event":                   when(editedMessage, Edits),
	"a message that is edited into a mention is no event": when(editedIntoMention, Channels, Mentions, Edits),
	"kigo does not answer itself":                         when(ownMessages, Channels),
	"other bots are ignored":                              when(otherBots, Channels, Bots),
}

// typed are lines that a platform may spoil.
var typed = []string{
	"hilfe",
	"",
	"anmelden  Ki:GO   Forum",
	"Größe ÄÖÜ ß € 日本 👋",
	`sage "hallo" 'du' „ihr“`,
	`a & b <c> | d \ e; f=g, 100 % $1 {{.X}}`,
	"a &amp; b &lt;c&gt;",
	"*f* **g** _h_ ~i~ `j` #k [l](m) - n",
}

// wants compares an event with what the person did; its ID is the platform's affair.
func (s *stage) wants(want chat.Event, by Person) chat.Event {
	s.Helper()
	got := s.hears()
	u := by.User()
	want.Platform, want.User = s.chat.Platform, chat.User{ID: u.ID, Name: u.Name, Locale: u.Locale}
	plain := got
	plain.ID, plain.User = "", chat.User{ID: got.User.ID, Name: got.User.Name, Locale: got.User.Locale}
	if diff := cmp.Diff(want, plain); diff != "" {
		s.Errorf("the event (-want +got):\n%s", diff)
	}
	return got
}

func commandAsTyped(t *testing.T, c Chat) {
	s := c.open(t, echo)
	ids := map[string]bool{"": true}
	for _, line := range typed {
		s.anna().Command(Direct, line)
		ev := s.wants(chat.Event{Kind: chat.Command, Line: line}, s.anna())
		if ids[ev.ID] {
			t.Errorf("the event's ID is %q, empty or another's", ev.ID)
		}
		ids[ev.ID] = true
		s.gets(s.anna(), "Echo: "+line)
	}
}

func commandOfSeveralLines(t *testing.T, c Chat) {
	s := c.open(t, echo)
	const line = "veranstaltung neu\nErster  Absatz\n\n- zweiter"
	s.anna().Command(s.shared(), line)
	if ev := s.hears(); ev.Line != line {
		t.Errorf("%q has become %q", line, ev.Line)
	}
}

func commandWhere(t *testing.T, c Chat) {
	s := c.open(t, echo)
	var channels []string
	for _, p := range []Person{s.anna(), s.bert()} {
		p.Command(Channel, "hilfe")
		channels = append(channels, s.hears().Channel)
	}
	if channels[0] == "" || channels[0] != channels[1] {
		t.Errorf("two people in one channel are in %q", channels)
	}
	s.anna().Command(Direct, "hilfe")
	s.wants(chat.Event{Kind: chat.Command, Line: "hilfe"}, s.anna())
}

func directMessage(t *testing.T, c Chat) {
	s := c.open(t, echo)
	for _, text := range append([]string{"Was ist Ki:GO?", "Siehe https://kiel.example/?a=1&b=2#c, bitte", "Frag bert@kiel.example"}, typed...) {
		if text == "" {
			continue
		}
		s.anna().Write(Direct, text)
		s.wants(chat.Event{Kind: chat.DirectMessage, Line: text}, s.anna())
		s.gets(s.anna(), "Echo: "+text)
	}
}

func directMessageOfSeveralLines(t *testing.T, c Chat) {
	s := c.open(t, echo)
	const text = "Moin,\n\nwas ist  Ki:GO?\nGruß"
	s.anna().Write(Direct, text)
	s.wants(chat.Event{Kind: chat.DirectMessage, Line: text}, s.anna())
}

func whoSpeaks(t *testing.T, c Chat) {
	s := c.open(t, echo)
	if a, b := s.anna().User(), s.bert().User(); a.ID == b.ID || a.Name == b.Name || a.Locale == b.Locale {
		t.Fatalf("the room's first two people are alike: %+v, %+v", a, b)
	}
	for _, p := range []Person{s.anna(), s.bert()} {
		p.Command(Direct, "hilfe")
		s.wants(chat.Event{Kind: chat.Command, Line: "hilfe"}, p)
		p.Write(Direct, "hallo")
		s.wants(chat.Event{Kind: chat.DirectMessage, Line: "hallo"}, p)
	}
}

// channel is what events call the channel.
func (s *stage) channel() string {
	s.Helper()
	s.anna().Command(Channel, "wo bin ich")
	return s.hears().Channel
}

func mention(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply { return public("Echo: " + ev.Line) })
	channel := s.channel()
	for text, line := range map[string]string{
		"@kigo hilfe":                      "hilfe",
		"@kigo: hilfe":                     "hilfe",
		"@KIGO, anmelden  Forum":           "anmelden  Forum",
		"@Kigo\nanmelden":                  "anmelden",
		"Weißt du das, @kigo?":             "Weißt du das?",
		"Hallo @kigo wo ist „das“ & <b>?":  "Hallo wo ist „das“ & <b>?",
		"@kigo":                            "", // an empty mention is one, too
		"  @kigo:  ":                       "",
		"@kigo was heißt `@kigo` im Code?": "was heißt `@kigo` im Code?",
	} {
		s.anna().Write(Channel, text)
		s.wants(chat.Event{Kind: chat.Mention, Line: line, Channel: channel}, s.anna())
		for _, p := range []Person{s.anna(), s.bert()} {
			if post := s.gets(p, "Echo: "+line); post.Place != Channel {
				t.Errorf("%q is answered in %s", text, post.Place)
			}
		}
	}
}

func mentionsThread(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply { return public("Echo: " + ev.Line) })
	for n := range 2 {
		id := s.anna().Write(Channel, fmt.Sprintf("@kigo frage %d", n))
		for _, p := range []Person{s.anna(), s.bert()} {
			if post := s.gets(p, fmt.Sprintf("Echo: frage %d", n)); post.Thread != id {
				t.Errorf("the answer to %q is in the thread of %q", id, post.Thread)
			}
		}
	}
}

func mentionInThread(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply { return public("Echo: " + ev.Line) })
	channel := s.channel()
	root := s.anna().Write(Channel, "Wer kommt mit?")
	s.bert().Answer(root, "Ich")
	s.anna().Answer(root, "@kigo wann ist das?")
	ev := s.wants(chat.Event{Kind: chat.Mention, Line: "wann ist das?", Channel: channel}, s.anna())
	if post := s.gets(s.bert(), "Echo: "+ev.Line); post.Thread != root {
		t.Errorf("the answer is in the thread of %q, not of %q", post.Thread, root)
	}
}
