package slack

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kigo/bot/chat"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// does has somebody do something and looks at the answer, which is kept under a name; ""
// keeps nothing.
func (v *visitors) does(name string, ev chat.Event) chat.Reply {
	v.Helper()
	who := strings.ToUpper(ev.User.ID[:1]) + ev.User.ID[1:]
	ev.User.Name, ev.User.Email, ev.User.Locale = who+" Beispiel", ev.User.ID+"@kiel.example", v.lang
	if ev.Platform == "" {
		ev.Platform = Platform
	}
	r := v.bot.Handle(v.Context(), ev)
	v.Run(name, func(t *testing.T) {
		switch {
		case r.Form != nil:
			view := modal(*r.Form, `{"l":"`+r.Form.Line+`"}`, "Senden", "Schließen")
			validView(t, view)
			v.keeps(t, name, view)
		case len(r.Errors) > 0 && name == "":
			t.Errorf("%s fills %q in wrongly: %v", ev.User.ID, ev.Line, r.Errors)
		case len(r.Errors) > 0:
			v.keeps(t, name, r.Errors)
		case r.Message.Empty():
			t.Errorf("%s says %q, and is not answered", ev.User.ID, ev.Line)
		default:
			v.looks(t, name, r.Message)
		}
	})
	v.hears(r)
	return r
}

// looks looks at a message as Slack shows it.
func (v *visitors) looks(t *testing.T, name string, m chat.Message) {
	t.Helper()
	all := posts(m, same)
	valid(t, all)
	const most = 9000 // characters that anybody reads
	if n := len([]rune(m.Plain())); n > most {
		t.Errorf("%d characters", n)
	}
	v.keeps(t, name, shown(t, all))
}

// textKey is the random key of a free text that a moderator has to read.
var textKey = regexp.MustCompile(`\b[0-9a-f]{24}\b`)

func (v *visitors) keeps(t *testing.T, name string, what any) {
	t.Helper()
	if name == "" || v.lang != "de" {
		return
	}
	file := filepath.Join(said, name+".json")
	if v.kept[file] {
		t.Errorf("%s is kept twice", file)
	}
	v.kept[file] = true
	raw, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, file, asJSON(t, json.RawMessage(textKey.ReplaceAllLiteral(raw, []byte("key")))))
}

// hears notes the words of an answer.
func (v *visitors) hears(r chat.Reply) {
	v.words = append(v.words, r.Message.Plain())
	for _, text := range r.Errors {
		v.words = append(v.words, text)
	}
	if r.Form != nil {
		v.words = append(v.words, r.Form.Title, r.Form.Intro.String(), r.Form.Submit)
		for _, f := range r.Form.Fields {
			v.words = append(v.words, f.Label, f.Hint)
			for _, o := range f.Options {
				v.words = append(v.words, o.Label)
			}
		}
	}
	for _, f := range r.Message.Files {
		v.words = append(v.words, string(f.Data))
	}
}

// says types a line in the direct chat.
func (v *visitors) says(name, who, line string) chat.Reply {
	v.Helper()
	return v.does(name, chat.Event{Kind: chat.Command, User: chat.User{ID: who}, Line: line})
}

// presses presses a button of a message, the first whose line begins so.
func (v *visitors) presses(name, who string, r chat.Reply, line string) chat.Reply {
	v.Helper()
	return v.does(name, chat.Event{Kind: chat.Click, User: chat.User{ID: who}, Line: line + v.button(r, line)})
}

// button is how the first button goes on whose line begins so.
func (v *visitors) button(r chat.Reply, line string) string {
	v.Helper()
	for _, s := range r.Message.Sections {
		for _, b := range s.Buttons {
			if rest, ok := strings.CutPrefix(b.Line, line); ok {
				return rest
			}
		}
	}
	v.Fatalf("there is no %q: %s", line, r.Message.Plain())
	return ""
}

// fills opens the form behind a line, changes what stands there, and sends it.
func (v *visitors) fills(name, who, line string, changes map[string]string) chat.Reply {
	v.Helper()
	return v.sends(name, who, v.says("", who, line), changes)
}

// sends changes what stands in a form, and sends it.
func (v *visitors) sends(name, who string, r chat.Reply, changes map[string]string) chat.Reply {
	v.Helper()
	form := r.Form
	if form == nil {
		v.Fatalf("%s gets no form", who)
	}
	values := map[string]string{}
	for _, f := range form.Fields {
		values[f.Name] = f.Value
	}
	for field, value := range changes {
		values[field] = value
	}
	return v.does(name, chat.Event{Kind: chat.FormSubmit, User: chat.User{ID: who}, Line: form.Line, Values: values})
}

// opens lets anna make an event, and returns its id.
func (v *visitors) opens(title string, changes map[string]string) string {
	v.Helper()
	values := map[string]string{"title": title, "start": "9.12.2026 14:00", "end": "16:00", "place": "Rathaus, Raum 12"}
	for field, value := range changes {
		values[field] = value
	}
	preview := v.fills("", "anna", "veranstaltung neu", values)
	if len(preview.Message.Sections) == 0 {
		v.Fatalf("%s is not made: %v", title, preview.Errors)
	}
	publish := preview.Message.Sections[2].Buttons[0].Line
	v.says("", "anna", publish)
	return publish[strings.LastIndex(publish, " ")+1:]
}

// person is somebody who has written to kigo.
func (v *visitors) person(name string) people.Person {
	v.Helper()
	found, err := v.people.Find(v.Context(), name+"@kiel.example")
	if err != nil || len(found) != 1 {
		v.Fatal(found, err)
	}
	return found[0]
}

// delivered looks at what the outbox holds; the first message of each kind is kept.
func (v *visitors) delivered() {
	v.Helper()
	all, err := v.rows.List(v.Context(), outbox.Open, 1000)
	if err != nil {
		v.Fatal(err)
	}
	slices.SortFunc(all, func(a, b outbox.Row) int { return strings.Compare(a.ID, b.ID) })
	for _, row := range all {
		if v.seen[row.ID] {
			continue
		}
		v.seen[row.ID] = true
		name := "told_" + strings.TrimPrefix(row.Kind, "event.")
		if v.told[row.Kind] {
			name = ""
		}
		v.Run(name, func(t *testing.T) {
			var to people.Person
			var err error
			if row.Person != "" { // else it is for a channel
				to, err = v.people.Get(t.Context(), row.Person)
			}
			if err != nil {
				t.Fatal(err)
			}
			m, due, err := v.kinds[row.Kind](t.Context(), row, to, v.bot.PrinterFor(to))
			if err != nil {
				t.Fatal(err)
			}
			if due {
				v.told[row.Kind] = true
				v.looks(t, name, m)
				v.hears(chat.Reply{Message: m})
			}
		})
	}
}

// ofSlack is what the adapter says by itself.
func (v *visitors) ofSlack() {
	a := &Adapter{Config: Config{Printer: v.bot.Catalogue.Printer}}
	o := origin{locale: v.lang, line: "veranstaltung neu"}
	p := a.Printer(v.lang)
	for name, m := range map[string]chat.Message{
		"busy": chat.Say(p.Text("bot.busy")), "later": chat.Say(p.Text("bot.later")), "answered_directly": chat.Say(p.Text("adapter.answered_directly")),
		"form_offer": a.offer(o, p.Text("adapter.form.text")),
	} {
		v.Run(name, func(t *testing.T) { v.looks(t, name, m) })
		v.hears(chat.Reply{Message: m})
	}
	for name, view := range map[string]any{
		"form_wait": a.wait(o), "form_done": notice(p.Plain("slack.form.title"), p.Text("slack.form.done"), p.Plain("slack.form.close")),
	} {
		v.Run(name, func(t *testing.T) {
			validView(t, view)
			v.keeps(t, name, view)
		})
	}
}
