package playground_test

import (
	"maps"
	"net/http"
	"testing"

	"kigo/bot/chat"
)

func forms(ev chat.Event) chat.Reply {
	switch {
	case ev.Kind != chat.FormSubmit && ev.Line == "knopf":
		return chat.Reply{Message: chat.Say(chat.Words("Neu?"), chat.Button{Label: "Neu", Line: "neu"})}
	case ev.Kind != chat.FormSubmit:
		return chat.Reply{Form: &chat.Form{Title: "Neu", Submit: "Anlegen", Line: "neu", Fields: []chat.FormField{
			{Name: "title", Label: "Titel", Type: chat.TextField, Required: true, Max: 10},
			{Name: "place", Label: "Ort", Type: chat.TextField, Value: "Ratssaal"},
			{Name: "kind", Label: "Art", Type: chat.SelectField, Options: []chat.Option{{Label: "Online", Value: "online"}}},
		}}}
	case ev.Values["title"] == "falsch":
		return chat.Reply{Errors: map[string]string{"title": "Bitte anders.", "": "So nicht."}}
	case ev.Values["title"] == "weiter":
		return chat.Reply{Form: &chat.Form{Title: "Zweiter Schritt", Submit: "Fertig", Line: "neu2"}}
	}
	return chat.Reply{Replace: true, Message: chat.Say(chat.Words("Angelegt: " + ev.Values["title"]))}
}

func submit(form string, values map[string]string) map[string]any {
	return map[string]any{"form": form, "values": values}
}

func TestFormFromOpeningToTheAnswer(t *testing.T) {
	w := newWorld(t, forms)
	w.say("anna", "direct", "/kigo knopf")
	m := lastOf(w.sees("anna", "direct"))
	form := w.post(http.StatusOK, "anna", "click", map[string]any{"message": m.ID, "button": 0}).Form
	if form == nil || form.Title != "Neu" || len(form.Fields) != 3 {
		t.Fatalf("form %+v", form)
	}
	got := w.post(http.StatusOK, "anna", "submit", submit(form.ID, map[string]string{"title": "falsch"}))
	if got.Errors["title"] != "Bitte anders." || got.Errors[""] != "So nicht." {
		t.Errorf("errors %v", got.Errors)
	}
	w.post(http.StatusOK, "anna", "submit", submit(form.ID, map[string]string{"title": "Forum", "kind": "online", "role": "admin"}))
	ev := w.last()
	want := map[string]string{"title": "Forum", "place": "Ratssaal", "kind": "online"}
	if ev.Kind != chat.FormSubmit || ev.Line != "neu" || !maps.Equal(ev.Values, want) {
		t.Errorf("%+v, want the values %v", ev, want)
	}
	if after := lastOf(w.sees("anna", "direct")); after.ID != m.ID || after.words() != "Angelegt: Forum" {
		t.Errorf("shows %q in %s", after.words(), after.ID)
	}
	if got := w.post(http.StatusNotFound, "anna", "submit", submit(form.ID, nil)); got.Error == "" {
		t.Error("a form that was sent has no sentence")
	}
}

func TestFormBelongsToOnePersona(t *testing.T) {
	w := newWorld(t, forms)
	form := w.say("anna", "channel", "/kigo neu").Form
	before := w.count()
	w.post(http.StatusNotFound, "bert", "submit", submit(form.ID, map[string]string{"title": "x"}))
	if w.count() != before {
		t.Error("bert sent anna's form")
	}
	w.post(http.StatusOK, "anna", "submit", submit(form.ID, map[string]string{"title": "x"}))
	if ev := w.last(); ev.Channel != "ki-go" {
		t.Errorf("sent from %q", ev.Channel)
	}
	if got := w.sees("bert", "channel"); len(got) != 0 {
		t.Errorf("bert sees %q", kinds(got))
	}
}

func TestWhatTheFormItselfRefuses(t *testing.T) {
	w := newWorld(t, forms)
	form := w.say("anna", "direct", "/kigo neu").Form
	before := w.count()
	for name, values := range map[string]map[string]string{
		"title": {"title": " "},
		"kind":  {"title": "x", "kind": "geheim"},
	} {
		if got := w.post(http.StatusOK, "anna", "submit", submit(form.ID, values)); len(got.Errors) != 1 || got.Errors[name] == "" {
			t.Errorf("%v: %v", values, got.Errors)
		}
	}
	got := w.post(http.StatusOK, "anna", "submit", submit(form.ID, map[string]string{"title": "zehn und mehr"}))
	if want := "Das ist zu lang. Bitte schreib höchstens 10 Zeichen."; got.Errors["title"] != want {
		t.Errorf("said %q, want %q", got.Errors["title"], want)
	}
	if w.count() != before {
		t.Error("it reached the bot")
	}
}

func TestFormLeadsToAForm(t *testing.T) {
	w := newWorld(t, forms)
	first := w.say("anna", "direct", "/kigo neu").Form
	second := w.post(http.StatusOK, "anna", "submit", submit(first.ID, map[string]string{"title": "weiter"})).Form
	if second == nil || second.Title != "Zweiter Schritt" {
		t.Fatalf("%+v", second)
	}
	w.post(http.StatusOK, "anna", "submit", submit(second.ID, nil))
	if ev := w.last(); ev.Line != "neu2" {
		t.Errorf("%+v", ev)
	}
}
