package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// city is a demo, wired as ever, on a Tuesday at ten, with more events than the demo has.
// Whom a persona's chat calls what is in names.
type city struct {
	*app
	t     *testing.T
	p     i18n.Printer
	names map[string]string
	log   *output
}

func newCity(t *testing.T) *city {
	t.Helper()
	return newCityLogging(t, "warn")
}

func newCityLogging(t *testing.T, level string) *city {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{DataDir: t.TempDir(), Database: "kigo", Locale: "de", LogLevel: level, zone: zone}
	if cfg.MongoURI = os.Getenv(mongotest.URIVariable); cfg.MongoURI != "" {
		cfg.Database = "kigo_test_" + people.RandomID()
	}
	clock := &demoClock{file: filepath.Join(cfg.DataDir, "clock.json"), zone: zone}
	if err := clock.Set(time.Date(2026, 11, 24, 10, 0, 0, 0, zone)); err != nil {
		t.Fatal(err)
	}
	c := &city{t: t, log: &output{}, names: map[string]string{}}
	if c.app, err = openPlay(t.Context(), cfg, alone, newLog(cfg, c.log)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cfg.MongoURI != "" {
			_ = c.store.Drop(t.Context())
		}
		if err := c.store.close(); err != nil {
			t.Error(err)
		}
	})
	c.useMailbox()
	c.p = c.catalogue.Printer("de")
	for _, p := range personas {
		c.names[p.User] = p.Name
		c.say(p.User, chat.Command, "hilfe", nil) // from now on without the first notice
	}
	c.say("anna", chat.Command, "rechte geben Emil Organisation", nil)
	c.event("rueckblick-x", "Rückblick", -49*time.Hour, "anna")
	c.event("jetzt-x", "Gerade jetzt", -time.Hour, "anna")
	c.event("nord-x", "Stammtisch Nord", 9*24*time.Hour, "anna")
	c.event("sued-x", "Stammtisch Süd", 10*24*time.Hour, "anna")
	c.event("ab-x", "Abgesagte Runde", 11*24*time.Hour, "anna")
	c.event("zu-x", "Geschlossene Runde", 12*24*time.Hour, "anna")
	c.event("emil-x", "Emils Runde", 13*24*time.Hour, "emil")
	for _, line := range []string{"anmelden ab-x", "anmelden workshop-kigo"} {
		for _, who := range []string{"bert", "carla", "deniz"} {
			c.say(who, chat.Command, line, nil)
		}
	}
	c.say("anna", chat.FormSubmit, "veranstaltung absagen ab-x", map[string]string{"reason": "Krank"})
	c.say("anna", chat.FormSubmit, "veranstaltung neu entwurf7", filled("title", "Entwurf"))
	c.say("anna", chat.FormSubmit, "veranstaltung ändern nord-x 1", filled("title", "Stammtisch Nord"))
	if err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// event adds one that begins so far from now and takes two hours.
func (c *city) event(id events.ID, title string, in time.Duration, organiser string) {
	c.t.Helper()
	start := c.now().Add(in).Truncate(time.Minute)
	d := events.Details{Title: title, Place: "Rathaus", Start: start, End: start.Add(2 * time.Hour), Deadline: start}
	if id == "zu-x" {
		d.Deadline = time.Date(2026, 11, 23, 12, 0, 0, 0, c.cfg.zone)
	}
	e := events.Event{ID: id, State: events.Open, Details: d, Version: 1, Created: c.now(), Organisers: []people.ID{c.person(organiser).ID}}
	if _, err := c.events.Store.Insert(c.t.Context(), e); err != nil {
		c.t.Fatal(err)
	}
}

func (c *city) person(user string) people.Person {
	c.t.Helper()
	p, err := c.people.Meet(c.t.Context(), mailbox.Platform, c.user(user))
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

func (c *city) user(user string) chat.User {
	return chat.User{ID: user, Name: c.names[user], Locale: "de"}
}

func (c *city) say(user string, kind chat.Kind, line string, values map[string]string) chat.Reply {
	return c.bot.Handle(c.t.Context(), chat.Event{
		ID: people.RandomID(), Kind: kind, Platform: mailbox.Platform, User: c.user(user), Line: line, Values: values,
	})
}

// stored is everything that bad input must not change.
type stored struct {
	Events []events.Event
	Rows   []outbox.Row // that are to be sent
	Mails  map[string]int
	Roles  map[people.Role]int
}

// stored lets everything that is due happen, and reads what there is then.
func (c *city) stored() stored {
	c.t.Helper()
	if err := c.settle(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	s := c.glance()
	s.Mails, s.Roles = map[string]int{}, map[people.Role]int{}
	for _, p := range personas {
		mails, err := c.mailbox.List(c.t.Context(), p.User)
		if err != nil {
			c.t.Fatal(err)
		}
		s.Mails[p.User] = len(mails)
	}
	for _, r := range people.Roles {
		list, err := c.people.WithRole(c.t.Context(), r)
		if err != nil {
			c.t.Fatal(err)
		}
		s.Roles[r] = len(list)
	}
	return s
}

// glance reads the part of it in which any change by bad input would show at once.
func (c *city) glance() (s stored) {
	c.t.Helper()
	var err error
	if s.Events, err = c.events.Store.Since(c.t.Context(), time.Time{}); err != nil {
		c.t.Fatal(err)
	}
	if s.Rows, err = c.outbox.List(c.t.Context(), outbox.Open, 1000); err != nil {
		c.t.Fatal(err)
	}
	return s
}

// filled is the form of an event, well filled in but for some fields.
func filled(changes ...string) map[string]string {
	v := map[string]string{
		"title": "Neue Runde", "start": "15.12.2026 14:00", "end": "16:00", "place": "Rathaus",
		"seats": "5", "deadline": "", "description": "", "team": "",
	}
	for i := 0; i < len(changes); i += 2 {
		v[changes[i]] = changes[i+1]
	}
	return v
}
