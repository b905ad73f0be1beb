package adaptertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kigo/bot/chat"
)

// What is more than a platform likes: nothing is lost, and nothing fails.
var limits = map[string]rule{
	"a text that is too long for the platform is shown": when(longText),
	"a text of many sections is shown":                  when(manySections),
	"sixty buttons can all be pressed or typed":         when(manyButtons),
	"250 options can all be chosen":                     when(manyOptions),
	"long labels can be pressed and chosen":             when(longLabels),
	"a long answer takes the place of a short one":      when(longReplaces),
}

// counted are words of which each can be told from the others.
func counted(n int) []string {
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("Größe%05d", i)
	}
	return words
}

// reads waits until the person has been shown all of the words in their order, in as many
// messages as it takes; or as many of them as the platform shows.
func (s *stage) reads(p Person, words []string) {
	s.Helper()
	if s.chat.Long > 0 {
		words = words[:min(len(words), s.chat.Long/(len(words[0])+1))]
	}
	s.await(fmt.Sprintf("%d words", len(words)), func() bool {
		left := words
		for _, post := range kigos(p.Sees()) {
			for _, word := range strings.Fields(post.Text) {
				if len(left) > 0 && word == left[0] {
					left = left[1:]
				}
			}
		}
		return len(left) == 0
	})
}

// hasButton waits for a message with that button.
func (s *stage) hasButton(p Person, label string) Post {
	s.Helper()
	var found Post
	s.await("a button "+label, func() bool {
		for _, post := range kigos(p.Sees()) {
			if slices.ContainsFunc(post.Buttons, func(shown string) bool { return Shows(shown, label) }) {
				found = post
				return true
			}
		}
		return false
	})
	return found
}

func longText(t *testing.T, c Chat) {
	words := counted(5000)
	for _, public := range []bool{false, true} {
		s := c.open(t, func(ev chat.Event) chat.Reply {
			if ev.Kind == chat.Click {
				return chat.Reply{}
			}
			return chat.Reply{Message: chat.Say(chat.Words(strings.Join(words, " ")), chat.Button{Label: "Weiter", Line: "weiter"}), Public: public}
		})
		s.anna().Command(s.shared(), "erzähl")
		s.hears()
		s.reads(s.anna(), words)
		s.anna().Click(s.hasButton(s.anna(), "Weiter"), "Weiter")
		if ev := s.hears(); ev.Line != "weiter" {
			t.Errorf("the event is %+v", ev)
		}
	}
}

func manySections(t *testing.T, c Chat) {
	words := counted(120)
	s := c.open(t, func(chat.Event) chat.Reply {
		var m chat.Message
		for _, w := range words {
			m.Sections = append(m.Sections, chat.Section{Text: chat.Words(w), Fields: []chat.Field{{Label: "Wo", Value: chat.Words("Ratssaal")}}})
		}
		return chat.Reply{Message: m}
	})
	s.anna().Command(s.shared(), "erzähl")
	s.reads(s.anna(), words)
}

func manyButtons(t *testing.T, c Chat) {
	const many = 60
	label := func(n int) string { return fmt.Sprintf("Knopf %02d", n) }
	line := func(n int) string { return fmt.Sprintf("anmelden nummer-%02d", n) }
	s := c.open(t, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Click {
			return chat.Reply{}
		}
		m := chat.Say(chat.Words("Viele"))
		for n := range many {
			m.Sections[0].Buttons = append(m.Sections[0].Buttons, chat.Button{Label: label(n), Line: line(n)})
		}
		return chat.Reply{Message: m}
	})
	s.anna().Command(s.shared(), "zeig alle")
	s.hears()
	s.gets(s.anna(), "Viele")
	var text string
	pressable := map[string]Post{}
	s.await("sixty buttons", func() bool {
		text = ""
		for _, post := range kigos(s.anna().Sees()) {
			text += post.Text
			for _, b := range post.Buttons {
				pressable[b] = post
			}
		}
		for n := range many {
			if _, ok := pressable[label(n)]; !ok && !strings.Contains(text, chat.Prefix+line(n)) {
				return false
			}
		}
		return true
	})
	if len(pressable) == 0 {
		t.Fatal("not one is a button")
	}
	for n := range many {
		if post, ok := pressable[label(n)]; ok {
			s.anna().Click(post, label(n))
			if ev := s.hears(); ev.Kind != chat.Click || ev.Line != line(n) {
				t.Errorf("button %d has become %+v", n, ev)
			}
		}
	}
}

func manyOptions(t *testing.T, c Chat) {
	sel := chat.Select{Label: "Welche?", Line: "anmelden"}
	for n := range 250 {
		sel.Options = append(sel.Options, chat.Option{Label: fmt.Sprintf("Termin %03d", n), Value: fmt.Sprintf("termin-%03d", n)})
	}
	s := c.open(t, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Click {
			return chat.Reply{}
		}
		return chat.Reply{Message: chat.Message{Sections: []chat.Section{{Text: chat.Words("Wähl"), Selects: []chat.Select{sel}}}}}
	})
	s.anna().Command(Direct, "zeig alle")
	s.hears()
	post := s.gets(s.anna(), "Wähl")
	for _, n := range []int{0, 99, 100, 137, 249} {
		s.anna().Choose(post, "Welche?", fmt.Sprintf("Termin %03d", n))
		s.wants(chat.Event{Kind: chat.Click, Line: fmt.Sprintf("anmelden termin-%03d", n)}, s.anna())
	}
}

func longLabels(t *testing.T, c Chat) {
	long := func(start string) string {
		return start + " " + strings.TrimSpace(strings.Repeat("sehr lange Größe ", 12))
	}
	s := c.open(t, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Click {
			return chat.Reply{}
		}
		return chat.Reply{Message: chat.Message{Sections: []chat.Section{{
			Text:    chat.Words("Lang"),
			Fields:  []chat.Field{{Label: long("Feld"), Value: chat.Words(long("Wert"))}},
			Buttons: []chat.Button{{Label: long("Eins"), Line: "eins"}, {Label: long("Zwei"), Line: "zwei"}},
			Selects: []chat.Select{{Label: long("Wahl"), Line: "wahl", Options: []chat.Option{{Label: long("Apfel"), Value: "a"}, {Label: long("Birne"), Value: "b"}}}},
		}}}}
	})
	s.anna().Command(Direct, "zeig")
	s.hears()
	post := s.gets(s.anna(), "Lang")
	s.anna().Click(post, long("Zwei"))
	s.wants(chat.Event{Kind: chat.Click, Line: "zwei"}, s.anna())
	s.anna().Choose(post, long("Wahl"), long("Birne"))
	s.wants(chat.Event{Kind: chat.Click, Line: "wahl b"}, s.anna())
}

func longReplaces(t *testing.T, c Chat) {
	words := counted(3000)
	s := c.open(t, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Click {
			return chat.Reply{Message: chat.Say(chat.Words(strings.Join(words, " "))), Replace: true}
		}
		return private("Mehr?", chat.Button{Label: "Ja", Line: "mehr"})
	})
	s.anna().Command(Direct, "erzähl")
	s.anna().Click(s.gets(s.anna(), "Mehr?"), "Ja")
	s.reads(s.anna(), words)
	s.await("the question is gone", func() bool { return len(saying(s.anna().Sees(), "Mehr?")) == 0 })
}
