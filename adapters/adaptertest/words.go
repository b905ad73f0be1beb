package adaptertest

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"kigo/bot/chat"
)

// hostile are words of people's that some platform takes for more than words.
var hostile = []string{
	`<b>fett</b> & &amp; <script>alert(1)</script>`,
	"*fett* **fett** _kursiv_ ~weg~ `code` ```block``` ## Titel",
	"[Klick](https://evil.example) <https://evil.example|Klick> ![x](y)",
	"@all @channel @here <!channel> <!here> <@U012> <#C012> ~town-square :smile:",
	"> zitiert", "- Punkt", "1. Punkt", "# Titel", "| a | b |", `\* \_ \\`, "{{.Title}} %s $1 ${x}",
	"„Größe“ – 日本語 مرحبا 👩‍💻", `"; drop table`, "a  b",
}

// saysHostile has the words in every kind of place.
func saysHostile(words string) chat.Message {
	return chat.Message{Sections: []chat.Section{{
		Text: chat.Text{
			{Kind: chat.Plain, Text: words}, {Kind: chat.Break}, {Kind: chat.Strong, Text: "S" + words}, {Kind: chat.Break},
			{Kind: chat.List, Items: []chat.Text{chat.Words("I" + words)}},
		},
		Fields:  []chat.Field{{Label: "Wo", Value: chat.Words("F" + words)}},
		Buttons: []chat.Button{{Label: "Anmelden", Line: "anmelden " + words}},
	}}}
}

func wordsOfReply(t *testing.T, c Chat) {
	for _, public := range []bool{false, true} {
		s := c.open(t, func(ev chat.Event) chat.Reply {
			var n int
			_, _ = fmt.Sscan(ev.Line, &n)
			m := saysHostile(hostile[n])
			m.Sections = append(m.Sections, chat.Section{Text: chat.Words(fmt.Sprintf("Nummer %d.", n))})
			return chat.Reply{Message: m, Public: public}
		})
		for n, words := range hostile {
			s.anna().Command(s.shared(), fmt.Sprint(n))
			post := s.gets(s.anna(), fmt.Sprintf("Nummer %d.", n))
			for _, want := range []string{words, "S" + words, "I" + words, "F" + words} {
				if !strings.Contains(post.Text, want) {
					t.Errorf("%q is shown as %q", want, post.Text)
				}
			}
		}
	}
}

func nobodyAlerted(t *testing.T, c Chat) {
	var named atomic.Value
	s := c.open(t, func(chat.Event) chat.Reply {
		bert := named.Load().(string)
		all := strings.Join(append(slices.Clone(hostile), bert, "("+bert+")", "**"+bert+"**", "<@all>", "> @here", "[@all](u)", `\@all`), " ")
		m := saysHostile(all)
		m.Sections[0].Text = append(m.Sections[0].Text,
			chat.Node{Kind: chat.Code, Text: bert + " @all"}, chat.Node{Kind: chat.Link, Text: bert + " @all", URL: "https://kiel.example/"})
		m.Sections = append(m.Sections, chat.Section{
			Text:    chat.Words("Ende."),
			Fields:  []chat.Field{{Label: bert + " @all", Value: chat.Words(bert)}},
			Buttons: []chat.Button{{Label: bert + " @all", Line: "hilfe"}},
			Selects: []chat.Select{{Label: bert + " @all", Line: "hilfe", Options: []chat.Option{{Label: bert + " @all", Value: "x"}}}},
		})
		return chat.Reply{Message: m, Public: true}
	})
	bert := s.bert().Mention()
	named.Store(bert)
	s.anna().Write(Channel, bert+" schau mal") // so that we know that it would alert
	s.await("an alert", func() bool { return s.bert().Alerts() == 1 })
	s.anna().Command(Channel, "sag was")
	s.gets(s.bert(), "Ende.")
	for n := range People {
		if got := s.Person(n).Alerts(); got != map[int]int{1: 1}[n] {
			t.Errorf("person %d was alerted %d times", n, got)
		}
	}
}
