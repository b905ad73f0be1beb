package adaptertest

import (
	"strings"
	"testing"

	"kigo/bot/chat"
)

// What buttons and selects do.
var clicks = map[string]rule{
	"a click carries the button's line":                          when(clickCarriesLine),
	"a click says where it was made":                             when(clickSaysWhere, Channels),
	"a choice carries the line, a blank and the value":           when(choiceCarriesValue),
	"a click by somebody else is theirs":                         when(clickByAnother, Channels),
	"the answer takes the place of what was clicked, directly":   when(replaceDirect),
	"the answer takes the place of what was clicked, in private": when(replacePrivate, Channels, Vanish),
	"the answer takes the place of what was clicked, for all":    when(replacePublic, Channels),
	"a private answer leaves a public message alone":             when(replaceNotPublic, Channels),
	"what was clicked is replaced, not what came last":           when(replaceOlder, Older),
	"the answer may offer new buttons":                           when(replaceAgain),
	"an answer beside leaves the buttons":                        when(answerBeside),
	"delivered messages can be clicked and replaced":             when(clickDelivered),
	"what a channel is sent can be clicked by everybody":         when(clickAnnounced, Channels),
}

// lines are what buttons carry.
func lines() map[string]string {
	return map[string]string{
		"kurz":         "anmelden forum",
		"lang":         "frage " + strings.Repeat("Größe und Gänse; ", 60) + "Ende",
		"gequotet":     `sage "hallo" 'du' „ihr“`,
		"Sonderfälle":  `a & b <c> &amp; | d \ e; f=g {"h":1} $1 %41 +`,
		"Leerzeichen":  "a  b   c",
		"nur ein Wort": "hilfe",
	}
}

func clickCarriesLine(t *testing.T, c Chat) {
	lines := lines()
	s := c.open(t, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Click {
			return chat.Reply{}
		}
		var m chat.Message
		for label, line := range lines {
			m.Sections = append(m.Sections, chat.Section{Buttons: []chat.Button{{Label: label, Line: line}}})
		}
		m.Sections[0].Text = chat.Words("Drück was")
		return chat.Reply{Message: m}
	})
	s.anna().Write(Direct, "zeig Knöpfe")
	s.hears()
	post := s.gets(s.anna(), "Drück was")
	for label, line := range lines {
		s.anna().Click(post, label)
		s.wants(chat.Event{Kind: chat.Click, Line: line}, s.anna())
	}
}

func clickSaysWhere(t *testing.T, c Chat) {
	for _, public := range []bool{false, true} {
		s := c.open(t, func(chat.Event) chat.Reply {
			return chat.Reply{Message: chat.Say(chat.Words("Drück"), chat.Button{Label: "Ja", Line: "ja"}), Public: public}
		})
		channel := s.channel()
		post := s.gets(s.anna(), "Drück")
		if post.Place == Direct {
			channel = ""
		}
		s.anna().Click(post, "Ja")
		if ev := s.hears(); ev.Kind != chat.Click || ev.Channel != channel {
			t.Errorf("clicked in %q, the event is %+v", channel, ev)
		}
	}
}

func choiceCarriesValue(t *testing.T, c Chat) {
	long := strings.Repeat("größe-", 20)
	s := c.open(t, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Click {
			return chat.Reply{}
		}
		return chat.Reply{Message: chat.Message{Sections: []chat.Section{
			{Text: chat.Words("Wähl was"), Selects: []chat.Select{{Label: "Wann?", Line: "erinnern ki:go forum", Options: []chat.Option{
				{Label: "Am Vortag", Value: "1d"}, {Label: "Um zwölf", Value: `um "12" & <mehr> | ja`}, {Label: "Lang", Value: long},
			}}}},
			{Selects: []chat.Select{{Label: "Sprache", Line: "sprache", Options: []chat.Option{{Label: "Deutsch", Value: "de"}, {Label: "English", Value: "en"}}}}},
		}}}
	})
	s.anna().Write(Direct, "zeig Auswahl")
	s.hears()
	post := s.gets(s.anna(), "Wähl was")
	for _, pick := range []struct{ selection, option, line string }{
		{"Wann?", "Am Vortag", "erinnern ki:go forum 1d"},
		{"Wann?", "Um zwölf", `erinnern ki:go forum um "12" & <mehr> | ja`},
		{"Wann?", "Lang", "erinnern ki:go forum " + long},
		{"Sprache", "English", "sprache en"},
	} {
		s.anna().Choose(post, pick.selection, pick.option)
		s.wants(chat.Event{Kind: chat.Click, Line: pick.line}, s.anna())
	}
}

func clickByAnother(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Click {
			return private("Dein Platz: " + ev.User.ID)
		}
		return public("Wer kommt?", chat.Button{Label: "Ich", Line: "anmelden forum"})
	})
	s.anna().Command(Channel, "frag alle")
	channel := s.hears().Channel
	for _, p := range []Person{s.bert(), s.anna()} {
		p.Click(s.gets(p, "Wer kommt?"), "Ich")
		s.wants(chat.Event{Kind: chat.Click, Line: "anmelden forum", Channel: channel}, p)
		s.gets(p, "Dein Platz: "+p.User().ID)
	}
	for _, p := range []Person{s.bert(), s.anna()} {
		if got := saying(p.Sees(), "Dein Platz: "); len(got) != 1 {
			t.Errorf("%s sees %+v", p.User().ID, got)
		}
		if got := saying(p.Sees(), "Wer kommt?"); len(got) != 1 || len(got[0].Buttons) != 1 {
			t.Errorf("of the question %s sees %+v", p.User().ID, got)
		}
	}
}
