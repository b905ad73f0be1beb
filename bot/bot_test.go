package bot_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/people"
)

func TestCommandsByEveryWord(t *testing.T) {
	t.Parallel()
	h := known(t)
	for line, want := range map[string]string{
		"anmelden":                      "anmelden|",
		"anmelden forum-k7m2":           "anmelden|forum-k7m2",
		"ANMELDEN Forum":                "ANMELDEN|Forum",
		"join forum":                    "join|forum",
		"  anmelden \n Ki:GO\n Forum  ": "anmelden|Ki:GO\n Forum",
		"anmelden\u00a0Forum":           "anmelden|Forum", // as word processors write it
		"anmelden\u202fForum":           "anmelden|Forum",
		"übermalen x":                   "übermalen|x",
		"uebermalen x":                  "uebermalen|x",
		"ÜBERMALEN x":                   "ÜBERMALEN|x",
		"u\u0308bermalen x":             "u\u0308bermalen|x", // as macOS writes it
		"paint x":                       "paint|x",
		"veranstaltung ändern e1":       "veranstaltung ändern|e1",
		"Veranstaltung Aendern e1":      "Veranstaltung Aendern|e1",
		"event edit e1 2":               "event edit|e1 2",
		"veranstaltung e1":              "veranstaltung|e1",
		"veranstaltung":                 "veranstaltung|",
		"":                              "|",
		"  ":                            "|",
	} {
		for _, kind := range []chat.Kind{chat.Command, chat.Click, chat.DirectMessage, chat.Mention} {
			h.handle(t, kind, line)
			if got := h.ran(); got != want {
				t.Errorf("%s %q ran %q, want %q", kind, line, got, want)
			}
		}
	}
}

// A message to kigo may be a command or a question: only what is exact, and whose rest
// fits, is a command.
func TestAMessageIsACommandOnlyIfAllOfItFits(t *testing.T) {
	t.Parallel()
	h := known(t)
	h.Ask = func(_ context.Context, _ bot.Request, question string) (chat.Reply, error) {
		return bot.Private(chat.Say(chat.Words("asked: " + question))), nil
	}
	for line, want := range map[string]string{
		"anmelden forum":                  "anmelden|forum",
		"hilfe":                           "hilfe|",
		"Hilfe, ich finde den Raum nicht": "", // help takes no arguments in a message
		"hilfe bitte":                     "",
		"Anmelden geht wie und bis wann?": "", // more words than the command takes
		"Wie kann ich mich anmelden?":     "",
		"Rechte":                          "", // one word, and no command for this person
		"/kigo anmelden für das Forum am Dienstag": "anmelden|für das Forum am Dienstag", // typed as a command, so it is one
	} {
		for _, kind := range []chat.Kind{chat.DirectMessage, chat.Mention} {
			reply := h.handle(t, kind, line).Message.Plain()
			got := h.ran()
			if strings.HasPrefix(line, "/kigo ") {
				_, got, _ = strings.Cut(got, "/kigo ")
			}
			if got != want {
				t.Errorf("%s %q ran %q, want %q", kind, line, got, want)
			}
			if asked := reply == "asked: "+line; asked != (want == "") {
				t.Errorf("%s %q: %q", kind, line, reply)
			}
		}
	}
	for _, kind := range []chat.Kind{chat.Command, chat.Click} {
		if reply := h.handle(t, kind, "rechte").Message.Plain(); !strings.Contains(reply, "darfst du nicht benutzen") {
			t.Errorf("%s of a forbidden command: %q", kind, reply)
		}
	}
	if reply := h.handle(t, chat.DirectMessage, "/kigo rechte").Message.Plain(); !strings.Contains(reply, "darfst du nicht benutzen") {
		t.Errorf("a forbidden command beyond doubt: %q", reply)
	}
	h.handle(t, chat.Command, "hilfe bitte sehr")
	if got := h.ran(); got != "hilfe|bitte sehr" {
		t.Errorf("a slash command is never a question: ran %q", got)
	}
}

func TestPrefixesAndTyposOnlyAsk(t *testing.T) {
	t.Parallel()
	h := known(t)
	for line, want := range map[string]string{
		"anm forum":             "anmelden forum",
		"anmleden forum":        "anmelden forum",
		"anmeldn":               "anmelden",
		"hife":                  "hilfe",
		"veranst ändern e1":     "veranstaltung ändern e1",
		"ubermalen":             "übermalen",
		"absturs":               "absturz",
		"rechte":                "", // forbidden, and said so
		"recht":                 "", // not offered to who may not
		"strat":                 "", // hidden
		"xyzzy":                 "",
		"a":                     "",
		"Wo ist der Ratssaal?":  "",
		"<b>anmelden</b> forum": "",
	} {
		for _, kind := range []chat.Kind{chat.Command, chat.DirectMessage} { // nobody answers questions here
			reply := h.handle(t, kind, line)
			if ran := h.ran(); ran != "" {
				t.Errorf("%s %q ran %q", kind, line, ran)
			}
			var lines []string
			for _, s := range reply.Message.Sections {
				for _, b := range s.Buttons {
					lines = append(lines, b.Line)
				}
			}
			if want != "" {
				if diff := cmp.Diff([]string{want, "hilfe"}, lines); diff != "" || !strings.Contains(reply.Message.Plain(), "Meintest du") {
					t.Errorf("%s %q: %q (-want +got):\n%s", kind, line, reply.Message.Plain(), diff)
				}
			} else if strings.Contains(reply.Message.Plain(), "Meintest du") {
				t.Errorf("%s %q: %q", kind, line, reply.Message.Plain())
			}
		}
	}
}

func TestForbidden(t *testing.T) {
	t.Parallel()
	h := known(t)
	for _, kind := range []chat.Kind{chat.Command, chat.Click, chat.DirectMessage, chat.Mention, chat.FormSubmit} {
		reply := h.handle(t, kind, "rechte")
		text := reply.Message.Plain() + reply.Errors[""]
		if ran := h.ran(); ran != "" || !strings.Contains(text, "/kigo rechte darfst du nicht benutzen") {
			t.Errorf("%s: ran %q, %q", kind, ran, text)
		}
	}
	if err := h.people.Store.SetRole(t.Context(), h.person(t).ID, people.Admin, true); err != nil {
		t.Fatal(err)
	}
	h.handle(t, chat.Click, "rechte")
	if ran := h.ran(); ran != "rechte|" {
		t.Errorf("an admin: ran %q", ran)
	}
}

func TestTroubleHasTwoFaces(t *testing.T) {
	t.Parallel()
	for line, cause := range map[string]string{"absturz": "panic: secret detail", "kaputt": "secret detail: mongodb://"} {
		h := known(t)
		text := h.handle(t, chat.Command, line).Message.Plain()
		if !strings.Contains(text, "Nummer REF42") || strings.Contains(text, "secret") || strings.Contains(text, "goroutine") {
			t.Errorf("%s: the person reads %q", line, text)
		}
		if log := h.log.String(); !strings.Contains(log, "ref=REF42") || !strings.Contains(log, cause) || strings.Count(log, "REF42") != 1 || strings.Contains(log, "u1") {
			t.Errorf("%s: the log has %q", line, log)
		}
		if form := h.handle(t, chat.FormSubmit, line); !strings.Contains(form.Errors[""], "REF42") || !form.Message.Empty() {
			t.Errorf("%s: the form says %+v", line, form)
		}
	}
}

func TestFaultIsASentence(t *testing.T) {
	t.Parallel()
	h := known(t)
	if got := h.handle(t, chat.Command, "fehler").Message.Plain(); !strings.Contains(got, "keine Veranstaltung, die zu „Forum“ passt") {
		t.Errorf("%q", got)
	}
	if log := h.log.String(); log != "" {
		t.Errorf("what a person can put right is nobody else's business: %q", log)
	}
	if got := h.handle(t, chat.FormSubmit, "fehler"); !strings.Contains(got.Errors[""], "Forum") || len(got.Errors) != 1 {
		t.Errorf("in a form: %+v", got.Errors)
	}
	got := h.handle(t, chat.FormSubmit, "formular")
	want := map[string]string{"title": "Das ist zu kurz: bitte mindestens 3 Zeichen.", "seats": "Bitte fülle dieses Feld aus."}
	if diff := cmp.Diff(want, got.Errors); diff != "" || !got.Message.Empty() {
		t.Errorf("faults by field, message %q (-want +got):\n%s", got.Message.Plain(), diff)
	}
}

func TestUnreadableInput(t *testing.T) {
	t.Parallel()
	h := known(t)
	for name, tc := range map[string]struct{ text, want string }{
		"as long as may be":     {"anmelden " + strings.Repeat("ü", bot.MaxLine-9), ""},
		"5,000 characters":      {"anmelden " + strings.Repeat("x", 5000), "höchstens 3000"},
		"zero":                  {"anmelden \x00", "Steuerzeichen"},
		"bell":                  {"anmelden \a", "Steuerzeichen"},
		"escape sequence":       {"anmelden \x1b[31m", "Steuerzeichen"},
		"delete":                {"anmelden \x7f", "Steuerzeichen"},
		"override of direction": {"anmelden \u202eforum", "Steuerzeichen"},
		"isolate":               {"anmelden \u2066forum", "Steuerzeichen"},
		"private-use mark":      {"anmelden \ue0000\ue001", "Steuerzeichen"},
		"broken UTF-8":          {"anmelden \xff", "Steuerzeichen"},
		"tab and lines":         {"anmelden a\tb\r\nc", ""},
		"Arabic and emoji":      {"anmelden مرحبا 👩‍💻", ""},
	} {
		reply := h.handle(t, chat.Command, tc.text)
		if ran := h.ran(); (ran == "") != (tc.want != "") || !strings.Contains(reply.Message.Plain(), tc.want) {
			t.Errorf("%s: ran %.40q, %q", name, ran, reply.Message.Plain())
		}
		ev := h.event(chat.FormSubmit, "anmelden")
		ev.Values = map[string]string{"title": tc.text, "place": "Ratssaal"}
		reply = h.Handle(t.Context(), ev)
		if h.ran(); !strings.Contains(reply.Errors["title"], tc.want) || (tc.want != "") != (len(reply.Errors) == 1) {
			t.Errorf("%s, in a field: %v", name, reply.Errors)
		}
	}
}

func TestADeliveryIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	h := known(t)
	ev := h.event(chat.Command, "anmelden forum")
	if reply := h.Handle(t.Context(), ev); reply.Message.Empty() {
		t.Error("no answer")
	}
	if reply := h.Handle(t.Context(), ev); !cmp.Equal(reply, chat.Reply{}) {
		t.Errorf("a second answer: %+v", reply)
	}
	other := ev
	other.Platform = "mattermost"
	if reply := h.Handle(t.Context(), other); reply.Message.Empty() {
		t.Error("another platform's delivery with the same id is its own")
	}
	ev.ID = ""
	for range 2 {
		if reply := h.Handle(t.Context(), ev); reply.Message.Empty() {
			t.Error("what has no id is always answered")
		}
	}
}

func TestADeliveryWhoseHandlerDiedIsHandledAgain(t *testing.T) {
	t.Parallel()
	h := known(t)
	ev := h.event(chat.Command, "anmelden forum")
	if taken, err := h.Inbox.Take(t.Context(), ev.Platform, ev.ID, h.clock.Now(), h.Lease); taken != bot.Mine || err != nil {
		t.Fatal(taken, err)
	}
	h.clock.Pass(h.Lease - 1e6)
	h.Handle(t.Context(), ev)
	if ran := h.ran(); ran != "" {
		t.Errorf("while the lease runs: ran %q", ran)
	}
	h.clock.Pass(1e6)
	h.Handle(t.Context(), ev)
	if ran := h.ran(); ran != "anmelden|forum" {
		t.Errorf("after the lease: ran %q", ran)
	}
}

func TestOneOfManyReplicasAnswers(t *testing.T) {
	t.Parallel()
	h := known(t)
	ev := h.event(chat.Command, "anmelden forum")
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() { h.Handle(t.Context(), ev) })
	}
	group.Wait()
	if len(h.calls) != 1 {
		t.Errorf("handled %d times", len(h.calls))
	}
}
