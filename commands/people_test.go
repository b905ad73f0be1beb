package commands

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot"
	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// office is a bot with the commands about people, and everybody who talks to it.
type office struct {
	t   *testing.T
	bot *bot.Bot
	svc *people.Service
	now time.Time
	// rows are the messages that are due; house is how kigo is.
	rows  *mongodb.Outbox
	house House
	pause *outbox.Pause
}

// newOffice has anna as admin and bert as staff, both on the playground, informed already.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { return o.now }
	db := mongotest.Open(t)
	o.svc = &people.Service{
		Store: mongodb.NewPeople(db), Now: now, NewID: people.RandomID, Admins: []string{"playground:anna"},
		Audit: &audit.Log{Store: mongodb.NewAudit(db), Now: now, NewID: people.RandomID},
	}
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	o.rows = mongodb.NewOutbox(db)
	s := Services{
		People: o.svc, Outbox: o.rows, Letters: &outbox.Letters{Store: o.rows, Audit: o.svc.Audit, Now: now},
		House:  func(context.Context) (House, error) { return o.house, nil },
		Stored: mongodb.Records(),
		Record: func() ([]chat.File, error) { return []chat.File{{Name: "verzeichnis.pdf"}}, nil },
		Paused: func(context.Context) (outbox.Pause, bool, error) {
			if o.pause == nil {
				return outbox.Pause{}, false, nil
			}
			return *o.pause, true, nil
		},
	}
	named := func(c bot.Command, name string, words ...string) bot.Command {
		c.Name, c.Words = name, words
		return c
	}
	o.bot, err = bot.New(bot.Config{
		Commands: []bot.Command{
			named(profile(s), "profile", "profil", "profile"), named(speak(s), "language", "sprache", "language"),
			named(privacy(s), "privacy", "datenschutz", "privacy"), named(grants(s), "grants", "rechte", "grants"), named(help(), "help", "hilfe", "help"),
			named(doctor(s), "doctor", "diagnose", "doctor"), named(privacyInventory(s), "privacy_inventory", "datenschutz verzeichnis", "privacy inventory"),
		},
		People: o.svc, Inbox: mongodb.NewInbox(db), Catalogue: catalogue, Locale: "de", Now: now, RealNow: now,
		NewRef: people.RandomID, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range []string{"anna", "bert"} {
		o.say(user, "hilfe")
	}
	return o
}

var fullNames = map[string]string{"anna": "Anna Ahrens", "bert": "Bert Brodersen", "carla": "Carla Clausen", "evil": "@all **x** <!channel> [a](http://b)"}

func (o *office) handle(platform, user string, kind chat.Kind, line string) chat.Reply {
	o.t.Helper()
	return o.bot.Handle(o.t.Context(), chat.Event{Kind: kind, Platform: platform, Line: line, User: chat.User{ID: user, Name: fullNames[user]}})
}

// say types a command and returns the answer as plain text.
func (o *office) say(user, line string) string {
	o.t.Helper()
	r := o.handle("playground", user, chat.Command, line)
	if r.Public || r.Replace {
		o.t.Errorf("%q is answered publicly, or in place of something", line)
	}
	return r.Message.Plain()
}

// click presses a button; the answer must take the place of what was clicked.
func (o *office) click(user, line string) string {
	o.t.Helper()
	r := o.handle("playground", user, chat.Click, line)
	if !r.Replace {
		o.t.Errorf("the answer to a click on %q stands beneath", line)
	}
	return r.Message.Plain()
}

func (o *office) person(user string) people.Person {
	o.t.Helper()
	p, err := o.svc.Meet(o.t.Context(), "playground", chat.User{ID: user, Name: fullNames[user]})
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

// leave switches an account off.
func (o *office) leave(user string) {
	o.t.Helper()
	if _, err := o.svc.Meet(o.t.Context(), "playground", chat.User{ID: user, Deactivated: true}); err == nil {
		o.t.Fatal("a deactivated account is let in")
	}
}

func has(t *testing.T, answer string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(answer, p) {
			t.Errorf("%q is missing in:\n%s", p, answer)
		}
	}
}

func lacks(t *testing.T, answer string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(answer, p) {
			t.Errorf("%q must not stand in:\n%s", p, answer)
		}
	}
}

func TestProfileShowsAndChanges(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	answer := o.say("bert", "profil")
	has(t, answer, "Bert Brodersen", "ohne Angabe", "[Dezernat III] /kigo profil dezernat III", "/kigo profil sprache en")
	lacks(t, answer, "Rollen:", "chat slack", "verbinden")
	has(t, o.click("bert", "profil dezernat 3"), "Gespeichert.", "Dezernat: Dezernat III")
	has(t, o.click("bert", "profil dezernat keins"), "Dezernat: ohne Angabe")
	has(t, o.say("bert", "profil dezernat Dezernat OB"), "Dezernat: Dezernat OB")
	has(t, o.say("bert", "profil dezernat IX"), "„IX“ kenne ich nicht", "II, III")
	has(t, o.say("bert", "profil chat slack"), "kein Konto")
	has(t, o.say("bert", "profil unsinn"), "„unsinn“ verstehe ich hier nicht")
	has(t, o.say("bert", "profil sprache en"), "Saved.", "Your profile")
	has(t, o.say("bert", "profile language klingonisch"), "I don't speak “klingonisch”")
	has(t, o.say("anna", "profil"), "Rollen: Administration")
	if p := o.person("bert"); p.Dezernat != "OB" || p.Language != "en" {
		t.Errorf("stored: %+v", p)
	}
}

func TestProfileWithTwoAccounts(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.svc.Platforms = []string{"playground", "slack"}
	has(t, o.say("bert", "profil"), "/kigo profil verbinden")
	answer := o.say("bert", "profil verbinden")
	_, code, _ := strings.Cut(answer, "/kigo profil verbinden ")
	code = code[:8]
	r := o.handle("slack", "U1", chat.Command, "profil verbinden "+code)
	has(t, r.Message.Plain(), "Bert Brodersen", "/kigo profil verbinden "+code+" ja")
	if p := o.person("bert"); len(p.Accounts) != 1 {
		t.Fatal("linked without a yes")
	}
	r = o.handle("slack", "U1", chat.Click, "profil verbinden "+code+" ja")
	has(t, r.Message.Plain(), "Verbunden", "[Slack] /kigo profil chat slack", "[Demo-Chat] /kigo profil chat playground")
	has(t, o.say("bert", "profil chat Slack"), "Nachrichten von mir: Slack")
	has(t, o.say("bert", "profil chat zuletzt"), "Nachrichten von mir: zuletzt")
	has(t, o.handle("slack", "U2", chat.Command, "profil verbinden "+code).Message.Plain(), "gilt nicht")
	lacks(t, o.say("bert", "profil"), "verbinden")
}

func TestProfileInsideQuestions(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]bool{
		"dezernat III": true, "dezernat gibt es": false, "sprache en": true, "sprache ist": false,
		"chat slack": true, "chat ist kaputt": false, "verbinden": true, "verbinden abcd2345": true, "verbinden wie": false, "ist leer": false,
		"ruhe": true, "ruhe bis 15.12.": true, "nicht stören bis 15. Dezember 2026 14 Uhr": true, "ruhe aus": true, "quiet until Friday": true,
		"nicht gefunden": false, "ruhe im karton bitte": false, "nicht": false,
	} {
		if got := fitsProfile(args); got != want {
			t.Errorf("%q fits: %v", args, got)
		}
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	has(t, o.say("bert", "sprache"), "Deutsch", "[English] /kigo sprache en")
	has(t, o.click("bert", "sprache en"), "From now on I speak English", "[Deutsch] /kigo sprache de")
	has(t, o.say("bert", "hilfe"), "/kigo profile")
	has(t, o.say("bert", "language deutsch"), "Ab jetzt spreche ich Deutsch")
	has(t, o.say("bert", "sprache fr"), "„fr“ spreche ich nicht")
	has(t, o.say("bert", "sprache auto"), "Ab jetzt spreche ich Deutsch")
	if p := o.person("bert"); p.Language != "" {
		t.Errorf("language %q", p.Language)
	}
}

func TestPrivacy(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	has(t, o.say("bert", "datenschutz"), "Name", "30 Tage", "Anna Ahrens", "[Meine Daten als Datei] /kigo datenschutz daten")
	has(t, o.say("bert", "datenschutz quatsch"), "verstehe ich hier nicht")
	r := o.handle("playground", "bert", chat.Click, "datenschutz daten")
	if len(r.Message.Files) != 1 || r.Public {
		t.Fatalf("%+v", r)
	}
	var data struct {
		Person people.Person `json:"person"`
	}
	if err := json.Unmarshal(r.Message.Files[0].Data, &data); err != nil || data.Person.Name != "Bert Brodersen" {
		t.Errorf("%+v, %v", data, err)
	}
	lacks(t, string(r.Message.Files[0].Data), "Anna")
}

// The works council and admins read what is stored about everybody, nobody else.
func TestInventoryIsForTheWorksCouncil(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	lacks(t, o.say("bert", "datenschutz verzeichnis"), "Wer zu einer Umfrage eingeladen war")
	has(t, o.say("anna", "rechte geben bert Personalrat"), "Personalrat")
	r := o.handle("playground", "bert", chat.Command, "datenschutz verzeichnis")
	has(t, r.Message.Plain(), "Wer zu einer Umfrage eingeladen war: 90 Tage nach dem Ende", "personalrat.pdf")
	if len(r.Message.Files) != 1 || r.Public {
		t.Errorf("%+v", r)
	}
	has(t, o.say("bert", "privacy inventory"), "kigo inventory --check")
	has(t, o.say("bert", "hilfe"), "/kigo datenschutz verzeichnis")
}

func TestNoticeStandsUnderTheFirstAnswerOnly(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first := o.say("carla", "profil")
	has(t, first, "Ich speichere deinen Namen", "/kigo datenschutz")
	lacks(t, first, "Warteliste")
	lacks(t, o.say("carla", "profil"), "Ich speichere deinen Namen")
}
