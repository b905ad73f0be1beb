package adaptertest

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"kigo/bot/chat"
)

// What people see of the bot's replies.
var answers = map[string]rule{
	"a private reply is seen by its person only":          when(privateReply),
	"a private reply to a mention is seen by one only":    when(privateToMention, Channels, Mentions),
	"a public reply is seen by all in the channel":        when(publicReply, Channels),
	"a public reply in the direct chat stays there":       when(publicInDirect),
	"every part of a reply is shown":                      when(partsOfReply),
	"a reply brings files and pictures with their words":  when(filesOfReply),
	"words in replies stay as they are":                   when(wordsOfReply),
	"words in replies call for nobody":                    when(nobodyAlerted, Channels, Alerts),
	"the empty reply shows nothing":                       when(emptyReply),
	"replies to one person come in the order of the talk": when(inOrder),
}

func privateReply(t *testing.T, c Chat) {
	s := c.open(t, echo)
	for _, at := range s.places() {
		s.anna().Command(at, "geheim in "+string(at))
		post := s.gets(s.anna(), "Echo: geheim in "+string(at))
		if post.Place == Channel && !post.Private {
			t.Errorf("it is not marked as private: %+v", post)
		}
		if at == Direct && post.Place != Direct {
			t.Errorf("asked in the direct chat, answered in %s", post.Place)
		}
	}
	s.quiet(s.bert())
	if got := saying(s.bert().Sees(), "geheim"); len(got) > 0 {
		t.Errorf("somebody else sees %+v", got)
	}
}

func privateToMention(t *testing.T, c Chat) {
	s := c.open(t, func(chat.Event) chat.Reply { return private("nur für dich") })
	s.anna().Write(Channel, "@kigo bin ich dabei?")
	if post := s.gets(s.anna(), "nur für dich"); post.Place == Channel && !post.Private {
		t.Errorf("it is not marked as private: %+v", post)
	}
	s.quiet(s.bert())
	if got := saying(s.bert().Sees(), "nur für dich"); len(got) > 0 {
		t.Errorf("somebody else sees %+v", got)
	}
}

func publicReply(t *testing.T, c Chat) {
	s := c.open(t, func(chat.Event) chat.Reply { return public("für alle") })
	s.anna().Command(Channel, "sag es")
	for n := range People {
		if post := s.gets(s.Person(n), "für alle"); post.Place != Channel || post.Private {
			t.Errorf("person %d sees %+v", n, post)
		}
	}
}

func publicInDirect(t *testing.T, c Chat) {
	s := c.open(t, func(chat.Event) chat.Reply { return public("für alle") })
	s.anna().Command(Direct, "sag es")
	if post := s.gets(s.anna(), "für alle"); post.Place != Direct {
		t.Errorf("it is in %s", post.Place)
	}
	s.quiet(s.bert())
	if got := saying(s.bert().Sees(), "für alle"); len(got) > 0 {
		t.Errorf("somebody else sees %+v", got)
	}
}

// parts is a message with one of everything that is words.
func parts() chat.Message {
	return chat.Message{Sections: []chat.Section{
		{Text: chat.Lines(
			chat.Text{{Kind: chat.Strong, Text: "Fett"}, {Kind: chat.Plain, Text: " und "}, {Kind: chat.Code, Text: "/kigo hilfe"}},
			chat.Text{{Kind: chat.Link, Text: "Rathaus", URL: "https://kiel.example/?a=1&b=2"}},
			chat.Bullets(chat.Words("Punkt eins"), chat.Words("Punkt zwei")),
		)},
		{
			Text:    chat.Words("Zweiter Abschnitt"),
			Fields:  []chat.Field{{Label: "Wo", Value: chat.Words("Ratssaal")}, {Label: "Wann", Value: chat.Words("Dienstag,\n9 Uhr")}},
			Buttons: []chat.Button{{Label: "Anmelden", Line: "anmelden", Style: chat.Primary}, {Label: "Absagen", Line: "absagen", Style: chat.Danger}},
			Selects: []chat.Select{{Label: "Wann erinnern?", Line: "erinnern", Options: []chat.Option{{Label: "Am Vortag", Value: "1d"}, {Label: "Gar nicht", Value: "0"}}}},
		},
		{Buttons: []chat.Button{{Label: "Hilfe", Line: "hilfe"}}},
		{}, // nothing is no failure
	}}
}

func partsOfReply(t *testing.T, c Chat) {
	for _, public := range []bool{false, true} {
		s := c.open(t, func(chat.Event) chat.Reply { return chat.Reply{Message: parts(), Public: public} })
		s.anna().Command(s.shared(), "zeig alles")
		post := s.gets(s.anna(), "Fett und /kigo hilfe")
		at := 0
		for _, words := range []string{"Fett", "Rathaus", "Punkt eins", "Punkt zwei", "Zweiter Abschnitt", "Wo", "Ratssaal", "Wann", "Dienstag", "9 Uhr"} {
			next := strings.Index(post.Text[at:], words)
			if next < 0 {
				t.Fatalf("%q is not in its place in %q", words, post.Text)
			}
			at += next
		}
		if want := []string{"Anmelden", "Absagen", "Hilfe"}; !slices.Equal(post.Buttons, want) {
			t.Errorf("buttons %q, want %q", post.Buttons, want)
		}
		if len(post.Selects) != 1 || post.Selects[0].Label != "Wann erinnern?" || !slices.Equal(post.Selects[0].Options, []string{"Am Vortag", "Gar nicht"}) {
			t.Errorf("selects %+v", post.Selects)
		}
	}
}

func filesOfReply(t *testing.T, c Chat) {
	const ics = "BEGIN:VCALENDAR\r\nSUMMARY:Größe\r\nEND:VCALENDAR\r\n"
	for _, public := range []bool{false, true} {
		s := c.open(t, func(chat.Event) chat.Reply {
			return chat.Reply{Public: public, Message: chat.Message{
				Sections: []chat.Section{{Text: chat.Words("Hier ist beides.")}},
				Images:   []chat.Image{{Name: "bild.png", Alt: "Ein Balken: 3 von 5", Type: "image/png", Data: png}},
				Files:    []chat.File{{Name: "forum.ics", Type: "text/calendar", Data: []byte(ics)}},
			}}
		})
		s.anna().Command(s.shared(), "gib her")
		s.gets(s.anna(), "Hier ist beides.")
		s.gets(s.anna(), "Ein Balken: 3 von 5")
		s.await("both files", func() bool {
			var files []File
			for _, post := range kigos(s.anna().Sees()) {
				files = append(files, post.Files...)
			}
			return has(files, "bild.png", png) && has(files, "forum.ics", []byte(ics))
		})
		s.quiet(s.bert())
		for _, post := range s.bert().Sees() {
			if len(post.Files) > 0 && !public {
				t.Errorf("somebody else sees %+v", post)
			}
		}
	}
}

func has(files []File, name string, data []byte) bool {
	return slices.ContainsFunc(files, func(f File) bool { return f.Name == name && bytes.Equal(f.Data, data) })
}

func emptyReply(t *testing.T, c Chat) {
	s := c.open(t, func(chat.Event) chat.Reply { return chat.Reply{} })
	for _, at := range s.places() {
		s.anna().Command(at, "sag nichts")
	}
	s.anna().Write(Direct, "sag auch nichts")
	for range len(s.places()) + 1 {
		s.hears()
	}
	s.quiet(s.anna())
	if got := kigos(s.anna().Sees()); len(got) != 1 {
		t.Errorf("she sees %+v", got)
	}
}

func inOrder(t *testing.T, c Chat) {
	s := c.open(t, echo)
	for _, line := range []string{"eins", "zwei", "drei"} {
		s.anna().Write(Direct, line)
		s.gets(s.anna(), "Echo: "+line)
	}
	var got []string
	for _, post := range s.anna().Sees() {
		got = append(got, post.Text)
	}
	if want := []string{"eins", "Echo: eins", "zwei", "Echo: zwei", "drei", "Echo: drei"}; !slices.Equal(got, want) {
		t.Errorf("she sees %q, want %q", got, want)
	}
}
