package commands

import (
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/outbox"
)

func TestQuiet(t *testing.T) {
	t.Parallel()
	o := newOffice(t) // Tue, 2026-11-24, 9:00
	lacks(t, o.say("bert", "profil"), "Nicht stören:", "Ruhe beenden")
	for typed, want := range map[string]string{
		"profil ruhe bis 15.12.":               "Nicht stören: bis einschließlich Di, 15.12.2026",
		"profil ruhe bis heute":                "Nicht stören: bis einschließlich Di, 24.11.2026",
		"profil nicht stören bis 1.12. 14 Uhr": "Nicht stören: bis Di, 01.12.2026, 14:00 Uhr",
		"profil nicht stoeren bis Freitag":     "Nicht stören: bis einschließlich Fr, 27.11.2026",
		"profile quiet until in 2 Stunden":     "Nicht stören: bis Di, 24.11.2026, 11:00 Uhr",
		"profil ruhe morgen":                   "Nicht stören: bis einschließlich Mi, 25.11.2026",
	} {
		has(t, o.say("bert", typed), "Gespeichert.", want, "[Ruhe beenden] /kigo profil ruhe aus")
	}
	has(t, o.say("bert", "profil ruhe bis 24.11.2026 8 Uhr"), "liegt schon zurück (Di, 24.11.2026, 8:00 Uhr)")
	has(t, o.say("bert", "profil ruhe bis irgendwann"), "irgendwann")
	lacks(t, o.click("bert", "profil ruhe aus"), "Nicht stören:", "Ruhe beenden")
	o.say("bert", "profil ruhe bis heute")
	o.now = o.now.Add(24 * time.Hour) // it ends by itself
	lacks(t, o.say("bert", "profil"), "Nicht stören:", "Ruhe beenden")
}

func TestQuietOpensAForm(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	form := o.handle("playground", "bert", chat.Click, "profil ruhe").Form
	if form == nil || form.Line != "profil ruhe" || len(form.Fields) != 1 {
		t.Fatalf("%+v", form)
	}
	submit := func(value string) chat.Reply {
		return o.bot.Handle(t.Context(), chat.Event{
			Kind: chat.FormSubmit, Platform: "playground", Line: form.Line, User: chat.User{ID: "bert", Name: fullNames["bert"]},
			Values: map[string]string{form.Fields[0].Name: value},
		})
	}
	for _, wrong := range []string{"", "bald", "1.1.2026"} {
		if r := submit(wrong); r.Errors[form.Fields[0].Name] == "" {
			t.Errorf("%q: %+v", wrong, r)
		}
	}
	has(t, submit("15.12.").Message.Plain(), "bis einschließlich Di, 15.12.2026")
}

// Whoever names an earlier day, or none, gets what has been held back accordingly.
func TestQuietReleasesWhatWasHeldBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	row := outbox.Row{ID: "r", Person: o.person("bert").ID, State: outbox.Open, Waits: true, Held: true, Due: o.now.AddDate(0, 0, 20)}
	if _, err := o.rows.Insert(t.Context(), row); err != nil {
		t.Fatal(err)
	}
	o.say("bert", "profil ruhe aus")
	if got, ok, err := o.rows.Get(t.Context(), "r"); err != nil || !ok || !got.Due.Equal(o.now) {
		t.Errorf("%+v, %v", got, err)
	}
}
