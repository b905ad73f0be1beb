package console

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
	"kigo/bot/fault"
)

func expect[T any](t *testing.T, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func choice() chat.Message {
	m := say("Was?", button("Eins"), button("Zwei"))
	m.Sections[0].Selects = []chat.Select{{Label: "Wahl", Line: "nimm", Options: []chat.Option{
		{Label: "Apfel", Value: "birne"}, {Label: "Birne", Value: "apfel"}, {Label: "Rote Beete", Value: "rb"},
	}}}
	return m
}

func script1(t *testing.T) *script {
	answers := map[string]chat.Reply{
		"direct_message hallo": {Message: choice()},
		"command plain":        {Message: say("nur Text")},
		"command eins":         {Message: say("Eins", button("Drei"))},
		"command neu":          {Form: eventForm()},
	}
	return newScript(t, answers)
}

func TestLinesReachTheBot(t *testing.T) {
	for name, tc := range map[string]struct {
		lines []string
		want  []string
	}{
		"a message is a direct message":       {[]string{"  Was ist Ki:GO? \r"}, []string{`anna direct_message "Was ist Ki:GO?"`}},
		"a command comes without /kigo":       {[]string{"/kigo anmelden  forum"}, []string{`anna command "anmelden  forum"`}},
		"/kigo alone is the empty command":    {[]string{"/kigo"}, []string{`anna command ""`}},
		"another word that starts alike":      {[]string{"/kigofoo"}, []string{`anna direct_message "/kigofoo"`}},
		"an empty line is nothing":            {[]string{"", "  ", "\t"}, nil},
		"the last line needs no end":          {[]string{"a", "b"}, []string{`anna direct_message "a"`, `anna direct_message "b"`}},
		"another persona":                     {[]string{":as bert", "a", ":AS Anna", "b"}, []string{`bert direct_message "a"`, `anna direct_message "b"`}},
		"a button is a click with its line":   {[]string{"hallo", ":click 2"}, []string{`anna direct_message "hallo"`, `anna click "zwei"`}},
		"buttons stay until others are shown": {[]string{"hallo", "/kigo plain", "", ":click 1"}, []string{`anna direct_message "hallo"`, `anna command "plain"`, `anna click "eins"`}},
		"others take their place":             {[]string{"hallo", "/kigo eins", ":click 1", ":click 2", ":choose 1 rb"}, []string{`anna direct_message "hallo"`, `anna command "eins"`, `anna click "drei"`}},
		"each persona has buttons of their own": {[]string{"hallo", ":as bert", ":click 1", "/kigo eins", ":as anna", ":click 2"},
			[]string{`anna direct_message "hallo"`, `bert command "eins"`, `anna click "zwei"`}},
		"a choice by value before label": {[]string{"hallo", ":choose 1 apfel"}, []string{`anna direct_message "hallo"`, `anna click "nimm apfel"`}},
		"a choice by label":              {[]string{"hallo", ":choose 1  rote beete "}, []string{`anna direct_message "hallo"`, `anna click "nimm rb"`}},
		"no such button, selection or option": {[]string{":click 1", ":choose 1 a", "hallo", ":click 3", ":choose 2 rb", ":choose 1 kiwi", ":click 0", ":click x", ":choose 1"},
			[]string{`anna direct_message "hallo"`}},
		"a form with defaults": {[]string{"/kigo neu", ":submit titel=Frühstück"},
			[]string{`anna command "neu"`, `anna form_submit "veranstaltung neu" ort="rs" plaetze="20" text="" titel="Frühstück"`}},
		"a form by labels": {[]string{"/kigo neu", ":submit Ort=online; beschreibung = a=b\\;c\\nd ;"},
			[]string{`anna command "neu"`, `anna form_submit "veranstaltung neu" ort="on" plaetze="20" text="a=b;c\nd" titel=""`}},
		"a form that was sent is closed": {[]string{"/kigo neu", ":submit", ":submit"},
			[]string{`anna command "neu"`, `anna form_submit "veranstaltung neu" ort="rs" plaetze="20" text="" titel=""`}},
		"another persona has no form": {[]string{"/kigo neu", ":as bert", ":submit", ":as anna", ":submit ort="},
			[]string{`anna command "neu"`, `anna form_submit "veranstaltung neu" ort="" plaetze="20" text="" titel=""`}},
		"what is no such form is not sent": {[]string{":submit a=b", "/kigo neu", ":submit x=1", ":submit titel", ":submit titel=a;Titel=b", ":submit ort=Mond"},
			[]string{`anna command "neu"`}},
	} {
		t.Run(name, func(t *testing.T) {
			s := script1(t)
			if got := s.play(tc.lines...); len(got) != len(tc.lines) {
				t.Errorf("%d lines, %d done", len(tc.lines), len(got))
			}
			expect(t, "the bot was told", tc.want, s.told())
			if s.settled < len(tc.lines) {
				t.Errorf("settled %d times after %d lines", s.settled, len(tc.lines))
			}
		})
	}
}

func TestEventsSayWhoAndWhere(t *testing.T) {
	s := newScript(t, nil)
	s.play("a", ":as bert", "/kigo b")
	expect(t, "events", []chat.Event{
		{ID: "id1", Kind: chat.DirectMessage, Platform: mailbox.Platform, Line: "a", User: chat.User{ID: "anna", Name: "Anna Adler", Locale: "de"}},
		{ID: "id2", Kind: chat.Command, Platform: mailbox.Platform, Line: "b", User: chat.User{ID: "bert", Name: "Bert Brandt", Locale: "de"}},
	}, s.events)
}

func TestTheConsoleExplainsItself(t *testing.T) {
	lines := map[string]string{
		":as":                    "reply: Schreib dahinter, wer du sein möchtest: anna, bert. Zum Beispiel :as anna.",
		":as zoe":                "reply: „zoe“ gibt es hier nicht. Du kannst sein: anna, bert. Schreib zum Beispiel :as anna.",
		":click 3":               "reply: Einen Knopf 3 gibt es nicht. Zuletzt gezeigt wurden dir: 1 Eins, 2 Zwei.",
		":choose 2 x":            "reply: Eine Auswahl 2 gibt es nicht. Zuletzt gezeigt wurden dir: 1 Wahl.",
		":choose 1 x":            "reply: „x“ steht bei „Wahl“ nicht zur Wahl. Möglich ist: Apfel (birne), Birne (apfel), Rote Beete (rb).",
		":submit x=1":            "reply: Ein Feld „x“ hat das Formular nicht. Nichts wurde abgesandt. Die Felder: titel, text, plaetze, ort.",
		":submit titel=a; und b": "reply: „und b“ hat kein Feld davor. Schreib feld=wert, ein Semikolon im Wert als \\;. Nichts wurde abgesandt. Die Felder: titel, text, plaetze, ort.",
		":submit ort=Mond":       "reply: „Mond“ steht bei „Ort“ nicht zur Wahl. Nichts wurde abgesandt. Möglich ist: Ratssaal (rs), Online (on).",
		":time morgen":           "reply: „morgen“ verstehe ich nicht. Die Uhr geht nur vor, und höchstens zehn Jahre auf einmal: zum Beispiel :time +26h, +90m, +3d, +1w oder +1d2h.",
		":foo bar": `reply: „:foo“ kenne ich nicht. Was die Konsole versteht:
- :as bert – als jemand anders weitermachen
- :click 1 – den ersten Knopf drücken, der dir zuletzt gezeigt wurde
- :choose 1 WERT – aus der ersten Auswahl wählen, die dir zuletzt gezeigt wurde
- :submit feld=wert;feld=wert – das offene Formular absenden; ein Semikolon im Wert ist \;, ein Zeilenumbruch \n
- :inbox – neue Direktnachrichten lesen
- :time +26h – die Uhr vorstellen, auch +90m, +3d, +1w oder +1d2h; ohne Angabe: wie spät es ist
- :help – diese Liste`,
	}
	for line, want := range lines {
		t.Run(line, func(t *testing.T) {
			s := script1(t)
			got := s.play("hallo", "/kigo neu", line)[2]
			expect(t, "said", []string{want}, texts(got))
			if len(got) == 1 && (!got[0].Private || got[0].To != "anna") {
				t.Errorf("not to anna alone: %+v", got[0])
			}
		})
	}
}

func TestNumbersCountOverAllMessagesOfALine(t *testing.T) {
	s := newScript(t, nil)
	s.mail.mails = []mailbox.Mail{
		{Key: "2", To: "anna", Message: choice(), At: start.Add(time.Minute)},
		{Key: "1", To: "anna", Message: say("Erste", button("Vorn")), At: start},
	}
	shown := s.play(":inbox", ":click 3", ":choose 1 rb")[0]
	expect(t, "first message", []buttonItem{{1, "Vorn"}}, shown[0].Buttons)
	expect(t, "second message", []buttonItem{{2, "Eins"}, {3, "Zwei"}}, shown[1].Buttons)
	expect(t, "its selection", 1, shown[1].Selects[0].N)
	expect(t, "told", []string{`anna click "zwei"`, `anna click "nimm rb"`}, s.told())
}

func TestInboxShowsEachMessageOnceToItsRecipient(t *testing.T) {
	s := newScript(t, nil)
	s.settle = func() error { // delivers something to each after every line
		if s.settled <= 2 {
			s.mail.mails = append(s.mail.mails,
				mailbox.Mail{Key: "a" + string(rune('0'+s.settled)), To: "anna", Message: say("für Anna"), At: s.now},
				mailbox.Mail{Key: "b" + string(rune('0'+s.settled)), To: "bert", Message: say("für Bert"), At: s.now})
		}
		return nil
	}
	var got [][]string
	for _, items := range s.play("x", ":inbox", ":inbox", ":as bert", ":inbox", ":inbox") {
		got = append(got, texts(items))
	}
	expect(t, "shown", [][]string{
		nil, {"direct: für Anna", "direct: für Anna"}, nil, nil, {"direct: für Bert", "direct: für Bert"}, nil,
	}, got)
	expect(t, "another console shows nothing again", [][]item{nil}, s.play(":inbox"))
}

func TestAnEditedMessageIsShownOnceMore(t *testing.T) {
	s := newScript(t, nil)
	adapter := &mailbox.Adapter{Store: &s.mail, Now: func() time.Time { return s.now }}
	do := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	send := func(key, text string) {
		_, err := adapter.Send(t.Context(), "anna", say(text), key)
		do(err)
	}
	steps := []func(){
		func() { send("1", "Erste"); send("2", "Zweite") },
		func() { send("3", "Dritte"); do(adapter.Edit(t.Context(), "anna", "3", say("Dritte, neu"), "3")) },
		func() { do(adapter.Edit(t.Context(), "anna", "1", say("Erste, neu", button("Ja")), "1")) },
		func() { send("4", "Vierte"); do(adapter.Delete(t.Context(), "anna", "4")) },
		func() { do(adapter.Delete(t.Context(), "anna", "2")) },
	}
	s.settle = func() error { // before each line ends, the next step is done
		if s.settled%2 == 1 && s.settled/2 < len(steps) {
			steps[s.settled/2]()
		}
		return nil
	}
	var got [][]string
	for _, items := range s.play(":inbox", ":inbox", ":inbox", ":inbox", ":inbox", ":click 1") {
		got = append(got, texts(items))
	}
	expect(t, "shown", [][]string{
		{"direct: Erste", "direct: Zweite"}, // numbers of buttons go on
		{"direct: Dritte, neu"},
		{"update: Erste, neu\n[Ja] /kigo ja"},
		nil, // deleted before anybody fetched it
		nil, // deleted afterwards
		nil,
	}, got)
	expect(t, "told", []string{`anna click "ja"`}, s.told())

	do(adapter.Edit(t.Context(), "anna", "3", say("Dritte, ganz neu"), "3"))
	c := s.config()
	c.JSON = false
	expect(t, "said in words", "kigo an Anna Adler (geänderte Direktnachricht, Di, 24.11.2026, 10:00 Uhr)\n  Dritte, ganz neu\n\n", s.run(c, ":inbox"))
}

func TestTimeMovesOn(t *testing.T) {
	s := newScript(t, nil)
	got := s.play(":time +1d2h", ":time", ":time -1h")
	expect(t, "moved", []time.Duration{26 * time.Hour}, s.moved)
	expect(t, "items", []int{0, 1, 1}, []int{len(got[0]), len(got[1]), len(got[2])})
}

func TestAFormStaysOpenUntilItIsRight(t *testing.T) {
	errs := map[string]string{"ort": "Gibt es nicht.", "titel": "Fehlt.", "": "Noch nicht fertig.", "zz": "Unbekannt."}
	s := newScript(t, map[string]chat.Reply{
		"command neu": {Form: eventForm()}, "form_submit veranstaltung neu": {Errors: errs},
	})
	got := s.play("/kigo neu", ":submit plaetze=5", ":submit")[1]
	expect(t, "said", []string{"form: Noch nicht fertig.\nTitel: Fehlt.\nOrt: Gibt es nicht.\nzz: Unbekannt."}, texts(got))
	expect(t, "error at its field", "Fehlt.", got[0].Fields[0].Error)
	expect(t, "default as before", "20", got[0].Fields[2].Value)
	expect(t, "sent", 3, len(s.events))

	s.answers["form_submit veranstaltung neu"] = chat.Reply{Message: say("Angelegt.")}
	end := s.play("/kigo neu", ":submit titel=a", ":submit titel=b")
	expect(t, "said at last", []string{"reply: Angelegt."}, texts(end[1]))
	expect(t, "said without a form", []string{"reply: Es ist kein Formular offen."}, texts(end[2]))
}

func TestAFormMayLeadToAnother(t *testing.T) {
	second := &chat.Form{Title: "Zwei", Submit: "Weiter", Line: "zwei"}
	s := newScript(t, map[string]chat.Reply{
		"command neu": {Form: eventForm()}, "form_submit veranstaltung neu": {Form: second},
	})
	s.play("/kigo neu", ":submit", "a message between", ":submit")
	expect(t, "second form", `anna form_submit "zwei"`, s.told()[3])
}

func TestTroubleIsSaidAndTheConsoleGoesOn(t *testing.T) {
	const trouble = "reply: Das hat nicht geklappt. Der Grund steht im Protokoll (auf stderr)."
	broken := errors.New("store is away")
	for name, tc := range map[string]struct {
		lines []string
		prime func(*script)
		want  [][]string
	}{
		"settling":        {[]string{"a", "/kigo ok"}, func(s *script) { s.settle = func() error { return broken } }, [][]string{{trouble}, {"reply: gut", trouble}}},
		"mailbox":         {[]string{":inbox", "/kigo ok"}, func(s *script) { s.mail.err = broken }, [][]string{{trouble}, {"reply: gut"}}},
		"clock":           {[]string{":time +1h", "/kigo ok"}, func(s *script) { s.advance = func() error { return broken } }, [][]string{{trouble}, {"reply: gut"}}},
		"clock, a fault":  {[]string{":time +1h"}, func(s *script) { s.advance = func() error { return fault.New("console.submit.none") } }, [][]string{{"reply: Es ist kein Formular offen."}}},
		"errors, no form": {[]string{"/kigo wrong"}, func(*script) {}, [][]string{{"reply: a: Falsch."}}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, map[string]chat.Reply{"command ok": {Message: say("gut")}, "command wrong": {Errors: map[string]string{"a": "Falsch."}}})
			tc.prime(s)
			var got [][]string
			for _, items := range s.play(tc.lines...) {
				got = append(got, texts(items))
			}
			expect(t, "shown", tc.want, got)
		})
	}
}
