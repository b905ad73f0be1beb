package playground_test

import (
	"net/http"
	"slices"
	"testing"

	"kigo/bot/chat"
)

// offers answers commands with buttons and a select, clicks by replacing.
func offers(ev chat.Event) chat.Reply {
	if ev.Kind == chat.Click {
		return chat.Reply{Replace: true, Message: chat.Say(chat.Words("Erledigt: " + ev.Line))}
	}
	return chat.Reply{Public: ev.Kind == chat.Mention, Message: chat.Message{Sections: []chat.Section{
		{Text: chat.Words("Angebot"), Buttons: []chat.Button{{Label: "Ja", Line: "anmelden forum"}}},
		{
			Buttons: []chat.Button{{Label: "Nein", Line: "abmelden forum", Style: chat.Danger}, {Label: "Wo", Line: "wo"}},
			Selects: []chat.Select{{Label: "Wozu", Line: "anmelden", Options: []chat.Option{{Label: "Forum", Value: "forum"}, {Label: "Workshop", Value: "workshop"}}}},
		},
	}}}
}

func lastOf(messages []message) message { return messages[len(messages)-1] }

func TestClickRunsTheLineThatTheServerKnows(t *testing.T) {
	w := newWorld(t, offers)
	ids := map[string]bool{}
	for n, line := range []string{"anmelden forum", "abmelden forum", "wo"} {
		w.say("anna", "direct", "/kigo angebot")
		m := lastOf(w.sees("anna", "direct"))
		// What the page claims about the line is not even read.
		w.post(http.StatusOK, "anna", "click", map[string]any{"message": m.ID, "button": n, "line": "rechte admin anna"})
		ev := w.last()
		if ev.Kind != chat.Click || ev.Line != line || ev.Channel != "" || ids[ev.ID] {
			t.Errorf("button %d: %+v", n, ev)
		}
		ids[ev.ID] = true
		after := lastOf(w.sees("anna", "direct"))
		if after.ID != m.ID || after.words() != "Erledigt: "+line {
			t.Errorf("button %d: shows %q in %s, want it in %s", n, after.words(), after.ID, m.ID)
		}
	}
}

func TestChoosingAnOption(t *testing.T) {
	w := newWorld(t, offers)
	w.say("anna", "direct", "/kigo angebot")
	m := lastOf(w.sees("anna", "direct"))
	for _, value := range []string{"", "geheim", "forum --alle"} {
		w.post(http.StatusNotFound, "anna", "click", map[string]any{"message": m.ID, "select": 0, "value": value})
	}
	w.post(http.StatusNotFound, "anna", "click", map[string]any{"message": m.ID, "select": 1, "value": "forum"})
	before := w.count()
	w.post(http.StatusOK, "anna", "click", map[string]any{"message": m.ID, "select": 0, "value": "workshop"})
	if ev := w.last(); ev.Line != "anmelden workshop" || w.count() != before+1 {
		t.Errorf("%+v", ev)
	}
}

func TestClickThatIsNotThere(t *testing.T) {
	w := newWorld(t, offers)
	w.say("anna", "direct", "/kigo angebot")
	m := lastOf(w.sees("anna", "direct"))
	before := w.count()
	for _, body := range []map[string]any{
		{"message": m.ID, "button": 3}, {"message": m.ID, "button": -1}, {"message": m.ID},
		{"message": m.ID, "button": 0, "select": 0, "value": "forum"}, {"message": "id999", "button": 0}, {"button": 0},
	} {
		if got := w.post(http.StatusNotFound, "anna", "click", body); got.Error == "" {
			t.Errorf("%v: no sentence", body)
		}
	}
	if w.count() != before {
		t.Error("a click reached the bot")
	}
}

func TestNobodyClicksInSomebodyElsesPrivateMessage(t *testing.T) {
	w := newWorld(t, offers)
	w.say("anna", "direct", "/kigo angebot")
	w.say("anna", "channel", "/kigo angebot")
	before := w.count()
	for _, conversation := range []string{"direct", "channel"} {
		m := lastOf(w.sees("anna", conversation))
		w.post(http.StatusNotFound, "bert", "click", map[string]any{"message": m.ID, "button": 0})
	}
	if w.count() != before {
		t.Error("bert's click reached the bot")
	}
}

func TestClickInAPublicMessage(t *testing.T) {
	w := newWorld(t, offers)
	w.say("anna", "channel", "@kigo angebot")
	m := lastOf(w.sees("anna", "channel"))
	w.post(http.StatusOK, "bert", "click", map[string]any{"message": m.ID, "button": 0})
	if ev := w.last(); ev.User.ID != "bert" || ev.Channel != "ki-go" {
		t.Errorf("%+v", ev)
	}
	// A private answer must not take the place of what everybody sees.
	if got := kinds(w.sees("bert", "channel")); !slices.Equal(got[1:], []string{"reply Angebot", "reply! Erledigt: anmelden forum"}) {
		t.Errorf("bert sees %q", got)
	}
	if got := kinds(w.sees("anna", "channel")); !slices.Equal(got[1:], []string{"reply Angebot"}) {
		t.Errorf("anna sees %q", got)
	}
}

func TestPublicReplacementIsForAll(t *testing.T) {
	w := newWorld(t, func(ev chat.Event) chat.Reply {
		reply := offers(ev)
		reply.Public = true
		return reply
	})
	w.say("anna", "channel", "@kigo angebot")
	m := lastOf(w.sees("anna", "channel"))
	w.post(http.StatusOK, "bert", "click", map[string]any{"message": m.ID, "button": 0})
	for _, as := range []string{"anna", "bert", "carla"} {
		got := w.sees(as, "channel")
		if len(got) != 2 || got[1].ID != m.ID || got[1].words() != "Erledigt: anmelden forum" {
			t.Errorf("%s sees %q", as, kinds(got))
		}
	}
}
