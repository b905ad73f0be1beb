package mattermost

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

func TestKindsOfFields(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		field                   chat.FormField
		kind, subtype, standing string
		most                    int
	}{
		"text":                 {chat.FormField{Type: chat.TextField, Value: "a", Max: 60}, "text", "", "a", 60},
		"without a limit":      {chat.FormField{Type: chat.TextField}, "text", "", "", 150},
		"may get long":         {chat.FormField{Type: chat.TextField, Max: 300}, "textarea", "", "", 300},
		"is long":              {chat.FormField{Type: chat.TextField, Value: strings.Repeat("ä", 76), Max: 100}, "textarea", "", strings.Repeat("ä", 76), 100},
		"has two lines":        {chat.FormField{Type: chat.TextField, Value: "a\nb"}, "textarea", "", "a\nb", 3000},
		"area":                 {chat.FormField{Type: chat.AreaField, Max: 500}, "textarea", "", "", 500},
		"area without a limit": {chat.FormField{Type: chat.AreaField}, "textarea", "", "", 3000},
		"number":               {chat.FormField{Type: chat.NumberField, Value: "20", Max: 6}, "text", "number", "20", 6},
		"no number yet":        {chat.FormField{Type: chat.NumberField}, "text", "number", "", 150},
		"German decimal":       {chat.FormField{Type: chat.NumberField, Value: "2,5"}, "text", "", "2,5", 150},
		"no number at all":     {chat.FormField{Type: chat.NumberField, Value: "viele"}, "text", "", "viele", 150},
		"select":               {chat.FormField{Type: chat.SelectField, Value: "b", Options: []chat.Option{{Label: "A", Value: "a"}, {Label: "B", Value: "b"}}}, "select", "", "b", 0},
		"select of nothing":    {chat.FormField{Type: chat.SelectField, Value: "c", Options: []chat.Option{{Label: "A", Value: "a"}}}, "select", "", "", 0},
	} {
		e := element(tc.field)
		if e.Type != tc.kind || e.SubType != tc.subtype || e.Default != tc.standing || e.MaxLength != tc.most || !e.Optional {
			t.Errorf("%s: type %q, subtype %q, default %.20q, at most %d, optional %v", name, e.Type, e.SubType, e.Default, e.MaxLength, e.Optional)
		}
	}
	if element(chat.FormField{Required: true}).Optional {
		t.Error("a field that is required is optional")
	}
}

func TestWhatIsCutStandsElsewhere(t *testing.T) {
	t.Parallel()
	d := dialog(chat.Form{Title: "Größere Veranstaltung ändern", Intro: chat.Words("Hallo"), Fields: []chat.FormField{
		{Name: "a", Label: "Für wen ist das öffentlich?", Hint: "Alle @all sehen es."},
		{Name: "b", Label: "Für wen ist das öffentlich?"},
	}})
	if d.Title != "Größere Veranstaltu…" {
		t.Errorf("title %q", d.Title)
	}
	if want := "**Größere Veranstaltung ändern**  \nHallo"; d.IntroductionText != want {
		t.Errorf("introduction %q", d.IntroductionText)
	}
	a, b := d.Elements[0], d.Elements[1]
	if a.DisplayName != "Für wen ist das öff…" || a.HelpText != "Für wen ist das öffentlich? – Alle @\u200ball sehen es." {
		t.Errorf("label %q, help %q", a.DisplayName, a.HelpText)
	}
	if b.HelpText != "Für wen ist das öffentlich?" {
		t.Errorf("help %q", b.HelpText)
	}
}

func TestEveryFormIsValid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		long := rapid.Map(rapid.SliceOfN(words, 0, 40), func(all []string) string { return strings.Join(all, " ") })
		f := chat.Form{Title: words.Draw(t, "title"), Submit: words.Draw(t, "submit"), Intro: texts(1).Draw(t, "intro")}
		f.Intro = append(f.Intro, chat.Words(long.Draw(t, "more")+long.Draw(t, "more")+long.Draw(t, "more"))...)
		for i := range rapid.IntRange(0, 5).Draw(t, "fields") {
			f.Fields = append(f.Fields, chat.FormField{
				Name: fmt.Sprint(i, words.Draw(t, "name")), Label: long.Draw(t, "label"), Hint: long.Draw(t, "hint"), Value: long.Draw(t, "value"),
				Type: rapid.SampledFrom([]chat.FieldType{chat.TextField, chat.AreaField, chat.NumberField, chat.SelectField}).Draw(t, "type"),
				Max:  rapid.IntRange(0, 5000).Draw(t, "max"), Options: []chat.Option{{Label: words.Draw(t, "option"), Value: "1"}},
			})
		}
		d := dialog(f)
		if err := d.IsValid(); err != nil {
			t.Fatal(err)
		}
		if len(d.IntroductionText) > maxIntro+len(" …") || !utf8.ValidString(d.IntroductionText) || len(notified(d.IntroductionText)) > 0 {
			t.Fatalf("introduction of %d bytes: %q", len(d.IntroductionText), d.IntroductionText)
		}
		sent, want := map[string]any{}, map[string]string{}
		for i, e := range d.Elements {
			if len(notified(e.HelpText)) > 0 || e.MaxLength > 3000 || e.DisplayName == "" {
				t.Fatalf("%+v", e)
			}
			sent[e.Name], want[f.Fields[i].Name] = fmt.Sprint(i), fmt.Sprint(i)
		}
		if diff := cmp.Diff(want, formValues(sent)); diff != "" {
			t.Fatalf("values (-want +got):\n%s", diff)
		}
	})
}

func TestValuesAreText(t *testing.T) {
	t.Parallel()
	var sent map[string]any
	err := json.Unmarshal([]byte(`{"title":"Ein @\u200ball","seats":20.0,"big":123456789012,"half":2.5,"yes":true,"no":false,"none":null,
		"many":["a",1],"chosen":{"label":"A","value":"a"},"b64-w5ZmZmVudGxpY2g":"x","b64-%":"y"}`), &sent)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"title": "Ein @all", "seats": "20", "big": "123456789012", "half": "2.5", "yes": "true", "no": "false", "none": "",
		"many": "a, 1", "chosen": "a", "Öffentlich": "x", "b64-%": "y",
	}
	if diff := cmp.Diff(want, formValues(sent)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := formValues(nil); got == nil || len(got) > 0 {
		t.Errorf("nothing sent: %v", got)
	}
}

func TestNamesOfFields(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"title": "title", "end_2": "end_2", "constructor": "b64-Y29uc3RydWN0b3I", "__proto__": "b64-X19wcm90b19f", "toString": "b64-dG9TdHJpbmc", "": "b64-",
		"b64-x": "b64-YjY0LXg",
	} {
		if got := fieldName(name); got != want {
			t.Errorf("%q travels as %q, want %q", name, got, want)
		}
	}
}

// TestTheCatalogueFitsIntoDialogs says which labels and titles of forms are cut, in a language.
func TestTheCatalogueFitsIntoDialogs(t *testing.T) {
	t.Parallel()
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Languages {
		p := catalogue.Printer(lang)
		for _, key := range []string{"event.form.new", "event.form.edit", "event.form.copy", "event.cancel.title", "event.send.title"} {
			if s := p.Plain(key); len(s) > 24 {
				t.Errorf("%s: %s has %d bytes: %q", lang, key, len(s), s)
			}
		}
		for _, name := range []string{"title", "start", "end", "place", "seats", "deadline", "description", "team", "reminders"} {
			key := "event.form." + name
			fits(t, lang, key, chat.FormField{Label: p.Plain(key), Hint: p.Plain(key + ".hint")})
		}
		for _, key := range []string{"event.cancel.label", "event.send.label"} {
			fits(t, lang, key, chat.FormField{Label: p.Plain(key)})
		}
	}
}

func fits(t *testing.T, lang, key string, f chat.FormField) {
	t.Helper()
	e := element(f)
	if e.DisplayName != f.Label {
		t.Errorf("%s: the label %s has %d bytes and is cut to %q", lang, key, len(f.Label), e.DisplayName)
	}
	if e.HelpText != f.Hint {
		t.Errorf("%s: the hint of %s has %d bytes and becomes %q", lang, key, len(f.Hint), e.HelpText)
	}
}
