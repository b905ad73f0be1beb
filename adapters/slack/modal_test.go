package slack

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	api "github.com/slack-go/slack"
	"pgregory.net/rapid"

	"kigo/adapters/slack/slacktest/blockkit"
	"kigo/bot/chat"
)

func eventForm() chat.Form {
	return chat.Form{
		Title: "Neue Veranstaltung", Intro: chat.Words("Bitte ausfüllen.\nDanke!"), Submit: "Anlegen", Line: "veranstaltung neu",
		Fields: []chat.FormField{
			{Name: "titel", Label: "Titel", Type: chat.TextField, Required: true, Max: 80},
			{Name: "text", Label: "Beschreibung", Hint: "Was geschieht?", Type: chat.AreaField, Value: "Wir treffen uns.\nIm Ratssaal."},
			{Name: "plaetze", Label: "Plätze", Type: chat.NumberField, Value: "20", Hint: "1 bis 500\x1b"},
			{Name: "ort", Label: "Ort", Type: chat.SelectField, Value: "rs", Required: true, Options: []chat.Option{
				{Label: "Ratssaal", Value: "rs"}, {Label: "Online", Value: "on"}, {Label: "Noch offen", Value: ""},
			}},
		},
	}
}

func TestFormGoldens(t *testing.T) {
	var evil chat.Form
	evil.Title, evil.Submit, evil.Intro = "<!channel> Grüße 👍👍👍👍👍 an alle", "<!here>", chat.Words("<!everyone> *fett*")
	for i, w := range hostile {
		evil.Fields = append(evil.Fields, chat.FormField{Name: w, Label: w, Hint: w, Value: w, Type: []chat.FieldType{chat.TextField, chat.SelectField}[i%2],
			Options: []chat.Option{{Label: w, Value: w}, {Label: "Nichts", Value: ""}}})
	}
	for name, f := range map[string]chat.Form{
		"event":   eventForm(),
		"hostile": evil,
		"search": {Title: "Termin", Submit: "OK", Fields: []chat.FormField{
			{Name: "termin", Label: "Welcher?", Type: chat.SelectField, Options: searched(101).Options, Value: "termin-099"},
		}},
		"nothing": {},
		"long": {Title: strings.Repeat("Titel ", 8), Submit: strings.Repeat("Senden ", 8), Intro: chat.Words(strings.Repeat("Wort ", 700)), Fields: []chat.FormField{
			{Name: strings.Repeat("n", 190), Label: strings.Repeat("ä", 2001), Hint: strings.Repeat("ö", 2001), Type: chat.AreaField, Value: strings.Repeat("ü", 3001), Max: 9000},
			{Name: "kurz", Label: "Kurz", Type: chat.TextField, Value: "länger als zehn", Max: 10},
			{Name: "wert", Label: "Langer Wert", Type: chat.SelectField, Options: []chat.Option{{Label: "Lang", Value: strings.Repeat("v", 151)}}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			view := modal(f, `{"l":"x"}`, "Senden", "Schließen")
			validView(t, view)
			golden(t, filepath.Join("testdata", "modal_"+name+".json"), asJSON(t, view))
		})
	}
	t.Run("notice", func(t *testing.T) {
		view := notice("Einen Moment", chat.Words("Das dauert <!here> etwas."), "Schließen")
		validView(t, view)
		golden(t, filepath.Join("testdata", "modal_notice.json"), asJSON(t, view))
	})
}

// validView says what Slack would refuse in a view, and who would be called by it.
func validView(t fataler, view any) {
	t.Helper()
	body := asJSON(t, view)
	for _, problem := range blockkit.View(body) {
		t.Errorf("%s", problem)
	}
	if raw, _ := json.Marshal(body); len(raw) > blockkit.ViewBytes {
		t.Errorf("%d bytes", len(raw))
	}
	called := blockkit.NewMentions()
	called.InBlocks(body)
	if diff := cmp.Diff(blockkit.NewMentions(), called); diff != "" {
		t.Errorf("the view calls somebody: %s", diff)
	}
	onlyLiteral(t, body)
}

// untouched is what Slack sends of a view in which nobody has changed anything.
func untouched(t fataler, view api.ModalViewRequest) *api.ViewState {
	t.Helper()
	values := map[string]any{}
	for _, c := range blockkit.Controls(asJSON(t, view.Blocks), nil) {
		state := map[string]any{"type": c.Type}
		if c.Type == "plain_text_input" || c.Type == "number_input" {
			state["value"] = c.Element["initial_value"]
		} else {
			state["selected_option"] = c.Element["initial_option"]
		}
		values[c.BlockID] = map[string]any{c.ActionID: state}
	}
	raw, err := json.Marshal(map[string]any{"values": values})
	if err != nil {
		t.Fatalf("%v", err)
	}
	var state api.ViewState
	if err := json.Unmarshal(raw, &state); err != nil {
		t.Fatalf("%v", err)
	}
	return &state
}

func TestEveryFormIsValidAndKeepsItsValues(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := drawForm().Draw(t, "form")
		view := modal(f, "x", "Senden", "Schließen")
		validView(t, view)
		values := modalValues(untouched(t, view))
		if len(values) != len(f.Fields) {
			t.Errorf("%d values of %d fields", len(values), len(f.Fields))
		}
		for _, field := range f.Fields {
			want, _ := short(clean(field.Value), maxInput)
			if chosen(field) {
				want = ""
				for _, o := range field.Options {
					if o.Value == field.Value {
						want = field.Value
					}
				}
			}
			if got, ok := values[field.Name]; !ok || got != want {
				t.Errorf("%q has the value %q, want %q", field.Name, got, want)
			}
		}
		for _, m := range formMenus(f) {
			if answer := asJSON(t, suggestions(m.Options, "")).(map[string]any); len(blockkit.Suggestions(answer)) > 0 {
				t.Errorf("%v", blockkit.Suggestions(answer))
			}
		}
	})
}

// Every select that is searched finds its options.
func TestSearchedFieldsAreKept(t *testing.T) {
	t.Parallel()
	many := chat.Form{Title: "Viel", Submit: "OK"}
	for i := range 60 {
		f := chat.FormField{Name: fmt.Sprint("f", i), Label: "Feld", Type: chat.SelectField}
		for n := range 100 {
			f.Options = append(f.Options, chat.Option{Label: fmt.Sprintf("%d %s", i, strings.Repeat("Größe ", 12)), Value: fmt.Sprint(n)})
		}
		many.Fields = append(many.Fields, f)
	}
	few := chat.Form{Title: "Wenig", Submit: "OK", Fields: []chat.FormField{
		{Name: "a", Label: "A", Type: chat.SelectField, Options: searched(100).Options}, {Name: "b", Label: "B", Type: chat.SelectField, Options: searched(101).Options},
	}}
	for want, f := range map[int]chat.Form{60: many, 1: few} {
		view := modal(f, "", "Senden", "Schließen")
		validView(t, view)
		kept := map[string]bool{}
		for _, m := range formMenus(f) {
			kept[m.ID] = true
		}
		asked := 0
		for _, c := range blockkit.Controls(asJSON(t, view.Blocks), nil) {
			if id, ok := menuAsked(c.ActionID); ok {
				asked++
				if !kept[id] || c.Type != "external_select" {
					t.Errorf("nobody knows the menu %q", c.ActionID)
				}
			}
		}
		if asked != want || len(f.Fields) != len(view.Blocks.BlockSet) {
			t.Errorf("%d of %d selects are searched, want %d", asked, len(view.Blocks.BlockSet), want)
		}
	}
}

func TestWhatIsEmptiedIsEmpty(t *testing.T) {
	t.Parallel()
	var state api.ViewState
	err := json.Unmarshal([]byte(`{"values":{
		"titel":{"value":{"type":"plain_text_input","value":null}},
		"ort":{"pick.1":{"type":"static_select","selected_option":null}},
		"=w6Q":{"find.1.ab":{"type":"external_select","selected_option":{"value":"=","text":{"type":"plain_text","text":"x"}}}},
		"fremd":{"other":{"type":"plain_text_input","value":"x"}}}}`), &state)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"titel": "", "ort": "", "ä": ""}, modalValues(&state)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := modalValues(nil); len(got) != 0 {
		t.Errorf("nothing has the values %v", got)
	}
}

func TestErrorsStandBelowTheirFields(t *testing.T) {
	t.Parallel()
	f := eventForm()
	f.Fields = append(f.Fields, chat.FormField{Name: "Größe", Label: "Größe", Type: chat.TextField})
	raw, err := json.Marshal(modal(f, "", "Senden", "Schließen").Blocks)
	if err != nil {
		t.Fatal(err)
	}
	var blocks api.Blocks // as they come back
	if err := json.Unmarshal(raw, &blocks); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		errs, want map[string]string
		rest       string
	}{
		"a field's":    {map[string]string{"ort": "Wo?"}, map[string]string{"ort": "Wo?"}, ""},
		"odd name":     {map[string]string{"Größe": "Wie groß?"}, map[string]string{fieldID("Größe"): "Wie groß?"}, ""},
		"the form's":   {map[string]string{"": "Zu spät."}, map[string]string{}, "Zu spät."},
		"no field's":   {map[string]string{"weg": "Zu spät.", "": "Geht nicht.", "titel": "Zu lang."}, map[string]string{"titel": "Zu lang."}, "Geht nicht. Zu spät."},
		"no sentence":  {map[string]string{"ort": " \n"}, map[string]string{"ort": "…"}, ""},
		"no error":     {nil, map[string]string{}, ""},
		"control sign": {map[string]string{"ort": "a\x1b\u202e\nb"}, map[string]string{"ort": "a b"}, ""},
	} {
		got, rest := modalErrors(tc.errs, blocks)
		if diff := cmp.Diff(tc.want, got); diff != "" || rest != tc.rest {
			t.Errorf("%s: the rest is %q, want %q (-want +got):\n%s", name, rest, tc.rest, diff)
		}
	}
	long, _ := modalErrors(map[string]string{"ort": strings.Repeat("ä", 5000)}, blocks)
	if n := utf8.RuneCountInString(long["ort"]); n != maxError {
		t.Errorf("%d characters below a field", n)
	}
}
