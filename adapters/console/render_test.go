package console

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
)

var update = flag.Bool("update", false, "rewrite testdata from what is shown now")

// TestGoldens shows every kind of thing, in JSON and in text.
func TestGoldens(t *testing.T) {
	reply := func(r chat.Reply) map[string]chat.Reply { return map[string]chat.Reply{"command x": r} }
	problems := map[string]string{"": "Da fehlt noch etwas.", "titel": "Bitte gib einen Titel an.", "ort": "Kein \x1b[1mOrt."}
	form := map[string]chat.Reply{"command x": {Form: eventForm()}, "form_submit veranstaltung neu": {Errors: problems}}
	for name, tc := range map[string]struct {
		answers map[string]chat.Reply
		lines   []string
	}{
		"reply":   {reply(chat.Reply{Message: everything()}), []string{"/kigo x"}},
		"channel": {reply(chat.Reply{Message: say("Für alle", button("Mehr")), Public: true}), []string{"/kigo x"}},
		"update":  {reply(chat.Reply{Message: say("Erledigt"), Replace: true}), []string{"/kigo x"}},
		"silent":  {reply(chat.Reply{}), []string{"/kigo x", ""}},
		"direct":  {nil, []string{":inbox", ":inbox"}},
		"form":    {form, []string{"/kigo x"}},
		"message_and_form": {reply(chat.Reply{Message: say("Bitte"), Form: &chat.Form{Title: "Kurz", Submit: "OK", Line: "kurz",
			Fields: []chat.FormField{{Name: "a", Label: "A", Type: chat.TextField}}}}), []string{"/kigo x"}},
		"errors":  {form, []string{"/kigo x", ":submit"}},
		"console": {nil, []string{":as bert", ":as Böse\x1b[2J", ":click 1", ":help", ":time +1h"}},
	} {
		for _, mode := range []string{"json", "text"} {
			t.Run(mode+"/"+name, func(t *testing.T) {
				s := newScript(t, tc.answers)
				s.mail.mails = []mailbox.Mail{
					{Key: "1", To: "anna", Message: say("Du bist nachgerückt.", button("Abmelden")), At: start},
					{Key: "2", To: "anna", Message: chat.Message{Files: []chat.File{{Name: "termin.ics", Data: []byte("x")}}}, At: start},
				}
				c := s.config()
				c.JSON = mode == "json"
				got := s.run(c, tc.lines...)
				got = strings.ReplaceAll(got, s.dir, "DIR")
				p := c.Printer("de")
				got = strings.ReplaceAll(got, p.DateTime(start), "NOW") // how dates look is tested elsewhere
				got = strings.ReplaceAll(got, p.DateTime(s.now), "LATER")
				golden(t, filepath.Join("testdata", name+"."+mode), got)
			})
		}
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make it with -update)", err)
	}
	expect(t, path, string(want), got)
}

func TestAnInteractiveConsoleGreetsAndPrompts(t *testing.T) {
	s := newScript(t, map[string]chat.Reply{"direct_message hallo": {Message: say("Moin!")}})
	c := s.config()
	c.JSON, c.Interactive = false, true
	want := "Ki:GO im Terminal. Du bist Anna Adler. Schreib eine Nachricht oder /kigo hilfe; :help zeigt, was es sonst gibt, Strg+D beendet.\n\n" +
		"anna> kigo an Anna Adler (nur für dich sichtbar)\n  Moin!\n\nanna> bert> \n"
	expect(t, "text", want, s.run(c, "hallo", ":as bert"))
	c.JSON = true
	expect(t, "JSON", "{\"kind\":\"done\"}\n", s.run(c, ":as bert"))
}
