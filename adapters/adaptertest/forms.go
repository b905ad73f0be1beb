package adaptertest

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kigo/bot/chat"
)

// How people fill in forms.
var forms = map[string]rule{
	"a form opens by a command with all that is in it":  when(formOpens),
	"a form opens by a click":                           when(formByClick),
	"a form asked for in words opens, or by a button":   when(formByWords),
	"a form that is sent says all its values":           when(formValues),
	"a form says who sent it and where":                 when(formWho, Channels),
	"what is wrong stands at its field until put right": when(formErrors),
	"what is wrong with a whole form is said":           when(formError),
	"a form may lead to another":                        when(formAfterForm),
	"the answer to a form takes the place of the click": when(formReplaces),
	"an answer to a form that is nothing closes it":     when(formClosed),
}

// eventForm has one of everything.
func eventForm() *chat.Form {
	return &chat.Form{
		Title: "Neue Veranstaltung", Intro: chat.Words("Bitte ausfüllen & „danke“."), Submit: "Anlegen", Line: `veranstaltung neu "ü" <1>`,
		Fields: []chat.FormField{
			{Name: "titel", Label: "Titel", Hint: "Kurz und klar", Type: chat.TextField, Required: true, Max: 80},
			{Name: "text", Label: "Beschreibung", Type: chat.AreaField, Value: "Erste Zeile\nZweite", Max: 2000},
			{Name: "plaetze", Label: "Plätze", Type: chat.NumberField, Value: "20", Required: true},
			{Name: "ort", Label: "Ort", Type: chat.SelectField, Value: "rs", Required: true, Options: []chat.Option{
				{Label: "Ratssaal", Value: "rs"}, {Label: "Online & <überall>", Value: `on "1"`},
			}},
			{Name: "notiz", Label: "Notiz", Type: chat.TextField},
			{Name: "art", Label: "Art", Type: chat.SelectField, Options: []chat.Option{{Label: "Vortrag", Value: "v"}, {Label: "Workshop", Value: "w"}}},
		},
	}
}

// asks opens the form, and answers what is sent.
func asks(form *chat.Form, sent func(chat.Event) chat.Reply) func(chat.Event) chat.Reply {
	return func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.FormSubmit {
			return sent(ev)
		}
		return chat.Reply{Form: form}
	}
}

func saved(chat.Event) chat.Reply { return private("Gespeichert.") }

func always(Form) bool { return true }

func formOpens(t *testing.T, c Chat) {
	s := c.open(t, asks(eventForm(), saved))
	for _, at := range s.places() {
		s.anna().Command(at, "veranstaltung neu")
		got := s.hasForm(s.anna(), "the event's", always)
		if diff := cmp.Diff(Form{
			Title: "Neue Veranstaltung", Intro: "Bitte ausfüllen & „danke“.", Submit: "Anlegen",
			Fields: []Field{
				{Label: "Titel", Hint: "Kurz und klar", Type: chat.TextField, Required: true},
				{Label: "Beschreibung", Type: chat.AreaField, Value: "Erste Zeile\nZweite"},
				{Label: "Plätze", Type: chat.NumberField, Value: "20", Required: true},
				{Label: "Ort", Type: chat.SelectField, Value: "Ratssaal", Required: true, Options: []string{"Ratssaal", "Online & <überall>"}},
				{Label: "Notiz", Type: chat.TextField},
				{Label: "Art", Type: chat.SelectField, Options: []string{"Vortrag", "Workshop"}},
			},
		}, got); diff != "" {
			t.Errorf("the form in %s (-want +got):\n%s", at, diff)
		}
		if _, open := s.bert().Form(); open {
			t.Error("somebody else has it, too")
		}
		s.anna().Submit(map[string]string{"Titel": "Forum"})
		s.hasNoForm(s.anna())
	}
}

func formByClick(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Command {
			return private("Was "+ev.Line+"?", chat.Button{Label: "Neu", Line: "veranstaltung neu"})
		}
		return asks(eventForm(), saved)(ev)
	})
	for _, at := range s.places() {
		s.anna().Command(at, string(at))
		s.anna().Click(s.gets(s.anna(), "Was "+string(at)+"?"), "Neu")
		s.hasForm(s.anna(), "the event's", func(f Form) bool { return f.Title == "Neue Veranstaltung" && len(f.Fields) == 6 })
		s.anna().Submit(map[string]string{"Titel": "Forum"})
		s.hasNoForm(s.anna())
		s.gets(s.anna(), "Gespeichert.")
	}
}

func formByWords(t *testing.T, c Chat) {
	s := c.open(t, asks(eventForm(), saved))
	s.anna().Write(Direct, "veranstaltung neu")
	s.await("a form or a button", func() bool {
		if _, open := s.anna().Form(); open {
			return true
		}
		for _, post := range kigos(s.anna().Sees()) {
			if len(post.Buttons) == 1 {
				s.anna().Click(post, post.Buttons[0])
				return true
			}
		}
		return false
	})
	s.hasForm(s.anna(), "the event's", always)
}

func formValues(t *testing.T, c Chat) {
	s := c.open(t, asks(eventForm(), saved))
	long := strings.TrimSpace(strings.Repeat("Größe; ", 280))
	for _, test := range []struct{ typed, want map[string]string }{
		{
			map[string]string{"Titel": `Das "Forum" & <mehr> | = \ 'x'; „ja“`},
			map[string]string{"titel": `Das "Forum" & <mehr> | = \ 'x'; „ja“`, "text": "Erste Zeile\nZweite", "plaetze": "20", "ort": "rs"},
		},
		{
			map[string]string{"Titel": "Forum", "Beschreibung": "Moin,\n\nwir treffen  uns.\n- eins", "Plätze": "125", "Ort": "Online & <überall>", "Notiz": "n", "Art": "Workshop"},
			map[string]string{"titel": "Forum", "text": "Moin,\n\nwir treffen  uns.\n- eins", "plaetze": "125", "ort": `on "1"`, "notiz": "n", "art": "w"},
		},
		{
			map[string]string{"Titel": "Forum", "Beschreibung": long},
			map[string]string{"titel": "Forum", "text": long, "plaetze": "20", "ort": "rs"},
		},
		{
			map[string]string{"Titel": "Forum", "Beschreibung": ""}, // cleared
			map[string]string{"titel": "Forum", "text": "", "plaetze": "20", "ort": "rs"},
		},
	} {
		s.anna().Command(Direct, "veranstaltung neu")
		s.hears()
		s.hasForm(s.anna(), "the event's", always)
		s.anna().Submit(test.typed)
		ev := s.hears()
		if ev.Kind != chat.FormSubmit || ev.Line != `veranstaltung neu "ü" <1>` || ev.User.ID != s.anna().User().ID {
			t.Errorf("the event is %+v", ev)
		}
		for _, f := range eventForm().Fields { // what was left empty may be missing
			if got, want := ev.Values[f.Name], test.want[f.Name]; got != want {
				t.Errorf("%s is %q, want %q", f.Name, got, want)
			}
			delete(ev.Values, f.Name)
		}
		if len(ev.Values) > 0 {
			t.Errorf("nobody asked for %q", ev.Values)
		}
		s.hasNoForm(s.anna())
	}
}

func formWho(t *testing.T, c Chat) {
	s := c.open(t, asks(eventForm(), saved))
	s.bert().Command(Channel, "veranstaltung neu")
	channel := s.hears().Channel
	s.hasForm(s.bert(), "the event's", always)
	s.bert().Submit(map[string]string{"Titel": "Forum"})
	ev := s.hears()
	if u := s.bert().User(); ev.Channel != channel || ev.User.ID != u.ID || ev.User.Name != u.Name || ev.User.Locale != u.Locale {
		t.Errorf("the event is %+v, asked for in %q by %+v", ev, channel, u)
	}
	s.gets(s.bert(), "Gespeichert.")
	s.quiet(s.anna())
	if got := saying(s.anna().Sees(), "Gespeichert."); len(got) > 0 {
		t.Errorf("somebody else sees %+v", got)
	}
}

// errorsOf are a form's errors by label.
func errorsOf(f Form) map[string]string {
	errs := map[string]string{}
	for _, field := range f.Fields {
		if field.Error != "" {
			errs[field.Label] = field.Error
		}
	}
	if f.Error != "" {
		errs[""] = f.Error
	}
	return errs
}

func formErrors(t *testing.T, c Chat) {
	s := c.open(t, asks(eventForm(), func(ev chat.Event) chat.Reply {
		errs := map[string]string{}
		if ev.Values["titel"] == "Forum" {
			errs["titel"] = "Gibt es schon & heißt „Forum“."
		}
		if ev.Values["ort"] == "rs" {
			errs["ort"] = "Der Ratssaal ist belegt."
		}
		if len(errs) > 0 {
			return chat.Reply{Errors: errs}
		}
		return private(fmt.Sprint("Angelegt: ", ev.Values["titel"], ", ", ev.Values["text"]))
	}))
	s.anna().Command(s.shared(), "veranstaltung neu")
	s.hasForm(s.anna(), "the event's", always)
	s.anna().Submit(map[string]string{"Titel": "Forum", "Beschreibung": "bleibt"})
	wrong := map[string]string{"Titel": "Gibt es schon & heißt „Forum“.", "Ort": "Der Ratssaal ist belegt."}
	form := s.hasForm(s.anna(), "with errors", func(f Form) bool { return len(errorsOf(f)) > 0 })
	if diff := cmp.Diff(wrong, errorsOf(form)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	if form.Fields[0].Value != "Forum" || form.Fields[1].Value != "bleibt" {
		t.Errorf("what was typed is gone: %+v", form.Fields)
	}
	s.anna().Submit(map[string]string{"Titel": "Forum zwei"})
	form = s.hasForm(s.anna(), "with one error", func(f Form) bool { return len(errorsOf(f)) == 1 })
	if diff := cmp.Diff(map[string]string{"Ort": "Der Ratssaal ist belegt."}, errorsOf(form)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	s.anna().Submit(map[string]string{"Ort": "Online & <überall>"})
	s.hasNoForm(s.anna())
	s.gets(s.anna(), "Angelegt: Forum zwei, bleibt")
}

func formError(t *testing.T, c Chat) {
	var sent atomic.Int32
	s := c.open(t, asks(eventForm(), func(ev chat.Event) chat.Reply {
		if sent.Add(1) == 1 {
			return chat.Reply{Errors: map[string]string{"": "Gerade sind alle Säle belegt."}}
		}
		return saved(ev)
	}))
	s.anna().Command(s.shared(), "veranstaltung neu")
	s.hasForm(s.anna(), "the event's", always)
	s.anna().Submit(map[string]string{"Titel": "Forum"})
	form := s.hasForm(s.anna(), "with an error", func(f Form) bool { return len(errorsOf(f)) > 0 })
	if diff := cmp.Diff(map[string]string{"": "Gerade sind alle Säle belegt."}, errorsOf(form)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	s.anna().Submit(nil)
	s.hasNoForm(s.anna())
	s.gets(s.anna(), "Gespeichert.")
}

func formAfterForm(t *testing.T, c Chat) {
	second := &chat.Form{Title: "Noch etwas", Submit: "Fertig", Line: "zweiter schritt", Fields: []chat.FormField{{Name: "wer", Label: "Wer", Type: chat.TextField}}}
	s := c.open(t, asks(eventForm(), func(ev chat.Event) chat.Reply {
		if ev.Line == second.Line {
			return private("Fertig: " + ev.Values["wer"])
		}
		return chat.Reply{Form: second}
	}))
	s.anna().Command(s.shared(), "veranstaltung neu")
	s.hasForm(s.anna(), "the event's", always)
	s.anna().Submit(map[string]string{"Titel": "Forum"})
	s.hasForm(s.anna(), "the second", func(f Form) bool { return f.Title == "Noch etwas" && f.Submit == "Fertig" && len(f.Fields) == 1 })
	s.anna().Submit(map[string]string{"Wer": "Anna"})
	s.gets(s.anna(), "Fertig: Anna")
	s.hasNoForm(s.anna())
}

func formReplaces(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Command {
			return private("Was?", chat.Button{Label: "Neu", Line: "veranstaltung neu"})
		}
		return asks(eventForm(), func(chat.Event) chat.Reply {
			return chat.Reply{Message: chat.Say(chat.Words("Angelegt.")), Replace: true}
		})(ev)
	})
	s.anna().Command(Direct, "veranstaltung")
	s.anna().Click(s.gets(s.anna(), "Was?"), "Neu")
	s.hasForm(s.anna(), "the event's", always)
	s.anna().Submit(map[string]string{"Titel": "Forum"})
	s.replaced(s.anna(), "Was?", "Angelegt.")
}

func formClosed(t *testing.T, c Chat) {
	s := c.open(t, asks(eventForm(), func(chat.Event) chat.Reply { return chat.Reply{} }))
	s.anna().Command(s.shared(), "veranstaltung neu")
	s.hasForm(s.anna(), "the event's", always)
	before := len(kigos(s.anna().Sees()))
	s.anna().Submit(map[string]string{"Titel": "Forum"})
	s.hasNoForm(s.anna())
	s.quiet(s.anna())
	if got := kigos(s.anna().Sees()); len(got) != before+1 {
		t.Errorf("she sees %+v", got)
	}
}
