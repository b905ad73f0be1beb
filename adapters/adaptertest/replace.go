package adaptertest

import (
	"slices"
	"testing"

	"kigo/bot/chat"
)

// offer answers what is typed with a button for each line, and a click by replacing.
func offer(public bool) func(chat.Event) chat.Reply {
	return func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Click {
			return chat.Reply{Message: chat.Say(chat.Words("Erledigt: " + ev.Line)), Public: public, Replace: true}
		}
		return chat.Reply{Public: public, Message: chat.Say(chat.Words("Angebot: "+ev.Line),
			chat.Button{Label: "Anmelden", Line: "anmelden " + ev.Line}, chat.Button{Label: "Später", Line: "später " + ev.Line})}
	}
}

// replaced waits until the person sees the new words in place of the old ones.
func (s *stage) replaced(p Person, before, after string) {
	s.Helper()
	s.gets(p, after)
	s.await("what was replaced is gone", func() bool { return len(saying(p.Sees(), before)) == 0 })
	got := saying(p.Sees(), after)
	if len(got) != 1 || len(got[0].Buttons)+len(got[0].Selects) > 0 {
		s.Errorf("%s sees %+v", p.User().ID, got)
	}
}

func (s *stage) accept(at Place, line string) {
	s.Helper()
	s.anna().Command(at, line)
	s.anna().Click(s.gets(s.anna(), "Angebot: "+line), "Anmelden")
	s.replaced(s.anna(), "Angebot: "+line, "Erledigt: anmelden "+line)
}

// replaceable are the places where a private reply can be replaced.
func (c Chat) replaceable() []Place {
	if c.lacks(Vanish) {
		return []Place{Direct}
	}
	return places(c)
}

func replaceDirect(t *testing.T, c Chat) {
	s := c.open(t, offer(false))
	s.accept(Direct, "forum")
	s.accept(Direct, "workshop")
	s.gets(s.anna(), "Erledigt: anmelden forum") // the first one is still there
}

func replacePrivate(t *testing.T, c Chat) {
	s := c.open(t, offer(false))
	s.accept(Channel, "forum")
	s.accept(Channel, "workshop")
	s.quiet(s.bert())
	if got := append(saying(s.bert().Sees(), "Erledigt"), saying(s.bert().Sees(), "Angebot")...); len(got) > 0 {
		t.Errorf("somebody else sees %+v", got)
	}
}

func replacePublic(t *testing.T, c Chat) {
	s := c.open(t, offer(true))
	s.accept(Channel, "forum")
	for n := range People {
		s.replaced(s.Person(n), "Angebot: forum", "Erledigt: anmelden forum")
	}
}

func replaceNotPublic(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply {
		r := offer(true)(ev)
		r.Public = ev.Kind != chat.Click
		return r
	})
	s.anna().Command(Channel, "forum")
	s.bert().Click(s.gets(s.bert(), "Angebot: forum"), "Anmelden")
	s.gets(s.bert(), "Erledigt: anmelden forum")
	for _, p := range []Person{s.anna(), s.bert()} {
		if got := saying(p.Sees(), "Angebot: forum"); len(got) != 1 || len(got[0].Buttons) != 2 {
			t.Errorf("of the question %s sees %+v", p.User().ID, got)
		}
	}
	if got := saying(s.anna().Sees(), "Erledigt"); len(got) > 0 {
		t.Errorf("somebody else sees %+v", got)
	}
}

func replaceOlder(t *testing.T, c Chat) {
	for _, at := range c.replaceable() {
		s := c.open(t, offer(false))
		var posts []Post
		for _, line := range []string{"eins", "zwei", "drei"} {
			s.anna().Command(at, line)
			posts = append(posts, s.gets(s.anna(), "Angebot: "+line))
		}
		s.anna().Click(posts[1], "Anmelden")
		s.replaced(s.anna(), "Angebot: zwei", "Erledigt: anmelden zwei")
		var got []string
		for _, p := range kigos(s.anna().Sees()) {
			got = append(got, p.ID)
		}
		if want := []string{posts[0].ID, posts[1].ID, posts[2].ID}; !slices.Equal(got, want) {
			t.Errorf("the order was %q and is %q", want, got)
		}
	}
}

func replaceAgain(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply {
		switch ev.Line {
		case "ja":
			return chat.Reply{Message: chat.Say(chat.Words("Wirklich?"), chat.Button{Label: "Ganz sicher", Line: "sicher"}), Replace: true}
		case "sicher":
			return chat.Reply{Message: chat.Say(chat.Words("Gut.")), Replace: true}
		default:
			return private("Abmelden?", chat.Button{Label: "Ja", Line: "ja"}, chat.Button{Label: "Nein", Line: "nein"})
		}
	})
	for _, at := range c.replaceable() {
		s.anna().Command(at, "abmelden")
		s.anna().Click(s.gets(s.anna(), "Abmelden?"), "Ja")
		post := s.gets(s.anna(), "Wirklich?")
		if !slices.Equal(post.Buttons, []string{"Ganz sicher"}) {
			t.Errorf("buttons %q", post.Buttons)
		}
		s.anna().Click(post, "Ganz sicher")
		s.gets(s.anna(), "Gut.")
		s.await("the questions are gone", func() bool {
			return len(saying(s.anna().Sees(), "Abmelden?"))+len(saying(s.anna().Sees(), "Wirklich?")) == 0
		})
	}
}

func answerBeside(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply {
		r := offer(false)(ev)
		r.Replace = false
		return r
	})
	s.anna().Command(Direct, "forum")
	post := s.gets(s.anna(), "Angebot: forum")
	s.anna().Click(post, "Später")
	s.gets(s.anna(), "Erledigt: später forum")
	if again := s.gets(s.anna(), "Angebot: forum"); again.ID != post.ID || len(again.Buttons) != 2 {
		t.Errorf("the offer has become %+v", again)
	}
	s.anna().Click(post, "Anmelden")
	s.gets(s.anna(), "Erledigt: anmelden forum")
}

func clickDelivered(t *testing.T, c Chat) {
	s := c.open(t, offer(false))
	channel, err := s.Adapter().Direct(t.Context(), s.anna().User().ID)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := s.Adapter().Send(t.Context(), channel, chat.Say(chat.Words("Erinnerung"), chat.Button{Label: "Absagen", Line: "abmelden forum"}), "key")
	if err != nil {
		t.Fatal(err)
	}
	s.anna().Click(s.gets(s.anna(), "Erinnerung"), "Absagen")
	s.wants(chat.Event{Kind: chat.Click, Line: "abmelden forum"}, s.anna())
	s.replaced(s.anna(), "Erinnerung", "Erledigt: abmelden forum")
	if got, err := s.Adapter().Find(t.Context(), channel, "key", longAgo()); err != nil || got != ref {
		t.Errorf("after the click its key is found at %q, %v, want %q", got, err, ref)
	}
}
