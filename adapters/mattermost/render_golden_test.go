package mattermost

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

var update = flag.Bool("update", false, "rewrite testdata from what is made now")

// TestGoldens makes every kind of message and form.
func TestGoldens(t *testing.T) {
	for name, m := range messages() {
		t.Run("message/"+name, func(t *testing.T) {
			got := pages(m, func(line string) *model.PostActionIntegration {
				return &model.PostActionIntegration{URL: "https://kigo.example/mattermost/action", Context: map[string]any{"line": line}}
			})
			withinLimits(t, got)
			golden(t, "message_"+name, shown(got))
		})
	}
	for name, f := range forms() {
		t.Run("form/"+name, func(t *testing.T) {
			d := dialog(f)
			if err := d.IsValid(); err != nil {
				t.Error(err)
			}
			golden(t, "form_"+name, d)
		})
	}
}

// shown is pages without the data of their files.
func shown(all []page) (out []any) {
	for _, p := range all {
		var names []string
		for _, i := range p.Images {
			names = append(names, i.Name)
		}
		for _, f := range p.Files {
			names = append(names, f.Name)
		}
		out = append(out, map[string]any{"message": strings.Split(p.Message, "\n"), "attachments": p.Attachments, "files": names})
	}
	return out
}

func golden(t *testing.T, name string, v any) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	got := strings.ReplaceAll(b.String(), guard, `\u200b`)
	path := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make it with -update)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func strong(s string) chat.Text { return chat.Text{node(chat.Strong, s)} }

// card is an event as the bot shows it.
func card(n int, title string) chat.Section {
	return chat.Section{
		Text: chat.Lines(strong(title), chat.Words("Wir probieren Werkzeuge aus.\n\nBitte Laptop mitbringen; mehr auf https://intranet.kiel.example/ki_go.")),
		Fields: []chat.Field{
			{Label: "Wann", Value: chat.Words("Dienstag, 15. Dezember 2026, 14:00–16:00 Uhr")},
			{Label: "Wo", Value: chat.Words("Ratssaal #3 (Neues Rathaus)")},
			{Label: "Plätze", Value: chat.Words("noch 12 Plätze")},
		},
		Buttons: []chat.Button{
			{Label: "Anmelden", Line: fmt.Sprint("anmelden ev", n), Style: chat.Primary},
			{Label: "Absagen", Line: fmt.Sprint("veranstaltung absagen ev", n), Style: chat.Danger},
		},
	}
}

const hostileTitle = "# @all **Wichtig** [Klick](javascript:alert(1)) ![x](https://boese.example/x.png) :tada: #sofort ~town-square <b>|"

// messages are one of each kind.
func messages() map[string]chat.Message {
	list := chat.Say(strong("Das steht an:"))
	for i := range 12 {
		list.Sections = append(list.Sections, card(i+1, fmt.Sprint("Workshop ", i+1, ": KI im Alltag")))
	}
	list.Sections = append(list.Sections, chat.Section{Buttons: []chat.Button{{Label: "Spätere", Line: "termine 2"}}})

	help := chat.Say(append(append(strong("Das kannst du mir schreiben:"), chat.Bullets(
		chat.Text{node(chat.Code, "/kigo termine"), node(chat.Plain, " zeigt, welche Veranstaltungen anstehen")},
		chat.Text{node(chat.Code, "/kigo anmelden Workshop"), node(chat.Plain, " meldet dich zu einer Veranstaltung an")},
		chat.Text{node(chat.Code, "/kigo rollen geben bert@kiel.example Organisation"), node(chat.Plain, " gibt Rollen")},
	)...), node(chat.Plain, "Du kannst auch einfach auf die Knöpfe unter meinen Nachrichten drücken.")), chat.Button{Label: "Termine", Line: "termine"})

	picker := chat.Message{Sections: []chat.Section{{
		Text: chat.Words("Welche Veranstaltung meinst du?"),
		Selects: []chat.Select{{Label: "Veranstaltung wählen", Line: "anmelden", Options: []chat.Option{
			{Label: "KI-Café · 3.12., 9:00 Uhr", Value: "ev1"}, {Label: hostileTitle, Value: "ev2"},
		}}},
	}}}

	waiting := chat.Say(append(chat.Words("Du bist nachgerückt: "), append(strong("KI-Café"), chat.Words(" am 3. Dezember 2026 um 9:00 Uhr.\nWenn du nicht kannst, melde dich bitte ab.")...)...),
		chat.Button{Label: "In den Kalender", Line: "kalender ev1"}, chat.Button{Label: "Abmelden", Line: "abmelden ev1"})

	hostileCard := card(1, hostileTitle)
	hostileCard.Text = append(hostileCard.Text, chat.Words("\n- Punkt\n1. Zahl\n> Zitat\n```\ncode\n```\na|b\n-|-\n====\n    eingerückt\n&#64;channel \\@here $x$ :)")...)
	hostileCard.Fields[1].Value = chat.Text{{Kind: chat.Link, Text: "https://sparkasse.de @bert", URL: "https://boese.example/@all"}}
	hostileCard.Fields[0].Label = ":tada: @all #sofort"
	hostileCard.Buttons[0].Label = "@all :tada: ~town-square " + strings.Repeat("sehr lang ", 9)

	files := chat.Message{
		Sections: []chat.Section{{Text: chat.Words("Das ist das Ergebnis der Umfrage.")}},
		Images:   []chat.Image{{Name: "ergebnis.png", Alt: "Ein Balkendiagramm: 3 sind zufrieden, 1 nicht.\n# @all", Type: "image/png"}},
		Files:    []chat.File{{Name: "ergebnis.csv", Type: "text/csv"}},
	}
	return map[string]chat.Message{
		"event": {Sections: []chat.Section{card(1, "KI-Café")}}, "list": list, "help": help, "picker": picker, "waiting": waiting,
		"hostile": {Sections: []chat.Section{hostileCard}}, "files": files,
		"long": chat.Say(chat.Words(novel(18_000)), chat.Button{Label: "Gelesen", Line: "gelesen"}),
		"link": chat.Say(chat.Text{node(chat.Plain, "Mehr im "), {Kind: chat.Link, Text: "Intranet", URL: "https://intranet.kiel.example/wiki/KI_(Kiel)"}, node(chat.Plain, ".")}),
	}
}

// forms are one of each kind.
func forms() map[string]chat.Form {
	event := chat.Form{Title: "Veranstaltung ändern", Submit: "Weiter", Line: "veranstaltung ändern ev1", Fields: []chat.FormField{
		{Name: "title", Label: "Titel", Hint: "So heißt die Veranstaltung für alle.", Type: chat.TextField, Value: hostileTitle, Required: true, Max: 100},
		{Name: "start", Label: "Beginn", Hint: "Zum Beispiel 15.12.2026 14:00 oder Dienstag 14 Uhr.", Type: chat.TextField, Value: "15.12.2026 14:00", Required: true, Max: 60},
		{Name: "seats", Label: "Plätze", Hint: "Leer lassen, wenn es keine Begrenzung gibt.", Type: chat.NumberField, Value: "20", Max: 6},
		{Name: "description", Label: "Beschreibung", Type: chat.AreaField, Value: "Zwei\nZeilen", Max: 2000},
		{Name: "team", Label: "Mitorganisierende", Type: chat.TextField, Max: 300},
	}}
	cancel := chat.Form{Title: "Veranstaltung absagen", Submit: "Ja, absagen", Line: "veranstaltung absagen ev1",
		Intro:  append(chat.Words("Du sagst ab: "), append(strong(hostileTitle), chat.Words("\n14 Leute bekommen Bescheid.")...)...),
		Fields: []chat.FormField{{Name: "reason", Label: "Grund", Type: chat.AreaField, Required: true, Max: 500}}}
	limits := chat.Form{Title: "Ein Formular mit einem überlangen Titel", Submit: "OK", Line: "x", Fields: []chat.FormField{
		{Name: "Öffentlich?", Label: "Für wen ist die Veranstaltung öffentlich?", Hint: novel(300), Type: chat.SelectField, Value: "alle", Options: []chat.Option{
			{Label: "Für alle @all", Value: "alle"}, {Label: "Nur für das Amt", Value: "amt"}}},
		{Name: "amount", Label: "Größe der Gruppe in Leuten", Type: chat.NumberField, Value: "2,5"},
		{Name: "choice", Label: "Wahl", Type: chat.SelectField, Value: "gibt es nicht", Options: []chat.Option{{Label: "", Value: "a"}}},
		{Name: "long", Label: "Lang", Type: chat.TextField, Value: novel(200)},
		{Name: "longer", Label: "Länger", Type: chat.AreaField, Value: novel(4000), Max: 5000},
	}}
	return map[string]chat.Form{"event": event, "cancel": cancel, "limits": limits}
}
