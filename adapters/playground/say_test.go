package playground_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
)

// echo answers with the line, publicly to what is public.
func echo(ev chat.Event) chat.Reply {
	return chat.Reply{Public: ev.Kind == chat.Mention, Message: chat.Say(chat.Words("Echo: " + ev.Line))}
}

func TestWhatIsTypedReachesTheBot(t *testing.T) {
	w := newWorld(t, echo)
	for _, tc := range []struct {
		conversation, text string
		kind               chat.Kind
		line               string
	}{
		{"direct", "Wann ist das Forum?", chat.DirectMessage, "Wann ist das Forum?"},
		{"direct", "/kigo", chat.Command, ""},
		{"direct", " /KIGO  anmelden forum ", chat.Command, "anmelden forum"},
		{"direct", "/kigo\nfrage\nmehr", chat.Command, "frage\nmehr"},
		{"direct", "/kigonaut", chat.DirectMessage, "/kigonaut"},
		{"direct", "/termine", chat.DirectMessage, "/termine"},
		{"direct", "@kigo hilfe", chat.DirectMessage, "@kigo hilfe"},
		{"channel", "/kigo termine", chat.Command, "termine"},
		{"channel", "@kigo: wann ist das Forum?", chat.Mention, "wann ist das Forum?"},
		{"channel", "Sag mal @KiGo, wann ist das Forum?", chat.Mention, "Sag mal wann ist das Forum?"},
	} {
		w.say("bert", tc.conversation, tc.text)
		ev := w.last()
		if ev.Kind != tc.kind || ev.Line != tc.line {
			t.Errorf("%q in %s: %s %q, want %s %q", tc.text, tc.conversation, ev.Kind, ev.Line, tc.kind, tc.line)
		}
		if ev.Platform != mailbox.Platform || ev.User.ID != "bert" || ev.User.Name != "Bert Brandt" || ev.User.Locale != "de" || ev.ID == "" {
			t.Errorf("%q: %+v", tc.text, ev)
		}
		if want := map[string]string{"direct": "", "channel": "ki-go"}[tc.conversation]; ev.Channel != want {
			t.Errorf("%q: channel %q, want %q", tc.text, ev.Channel, want)
		}
	}
	before := w.count()
	for _, text := range []string{"Guten Morgen", "anna@kigo.de fragen", "@kigonaut", "@kigo-team"} {
		w.say("bert", "channel", text)
	}
	if n := w.count() - before; n != 0 {
		t.Errorf("%d messages reached the bot that were not for it", n)
	}
}

func kinds(messages []message) (out []string) {
	for _, m := range messages {
		mark := ""
		if m.Private {
			mark = "!"
		}
		out = append(out, m.Kind+mark+" "+m.words())
	}
	return out
}

func TestWhoSeesWhat(t *testing.T) {
	w := newWorld(t, echo)
	w.say("anna", "direct", "geheim")
	w.say("anna", "channel", "Moin")
	w.say("anna", "channel", "@kigo hilfe")
	w.say("anna", "channel", "/kigo platz")
	for as, want := range map[string]map[string][]string{
		"anna": {
			"direct":  {"mine geheim", "reply Echo: geheim"},
			"channel": {"mine Moin", "mine @kigo hilfe", "reply Echo: hilfe", "mine! /kigo platz", "reply! Echo: platz"},
		},
		"bert": {
			"direct":  nil,
			"channel": {"channel Moin", "channel @kigo hilfe", "reply Echo: hilfe"},
		},
	} {
		for conversation, messages := range want {
			if got := kinds(w.sees(as, conversation)); !slices.Equal(got, messages) {
				t.Errorf("%s sees in %s: %q, want %q", as, conversation, got, messages)
			}
		}
	}
}

func TestPrivateAnswerToAMentionIsForOnePerson(t *testing.T) {
	w := newWorld(t, func(ev chat.Event) chat.Reply {
		return chat.Reply{Message: chat.Say(chat.Words("nur du"))}
	})
	w.say("anna", "channel", "@kigo platz")
	if got := kinds(w.sees("anna", "channel")); !slices.Contains(got, "reply! nur du") {
		t.Errorf("anna sees %q", got)
	}
	if got := kinds(w.sees("bert", "channel")); !slices.Equal(got, []string{"channel @kigo platz"}) {
		t.Errorf("bert sees %q", got)
	}
}

func TestHostileTextIsData(t *testing.T) {
	evil := "<script>alert(1)</script> @all \u202egnp.exe <img src=x onerror=alert(1)> " + strings.Repeat("ä", 5000)
	w := newWorld(t, func(ev chat.Event) chat.Reply {
		return chat.Reply{Message: chat.Message{Sections: []chat.Section{{
			Text: chat.Text{
				{Kind: chat.Plain, Text: ev.Line},
				{Kind: chat.Link, Text: "eins", URL: "javascript:alert(1)"},
				{Kind: chat.Link, Text: "zwei", URL: "data:text/html,x"},
				{Kind: chat.Link, Text: "drei", URL: "//evil.example"},
				{Kind: chat.Link, Text: "vier", URL: "https://kiel.de/a"},
				{Kind: chat.List, Items: []chat.Text{{{Kind: chat.Link, Text: "fünf", URL: " JavaScript:x"}, {Kind: chat.Link, Text: "sechs", URL: "mailto:a@kiel.de"}}}},
			},
			Fields:  []chat.Field{{Label: "<b>", Value: chat.Text{{Kind: chat.Link, Text: "sieben", URL: "vbscript:x"}}}},
			Buttons: []chat.Button{{Label: "<i>los</i>", Line: "los"}},
		}}}}
	})
	w.say("anna", "direct", evil)
	resp, body := w.do(w.request(http.MethodGet, "sync?as=anna", nil))
	if kind := resp.Header.Get("Content-Type"); kind != "application/json; charset=utf-8" {
		t.Errorf("content type %q", kind)
	}
	for _, bad := range []string{"<script", "javascript:", "JavaScript:", "data:text", "vbscript:", "//evil.example"} {
		if strings.Contains(string(body), bad) {
			t.Errorf("%q is in the answer", bad)
		}
	}
	for _, good := range []string{"https://kiel.de/a", "mailto:a@kiel.de"} {
		if !strings.Contains(string(body), good) {
			t.Errorf("%q is not in the answer", good)
		}
	}
	if got := w.sees("anna", "direct"); got[0].Text != evil || got[1].Sections[0].Text[0].Text != evil {
		t.Error("the text was changed")
	}
}

func TestNonsenseIsRefused(t *testing.T) {
	w := newWorld(t, echo)
	for name, tc := range map[string]struct {
		body   any
		status int
	}{
		"other conversation": {map[string]string{"conversation": "bert", "text": "x"}, 400},
		"empty":              {map[string]string{"conversation": "direct", "text": " \n "}, 400},
		"no object":          {"x", 400},
		"too long":           {map[string]string{"conversation": "direct", "text": strings.Repeat("ä", 16001)}, 413},
		"huge":               {map[string]string{"conversation": "direct", "text": strings.Repeat("x", 1<<20)}, 413},
	} {
		if got := w.post(tc.status, "anna", "say", tc.body); got.Error == "" || strings.HasPrefix(got.Error, "[") {
			t.Errorf("%s: said %q", name, got.Error)
		}
	}
	if w.count() != 0 {
		t.Error("something reached the bot")
	}
}

func TestHistoryIsBounded(t *testing.T) {
	w := newWorld(t, func(chat.Event) chat.Reply { return chat.Reply{} })
	for range 520 {
		w.say("anna", "direct", "x")
	}
	w.say("anna", "direct", "zuletzt")
	got := w.sees("anna", "direct")
	if len(got) != 500 || got[499].Text != "zuletzt" {
		t.Errorf("%d messages, the last %q", len(got), got[len(got)-1].Text)
	}
}
